package run

import "math"

// Spike is one spike in a window.
type Spike struct {
	MS     float32 // since the window's start
	Neuron int32
}

// MaxWindowMS is the longest window of activity that is kept for the screen, however
// little record.seconds keeps for the files.
const MaxWindowMS = 10_000

// Window is the recent activity.
type Window struct {
	StartMS, LengthMS float64 // episode time of its left edge (may be negative just after a start), width
	Spikes            []Spike // oldest first
	BinMS             float64
	Rates             [][]float64  // of each population: Hz per neuron, per bin, oldest first; NaN without neurons
	Spans             [][2]float64 // ms since the window's start: spans in which learning acted
	Passes            []float64    // ms since the window's start: where passes began
}

// Trace is the signal of the watched neuron over the window, with its target: with
// FORCE, its drive.
type Trace struct {
	StepMS   float64
	U, F     []float64 // F is NaN where there is no target; same length, oldest first, ends now
	Learning []bool
}

// Pass says where the pass clock stands.
func (s *Session) Pass() (Phase, Pass) {
	c := &s.mem.Clock
	over := s.target != nil && c.Trained >= s.mem.Par.Learn.Passes
	if !c.Running {
		return Spontaneous, Pass{Over: over}
	}
	el := s.mem.Step - c.Start
	p := Pass{Over: over, Kind: c.Kind, Number: c.Number, TimeMS: float64(el) * s.mem.Par.Net.Dt}
	switch {
	case c.Kind == TrainPass:
		p.Of = s.mem.Par.Learn.Passes
	case c.Kind == TestPass && !c.Extra:
		p.Of = s.mem.Par.Learn.Tests
	case c.Kind == FreePass:
		p.Number = 0
	}
	if el <= c.Cue {
		return Cue, p
	}
	p.Learning = c.Kind == TrainPass && s.mem.Par.Learn.On
	return Target, p
}

// Window writes the last windowMS of activity, at most MaxWindowMS, into w, reusing
// its memory.
func (s *Session) Window(w *Window, windowMS float64) {
	windowMS = min(windowMS, MaxWindowMS)
	dt := s.mem.Par.Net.Dt
	span := s.steps(windowMS)
	from := s.mem.Step - span
	ms := func(step int64) float64 { return float64(step-from) * dt }
	w.StartMS, w.LengthMS = s.TimeMS()-windowMS, windowMS
	w.BinMS = max(5, windowMS/100)
	bins := max(1, int(math.Ceil(windowMS/w.BinMS)))
	pops := s.net.Populations()
	if len(w.Rates) != len(pops) {
		w.Rates = make([][]float64, len(pops))
	}
	for k := range pops {
		w.Rates[k] = zeros(w.Rates[k], bins)
	}
	w.Spikes = w.Spikes[:0]
	sp := &s.mem.Rec.Spikes
	for k := sp.after(from); k < sp.N; k++ {
		step, i := sp.at(k)
		t := ms(step)
		w.Spikes = append(w.Spikes, Spike{float32(t), i})
		b := min(int(t/w.BinMS), bins-1)
		for k := range pops {
			if int(i) < pops[k].Hi {
				w.Rates[k][b]++
				break
			}
		}
	}
	perHz := w.BinMS / 1000
	for k, p := range pops {
		for b := range w.Rates[k] {
			w.Rates[k][b] /= float64(p.Hi-p.Lo) * perHz
		}
	}
	w.Spans, w.Passes = w.Spans[:0], w.Passes[:0]
	for _, span := range s.mem.Rec.Spans {
		if span[1] > from {
			w.Spans = append(w.Spans, [2]float64{max(0, ms(span[0])), ms(span[1])})
		}
	}
	for _, start := range s.mem.Rec.Starts {
		if start > from {
			w.Passes = append(w.Passes, ms(start))
		}
	}
}

// RecentRates writes the rate of every neuron over the last second, in Hz, into
// dst; nil allocates. Right after a start the time is shorter; at the start
// itself the rates are 0 and ok is false.
func (s *Session) RecentRates(dst []float64) (hz []float64, ok bool) {
	hz = zeros(dst, s.mem.Par.Net.N)
	from := max(s.mem.Step-s.steps(1000), s.mem.Start, s.mem.Rec.Spikes.Cut)
	seconds := float64(s.mem.Step-from) * s.mem.Par.Net.Dt / 1000
	if seconds == 0 {
		return hz, false
	}
	sp := &s.mem.Rec.Spikes
	for k := sp.after(from); k < sp.N; k++ {
		_, i := sp.at(k)
		hz[i] += 1 / seconds
	}
	return hz, true
}

// Trace writes the signal of a neuron over the last windowMS, and its target, into
// t, reusing its memory. Where the trainer has fewer signals than there are
// neurons, the last signal stands for the neurons beyond it.
func (s *Session) Trace(t *Trace, neuron int, windowMS float64) {
	r := &s.mem.Rec
	neuron = min(neuron, r.N-1)
	t.StepMS = float64(r.Every) * s.mem.Par.Net.Dt
	count := min(r.Sampled, traceSamples, int(windowMS/t.StepMS)+1)
	t.U, t.F, t.Learning = t.U[:0], t.F[:0], t.Learning[:0]
	for k := r.Sampled - count; k < r.Sampled; k++ {
		at := k % traceSamples
		t.U = append(t.U, float64(r.Us[at*r.N+neuron]))
		target := math.NaN()
		if r.Fs[at] != nil {
			target = r.Fs[at][neuron]
		}
		t.F = append(t.F, target)
		t.Learning = append(t.Learning, r.Learned[at])
	}
}

func zeros(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	x = x[:n]
	clear(x)
	return x
}
