package lesson

import (
	"context"
	"fmt"

	"spiketop/measure"
)

// Check walks a lesson without a screen. At every step its check must be false as it
// is, false after the step's wrong actions, and true after its solution, after the
// same simulated time. The error names file, line and step; tell, which may be nil, is
// told of each step that is as it must be.
func Check(ctx context.Context, f *File, tell func(k int, v measure.Verdict)) error {
	p := NewPlayer(f)
	for k := range f.Steps {
		s := &f.Steps[k]
		wrong := func(entry, format string, args ...any) error {
			return fmt.Errorf("%s: step %d, “%s”: %w", f.Place(s.LineOf(entry)), k+1, s.Title, fmt.Errorf(format, args...))
		}
		if s.Check == nil {
			if _, err := p.State(ctx, k); err != nil {
				return wrong("set", "%w", err)
			}
			continue
		}
		judge := func(actions []Action) (measure.Verdict, error) { return p.Judge(ctx, k, actions) }
		switch v, err := judge(nil); {
		case err != nil:
			return wrong("check", "%w", err)
		case v.Holds:
			return wrong("check", "its check, %s, holds before anything was done: %s", s.Check, v.Said())
		}
		if len(s.Wrong) > 0 {
			switch v, err := judge(s.Wrong); {
			case err != nil:
				return wrong("wrong", "%w", err)
			case v.Holds:
				return wrong("wrong", "its check, %s, holds after the wrong action: %s", s.Check, v.Said())
			}
		}
		v, err := judge(s.Solution)
		switch {
		case err != nil:
			return wrong("solution", "%w", err)
		case !v.Holds:
			return wrong("check", "its check, %s, does not hold after the solution: %s", s.Check, v.Said())
		}
		if tell != nil {
			tell(k, v)
		}
	}
	return nil
}

// Judge makes the state of step k, carries out the actions, waits as long as the
// solution does, and judges the step's check.
func (p *Player) Judge(ctx context.Context, k int, actions []Action) (measure.Verdict, error) {
	step := &p.File.Steps[k]
	s, err := p.State(ctx, k)
	if err != nil {
		return measure.Verdict{}, err
	}
	left := step.WaitMS()
	for _, a := range actions {
		if a.Key != "" {
			err = s.Assign(a.Key, a.Text)
		} else {
			left -= a.WaitMS
			err = advance(ctx, s, a.WaitMS)
		}
		if err != nil {
			return measure.Verdict{}, err
		}
	}
	if err := advance(ctx, s, left); err != nil {
		return measure.Verdict{}, err
	}
	v := step.Check.Of(ctx, s.Copy(false))
	return v, ctx.Err()
}

// WaitMS is how much simulated time the solution takes.
func (s *Step) WaitMS() (ms float64) {
	for _, a := range s.Solution {
		ms += a.WaitMS
	}
	return ms
}
