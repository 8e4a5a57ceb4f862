package tui

import (
	"strings"
	"testing"

	"spiketop/internal/matrix"
	"spiketop/live"
	"spiketop/metrics"
	"spiketop/metrics/motifs"
	"spiketop/run"
	"spiketop/sim"
)

// structureFrame is a network without training, with a structure.
func structureFrame(s sim.Structure) *live.Frame {
	f := stillFrame()
	f.AsTrained = run.AsTrained{}
	f.Params.Target.Kind = "none"
	f.Params.Net.Structure = s
	f.Pairs.Weighted = motifs.Weighted{Reciprocal: s.Kappa + 0.004, Convergent: -0.004, Divergent: s.Divergent, Chain: -0.001}
	f.Dimension.WithKappa, f.Dimension.Kappa = metrics.Estimate{Value: 0.316}, 0.47
	return f
}

// structureText is what the pane draws.
func structureText(f *live.Frame, w, h int) string {
	b := framed(paneOf("structure"), f, w+2, h+2, false)
	var s strings.Builder
	for y := range b.H {
		s.WriteString(rowOf(b, y) + "\n")
	}
	return s.String()
}

// The pane says what was set, what the balance takes, what W has, and what theory
// expects.
func TestStructurePane(t *testing.T) {
	f := structureFrame(sim.Structure{Kappa: 0.4})
	f.Spectrum.Now.Values, f.Spectrum.Live = []complex128{1, -1, 0.5i, -0.5i}, nil
	f.Params.Net.G = 2
	got := structureText(f, 78, 9)
	// Twice the root mean squares of the four eigenvalues are √2 and √½.
	for _, want := range []string{"reciprocal κ      0.40         +0.40", "real half axis       2.79  1.41", "imag. half axis      1.20  0.71", "D(g_eff, κ)    ", "0.32"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "left") {
		t.Errorf("something is left of what nothing took:\n%s", got)
	}

	got = structureText(structureFrame(sim.Structure{Convergent: 0.1, Divergent: 0.2, Chain: 0.05}), 60, 20)
	for _, want := range []string{"left", "convergent        0.10   0.00 -0.004", "divergent         0.20   0.22  +0.20", "chain             0.05   0.00 -0.001", "con 0.10 set, .00 left; chn 0.05 set, .00 left: rows are …"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}

	f = structureFrame(sim.Structure{Rank1: 2, Overlap: 0.8})
	f.Params.Net.G, f.Spectrum.Now.Values, f.Spectrum.Live = 1.5, []complex128{2.5, 1, -1}, nil
	if got = structureText(f, 78, 9); !strings.Contains(got, "rank one, λ          2.40  2.50") {
		t.Errorf("no rank one in\n%s", got)
	}
	f.Params.Net.Structure.Overlap = 0.1
	if got = structureText(f, 78, 9); !strings.Contains(got, "in bulk") {
		t.Errorf("it left the bulk:\n%s", got)
	}

	f = structureFrame(sim.Structure{})
	f.Params.Net = f.Params.Net.With(sim.NewWeights(matrix.Dense(make([]float64, 9), 3)))
	if got = structureText(f, 78, 9); !strings.Contains(got, "the weights are given") {
		t.Errorf("given weights:\n%s", got)
	}
}

// Keys select a parameter and turn it.
func TestStructureKeys(t *testing.T) {
	p := new(structurePane)
	keys := p.Keys()
	for range 3 {
		keys[0].Do(nil, "down")
	}
	if p.at != 3 {
		t.Errorf("selected %d", p.at)
	}
	for range 9 {
		keys[0].Do(nil, "up")
	}
	if p.at != 0 {
		t.Errorf("selected %d", p.at)
	}
}
