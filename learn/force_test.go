package learn

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"spiketop/internal/fault"
	"spiketop/sim"
)

func network(t testing.TB, n int, p float64) *sim.Network {
	t.Helper()
	par := sim.Table.Defaults()
	par.N, par.P, par.TRef = n, p, 0
	net, err := sim.New(par, 5)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// The weights equal the ridge regression Σ(f − j·x)² + λ|j − j(0)|² solved at
// once on the recorded x = g r, through changes of g (0 among them) and of
// composition, and with training off for a while.
func TestForceEqualsRidge(t *testing.T) {
	for _, prob := range []float64{1, 0.4} {
		const n, lambda = 24, 0.7
		net := network(t, n, prob)
		target := NewTarget(TargetParams{Kind: "oscillation", Amplitude: 1}, n, 5)
		j0 := net.Coupling().Dense(nil, 1)
		force := NewForce(net, lambda)
		var xs, fs [][]float64
		f := make([]float64, n)
		for step := 1; step <= 6000; step++ {
			net.Step()
			par := net.Params()
			switch step {
			case 1500:
				par.G = 1.6
			case 2500:
				par.G = 0
			case 2700:
				par.G = 0.8
				if err := sim.Table.Set(&par, "net.qif", "0.2"); err != nil {
					t.Fatal(err)
				}
			}
			if err := net.Configure(par); err != nil {
				t.Fatal(err)
			}
			if step%20 != 0 || step > 3500 && step < 4500 {
				continue
			}
			x := make([]float64, n)
			for i, r := range net.R(nil, 1) {
				x[i] = par.G * r
			}
			target.At(float64(step)*0.1, f)
			xs, fs = append(xs, x), append(fs, append([]float64(nil), f...))
			if _, err := force.Update(net, f); err != nil {
				t.Fatal(err)
			}
		}
		got := net.Coupling().Dense(nil, 1)
		var worst float64
		for i := range n {
			pre := make([]int, 0, n)
			for j := range n {
				if prob == 1 || slices.Contains(net.Coupling().Partners(i), int32(j)) {
					pre = append(pre, j)
				}
			}
			want := ridge(xs, fs, i, pre, j0[i*n:(i+1)*n], lambda)
			for m, j := range pre {
				worst = max(worst, math.Abs(got[i*n+j]-want[m])/(1+math.Abs(want[m])))
			}
		}
		if !(worst < 1e-6) {
			t.Errorf("p = %g: largest relative distance from ridge regression %.2e", prob, worst)
		}
		var moved float64
		for i, x := range got {
			moved = max(moved, math.Abs(x-j0[i]))
		}
		if moved < 0.1 {
			t.Errorf("p = %g: no weight moved by more than %.3f: nothing was trained", prob, moved)
		}
	}
}

// ridge solves (XᵀX + λI) d = Xᵀ(f − X j₀) for the row of neuron i over its partners.
func ridge(xs, fs [][]float64, i int, pre []int, j0 []float64, lambda float64) []float64 {
	k := len(pre)
	a, b := mat.NewDense(k, k, nil), mat.NewVecDense(k, nil)
	for s, x := range xs {
		rest := fs[s][i]
		for _, j := range pre {
			rest -= j0[j] * x[j]
		}
		for m, j := range pre {
			b.SetVec(m, b.AtVec(m)+x[j]*rest)
			for l, q := range pre {
				a.Set(m, l, a.At(m, l)+x[j]*x[q])
			}
		}
	}
	for m := range k {
		a.Set(m, m, a.At(m, m)+lambda)
	}
	var d mat.VecDense
	if err := d.SolveVec(a, b); err != nil {
		panic(err)
	}
	out := make([]float64, k)
	for m, j := range pre {
		out[m] = j0[j] + d.AtVec(m)
	}
	return out
}

// Every neuron has its own P, so the bits are the same for any number of workers.
func TestWorkersChangeNoBit(t *testing.T) {
	train := func(workers int) []float64 {
		net := network(t, 130, 0.3)
		force, f := NewForce(net, 1), make([]float64, 130)
		o := force.fresh(1).(*own)
		force.rls = o
		for len(o.workers) < workers {
			o.workers = append(o.workers, worker{x: make([]float64, 130), k: make([]float64, 130)})
		}
		o.workers = o.workers[:workers]
		for step := range 600 {
			net.Step()
			if step%10 == 0 {
				if _, err := force.Update(net, f); err != nil {
					t.Fatal(err)
				}
			}
		}
		return net.W(nil)
	}
	want := train(1)
	for _, workers := range []int{2, 7} {
		for i, x := range train(workers) {
			if math.Float64bits(x) != math.Float64bits(want[i]) {
				t.Fatalf("%d workers: weight %d is %v, with one %v", workers, i, x, want[i])
			}
		}
	}
}

// A panic in a goroutine of the trainer comes to the caller, with the place where it
// happened, once no goroutine is at work any more.
func TestPanicOfAWorker(t *testing.T) {
	net := network(t, 130, 0.3)
	force := NewForce(net, 1)
	for net.Step(); len(net.Fired()) == 0; net.Step() {
	}
	elsewhere := false
	for range 200 {
		o := force.fresh(1).(*own)
		for len(o.workers) < 4 {
			o.workers = append(o.workers, worker{x: make([]float64, 130), k: make([]float64, 130)})
		}
		for i := 16; i < 130; i += 16 {
			o.p[i] = &RLS{n: o.p[i].n} // without its memory
		}
		p := fault.Caught(func() { _ = o.update(net, make([]float64, 130)) })
		if p == nil || !strings.Contains(string(p.Stack), "(*own).work") {
			t.Fatalf("no panic of a worker: %v", p)
		}
		for w := 1; w < len(o.workers); w++ {
			elsewhere = elsewhere || o.workers[w].fault != nil
		}
	}
	if !elsewhere {
		t.Error("no goroutine panicked")
	}
}

func TestZeroGainLearnsNothing(t *testing.T) {
	for _, prob := range []float64{1, 0.5} {
		net := network(t, 20, prob)
		par := net.Params()
		par.G = 0
		if err := net.Configure(par); err != nil {
			t.Fatal(err)
		}
		before := net.Coupling().Dense(nil, 1)
		force, f := NewForce(net, 1), make([]float64, 20)
		for i := range f {
			f[i] = 1
		}
		for range 300 {
			net.Step()
			if _, err := force.Update(net, f); err != nil {
				t.Fatal(err)
			}
		}
		for i, x := range net.Coupling().Dense(nil, 1) {
			if x != before[i] {
				t.Fatalf("p = %g: weight %d changed from %g to %g", prob, i, before[i], x)
			}
		}
	}
}

// A P that is no longer positive, or not finite, is caught before any weight
// takes a bad value.
func TestDivergenceIsCaught(t *testing.T) {
	for _, prob := range []float64{1, 0.5} {
		for name, spoil := range map[string]float64{"negative": -1e6, "infinite": math.Inf(1), "not a number": math.NaN()} {
			net := network(t, 20, prob)
			force, f := NewForce(net, 1), make([]float64, 20)
			for range 500 {
				net.Step()
			}
			force.rls = force.fresh(1)
			for _, p := range force.rls.matrices() {
				p.fill(spoil)
			}
			if _, err := force.Update(net, f); !errors.Is(err, ErrDiverged) {
				t.Fatalf("p = %g, P %s: %v", prob, name, err)
			}
			if !net.Finite() {
				t.Errorf("p = %g, P %s: the network is not finite any more", prob, name)
			}
			for _, x := range net.W(nil) {
				if x-x != 0 {
					t.Fatalf("p = %g, P %s: a weight is %g", prob, name, x)
				}
			}
			force.Reset(1)
			if _, err := force.Update(net, f); err != nil {
				t.Errorf("after Reset: %v", err)
			}
		}
		net := network(t, 20, prob)
		bad := make([]float64, 20)
		bad[3] = math.NaN()
		if _, err := NewForce(net, 1).Update(net, bad); !errors.Is(err, ErrDiverged) {
			t.Errorf("target NaN: %v", err)
		}
	}
}

// With g = 0 or before the first update no P is made; afterwards P takes what
// Bytes said, on a sparse network within the spread of the number of partners.
func TestForceTakesTheMemoryItSays(t *testing.T) {
	for _, prob := range []float64{1, 0.3} {
		net := network(t, 200, prob)
		par := Table.Defaults()
		force := NewTrainer(net, par).(*Force)
		if force.rls != nil {
			t.Errorf("p = %g: P is made before the first update", prob)
		}
		if _, err := force.Update(net, make([]float64, force.Dim())); err != nil {
			t.Fatal(err)
		}
		var got float64
		for _, p := range force.rls.matrices() {
			got += 8 * float64(len(p.room))
		}
		if said := par.Bytes(200, prob); !(math.Abs(got/said-1) <= 0.1) || prob == 1 && got != said {
			t.Errorf("p = %g: %g bytes, said %g", prob, got, said)
		}
	}
}

func BenchmarkForce(b *testing.B) {
	for _, c := range []struct {
		n int
		p float64
	}{{200, 1}, {500, 1}, {1000, 1}, {2000, 1}, {500, 0.1}, {500, 0.3}, {1000, 0.1}} {
		b.Run(fmt.Sprintf("N=%d/p=%g", c.n, c.p), func(b *testing.B) {
			net := network(b, c.n, c.p)
			for range 2000 {
				net.Step()
			}
			force, f := NewForce(net, 1), make([]float64, c.n)
			if _, err := force.Update(net, f); err != nil { // takes the memory of P
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := force.Update(net, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
