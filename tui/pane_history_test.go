package tui

import (
	"reflect"
	"strings"
	"testing"

	"spiketop/history"
	"spiketop/live"
	"spiketop/run"
)

// forked is a frame of a run that stands at step 2000 of branch 2, whose end is at
// 5000; branch 1, which it left at step 1000, has come to 9000.
func forked() *live.Frame {
	f := runningFrame()
	f.Running, f.Step, f.TimeMS = false, 2000, 200
	f.Params.Net.Dt = 0.1
	f.Past = &live.Past{Now: 1, Ahead: true, Bytes: 3 << 20, Most: 256 << 20, Branches: []live.PastBranch{
		{Branch: history.Branch{Number: 1, End: 9000, Log: []run.Logged{
			{Step: 500, Key: "net.g", Was: "1", Text: "1.5", By: run.Hand}, {Step: 1000, Key: "net.noise", Was: "0", Text: "0.2", By: run.Hand},
		}}, MS: []float64{50, 100}, EndMS: 900},
		{Branch: history.Branch{Number: 2, Parent: 1, From: 1000, End: 5000, Log: []run.Logged{
			{Step: 500, Key: "net.g", Was: "1", Text: "1.5", By: run.Hand}, {Step: 1000, Key: "net.g", Was: "1.5", Text: "1", By: run.Undoing},
			{Step: 3000, Key: "net.tau_s", Was: "20", Text: "25", By: run.Hand},
		}}, MS: []float64{50, 100, 300}, EndMS: 500},
	}}
	return f
}

// Enter on each row asks for the branch and the step that the row names.
func TestHistoryGoesWhereTheRowSays(t *testing.T) {
	for k, want := range []live.Back{{Branch: 2}, {Branch: 2, Step: 500}, {Branch: 2, Step: 1000}, {Branch: 2, Step: 3000}, {Branch: 2, Step: 5000}, {Branch: 1, Step: 9000}, {Branch: 1, Step: 1000}} {
		keys := []string{"home"}
		for range k {
			keys = append(keys, "down")
		}
		got := pressed(t, paneOf("history"), forked(), append(keys, "enter")...)
		if len(got) != 1 || got[0] != want {
			t.Errorf("row %d: %+v, expected %+v", k, got, want)
		}
	}
	// The run stands behind the assignment at step 1000: enter goes there without a selection.
	if got := pressed(t, paneOf("history"), forked(), "enter"); len(got) != 1 || got[0] != (live.Back{Branch: 2, Step: 1000}) {
		t.Errorf("enter alone: %+v", got)
	}
	if got := pressed(t, paneOf("history"), forked(), "left", "right"); !reflect.DeepEqual(got, []live.Request{live.Shift{Steps: -1000}, live.Shift{Steps: 1000}}) {
		t.Errorf("100 ms of 0.1 ms: %+v", got)
	}
	// At the end of the branch the last row is the present, however far the run has come.
	f := forked()
	f.Past.Ahead, f.Step = false, 6000
	if got := pressed(t, paneOf("history"), f, "enter"); len(got) != 1 || got[0] != (live.Back{Branch: 2, Step: 6000}) {
		t.Errorf("enter at the end: %+v", got)
	}
}

func TestHistoryShowsTheBranches(t *testing.T) {
	b := framed(paneOf("history"), forked(), 100, 12, false)
	text := b.Dump()
	wantIn(t, "pane", text, "branch 2 of 2", "3 of 256 MB", "net.g 1 → 1.5", "net.g 1.5 → 1  undo", "net.tau_s 20 → 25", "the end of this branch", "branch 1: its end", "net.noise 0 → 0.2", "0.10 s", "●")
	if n := strings.Count(text, "net.g 1 → 1.5"); n != 1 {
		t.Errorf("what both branches have stands there %d times", n)
	}
	m, _ := testModel(160, 40, forked())
	wantIn(t, "header", row(m, 0), "branch 2, in its past")
}

// B pauses first, then goes back by a step; ctrl+r and the : words ask for what they say.
func TestKeysBackInTime(t *testing.T) {
	f := forked()
	f.Undo, f.Redo = "net.g 1.5 → 1", "net.g 1 → 1.5"
	m, src := testModel(120, 36, f)
	for _, c := range []struct{ keys, want string }{
		{"B", "Shift{Steps:-1}"}, {"ctrl+r", "Redo{}"},
	} {
		press(m, c.keys)
		if got := src.take(); got != c.want {
			t.Errorf("%s: %s, expected %s", c.keys, got, c.want)
		}
	}
	for line, want := range map[string]live.Request{"back 0.15": live.Shift{Steps: -1500}, "back @1200": live.Back{Step: 1200}} {
		arg := strings.TrimPrefix(line, "back ")
		if _, why := goBack(m, arg); why != "" || len(src.sent) != 1 || src.sent[0] != want {
			t.Errorf(":%s: %+v %q, expected %+v", line, src.sent, why, want)
		}
		src.sent = nil
	}
	for _, arg := range []string{"", "-1", "NaN", "@-3", "@x", "1e300", "Inf"} {
		if _, why := goBack(m, arg); !strings.Contains(why, "must be") || len(src.sent) != 0 {
			t.Errorf(":back %s: %q", arg, why)
		}
	}
	if _, why := stopWhere(m, "rate_hz.lif > 80"); why != "" || len(src.sent) != 1 || src.sent[0].(live.Stop).Condition.String() != "rate_hz.lif > 80" {
		t.Errorf(":stop: %+v %q", src.sent, why)
	}
	if _, why := stopWhere(m, "rate_hz.lif"); why == "" {
		t.Error("a number is no condition, and was taken")
	}
}

// Held panes stand still while the header goes on; time that turns back lets them go.
func TestHeldPanes(t *testing.T) {
	f := runningFrame()
	m, src := testModel(120, 36, f)
	press(m, "H")
	wantIn(t, "header", row(m, 0), "panes held (H)")
	was := screen(m)
	next := func(step int64, ms float64) {
		g := runningFrame()
		g.Step, g.TimeMS, g.Rates = step, ms, perType(77., 77., 77.)
		src.give(g)
		m.Update(tickMsg{})
		*f = live.Frame{} // handed back
		f = g
	}
	next(400_000, 40_000)
	wantIn(t, "header", row(m, 0), "40.00 s")
	lines := func(s string) string { return strings.Join(strings.Split(s, "\n")[2:30], "\n") }
	if s := screen(m); lines(s) != lines(was) || strings.Contains(s, "77.0 Hz") {
		t.Error("the panes went on")
	}
	next(300_000, 30_000)
	if strings.Contains(row(m, 0), "held") || !strings.Contains(screen(m), "77.0 Hz") {
		t.Errorf("the panes are held though time was turned back:\n%s", screen(m))
	}
}
