package learn

import (
	"fmt"
	"math"

	"spiketop/internal/warn"
)

// Check reports what is wrong with the parameters taken together with the step
// dt (ms). Without a target nothing learns, and nothing can be wrong.
func Check(t TargetParams, p Params, dt float64) error {
	if t.None() {
		return nil
	}
	k := t.kind()
	if k.New == nil {
		return fmt.Errorf("target.kind = %q must be %s", t.Kind, kindWord.Range())
	}
	if trainerKinds[p.Trainer].New == nil {
		return fmt.Errorf("learn.trainer = %q must be %s", p.Trainer, trainerWord.Range())
	}
	if err := t.checkFile(); err != nil {
		return err
	}
	if p.Every < dt {
		return fmt.Errorf("learn.every = %g ms must be at least net.dt = %g ms", p.Every, dt)
	}
	if k.Scale != nil && k.Scale(t).MS < dt {
		return fmt.Errorf("%s must be at least net.dt = %g ms", k.Scale(t).Setting, dt)
	}
	if t.Duration < 3*p.Every {
		return fmt.Errorf("target.duration = %g ms must hold at least 3 updates of learn.every = %g ms", t.Duration, p.Every)
	}
	return nil
}

// When a target is too fast. The limits come from trained networks of the
// presets rhythm, sequence and ou: 200 neurons, three seeds, τ_s of 20 and 50 ms,
// learn.every from 0.5 to 20 ms, periods from 2 to 300 ms, w and τ_c from 1 to
// 60 ms. Of 84 combinations below a limit 77 score less than 0.5; of 43 above
// both limits 11 do.
const (
	// fewestUpdates is how many updates a cycle of 2π time constants must have.
	// Between updates nothing holds the drive: a period of 60 ms is learned with
	// an update every 2 ms (score 0.94), and by one network of three with an
	// update every 10 ms.
	fewestUpdates = 8
	// fastestSynapse is the shortest time constant of a target, in units of τ_s.
	// At 1/ω = τ_s/3 the synapse, a low-pass filter of first order, passes 1/√10
	// of a sine. With τ_s = 20 ms that is a period of 42 ms, and a width or
	// correlation time of 6.7 ms: periods of 40 ms and widths of 5 ms score 0.0,
	// periods of 60 ms and widths of 8 ms score 0.9.
	fastestSynapse = 1.0 / 3
)

// Warnings are doubts about parameters that Check lets pass: a target that is
// fast against the interval of updates or against the synaptic time constant
// tauS. All times in ms; dt is the time step, to which learn.every is rounded.
func Warnings(t TargetParams, p Params, tauS, dt float64) (l warn.List) {
	k := t.kind()
	if k.Scale == nil {
		return nil
	}
	s := k.Scale(t)
	every := max(1, math.Round(p.Every/dt)) * dt
	if least := fewestUpdates * every / (2 * math.Pi); s.Tau < least {
		l.Add(warn.TooFast, "%s is short against learn.every = %g ms: below %.3g ms the updates are too few to show the target, and the score sees nothing between them",
			s.Setting, every, least*s.MS/s.Tau)
	}
	if least := fastestSynapse * tauS; s.Tau < least {
		l.Add(warn.TooFast, "%s is short against net.tau_s = %g ms: below %.3g ms the synapse passes less than a third of the target's swing",
			s.Setting, tauS, least*s.MS/s.Tau)
	}
	return l
}
