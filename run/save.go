package run

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"spiketop/internal/pack"
	"spiketop/sim"
)

// Save writes the whole state of the run. A run that is loaded from it goes on to
// the same bits.
func (s *Session) Save(w io.Writer) error {
	if err := s.saves(); err != nil {
		return err
	}
	if err := pack.Write(w, &s.mem); err != nil {
		return err
	}
	return s.SaveNetwork(w)
}

// saves refuses a run that cannot be saved.
func (s *Session) saves() error {
	if s.target != nil && !s.target.Repeats() {
		return fmt.Errorf("target.kind = %s cannot be saved: it differs from pass to pass", s.mem.Par.Target.Kind)
	}
	return nil
}

// SaveNetwork writes a part of what Save writes: the network and the trainer.
func (s *Session) SaveNetwork(w io.Writer) error {
	if err := s.net.Save(w); err != nil {
		return err
	}
	return s.trainer.Save(w)
}

// Freeze copies the run in memory. save writes from the copy what Save would have
// written, while the run goes on.
func (s *Session) Freeze() (save func(io.Writer) error, err error) {
	var copied chunks
	if err := s.Save(&copied); err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		for _, c := range copied {
			if _, err := w.Write(c); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// chunks are bytes in memory, of which none moves when more are written. What is
// written at a time is less than a chunk.
type chunks [][]byte

const chunk = 8 << 20

func (c *chunks) Write(b []byte) (int, error) {
	last := len(*c) - 1
	if last < 0 || len((*c)[last])+len(b) > cap((*c)[last]) {
		if l, fits := left(4 * chunk); !fits {
			return 0, fmt.Errorf("there is no memory for a copy of the run: %s", available(l))
		}
		*c = append(*c, make([]byte, 0, chunk))
		last++
	}
	(*c)[last] = append((*c)[last], b...)
	return len(b), nil
}

// ErrOther is the error of Load where another version saved the run, in a form that is
// not read here.
var ErrOther = pack.ErrOther

// Load reads what Save wrote, to the end of r. It refuses what this version does
// not write, and what does not fit into the memory of this machine.
func Load(r io.Reader) (s *Session, err error) {
	defer func() {
		if p := recover(); p != nil { // sizes that contradict each other
			err = fmt.Errorf("%v", p)
		}
		if err != nil {
			s, err = nil, fmt.Errorf("not a run that can go on: %w", err)
		}
	}()
	in := bufio.NewReader(r)
	s = new(Session)
	if err := pack.Read(in, &s.mem); err != nil {
		return nil, err
	}
	for _, p := range []*Params{&s.mem.Set, &s.mem.Born, &s.mem.Par} {
		*p = s.mem.Input.with(*p)
	}
	if err := s.mem.check(); err != nil {
		return nil, err
	}
	if err := s.load(in); err != nil {
		return nil, err
	}
	return s, nil
}

// load reads what follows the memory: the network and the trainer, to the end.
func (s *Session) load(in *bufio.Reader) error {
	net, err := sim.Load(in, s.mem.Par.Net.Given())
	if err != nil {
		return err
	}
	if net.Params() != s.mem.Par.Net {
		return errors.New("the network is of other parameters")
	}
	signals := s.mem.Rec.N
	s.take(net)
	if s.signals != signals {
		return fmt.Errorf("the trainer has %d signals, the recording %d", s.signals, signals)
	}
	if err := s.trainer.Load(in); err != nil {
		return err
	}
	if _, err := in.ReadByte(); err != io.EOF {
		return errors.New("more follows than belongs to it")
	}
	return nil
}

// check refuses parameters that cannot be set, and a run too large for this
// machine.
func (m *memory) check() error {
	if m.Plan == nil {
		return errors.New("there is no plan")
	}
	for _, p := range []*Params{&m.Set, &m.Born, &m.Par} {
		for k := range Table {
			if err := Table[k].Set(p, Table[k].Format(p)); err != nil {
				return err
			}
		}
		if err := p.Check(); err != nil {
			return err
		}
	}
	if !m.Rec.Spikes.sound() {
		return errors.New("the spikes are not in order")
	}
	return checkMemory(m.Par)
}
