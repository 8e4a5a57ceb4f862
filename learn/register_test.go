package learn_test

import (
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"spiketop/internal/param"
	"spiketop/learn"
	"spiketop/sim"
)

// A target and a trainer that stand in this file alone.
func init() {
	learn.RegisterTarget(learn.TargetKind{
		Name: "ramp", // a line for each neuron, up in one pass and down in the next
		New: func(p learn.TargetParams, n, _ int) learn.Target {
			return &ramp{amp: p.Amplitude, duration: p.Duration, slope: make([]float64, n), last: -1, sign: -1}
		},
		Bytes:  func(_ learn.TargetParams, n int) float64 { return 8 * float64(n) },
		Column: "slope", Unpredictable: "no prediction for ramp: it does not repeat",
	})
	learn.RegisterTrainer(learn.TrainerKind{
		Name: "lms", // normalised least mean squares: the drive at once
		New:  func(net *sim.Network, _ learn.Params) learn.Trainer { return &lms{n: net.Params().N} },
	})
}

type ramp struct {
	amp, duration, last, sign float64
	slope                     []float64
}

func (r *ramp) At(t float64, dst []float64) {
	if t < r.last || r.last < 0 {
		r.sign = -r.sign
	}
	r.last = t
	for i := range dst {
		r.slope[i] = float64(i+1) / float64(len(dst))
		dst[i] = r.sign * r.amp * r.slope[i] * t / r.duration
	}
}
func (r *ramp) Order() []float64 { return r.slope }
func (*ramp) Repeats() bool      { return false }

// lms moves each row of J along x = g r until the drive is the target:
// J ← J − e xᵀ/|x|².
type lms struct{ n int }

func (l *lms) Dim() int                                         { return l.n }
func (l *lms) Signal(net *sim.Network, dst []float64) []float64 { return net.Drive(dst) }
func (l *lms) Reset(float64)                                    {}
func (l *lms) Save(io.Writer) error                             { return nil }
func (l *lms) Load(io.Reader) error                             { return nil }
func (l *lms) Update(net *sim.Network, target []float64) (float64, error) {
	e, g := l.Signal(net, nil), net.Params().G
	r := net.R(nil, 1)
	var sq float64
	for i := range e {
		e[i] -= target[i]
		sq += e[i] * e[i]
	}
	step := func(pre []int32) (k []float64, kr float64) { // r/|gr|² and its product with r
		var rr float64
		for _, j := range pre {
			rr += r[j] * r[j]
		}
		if rr == 0 {
			return make([]float64, len(pre)), 0
		}
		for _, j := range pre {
			k = append(k, r[j]/(g*rr))
		}
		return k, 1 / g
	}
	if c := net.Coupling(); c.Shared() {
		all := make([]int32, l.n)
		for i := range all {
			all[i] = int32(i)
		}
		k, _ := step(all)
		net.RankOne(e, k)
	} else {
		for i := range e {
			k, kr := step(c.Partners(i))
			net.AddRow(i, e[i], kr, k)
		}
	}
	return math.Sqrt(sq / float64(l.n)), nil
}

// The words of target.kind and learn.trainer are what is registered, also in a
// table that was made of the descriptions before.
func TestRegisteredIsAWord(t *testing.T) {
	type run struct {
		target learn.TargetParams
		learn  learn.Params
	}
	targets := param.Lift(learn.TargetTable, func(r *run) *learn.TargetParams { return &r.target })
	trainers := param.Lift(learn.Table, func(r *run) *learn.Params { return &r.learn })
	table := append(targets, trainers...)
	r := table.Defaults()
	if r.target.Kind != learn.None || r.learn.Trainer != "force" {
		t.Fatalf("defaults %q and %q", r.target.Kind, r.learn.Trainer)
	}
	for key, want := range map[string][]string{
		"target.kind":   {"none", "oscillation", "sequence", "ou", "file", "ramp"},
		"learn.trainer": {"force", "lms"},
	} {
		d, err := table.Find(key)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Words(); !slices.Equal(got, want) || d.Kind() != "choice" {
			t.Errorf("%s is a %s of %v, want %v", key, d.Kind(), got, want)
		}
		last := want[len(want)-1]
		if err := d.Set(&r, last); err != nil || d.Format(&r) != last || d.TOML(&r) != `"`+last+`"` {
			t.Errorf("%s: %q, %v", key, d.Format(&r), err)
		}
		if err := d.Set(&r, "waltz"); err == nil || !strings.Contains(err.Error(), last) {
			t.Errorf("%s = waltz: %v", key, err)
		}
	}
	if err := learn.Check(r.target, r.learn, 0.1); err != nil {
		t.Error(err)
	}
	if got := learn.Columns(); !slices.Equal(got, []string{"place", "phase", "slope"}) {
		t.Errorf("columns %v", got)
	}
	if got := r.target.Column(); got != "slope" {
		t.Errorf("column %q", got)
	}
	if ok, why := r.target.Predictable(); ok || why != "no prediction for ramp: it does not repeat" {
		t.Errorf("predictable %v: %q", ok, why)
	}
	if r.learn.Bytes(100, 1) != 0 {
		t.Errorf("%g bytes", r.learn.Bytes(100, 1))
	}
}

// The target and the trainer work together on a network, dense and sparse: after
// an update the drive is the target.
func TestRegisteredTrains(t *testing.T) {
	for _, p := range []float64{1, 0.5} {
		const n = 40
		net := network(t, n, p)
		tp, lp := learn.TargetTable.Defaults(), learn.Table.Defaults()
		tp.Kind, lp.Trainer = "ramp", "lms"
		trainer := learn.NewTrainer(net, lp)
		target := learn.NewTarget(tp, trainer.Dim(), 1)
		f := make([]float64, n)
		for range 1000 {
			net.Step()
		}
		for pass, sign := range []float64{1, -1, 1} {
			for ms := 100.0; ms <= 500; ms += 100 {
				target.At(ms, f)
				if want := sign * ms / 1000; !(math.Abs(f[n-1]-want) <= 1e-12) {
					t.Fatalf("pass %d: f(%g ms) = %g, want %g", pass, ms, f[n-1], want)
				}
				if rms, err := trainer.Update(net, f); err != nil || !(rms >= 0.01) {
					t.Fatalf("p = %g: error %g before an update, %v", p, rms, err)
				}
				for i, u := range trainer.Signal(net, nil) {
					if !(math.Abs(u-f[i]) <= 1e-9) {
						t.Fatalf("p = %g, pass %d, %g ms: drive %d is %g, its target %g", p, pass, ms, i, u, f[i])
					}
				}
				for range 100 {
					net.Step()
				}
			}
		}
	}
}

// A name that is taken, a name that is missing and a kind that cannot make
// anything are bugs of the program.
func TestRegisterRefuses(t *testing.T) {
	panics := func(f func()) (did bool) {
		defer func() { did = recover() != nil }()
		f()
		return
	}
	newTarget := func(learn.TargetParams, int, int) learn.Target { return nil }
	newTrainer := func(*sim.Network, learn.Params) learn.Trainer { return nil }
	for what, f := range map[string]func(){
		"taken target":        func() { learn.RegisterTarget(learn.TargetKind{Name: "ou", New: newTarget}) },
		"none":                func() { learn.RegisterTarget(learn.TargetKind{Name: learn.None, New: newTarget}) },
		"nameless target":     func() { learn.RegisterTarget(learn.TargetKind{New: newTarget}) },
		"target without New":  func() { learn.RegisterTarget(learn.TargetKind{Name: "x"}) },
		"taken trainer":       func() { learn.RegisterTrainer(learn.TrainerKind{Name: "force", New: newTrainer}) },
		"nameless trainer":    func() { learn.RegisterTrainer(learn.TrainerKind{New: newTrainer}) },
		"trainer without New": func() { learn.RegisterTrainer(learn.TrainerKind{Name: "x"}) },
		"unknown target":      func() { learn.NewTarget(learn.TargetParams{Kind: "x"}, 2, 1) },
		"unknown trainer":     func() { learn.NewTrainer(network(t, 2, 1), learn.Params{Trainer: "x"}) },
	} {
		if !panics(f) {
			t.Errorf("%s: no panic", what)
		}
	}
	if d, _ := learn.TargetTable.Find("target.kind"); len(d.Words()) != 6 {
		t.Errorf("the words of target.kind are %v, want 6", d.Words())
	}
}

func network(t *testing.T, n int, p float64) *sim.Network {
	t.Helper()
	par := sim.Table.Defaults()
	par.N, par.P, par.TRef = n, p, 0
	net, err := sim.New(par, 5)
	if err != nil {
		t.Fatal(err)
	}
	return net
}
