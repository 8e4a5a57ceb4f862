package run

import "testing"

// The trace is as long as the time it stands for, also after learn.every changed.
func TestTraceSpacingFollowsTheInterval(t *testing.T) {
	s := session(t, quick)
	advance(s, 300)
	assign(t, s, "learn.every", "4")
	advance(s, 200) // 100 ms at 0.5
	var tr Trace
	s.Trace(&tr, 0, 1000)
	if ms := float64(len(tr.U)) * tr.StepMS; tr.StepMS != 4 || ms < 88 || ms > 104 {
		t.Errorf("%d samples every %g ms: %g ms, want about 100", len(tr.U), tr.StepMS, ms)
	}
}
