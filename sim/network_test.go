package sim

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"spiketop/internal/warn"
)

func params(edit func(*Params)) Params {
	p := Table.Defaults()
	p.N, p.TRef = 60, 0.3
	if edit != nil {
		edit(&p)
	}
	return p
}

func build(t testing.TB, p Params) *Network {
	t.Helper()
	net, err := New(p, 7)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// slow is the network as the equations say it, one neuron at a time, with W and
// the drive as a plain sum: the oracle of the fast one.
type slow struct {
	p    Params
	w    []float64
	v, r []float64
	ref  []int
}

func (s *slow) step() (fired []int) {
	n := s.p.N
	h, a := s.p.Dt/s.p.TauM, s.p.Dt/s.p.TauS
	mean := (1 - math.Exp(-a)) / a // of a drive that decays over the step
	drive := make([]float64, n)
	for i := range n {
		for j := range n {
			drive[i] += s.w[i*n+j] * s.r[j]
		}
	}
	for i := range n {
		if s.ref[i] > 0 {
			s.ref[i]--
			continue
		}
		if i < s.p.Populations()[0].Hi {
			in := s.p.Type("qif").Bias + drive[i]*mean
			w := math.Sqrt(math.Abs(in))
			tan := math.Tan(w*h) / w
			if in < 0 {
				tan = math.Tanh(w*h) / w
			}
			if s.v[i]*tan >= 1 {
				fired = append(fired, i)
			}
			s.v[i] = (s.v[i] + in*tan) / (1 - s.v[i]*tan)
		} else {
			mu := s.p.Type("lif").Bias + drive[i]*mean
			v := mu + (s.v[i]-mu)*math.Exp(-h)
			if v >= 1 {
				fired = append(fired, i)
				v = mu * h * (v - 1) / (v - s.v[i])
			}
			s.v[i] = v
		}
		if len(fired) > 0 && fired[len(fired)-1] == i {
			s.ref[i] = int(math.Round(s.p.TRef / s.p.Dt))
		}
	}
	for i := range n {
		s.r[i] *= math.Exp(-a)
	}
	for _, j := range fired {
		s.r[j] += s.p.TauM / s.p.TauS
	}
	return fired
}

func TestFastEqualsSlow(t *testing.T) {
	for _, p := range []Params{params(nil), params(func(p *Params) { p.P, p.G, p.Type("qif").Fraction = 0.2, 2, 0.3 })} {
		p.Type("lif").Bias, p.Type("qif").Bias = 1.2, 0.3
		net := build(t, p)
		s := slow{p: p, w: net.W(nil), v: net.V(nil), r: make([]float64, p.N), ref: make([]int, p.N)}
		spikes := 0
		// Rounding differs, and a chaotic network forgets nothing: 40 ms are enough
		// for every path through the code and short against the growth of 1e-16.
		for range 400 {
			net.Step()
			want := s.step()
			got := net.Fired()
			if len(got) != len(want) {
				t.Fatalf("p = %g, step %d: %d neurons fired, oracle %d", p.P, net.Steps(), len(got), len(want))
			}
			for k := range got {
				if int(got[k]) != want[k] {
					t.Fatalf("p = %g, step %d: neuron %d fired, oracle %d", p.P, net.Steps(), got[k], want[k])
				}
			}
			spikes += len(got)
		}
		r := net.R(nil, 1)
		for i := range p.N {
			if math.Abs(net.V(nil)[i]-s.v[i]) > 1e-6*(1+math.Abs(s.v[i])) || math.Abs(r[i]-s.r[i]) > 1e-9 {
				t.Fatalf("p = %g, neuron %d: v %.9f r %.9f, oracle %.9f %.9f", p.P, i, net.V(nil)[i], r[i], s.v[i], s.r[i])
			}
		}
		if spikes < 40 {
			t.Fatalf("only %d spikes: nothing was tested", spikes)
		}
	}
}

// The statistics of J are those of docs/SCIENCE.md, section 1.
func TestCoupling(t *testing.T) {
	for _, prob := range []float64{1, 0.3} {
		p := params(func(p *Params) { p.N, p.P, p.G = 400, prob, 1.5 })
		net := build(t, p)
		w, n := net.W(nil), p.N
		if !slices.Equal(net.Matrix().Entries(), w) {
			t.Error("the matrix and its entries differ")
		}
		var count, sq float64
		for i := range n {
			var row float64
			for j := range n {
				x := w[i*n+j]
				row += x
				if from := net.Coupling().Partners(i); from != nil && !slices.Contains(from, int32(j)) && x != 0 {
					t.Fatalf("weight %g where no synapse exists", x)
				}
				if i == j && x != 0 {
					t.Fatalf("self-connection of neuron %d", i)
				}
				if x != 0 {
					count++
					sq += x * x
				}
			}
			if math.Abs(row) > 1e-12 {
				t.Fatalf("row %d sums to %g", i, row)
			}
		}
		// Variance g²/(pN), less 1/(pN) of it by the balance; relative s.d. of the
		// estimate √(2/count) ≈ 0.004 (dense), 0.006 (sparse): four of them.
		want := p.G * p.G / (prob * float64(n)) * (1 - 1/(prob*float64(n)))
		if got := sq / count; math.Abs(got/want-1) > 4*math.Sqrt(2/count) {
			t.Errorf("p = %g: variance %.6f, want %.6f", prob, got, want)
		}
		if got := count / float64(n*(n-1)); math.Abs(got-prob) > 4*math.Sqrt(prob*(1-prob)/float64(n*n)) {
			t.Errorf("p = %g: density %.4f", prob, got)
		}
		if got := net.Coupling().Synapses(); float64(got) != count {
			t.Errorf("p = %g: Synapses() = %d, counted %g", prob, got, count)
		}
	}
}

func TestSingleSynapseWarns(t *testing.T) {
	net := build(t, params(func(p *Params) { p.N, p.P = 40, 0.03 }))
	sp := net.Coupling().(*Sparse)
	single := 0
	for i := range 40 {
		if _, pos := sp.Row(i); len(pos) == 1 {
			single++
			if sp.Val[pos[0]] != 0 {
				t.Errorf("neuron %d: its only weight is %g, want 0", i, sp.Val[pos[0]])
			}
		}
	}
	if single == 0 || len(net.Warnings()) != 1 || !net.Warnings().Has(warn.SingleSynapse) {
		t.Errorf("%d neurons with one synapse, warnings %v", single, net.Warnings())
	}
}

// Turned away and back, gain and composition leave the same bits.
func TestTurnedBack(t *testing.T) {
	p := params(nil)
	net := build(t, p)
	w := net.W(nil)
	for range 500 {
		net.Step()
	}
	for _, edit := range []func(*Params){
		func(p *Params) { p.G = 0 }, func(p *Params) { p.G = 3.7 }, func(p *Params) { p.Type("qif").Fraction = 0.9 },
		func(p *Params) { p.Type("qif").Fraction = 0 }, func(p *Params) { p.TauS = 50; p.Noise = 0.3 },
	} {
		q := p
		edit(&q)
		if err := net.Configure(q); err != nil {
			t.Fatal(err)
		}
		if net.Params() != q {
			t.Fatalf("parameters %+v, want %+v", net.Params(), q)
		}
		for range 50 {
			net.Step()
		}
	}
	if err := net.Configure(p); err != nil {
		t.Fatal(err)
	}
	for i, x := range net.W(nil) {
		if math.Float64bits(x) != math.Float64bits(w[i]) {
			t.Fatalf("W changed at %d: %g, was %g", i, x, w[i])
		}
	}
	for i := range p.N {
		want := p.Type("lif").Bias
		if i < p.Populations()[0].Hi {
			want = p.Type("qif").Bias
		}
		if net.Bias(i) != want || net.scr.base[i] != want {
			t.Fatalf("bias of neuron %d is %g", i, net.Bias(i))
		}
	}
}

func TestConversionKeepsState(t *testing.T) {
	p := params(nil)
	net := build(t, p)
	for range 777 {
		net.Step()
	}
	net.st.V[29], net.st.V[28] = 57, -1e5 // QIF neurons far out
	v := net.V(nil)
	r := net.R(nil, 1)
	q := p
	q.Type("qif").Fraction = 0.4 // 30 QIF neurons become 24
	if err := net.Configure(q); err != nil {
		t.Fatal(err)
	}
	after := net.R(nil, 1)
	for i := range p.N {
		want := v[i]
		if i >= 24 && i < 30 {
			want = min(max(v[i], -1), math.Nextafter(1, 0))
		}
		if net.V(nil)[i] != want || after[i] != r[i] {
			t.Errorf("neuron %d: v %g r %g, want %g %g", i, net.V(nil)[i], after[i], want, r[i])
		}
	}
}

func TestRefusedChangeLeavesNoTrace(t *testing.T) {
	p := params(nil)
	net := build(t, p)
	for range 100 {
		net.Step()
	}
	var before bytes.Buffer
	if err := net.Save(&before); err != nil {
		t.Fatal(err)
	}
	for _, edit := range []func(*Params){
		func(p *Params) { p.N = 61 }, func(p *Params) { p.P = 0.5 }, func(p *Params) { p.Dt = 0.2 }, func(p *Params) { p.TauS = 0.05 },
	} {
		q := p
		q.G, q.Type("qif").Fraction = 3, 1
		edit(&q)
		if net.Configure(q) == nil {
			t.Fatalf("accepted %+v", q)
		}
		var after bytes.Buffer
		if err := net.Save(&after); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before.Bytes(), after.Bytes()) {
			t.Fatal("a refused change left a trace")
		}
	}
}

// A shorter refractory time holds for neurons that are refractory now, a longer
// one for those that fire next; nobody is left behind.
func TestRefractoryTimeChanges(t *testing.T) {
	p := params(func(p *Params) { p.TRef, p.Type("lif").Bias, p.Type("qif").Bias = 5, 1.5, 0.5 })
	net := build(t, p)
	refractory := func() (count int, last int64) {
		for _, until := range net.st.Until {
			if until > net.st.Step {
				count++
				last = max(last, until-net.st.Step)
			}
		}
		return count, last
	}
	for _, ref := range []float64{5, 1, 8, 0, 3} {
		for range 500 {
			net.Step()
		}
		before, _ := refractory()
		if net.par.TRef > 0 && before == 0 {
			t.Fatalf("t_ref = %g: nobody is refractory: nothing was tested", net.par.TRef)
		}
		p.TRef = ref
		if err := net.Configure(p); err != nil {
			t.Fatal(err)
		}
		count, last := refractory()
		if steps := int64(math.Round(ref / p.Dt)); last > steps || ref == 0 && count > 0 {
			t.Errorf("t_ref = %g: %d refractory, the last for %d steps", ref, count, last)
		}
		if count != net.scr.refractory.n {
			t.Errorf("t_ref = %g: %d refractory, %d in the queue", ref, count, net.scr.refractory.n)
		}
	}
}

// A network loaded goes on with the same bits as the one that was saved.
func TestSaveAndLoad(t *testing.T) {
	for _, prob := range []float64{1, 0.3} {
		p := params(func(p *Params) { p.P, p.Noise = prob, 0.4 })
		net := build(t, p)
		in := make([]float64, p.N)
		for i := range in {
			in[i] = 0.01 * float64(i)
		}
		net.SetInput(in)
		for range 400 {
			net.Step()
		}
		learnSomething(net)
		var file bytes.Buffer
		if err := net.Save(&file); err != nil {
			t.Fatal(err)
		}
		twin, err := Load(bytes.NewReader(file.Bytes()), nil)
		if err != nil {
			t.Fatal(err)
		}
		net.Kick()
		twin.Kick()
		for range 400 {
			net.Step()
			twin.Step()
		}
		learnSomething(net)
		learnSomething(twin)
		for range 400 {
			net.Step()
			twin.Step()
		}
		for i := range p.N {
			if net.V(nil)[i] != twin.V(nil)[i] || net.st.S[i] != twin.st.S[i] {
				t.Fatalf("p = %g, neuron %d: v %g, loaded %g", prob, i, net.V(nil)[i], twin.V(nil)[i])
			}
		}
		if twin.Steps() != net.Steps() {
			t.Errorf("steps %d, loaded %d", net.Steps(), twin.Steps())
		}
		if _, err := Load(bytes.NewReader(file.Bytes()[:file.Len()/2]), nil); err == nil {
			t.Error("half a file was loaded")
		}
	}
}

// learnSomething changes the weights, by more changes of rank one than are held back.
func learnSomething(net *Network) {
	n := net.Params().N
	rng := rand.New(rand.NewPCG(1, 2))
	e, k, r := make([]float64, n), make([]float64, n), net.R(nil, 1)
	for range 11 {
		for i := range e {
			e[i], k[i] = 0.03*rng.NormFloat64(), rng.NormFloat64()
		}
		if net.Coupling().Shared() {
			net.RankOne(e, k)
			continue
		}
		for i := range n {
			pre := net.Coupling().Partners(i)
			var kr float64
			for m, j := range pre {
				kr += k[m] * r[j]
			}
			net.AddRow(i, e[i], kr, k[:len(pre)])
		}
	}
}

func TestLearnedWeightsCorrectTheDrive(t *testing.T) {
	for _, prob := range []float64{1, 0.3} {
		p := params(func(p *Params) { p.P = prob; p.Type("lif").Bias = 1.5 })
		net := build(t, p)
		for range 400 {
			net.Step()
		}
		learnSomething(net)
		for range 400 { // spikes go through what was learned, held back or not
			net.Step()
		}
		w, u := net.W(nil), net.Drive(nil)
		for i := range p.N {
			var want float64
			for j, r := range net.R(nil, 1) {
				want += w[i*p.N+j] * r
			}
			if math.Abs(u[i]-want) > 1e-10*(1+math.Abs(want)) {
				t.Fatalf("p = %g: drive of neuron %d is %.12f, W r = %.12f", prob, i, u[i], want)
			}
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	net := build(t, params(func(p *Params) { p.Noise = 0.5 }))
	if n := testing.AllocsPerRun(200, net.Step); n != 0 {
		t.Errorf("%g allocations a step", n)
	}
}

func TestStreamsAreApart(t *testing.T) {
	a, b := Stream(1, "weights").Uint64(), Stream(1, "noise").Uint64()
	c, d := Stream(2, "weights").Uint64(), Stream(1, "weights", 5).Uint64()
	if a == b || a == c || a == d || a != Stream(1, "weights").Uint64() {
		t.Errorf("streams %x %x %x %x", a, b, c, d)
	}
}
