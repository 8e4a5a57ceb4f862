package run

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"maps"
	"math"
	"slices"

	"spiketop/learn"
)

// A Moment is the whole state of a run at one time, in memory: what Save writes. It
// shares with the run, and with other moments, what does not change any more: spikes,
// finished passes, weights that are the same. A Moment never changes, and is for
// concurrent use.
type Moment struct {
	mem  memory          // without the signals of the trace
	us   pieces[float32] // those
	rest pieces[byte]    // the network and the trainer
}

// Moment keeps the state as it is between two steps. before is the moment that was
// kept last; it may be nil, and makes the new one smaller.
func (s *Session) Moment(before *Moment) (*Moment, error) {
	if err := s.saves(); err != nil {
		return nil, err
	}
	m := &Moment{mem: s.mem.clone()}
	w := writer{to: &m.rest}
	if before != nil {
		m.us.like, m.rest.like = before.us.all, before.rest.all
	}
	for part := range slices.Chunk(s.mem.Rec.Us, piece/4) {
		m.us.keep(part, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }) // 0 and −0 are two
	}
	err := s.SaveNetwork(&w)
	w.close()
	m.us.like, m.rest.like = nil, nil
	return m, err
}

// Session is a session that goes on from the moment, to the same bits.
func (m *Moment) Session() (*Session, error) {
	s := &Session{mem: m.mem.clone()}
	if err := checkMemory(s.mem.Par); err != nil {
		return nil, err
	}
	s.mem.Rec.Us = slices.Concat(m.us.all...)
	all := make([]io.Reader, len(m.rest.all))
	for k, b := range m.rest.all {
		all[k] = bytes.NewReader(b)
	}
	if err := s.load(bufio.NewReaderSize(io.MultiReader(all...), piece)); err != nil {
		return nil, err
	}
	return s, nil
}

// Steps is the number of steps since step 0 of the run.
func (m *Moment) Steps() int64 { return m.mem.Step }

// Log lists the assignments until then.
func (m *Moment) Log() []Logged { return m.mem.Log }

// Parts are the parts that moments may share, each by its address, with its size in
// bytes. The first is the moment's own.
func (m *Moment) Parts() iter.Seq2[any, int] {
	return func(yield func(any, int) bool) {
		r, c := &m.mem.Rec, &m.mem.Clock
		own := 24*len(r.Fs) + len(r.Learned) + 8*(len(m.mem.Meter.Rows)+3*r.N)
		if !yield(m, own) {
			return
		}
		for _, x := range m.us.all {
			if !yield(&x[0], 4*len(x)) {
				return
			}
		}
		for _, b := range m.rest.all {
			if !yield(&b[0], len(b)) {
				return
			}
		}
		for _, b := range r.Spikes.Blocks {
			if !yield(&b.Step[0], spikeBytes*blockSpikes) {
				return
			}
		}
		long := [][]float64{c.Now.U, c.Last.U, c.Instants.F, m.mem.V0}
		for _, g := range c.Groups {
			for _, readout := range g.Runs {
				long = append(long, readout.U)
			}
		}
		for _, x := range long {
			if len(x) > 0 && !yield(&x[0], 8*len(x)) {
				return
			}
		}
	}
}

// clone is a memory of its own, without the signals of the trace. What is changed in
// place is copied, what is only appended to ends at its length: neither sees what
// becomes of the other.
func (m *memory) clone() memory {
	c := *m
	c.Timeline = slices.Clone(m.Timeline)
	c.Hands = maps.Clone(m.Hands)
	c.Messages = slices.Clone(m.Messages)
	c.Log, c.Refused, c.Foreign = slices.Clip(m.Log), slices.Clip(m.Refused), slices.Clip(m.Foreign)
	c.Clock = m.Clock.clone()
	c.Meter.Current, c.Meter.Total = slices.Clone(m.Meter.Current), slices.Clone(m.Meter.Total)
	c.Meter.Rows = slices.Clone(m.Meter.Rows)
	c.Rec = m.Rec.clone()
	return c
}

func (c *passClock) clone() passClock {
	d := *c
	if c.Score != nil {
		score := learn.Score{Amplitude: c.Score.Amplitude, Instants: c.Score.Instants}
		for _, sums := range [][2]*[]float64{{&score.U, &c.Score.U}, {&score.F, &c.Score.F}, {&score.UU, &c.Score.UU}, {&score.FF, &c.Score.FF}, {&score.UF, &c.Score.UF}, {&score.SQ, &c.Score.SQ}} {
			*sums[0] = slices.Clone(*sums[1])
		}
		d.Score = &score
	}
	d.Scores = slices.Clip(c.Scores)
	d.Groups = slices.Clone(c.Groups)
	for k := range d.Groups {
		g := &d.Groups[k]
		g.Scores, g.Runs = slices.Clip(g.Scores), slices.Clip(g.Runs)
	}
	d.Instants.TimeMS, d.Instants.F = slices.Clip(c.Instants.TimeMS), slices.Clip(c.Instants.F)
	d.Now.U = slices.Clip(c.Now.U)
	return d
}

func (r *recorder) clone() recorder {
	d := *r
	d.Us, d.Fs, d.Learned = nil, slices.Clone(r.Fs), slices.Clone(r.Learned)
	d.Spans, d.Starts = slices.Clone(r.Spans), slices.Clone(r.Starts)
	d.Spikes.Blocks = slices.Clone(r.Spikes.Blocks)
	if last := len(d.Spikes.Blocks) - 1; last >= 0 {
		b := &d.Spikes.Blocks[last]
		b.Step, b.Neuron = slices.Clip(b.Step), slices.Clip(b.Neuron)
	}
	return d
}

// pieces are a long list of numbers. A piece that is as the one at the same place of
// like is that one.
type pieces[T any] struct{ all, like [][]T }

func (p *pieces[T]) keep(x []T, same func(a, b T) bool) {
	if k := len(p.all); k < len(p.like) && slices.EqualFunc(p.like[k], x, same) {
		x = p.like[k]
	} else {
		x = slices.Clone(x)
	}
	p.all = append(p.all, x)
}

const (
	piece      = 1 << 16 // bytes
	smallWrite = 1 << 10 // smaller ones are gathered
)

// writer makes pieces of what is written.
type writer struct {
	to   *pieces[byte]
	open []byte // small writes since the last piece
}

func (w *writer) keep(b []byte) { w.to.keep(b, func(a, b byte) bool { return a == b }) }

func (w *writer) Write(b []byte) (int, error) {
	if len(b) < smallWrite {
		if w.open = append(w.open, b...); len(w.open) >= piece {
			w.close()
		}
		return len(b), nil
	}
	w.close()
	w.keep(b)
	return len(b), nil
}

// close ends the piece that is open.
func (w *writer) close() {
	if len(w.open) > 0 {
		w.keep(w.open)
		w.open = w.open[:0]
	}
}
