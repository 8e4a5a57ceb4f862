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

// judging is an analyst of the condition in *of: what it sees goes to *seen. Both are
// fields of r, under its lock.
func (r *results) judging(of **measure.Condition, seen **Judged) *analyst {
	return &analyst{
		work: func(ctx context.Context, c *job) { r.lookAtCondition(ctx, c, of, seen) },
		idle: func(run.Params) bool {
			r.mu.Lock()
			defer r.mu.Unlock()
			return *of == nil
		},
	}
}

// lookAtCondition judges a condition, if there is one and it is not another meanwhile.
func (r *results) lookAtCondition(ctx context.Context, c *job, in **measure.Condition, seen **Judged) {
	r.mu.Lock()
	of := *in
	r.mu.Unlock()
	if of == nil {
		return
	}
	v := of.Of(ctx, c.Copy)
	if ctx.Err() != nil {
		return
	}
	r.take(c.generation, func() {
		if *in == of {
			*seen = &Judged{of, v}
		}
	})
}
