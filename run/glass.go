package run

// What a screen shows of one neuron.

// Membrane is the membrane of neuron i after the last step.
func (s *Session) Membrane(i int) float64 { return s.net.Membrane(i) }

// Intervals appends the interspike intervals of neuron i, in ms, the oldest first: those
// that the CV of the summary is of. No interval goes across the edge of a span.
func (s *Session) Intervals(dst []float64, i int) []float64 {
	r := &s.mem.Rec
	for _, span := range s.spans() {
		last := int64(-1)
		for k := r.Spikes.after(span[0]); k < r.Spikes.N; k++ {
			step, j := r.Spikes.at(k)
			if step > span[1] {
				break
			}
			if int(j) != i {
				continue
			}
			if last >= 0 {
				dst = append(dst, float64(step-last)*s.mem.Par.Net.Dt)
			}
			last = step
		}
	}
	return dst
}
