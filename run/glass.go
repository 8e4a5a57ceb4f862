package run

// What a screen shows of one neuron.

// Membrane is the membrane of neuron i after the last step.
func (s *Session) Membrane(i int) float64 { return s.net.Membrane(i) }

// Intervals appends the interspike intervals of neuron i, in ms, the oldest first: of
// the last MaxWindowMS, since the last change of the network and its target. A pass
// starts from a fresh state, so no interval goes across its beginning.
func (s *Session) Intervals(dst []float64, i int) []float64 {
	r := &s.mem.Rec
	from := max(s.mem.Step-s.steps(MaxWindowMS), s.mem.Start, s.mem.Changed, r.Spikes.Cut)
	last, pass := int64(-1), 0
	for k := r.Spikes.after(from); k < r.Spikes.N; k++ {
		step, j := r.Spikes.at(k)
		if int(j) != i {
			continue
		}
		for ; pass < len(r.Starts) && r.Starts[pass] < step; pass++ {
			if r.Starts[pass] >= last {
				last = -1
			}
		}
		if last >= 0 {
			dst = append(dst, float64(step-last)*s.mem.Par.Net.Dt)
		}
		last = step
	}
	return dst
}
