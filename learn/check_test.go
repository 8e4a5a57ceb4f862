package learn

import (
	"strings"
	"testing"

	"spiketop/internal/param"
	"spiketop/internal/warn"
)

// A change begins anew what depends on it, and nothing else.
func TestRestarts(t *testing.T) {
	want := map[string]param.Part{
		"learn.on": 0, "learn.trainer": param.Target | param.Trainer | param.Clock, "learn.lambda": param.Trainer,
		"learn.every": param.Clock | param.Recording, "learn.start": param.Clock, "learn.passes": 0, "learn.tests": 0,
	}
	for _, d := range TargetTable {
		if d.Restarts != param.Target|param.Trainer|param.Clock|param.Counting {
			t.Errorf("%s restarts %b", d.Key, d.Restarts)
		}
	}
	for _, d := range Table {
		if parts, known := want[d.Key]; !known || d.Restarts != parts {
			t.Errorf("%s restarts %b, want %b", d.Key, d.Restarts, parts)
		}
	}
}

// Each refused combination names what was given and what must hold; without a
// target nothing is refused.
func TestCheck(t *testing.T) {
	const dt = 0.1
	for _, c := range []struct {
		name   string
		change func(*TargetParams, *Params)
		want   string // empty: accepted
	}{
		{"defaults", func(*TargetParams, *Params) {}, ""},
		{"every below dt", func(_ *TargetParams, p *Params) { p.Every = 0.05 }, "learn.every = 0.05 ms must be at least net.dt = 0.1 ms"},
		{"every of dt", func(_ *TargetParams, p *Params) { p.Every = 0.1 }, ""},
		{"every below dt, no target", func(q *TargetParams, p *Params) { q.Kind, p.Every = None, 0.05 }, ""},
		{"short target", func(q *TargetParams, p *Params) { q.Duration, p.Every = 10, 5 }, "target.duration = 10 ms must hold at least 3 updates of learn.every = 5 ms"},
		{"three updates", func(q *TargetParams, p *Params) { q.Duration, p.Every = 15, 5 }, ""},
		{"short target, no target", func(q *TargetParams, p *Params) { q.Kind, q.Duration, p.Every = None, 10, 5 }, ""},
		{"period below dt", func(q *TargetParams, _ *Params) { q.Period = 0.05 }, "target.period = 0.05 ms must be at least net.dt = 0.1 ms"},
		{"unused period below dt", func(q *TargetParams, _ *Params) { q.Kind, q.Period = "ou", 0.05 }, ""},
		{"unknown kind", func(q *TargetParams, _ *Params) { q.Kind = "waltz" }, `target.kind = "waltz" must be one of oscillation, sequence, ou, `},
		{"unknown trainer", func(_ *TargetParams, p *Params) { p.Trainer = "cane" }, `learn.trainer = "cane" must be one of force, `},
	} {
		q, p := defaults("oscillation"), Table.Defaults()
		c.change(&q, &p)
		err := Check(q, p, dt)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// Each target warns by its own key, against learn.every and against τ_s, just
// below each limit and not just above. The limits are 8 updates in 2π time
// constants and a time constant of τ_s/3; a period is 2π time constants.
func TestTooFast(t *testing.T) {
	const dt = 0.1
	for _, c := range []struct {
		kind, key string
		least     float64 // with learn.every 20 ms and a fast synapse
		leastSyn  float64 // with τ_s 60 ms and frequent updates
	}{
		{"oscillation", "target.period", 160, 125.66},
		{"sequence", "target.width", 25.46, 20},
		{"ou", "target.tau", 25.46, 20},
	} {
		for _, against := range []struct {
			key         string
			least       float64
			every, tauS float64
		}{
			{"learn.every = 20 ms", c.least, 20, 1},
			{"net.tau_s = 60 ms", c.leastSyn, 0.5, 60},
		} {
			for _, factor := range []float64{0.99, 1.01} {
				q, p := defaults(c.kind), Table.Defaults()
				for _, x := range []*float64{&q.Period, &q.Width, &q.Tau} {
					*x = factor * against.least
				}
				p.Every = against.every
				l := Warnings(q, p, against.tauS, dt)
				if want := factor < 1; want != (len(l) == 1) || want && (!l.Has(warn.TooFast) || !strings.Contains(l[0].Text, c.key+" = ") || !strings.Contains(l[0].Text, against.key)) {
					t.Errorf("%s = %g against %s: %v", c.key, factor*against.least, against.key, l)
				}
			}
		}
		if l := Warnings(defaults(c.kind), Table.Defaults(), 20, dt); l != nil {
			t.Errorf("%s by default: %v", c.kind, l)
		}
	}
	q, p := defaults("oscillation"), Table.Defaults()
	q.Period = 2
	if l := Warnings(q, p, 20, dt); len(l) != 2 {
		t.Errorf("a period of learn.every: %v", l)
	}
	// Drawn periods begin at 300 ms; learn.every acts in whole steps.
	q.Period, p.Every = 0, 38
	if l := Warnings(q, p, 20, dt); len(l) != 1 || !strings.Contains(l[0].Text, "target.period = 0 (periods from 300 ms)") {
		t.Errorf("periods from 300 ms, an update every 38 ms: %v", l)
	}
	if l := Warnings(q, p, 20, 35); l != nil {
		t.Errorf("an update every 38 ms in steps of 35 ms is every 35 ms: %v", l)
	}
	if l := Warnings(defaults(None), p, 1000, dt); l != nil {
		t.Errorf("none: %v", l)
	}
}
