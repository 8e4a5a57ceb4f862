package sim

import (
	"bytes"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/pack"
	"spiketop/internal/param"
)

// Each type has its entries in the table, under keys made of its name.
func TestTableDescribesTypes(t *testing.T) {
	p := Table.Defaults()
	for k := range Types {
		m := &Types[k]
		bias, err := Table.Find("net.bias_" + m.Name)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Type(m.Name).Bias; got != m.Bias.Def || bias.Symbol != m.Bias.Symbol || bias.Restarts != param.Counting {
			t.Errorf("%s: bias %g, described as %+v", m.Name, got, bias)
		}
		fraction, err := Table.Find("net." + m.Name)
		if last := k == len(Types)-1; last != (err != nil) {
			t.Errorf("%s: fraction described %v, last type %v", m.Name, err == nil, last)
		} else if !last && (p.Types[k].Fraction != m.Fraction.Def || fraction.Up != m.Fraction.Up || fraction.Symbol != m.Fraction.Symbol) {
			t.Errorf("%s: fraction %g, described as %+v", m.Name, p.Types[k].Fraction, fraction)
		}
		if err := Table.Set(&p, m.BiasKey(), "0.25"); err != nil || p.Types[k].Bias != 0.25 {
			t.Errorf("%s: bias set to 0.25 is %g (%v)", m.Name, p.Types[k].Bias, err)
		}
	}
	for key, want := range map[string][3]string{
		"net.qif":      {"0.5", "f_Q", "fraction of QIF neurons; the rest are LIF"},
		"net.bias_lif": {"1", "b_L", "constant input of LIF neurons; rheobase is 1"},
		"net.bias_qif": {"0", "b_Q", "constant input of QIF neurons; rheobase is 0"},
	} {
		if d, err := Table.Find(key); err != nil || [3]string{d.Default(), d.Symbol, d.Help} != want {
			t.Errorf("%s: %+v, want %v", key, d, want)
		}
	}
}

// A change of N, p or Δt needs a new network, and the table says so; any other
// parameter changes in the running one.
func TestTableSaysWhatConfigureRefuses(t *testing.T) {
	for i := range Table {
		d := &Table[i]
		net := build(t, params(nil))
		p := net.Params()
		if !d.Nudge(&p, +1) && !d.Nudge(&p, -1) {
			t.Fatalf("%s cannot be nudged", d.Key)
		}
		if refused := net.Configure(p) != nil; refused != d.Rebuilds() {
			t.Errorf("%s: refused %v, described as %s", d.Key, refused, d.Mode())
		}
		if want := d.Restarts == param.Network; want != d.Rebuilds() || !want && d.Restarts != param.Counting {
			t.Errorf("%s restarts %b", d.Key, d.Restarts)
		}
	}
}

// Populations follow one another without a gap, in the order of Types, and each
// ends where the fractions so far say.
func TestPopulations(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{2, 3, 7, 60, 199, 1000} {
		for round := range 65 {
			p := params(func(p *Params) { p.N = n })
			left := 1.0
			for k := range len(Types) - 1 {
				p.Types[k].Fraction = left * rng.Float64()
				if k == 0 {
					p.Types[k].Fraction = float64(round) / 64
				}
				left -= p.Types[k].Fraction
			}
			var sum float64
			at := 0
			for k, pop := range p.Populations() {
				sum += p.Types[k].Fraction
				want := int(math.Floor(sum*float64(n) + 0.5))
				if k == len(Types)-1 {
					want = n
				}
				if pop.Lo != at || pop.Hi != want || pop.Len() != want-at || pop.Name != Types[k].Name || pop.Bias != p.Types[k].Bias {
					t.Fatalf("%+v: population %d is %+v, want neurons %d … %d", p, k, pop, at, want-1)
				}
				at = want
			}
		}
	}
}

func TestFractionsBeyondOne(t *testing.T) {
	p := params(func(p *Params) { p.Type("qif").Fraction = 1.25 })
	want := "net.qif = 1.25: fractions of neuron types must sum to at most 1"
	if _, err := New(p, 1); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	defer func() {
		if recover() == nil {
			t.Error("a type that does not exist has parameters")
		}
	}()
	p.Type("no such type")
}

// Times that act: whole steps.
func TestRefractoryTimeThatActs(t *testing.T) {
	for _, c := range []struct {
		dt, ref float64
		steps   int64
		ms      float64
	}{{0.1, 2, 20, 2}, {5, 2, 0, 0}, {5, 2.5, 1, 5}, {0.3, 1, 3, 0.9}, {0.1, 0, 0, 0}} {
		p := params(func(p *Params) { p.Dt, p.TRef = c.dt, c.ref })
		if got := p.RefractorySteps(); got != c.steps || math.Abs(p.RefractoryMS()-c.ms) > 1e-12 {
			t.Errorf("Δt %g, t_ref %g: %d steps, %g ms; want %d, %g", c.dt, c.ref, got, p.RefractoryMS(), c.steps, c.ms)
		}
	}
}

// Driven as hard as can be, every neuron reaches the highest rate of its type and
// does not exceed it. 1 %: the Padé form of tan, and the ends of the count.
func TestMaxRate(t *testing.T) {
	for _, ref := range []float64{0, 0.2, 2} {
		p := params(func(p *Params) { p.N, p.G, p.TRef, p.TauM = 12, 0, ref, 1 })
		for k := range Types {
			p.Types[k].Bias = 1e5
		}
		for k := range len(Types) - 1 {
			p.Types[k].Fraction = 1 / float64(len(Types))
		}
		net := build(t, p)
		const steps = 21 * 300
		count := make([]int, p.N)
		for range steps {
			net.Step()
			for _, j := range net.Fired() {
				count[j]++
			}
		}
		for _, pop := range net.Populations() {
			highest := p.MaxRate(pop.Model)
			for i, c := range count[pop.Lo:pop.Hi] {
				if rate := float64(c) / (steps * p.Dt) * p.TauM; math.Abs(rate/highest-1) > 0.01 {
					t.Errorf("t_ref %g, %s neuron %d: %.4f spikes per τ_m, the highest rate is %.4f", ref, pop.Symbol, i, rate, highest)
				}
			}
		}
	}
}

// Both couplings learn by either method, as the plain sum says, and keep s = J r.
func TestCouplingLearns(t *testing.T) {
	for _, prob := range []float64{1, 0.3} {
		const n = 30
		c, _ := newCoupling(params(func(p *Params) { p.N, p.P = n, prob }), 1)
		rng := rand.New(rand.NewPCG(3, 4))
		e, k, r, s := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		want := c.Dense(nil, 1)
		for i := range n {
			r[i] = rng.Float64()
		}
		for i := range n {
			for j := range n {
				s[i] += want[i*n+j] * r[j]
			}
		}
		exists := func(i, j int) bool { return c.Partners(i) == nil || slices.Contains(c.Partners(i), int32(j)) }
		for round := range 21 {
			for i := range n {
				e[i], k[i] = rng.NormFloat64(), rng.NormFloat64()
			}
			for i := range n {
				for j := range n {
					if exists(i, j) && (round%3 != 2 || i == 4) {
						want[i*n+j] -= e[i] * k[j]
					}
				}
			}
			if round%3 != 2 {
				c.RankOne(s, r, e, k)
				continue
			}
			row := k
			if pre := c.Partners(4); pre != nil {
				row = nil
				for _, j := range pre {
					row = append(row, k[j])
				}
			}
			c.AddRow(4, e[4], row)
			for j := range n {
				if exists(4, j) {
					s[4] -= e[4] * k[j] * r[j]
				}
			}
		}
		if c.Shared() != (prob == 1) {
			t.Errorf("p = %g: shared %v", prob, c.Shared())
		}
		for i, x := range c.Dense(nil, 1) {
			if math.Abs(x-want[i]) > 1e-12 {
				t.Fatalf("p = %g: J[%d,%d] is %.15f, want %.15f", prob, i/n, i%n, x, want[i])
			}
		}
		for i := range n {
			var u float64
			for j := range n {
				u += want[i*n+j] * r[j]
			}
			if math.Abs(s[i]-u) > 1e-11 {
				t.Errorf("p = %g: s[%d] is %.12f, J r %.12f", prob, i, s[i], u)
			}
		}
	}
}

// A file of other neuron types is told as such, and so is one whose parts do not
// fit.
func TestLoadRefuses(t *testing.T) {
	net := build(t, params(nil))
	for _, c := range []struct {
		edit func(*saved)
		want string
	}{
		{func(s *saved) { s.Types = []string{"hh", "lif"} }, "saved network of the neuron types hh, lif; this program has "},
		{func(s *saved) { s.State.V = s.State.V[:59] }, "saved network: 59 membranes, expected 60"},
		{func(s *saved) { s.State.Until = nil }, "saved network: 0 refractory times, expected 60"},
		{func(s *saved) { s.State.Late = 60 }, "saved network: a late spike of neuron 60, 0 to displace"},
		{func(s *saved) { s.State.Displace = -1 }, "saved network: a late spike of neuron -1, -1 to displace"},
		{func(s *saved) { s.Weights.Values = s.Weights.Values[:3599] }, "saved network: 3599 weights, expected 3600"},
		{func(s *saved) { s.Weights.E = []float64{1} }, "saved network: 1 and 0 numbers of changes held back"},
		{func(s *saved) { s.Params.N = 1 }, "saved network: net.n = 1: out of range"},
		{func(s *saved) { s.Params.N = 100000 }, "saved network: 3600 weights, expected about 10000000000"},
		{func(s *saved) { s.Params.Dt = 9.9; s.Params.TauM = 1 }, "not a saved network: net.dt = 9.9 ms is longer"},
	} {
		var file, edited bytes.Buffer
		if err := net.Save(&file); err != nil {
			t.Fatal(err)
		}
		var s saved
		if err := pack.Read(&file, &s); err != nil {
			t.Fatal(err)
		}
		c.edit(&s)
		if err := pack.Write(&edited, &s); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(&edited, nil); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// Outside its own files no neuron type stands by name, but in the package's
// description.
func TestTypesStandInTheirFiles(t *testing.T) {
	var names, files []string
	for _, m := range Types {
		names = append(names, m.Name, m.Symbol)
		files = append(files, m.Name)
	}
	word := regexp.MustCompile(`(?i)\b[fsn]?(` + strings.Join(names, "|") + `)(_\w*)?\b`)
	own := regexp.MustCompile(`^(doc|(` + strings.Join(files, "|") + `)\w*)\.go$`)
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || own.MatchString(path) {
			return err
		}
		text, err := os.ReadFile(path)
		for k, line := range strings.Split(string(text), "\n") {
			if w := word.FindString(line); w != "" && !strings.HasPrefix(line, "var Types = ") {
				t.Errorf("%s:%d: %s", path, k+1, w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
