package run

// spans are the stretches of the record in which the network fired as it is now: the
// steps From < s ≤ To, within record.seconds, since the last change of the network, of
// its target or of W.
//
// While no pass has run this is one span, from the end of settling (settleMS after a
// change or a kick) to now. Where passes run the spans are their targets, without the
// cues: of the passes that began after training last changed W. A pass starts from a
// fresh state, so nothing is taken across its edges.
func (s *Session) spans() (spans [][2]int64) {
	now, r, c := s.mem.Step, &s.mem.Rec, &s.mem.Clock
	kept := max(s.mem.Start, now-s.steps(s.mem.Par.Record.Seconds*1000), r.Spikes.Cut)
	if s.notMeasured() == "" {
		if from := max(kept, s.mem.Meter.From); from < now {
			spans = append(spans, [2]int64{from, now})
		}
		return spans
	}
	since := max(s.mem.Changed, s.kicked())
	if n := len(r.Spans); n > 0 {
		since = max(since, r.Spans[n-1][1])
	}
	for k, start := range r.Starts {
		from, to := max(start+c.Cue, kept), min(start+c.Cue+c.Target, now)
		if k+1 < len(r.Starts) { // a pass may be broken off
			to = min(to, r.Starts[k+1])
		}
		if start >= since && from < to {
			spans = append(spans, [2]int64{from, to})
		}
	}
	return spans
}

// kicked is the step of the last kick by hand.
func (s *Session) kicked() int64 {
	for k := len(s.mem.Log) - 1; k >= 0; k-- {
		if l := &s.mem.Log[k]; l.Key == "do.kick" && l.Text != l.Was {
			return l.Step
		}
	}
	return 0
}
