package experiment

import (
	"fmt"
	"math"

	"spiketop/learn"
)

// look is what the screen wants to see; it never changes the run.
type look struct {
	neuron   int
	windowMS float64
	motifs   Definition
}

// fill writes the session's present into f, reusing its memory. What is not the
// session's (speed, results of analyses) the runner adds.
func (s *Session) fill(f *Frame, l look) {
	f.Preset, f.Title, f.About = s.plan.Name, s.plan.Title, s.plan.About
	f.Params = s.par
	f.Step, f.Episode, f.TimeMS = s.step, s.episode, s.TimeMS()
	f.NQIF = s.net.NQIF()
	f.Place = s.rank
	f.Phase, f.Pass = s.place()
	f.Scores = append(f.Scores[:0], s.clock.scores...)
	f.Test = s.clock.testScore()
	f.Messages = append(f.Messages[:0], s.messages...)
	f.Undo = ""
	if i := s.undoable(); i >= 0 {
		f.Undo = fmt.Sprintf("%s %s → %s", s.log[i].Key, s.log[i].Text, s.log[i].Was)
	}
	s.fillWindow(f, l.windowMS)
	s.fillRates(f)
	f.Watch = min(max(l.neuron, 0), s.par.Net.N-1)
	s.fillTrace(f, l.windowMS)
}

// place says where the pass clock stands.
func (s *Session) place() (Phase, Pass) {
	c := &s.clock
	if !c.running {
		return Spontaneous, Pass{}
	}
	el := s.step - c.start
	p := Pass{Kind: c.kind, Number: c.number, TimeMS: float64(el) * s.par.Net.Dt}
	switch {
	case c.kind == TrainPass:
		p.Of = s.par.Learn.Passes
	case c.kind == TestPass && !c.extra:
		p.Of = s.par.Learn.Tests
	case c.kind == FreePass:
		p.Number = 0
	}
	if el <= c.cue {
		return Cue, p
	}
	p.Learning = c.kind == TrainPass && s.par.Learn.On
	return Target, p
}

func (s *Session) fillWindow(f *Frame, windowMS float64) {
	w, dt := &f.Window, s.par.Net.Dt
	span := s.steps(windowMS)
	from := s.step - span
	ms := func(step int64) float64 { return float64(step-from) * dt }
	w.StartMS, w.LengthMS = s.TimeMS()-windowMS, windowMS
	w.BinMS = max(5, windowMS/100)
	bins := max(1, int(math.Ceil(windowMS/w.BinMS)))
	w.LIF, w.QIF = zeros(w.LIF, bins), zeros(w.QIF, bins)
	w.Spikes = w.Spikes[:0]
	sp, nqif := &s.rec.spikes, int32(s.net.NQIF())
	for k := sp.after(from); k < sp.n; k++ {
		step, i := sp.at(k)
		t := ms(step)
		w.Spikes = append(w.Spikes, Spike{float32(t), i})
		b := min(int(t/w.BinMS), bins-1)
		if i < nqif {
			w.QIF[b]++
		} else {
			w.LIF[b]++
		}
	}
	perHz := w.BinMS / 1000
	for b := range bins {
		w.QIF[b] /= float64(nqif) * perHz
		w.LIF[b] /= float64(s.par.Net.N-int(nqif)) * perHz
	}
	w.Spans, w.Passes = w.Spans[:0], w.Passes[:0]
	for _, span := range s.rec.spans {
		if span[1] > from {
			w.Spans = append(w.Spans, [2]float64{max(0, ms(span[0])), ms(span[1])})
		}
	}
	for _, start := range s.rec.starts {
		if start > from {
			w.Passes = append(w.Passes, ms(start))
		}
	}
}

// fillRates counts the spikes of the last second.
func (s *Session) fillRates(f *Frame) {
	n, nqif := s.par.Net.N, s.net.NQIF()
	from := max(s.step-s.steps(1000), s.start)
	f.MeanRate = zeros(f.MeanRate, n)
	f.RateLIF, f.RateQIF = math.NaN(), math.NaN()
	seconds := float64(s.step-from) * s.par.Net.Dt / 1000
	if seconds == 0 {
		return
	}
	sp := &s.rec.spikes
	for k := sp.after(from); k < sp.n; k++ {
		_, i := sp.at(k)
		f.MeanRate[i] += 1 / seconds
	}
	mean := func(x []float64) float64 {
		var sum float64
		for _, v := range x {
			sum += v
		}
		return sum / float64(len(x)) // NaN without such neurons
	}
	f.RateQIF, f.RateLIF = mean(f.MeanRate[:nqif]), mean(f.MeanRate[nqif:])
}

func (s *Session) fillTrace(f *Frame, windowMS float64) {
	t, r := &f.Trace, &s.rec
	t.StepMS = float64(r.every) * s.par.Net.Dt
	count := min(r.sampled, traceSamples, int(windowMS/t.StepMS)+1)
	t.U, t.F, t.Learning = t.U[:0], t.F[:0], t.Learning[:0]
	for k := r.sampled - count; k < r.sampled; k++ {
		at := k % traceSamples
		t.U = append(t.U, float64(r.us[at*r.n+f.Watch]))
		target := math.NaN()
		if r.fs[at] != nil {
			target = r.fs[at][f.Watch]
		}
		t.F = append(t.F, target)
		t.Learning = append(t.Learning, r.learned[at])
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

// rankOf orders neurons as the target does; nil when it does not.
func rankOf(t learn.Target) []int {
	if t == nil || t.Order() == nil {
		return nil
	}
	return learn.Rank(t.Order())
}
