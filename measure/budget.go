package measure

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"spiketop/internal/fault"
	"spiketop/internal/prio"
	"spiketop/internal/warn"
)

// An Analysis is a part of a measurement that may take long. Its cost follows from
// sizes and counts alone: every machine leaves out the same analyses.
type Analysis struct {
	Name    string
	Seconds float64 // about so many, on the machine of docs/PERFORMANCE.md
	Bytes   float64 // about so many, beside the run itself
	budget  float64 // the most seconds; above, the analysis is left out
	instead string  // what to do where it is left out; may be empty
}

const (
	// usual is the budget of an analysis, in seconds.
	usual = 60.0
	// patient is the budget of an analysis whose cost a person set: the draws of a
	// null, all eigenvalues.
	patient = 3600.0
	// mostBytes is how much memory an analysis may take.
	mostBytes = 4e9
)

// tooMuch says why the analysis is left out; empty: it is within its budget.
func (a Analysis) tooMuch() (why warn.List) {
	var cost string
	switch {
	case a.Seconds > a.budget:
		cost = fmt.Sprintf("about %s, and its budget is %s", Span(a.Seconds), Span(a.budget))
	case a.Bytes > mostBytes:
		cost = fmt.Sprintf("about %.2g GB of memory, and its budget is %.2g GB", a.Bytes/1e9, mostBytes/1e9)
	default:
		return nil
	}
	text := fmt.Sprintf("%s left out: it would take %s", a.Name, cost)
	if a.instead != "" {
		text += "; " + a.instead
	}
	why.Add(warn.OverBudget, "%s", text)
	return why
}

// Span spells a number of seconds in one unit: 12 s, 3 min, 5 h.
func Span(seconds float64) string {
	up := func(x float64) float64 { return math.Ceil(x - 1e-9) }
	switch {
	case seconds < 100:
		return fmt.Sprintf("%.0f s", max(1, up(seconds)))
	case seconds < 100*60:
		return fmt.Sprintf("%.0f min", up(seconds/60))
	case seconds < 100*3600:
		return fmt.Sprintf("%.0f h", up(seconds/3600))
	}
	return fmt.Sprintf("%.3g days", up(seconds/86400))
}

// Progress says which analysis begins.
type Progress struct {
	Analysis
	Left float64 // seconds of this one and of all that follow, by their costs
}

// ledger carries out analyses, those within their budgets, until its context ends: as
// many at a time as there are processors. No number depends on how many.
type ledger struct {
	ctx   context.Context
	plan  []Analysis
	slots int // how many at a time

	mu      sync.Mutex
	work    int            // how many are at work
	waiting []int          // places in the plan
	turn    *sync.Cond     // with mu: one ended, or waits no more
	tell    func(Progress) // nil: nobody is told
	left    float64
}

// besideKey marks a context of analyses beside a run.
type besideKey struct{}

// Beside has analyses wait for the run that goes on while they work: one at a time,
// and where the system allows it in threads of low priority.
func Beside(ctx context.Context) context.Context { return context.WithValue(ctx, besideKey{}, true) }

func beside(ctx context.Context) bool { return ctx.Value(besideKey{}) != nil }

func newLedger(ctx context.Context, plan []Analysis, tell func(Progress)) *ledger {
	slots := min(runtime.NumCPU(), runtime.GOMAXPROCS(0))
	if beside(ctx) {
		slots = 1
	}
	l := &ledger{ctx: ctx, tell: tell, plan: plan, slots: slots}
	l.turn = sync.NewCond(&l.mu)
	for _, a := range plan {
		if a.tooMuch() == nil {
			l.left += a.Seconds
		}
	}
	return l
}

// together calls functions that carry out analyses, and waits for all. They start in
// the given order. A panic is raised again here.
func together(all ...func()) {
	var wait sync.WaitGroup
	panics := make([]*fault.Panic, len(all))
	for k, f := range all {
		wait.Go(func() { panics[k] = fault.Caught(f) })
	}
	wait.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
}

// begin waits for a slot and tells that analysis k of the plan begins, unless the
// context has ended. Of those that wait, the first in the plan has the next slot:
// nulls, which take long, come last.
func (l *ledger) begin(k int) {
	a := l.plan[k]
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, k)
	for l.work == l.slots || slices.Min(l.waiting) != k {
		l.turn.Wait()
	}
	l.waiting = slices.DeleteFunc(l.waiting, func(w int) bool { return w == k })
	l.work++
	l.turn.Broadcast()
	if l.tell != nil && l.ctx.Err() == nil {
		l.tell(Progress{a, l.left / float64(l.slots)})
	}
	l.left -= a.Seconds
}

// end gives the slot back.
func (l *ledger) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.work--
	l.turn.Broadcast()
}

// carry does the analysis of that name in the plan. Where it is left out or
// interrupted there is no result, and why says so.
func carry[T any](l *ledger, name string, do func(context.Context) (T, error)) (result T, why warn.List) {
	k := slices.IndexFunc(l.plan, func(a Analysis) bool { return a.Name == name })
	if k < 0 {
		panic("measure: not in the plan: " + name)
	}
	if why := l.plan[k].tooMuch(); why != nil {
		return result, why
	}
	interrupted := warn.List{warn.New(warn.Interrupted, "%s left out: interrupted", name)}
	l.begin(k)
	defer l.end()
	result, err := within(l.ctx, do)
	if err != nil {
		return result, interrupted
	}
	return result, nil
}

// within does something until ctx ends. What does not end with ctx is abandoned: its
// goroutine works on what nobody changes, and nobody waits for its result. A panic
// is raised again here.
func within[T any](ctx context.Context, do func(context.Context) (T, error)) (T, error) {
	type outcome struct {
		x   T
		err error
		p   *fault.Panic
	}
	if err := ctx.Err(); err != nil {
		return *new(T), err
	}
	done := make(chan outcome, 1)
	go func() {
		if beside(ctx) {
			prio.Lower()
		}
		var o outcome
		o.p = fault.Caught(func() { o.x, o.err = do(ctx) })
		done <- o
	}()
	var o outcome
	select {
	case o = <-done:
	case <-ctx.Done():
		o.err = ctx.Err()
	}
	if o.p != nil {
		panic(o.p)
	}
	return o.x, o.err
}

// LeftOut names the analyses that a tree of numbers lacks, with the reasons: the
// texts of those warnings.
func LeftOut(all warn.List) (texts []string) {
	for _, w := range all {
		if w.Code == warn.OverBudget || w.Code == warn.Interrupted {
			texts = append(texts, strings.TrimSpace(w.Text))
		}
	}
	return texts
}
