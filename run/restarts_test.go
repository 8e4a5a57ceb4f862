package run

import (
	"io"
	"math"
	"testing"

	"spiketop/internal/param"
	"spiketop/learn"
	"spiketop/sim"
)

// A target and a trainer that this file alone knows. Both are pointers: another
// one is another pointer.
func init() {
	learn.RegisterTarget(learn.TargetKind{Name: "probe", New: func(learn.TargetParams, int, int) learn.Target { return new(probeTarget) }})
	learn.RegisterTrainer(learn.TrainerKind{Name: "probe", New: func(net *sim.Network, _ learn.Params) learn.Trainer {
		return &probeTrainer{n: net.Params().N}
	}})
}

type probeTarget struct{ _ int }

func (*probeTarget) At(t float64, dst []float64) {
	for i := range dst {
		dst[i] = math.Sin(t / 50)
	}
}
func (*probeTarget) Order() []float64 { return nil }
func (*probeTarget) Repeats() bool    { return true }

type probeTrainer struct{ n int }

func (p *probeTrainer) Dim() int                                              { return p.n }
func (p *probeTrainer) Signal(net *sim.Network, dst []float64) []float64      { return net.Drive(dst) }
func (p *probeTrainer) Update(*sim.Network, []float64) (rms float64, _ error) { return 0, nil }
func (p *probeTrainer) Reset(float64)                                         {}
func (p *probeTrainer) Save(io.Writer) error                                  { return nil }
func (p *probeTrainer) Load(io.Reader) error                                  { return nil }

// For every parameter: what its description says a change restarts is begun anew,
// and nothing else is.
func TestChangesRestartWhatTheySay(t *testing.T) {
	for k := range Table {
		d := &Table[k]
		if d.Key == "target.file" { // is given when a run starts
			continue
		}
		t.Run(d.Key, func(t *testing.T) {
			s := parse(t, quick, "target.kind", "probe", "learn.start", "1000", "net.p", "0.8",
				"net.con", "0.1", "net.div", "0.1") // with neither net.chn cannot move
			advance(s, 2500) // a second alone, then in the middle of the third pass
			c := &s.mem.Clock
			if s.mem.Meter.Counted == 0 || !c.Running || len(c.Scores) != 2 || s.mem.Rec.Sampled == 0 {
				t.Fatalf("nothing to restart: %d steps counted, a pass runs: %v, %d scores", s.mem.Meter.Counted, c.Running, len(c.Scores))
			}
			type parts struct {
				net     *sim.Network
				target  learn.Target
				trainer learn.Trainer
			}
			now := func() parts { return parts{s.net, s.target, s.trainer} }
			old, counted, changed, sampled, episode := now(), s.mem.Meter.Counted, s.mem.Changed, s.mem.Rec.Sampled, s.mem.Episode
			p := s.mem.Par
			if !d.Nudge(&p, +1) && !d.Nudge(&p, -1) {
				t.Fatal("it does not move")
			}

			same := func(what string) { // nothing is begun anew
				t.Helper()
				if now() != old || !c.Running || len(c.Scores) != 2 || s.mem.Meter.Counted != counted || s.mem.Changed != changed || s.mem.Rec.Sampled != sampled || s.mem.Episode != episode {
					t.Errorf("%s: something was begun anew", what)
				}
			}
			if !d.Rebuilds() && !d.Event {
				assign(t, s, d.Key, d.Format(&s.mem.Par))
				same("the value that it has")
			}
			assign(t, s, d.Key, d.Format(&p))
			want := d.Restarts
			if want&param.Network != 0 {
				want = param.Network | param.Target | param.Trainer | param.Clock | param.Counting | param.Recording
			}
			if d.Key == "do.test" {
				want |= param.Clock // what it is for
			}
			for _, part := range []struct {
				name string
				param.Part
				anew bool
			}{
				{"network", param.Network, s.net != old.net && s.mem.Episode == episode+1},
				{"target", param.Target, s.target != old.target && len(c.Scores) == 0},
				{"trainer", param.Trainer, s.trainer != old.trainer},
				{"pass clock", param.Clock, !c.Running},
				{"counting", param.Counting, s.mem.Meter.Counted == 0 && s.mem.Changed == s.mem.Step},
				{"recording", param.Recording, s.mem.Rec.Sampled == 0},
			} {
				if should := want&part.Part != 0; part.anew != should {
					t.Errorf("%s: begun anew %v, want %v", part.name, part.anew, should)
				}
			}
			if want == 0 {
				same("another value")
			}
		})
	}
}
