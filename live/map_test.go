package live

import (
	"path/filepath"
	"strings"
	"testing"

	"spiketop/plane"
	"spiketop/presets"
	"spiketop/run"
)

// littlePlan is a network that runs in no time.
func littlePlan(t *testing.T) *presets.File {
	t.Helper()
	plan, err := presets.Parse("little.toml", "title = \"Little\"\n[set]\n\"net.n\" = 20\n\"net.p\" = 0.5\n\"net.noise\" = 0.5\n\"target.kind\" = \"none\"\n\"record.windows\" = 20\n\"metrics.window\" = 20\n\"metrics.draws\" = 10\n")
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// A map is asked for, follows what hands set beside its axes, and takes the run to
// a cell; going there is undone step by step, and no map is opened anew for it.
func TestMapFollowsTheRun(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	plan := littlePlan(t)
	s, err := run.NewSession(plan, []presets.Assignment{{Key: "net.bias_lif", Text: "1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	threads := 0
	r := NewRunner(s, nil, Beside(func() { threads++ }))
	defer func() { r.Close(); <-r.atlas.filler.Ended() }()
	if f := waitFrame(t, r, func(f *Frame) bool { return true }); f.Map != nil {
		t.Error("a map that nobody asked for")
	}
	r.Send(Map{X: "net.g=0,1", Y: "net.qif=0,1"})
	f := waitFrame(t, r, func(f *Frame) bool { return f.Map != nil && len(f.Map.Cells) >= 4 })
	if m := f.Map; m.Show != "dimension.value" || len(m.Sets) != 1 || m.Sets[0] != (presets.Assignment{Key: "net.bias_lif", Text: "1.1"}) || threads != 1 {
		t.Errorf("%s, %v, %d", m.Show, m.Sets, threads)
	}
	if name := filepath.Base(f.Map.Path); !strings.HasPrefix(name, "little-net.g-net.qif-") {
		t.Errorf("the table is %s", f.Map.Path)
	}
	path := f.Map.Path
	r.Send(MapShow{"g_eff.value"})
	waitFrame(t, r, func(f *Frame) bool { return f.Map.Show == "g_eff.value" })
	r.Send(Go{[]presets.Assignment{{Key: "net.g", Text: "0"}, {Key: "net.qif", Text: "1"}}})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 0 && len(f.Been) == 2 })
	undo, been := f.Undo, f.Been[0].Net.G
	f = waitFrame(t, r, func(f *Frame) bool { return f.Map.Note == "complete" || f.Map.Trouble != "" })
	if f.Map.Path != path || been != 1 || undo != "net.qif 1 → 0.5" {
		t.Errorf("%s %s, been at g %v, undo %q", f.Map.Path, f.Map.Trouble, been, undo)
	}
	r.Send(Undo{})
	r.Send(Undo{})
	waitFrame(t, r, func(f *Frame) bool { return f.Params.Net.G == 1 })
	r.Send(Assign{"net.bias_lif", "1.2"})
	f = waitFrame(t, r, func(f *Frame) bool { return f.Map.Path != path && len(f.Map.Cells) > 0 })
	if f.Map.Show != "g_eff.value" || f.Map.Sets[0].Text != "1.2" || f.Map.X.Key != "net.g" {
		t.Errorf("after a change: %s, %v", f.Map.Show, f.Map.Sets)
	}
	r.Send(Map{X: "net.gg=1"})
	if m := said(t, r, "net.gg"); !m.Bad {
		t.Errorf("%+v", m)
	}
}

// Looking at a map changes nothing of the run beside it.
func TestMapLeavesTheRunAlone(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var weights [2]float64
	for k := range weights {
		s, err := run.NewSession(littlePlan(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		var options []func(*Runner)
		if k == 1 {
			x, _ := plane.ParseAxis("net.g", s.Params())
			options = append(options, Mapped(plane.Job{Plan: s.Plan(), X: x, Here: s.Params(), Show: []string{"g_eff"}, Seeds: 1}, nil))
		}
		r := NewRunner(s, nil, options...)
		r.Send(Speed{1e9})
		waitFrame(t, r, func(f *Frame) bool { return f.Step > 3000 && (k == 0 || f.Map != nil && len(f.Map.Cells) > 2) })
		r.Send(Run{false})
		waitFrame(t, r, func(f *Frame) bool { return !f.Running })
		s, _ = r.Close()
		<-r.atlas.filler.Ended()
		again, err := run.NewSession(littlePlan(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		for again.Steps() < s.Steps() {
			again.Step()
		}
		a, b := s.Copy(false), again.Copy(false)
		for i := range a.Nu {
			if a.Nu[i] != b.Nu[i] {
				t.Fatalf("with map %v: neuron %d fires otherwise", k == 1, i)
			}
		}
	}
}
