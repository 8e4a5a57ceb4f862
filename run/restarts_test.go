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
		t.Run(d.Key, func(t *testing.T) {
			s := parse(t, quick, "target.kind", "probe", "learn.start", "1000", "net.p", "0.8")
			advance(s, 2500) // a second alone, then in the middle of the third pass
			c := &s.clock
			if s.meter.counted == 0 || !c.running || len(c.scores) != 2 || s.rec.sampled == 0 {
				t.Fatalf("nothing to restart: %d steps counted, a pass runs: %v, %d scores", s.meter.counted, c.running, len(c.scores))
			}
			type parts struct {
				net     *sim.Network
				target  learn.Target
				trainer learn.Trainer
			}
			now := func() parts { return parts{s.net, s.target, s.trainer} }
			old, counted, changed, sampled, episode := now(), s.meter.counted, s.changed, s.rec.sampled, s.episode
			p := s.par
			if !d.Nudge(&p, +1) && !d.Nudge(&p, -1) {
				t.Fatal("it does not move")
			}

			same := func(what string) { // nothing is begun anew
				t.Helper()
				if now() != old || !c.running || len(c.scores) != 2 || s.meter.counted != counted || s.changed != changed || s.rec.sampled != sampled || s.episode != episode {
					t.Errorf("%s: something was begun anew", what)
				}
			}
			if !d.Rebuilds() && !d.Event {
				assign(t, s, d.Key, d.Format(&s.par))
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
				{"network", param.Network, s.net != old.net && s.episode == episode+1},
				{"target", param.Target, s.target != old.target && len(c.scores) == 0},
				{"trainer", param.Trainer, s.trainer != old.trainer},
				{"pass clock", param.Clock, !c.running},
				{"counting", param.Counting, s.meter.counted == 0 && s.changed == s.step},
				{"recording", param.Recording, s.rec.sampled == 0},
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
