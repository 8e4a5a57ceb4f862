package live

import (
	"context"

	"spiketop/measure"
	"spiketop/run"
)

// Judged is whether a condition holds, as an analyst saw it last.
type Judged struct {
	Of *measure.Condition
	measure.Verdict
}

// judge has an analyst judge a condition from now on; nil: none.
func (r *Runner) judge(c *measure.Condition) {
	r.judges.quick, r.judges.stale = c != nil && !c.Slow(), true
	r.results.mu.Lock()
	r.results.condition, r.results.judged = c, nil
	r.results.stored++
	r.results.mu.Unlock()
}

// lookAtCondition judges the condition that is asked for.
func (r *results) lookAtCondition(ctx context.Context, c *job) {
	r.mu.Lock()
	of := r.condition
	r.mu.Unlock()
	if of == nil {
		return
	}
	v := of.Of(ctx, c.Copy)
	if ctx.Err() != nil {
		return
	}
	r.take(c.generation, func() {
		if r.condition == of {
			r.judged = &Judged{of, v}
		}
	})
}

// noCondition reports whether there is none to judge.
func (r *results) noCondition(run.Params) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.condition == nil
}
