package experiment

import "testing"

// The trace is as long as the time it stands for, also after learn.every changed.
func TestTraceSpacingFollowsTheInterval(t *testing.T) {
	s := session(t, quick)
	steps := func(n int) {
		for range n {
			s.Step()
		}
	}
	steps(300)
	if err := s.Assign("learn.every", "4"); err != nil {
		t.Fatal(err)
	}
	steps(200) // 100 ms at 0.5
	var f Frame
	s.fill(&f, look{windowMS: 1000})
	if ms := float64(len(f.Trace.U)) * f.Trace.StepMS; f.Trace.StepMS != 4 || ms < 88 || ms > 104 {
		t.Errorf("%d samples every %g ms: %g ms, want about 100", len(f.Trace.U), f.Trace.StepMS, ms)
	}
}
