package learn

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"spiketop/internal/pack"
	"spiketop/sim"
)

// train steps the network and updates every millisecond.
func train(t *testing.T, net *sim.Network, tr Trainer, target Target, updates int) {
	t.Helper()
	f := make([]float64, tr.Dim())
	for range updates {
		for range 10 {
			net.Step()
		}
		target.At(float64(net.Steps())*0.1, f)
		if _, err := tr.Update(net, f); err != nil {
			t.Fatal(err)
		}
	}
}

func sameBits(a, b []float64) bool {
	for i, x := range a {
		if math.Float64bits(x) != math.Float64bits(b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// A training that is saved and loaded goes on with the same bits, however many
// changes of P are held back; one that forgets P does not.
func TestSavedForceGoesOn(t *testing.T) {
	for _, c := range []struct {
		n    int
		p    float64
		held bool // changes are held back for more than one update
	}{{60, 1, true}, {60, 0.3, true}, {700, 1, false}} {
		par := Table.Defaults()
		target := NewTarget(defaults("oscillation"), c.n, 1)
		net := network(t, c.n, c.p)
		force := NewTrainer(net, par)
		train(t, net, force, target, 13)
		if held := force.(*Force).rls.matrices()[0].held; c.held && held < 2 {
			t.Fatalf("N = %d, p = %g: %d changes held back: nothing is tried", c.n, c.p, held)
		}
		var state, p bytes.Buffer
		if err := net.Save(&state); err != nil {
			t.Fatal(err)
		}
		if err := force.Save(&p); err != nil {
			t.Fatal(err)
		}
		saved := state.Bytes()
		train(t, net, force, target, 13)
		resume := func(load bool) []float64 {
			net, err := sim.Load(bytes.NewReader(saved), nil)
			if err != nil {
				t.Fatal(err)
			}
			par.Lambda = 100 // the saved one counts
			if !load {
				par.Lambda = 1
			}
			again := NewTrainer(net, par)
			if load {
				if err := again.Load(bytes.NewReader(p.Bytes())); err != nil {
					t.Fatal(err)
				}
			}
			train(t, net, again, target, 13)
			return net.W(nil)
		}
		if want := net.W(nil); !sameBits(resume(true), want) {
			t.Errorf("N = %d, p = %g: other weights after save and load", c.n, c.p)
		} else if sameBits(resume(false), want) {
			t.Errorf("N = %d, p = %g: the same weights without P: nothing is tried", c.n, c.p)
		}
	}
}

// Before the first update there is no P to save, but there is λ.
func TestSaveBeforeTheFirstUpdate(t *testing.T) {
	weights := func(lambda float64, reset bool, saved float64) []float64 {
		net := network(t, 30, 1)
		force := NewForce(net, lambda)
		if reset {
			force.Reset(saved)
		} else if saved != 0 {
			var b bytes.Buffer
			if err := NewForce(net, saved).Save(&b); err != nil {
				t.Fatal(err)
			}
			if err := force.Load(&b); err != nil {
				t.Fatal(err)
			}
		}
		train(t, net, force, NewTarget(defaults("ou"), 30, 1), 20)
		return net.W(nil)
	}
	want := weights(0.01, false, 0)
	if !sameBits(weights(100, false, 0.01), want) || !sameBits(weights(100, true, 0.01), want) {
		t.Error("λ is lost before the first update")
	}
	if sameBits(weights(100, false, 0), want) {
		t.Error("λ changes nothing: nothing is tried")
	}
}

// What is not a saved training of this network is refused, and the trainer goes
// on as if nothing had been tried.
func TestLoadRefuses(t *testing.T) {
	save := func(n int, p float64) []byte {
		net := network(t, n, p)
		force := NewForce(net, 1)
		train(t, net, force, NewTarget(defaults("ou"), n, 1), 9)
		var b bytes.Buffer
		if err := force.Save(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	header := func(change func(*savedForce)) []byte {
		h := savedForce{N: 30, Made: true, Held: []int{1}}
		change(&h)
		var b bytes.Buffer
		if err := errors.Join(pack.Write(&b, &h), pack.Write(&b, &[]float64{1, 2})); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	whole := save(30, 1)
	net := network(t, 30, 1)
	force := NewForce(net, 1)
	train(t, net, force, NewTarget(defaults("ou"), 30, 1), 3)
	before := append([]float64(nil), force.rls.matrices()[0].room...)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":           {nil, "not a saved training"},
		"noise":             {[]byte("P = I/λ"), "not a saved training"},
		"torn":              {whole[:len(whole)-5], "saved training: "},
		"another size":      {save(20, 1), "another network: 20 neurons, here 30"},
		"sparse":            {save(30, 0.5), "another network"},
		"another number":    {header(func(h *savedForce) { h.Held = nil }), "0 matrices, expected 1"},
		"too much is held":  {header(func(h *savedForce) { h.Held[0] = 9 }), "9 changes held back"},
		"less than nothing": {header(func(h *savedForce) { h.Held[0] = -1 }), "-1 changes held back"},
		"another length":    {header(func(*savedForce) {}), "2 numbers of P"},
	} {
		if err := force.Load(bytes.NewReader(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if m := force.rls.matrices()[0]; !sameBits(m.room, before) || m.held != 3 {
		t.Error("a refused load has changed P")
	}
	if err := force.Load(bytes.NewReader(whole)); err != nil {
		t.Error(err)
	}
}
