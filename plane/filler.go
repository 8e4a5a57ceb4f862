package plane

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"spiketop/internal/prio"
	"spiketop/sweep"
)

// A map that is left alone stops at the first of these.
const (
	BudgetTime = 5 * time.Minute
	BudgetRuns = 400
)

// MoreSeeds is with how many seeds a map that explores runs each cell in the end.
const MoreSeeds = 3

// A Filler fills one map at a time beside a live run, on threads that yield to it.
// First the grid, from coarse to fine; then steps are halved where the number shown
// changes most; then come more seeds. No method waits.
type Filler struct {
	mu    sync.Mutex
	next  *Job
	now   *filling
	stop  context.CancelFunc // of what is filled now
	more  chan struct{}
	wake  chan struct{}
	quit  context.CancelFunc
	ended chan struct{}

	newest atomic.Pointer[Map]
	count  atomic.Uint64
}

// NewFiller starts a filler. caught is deferred by its goroutine.
func NewFiller(caught func()) *Filler {
	ctx, quit := context.WithCancel(context.Background())
	f := &Filler{more: make(chan struct{}, 1), wake: make(chan struct{}, 1), quit: quit, ended: make(chan struct{})}
	go func() {
		defer close(f.ended)
		defer caught()
		f.loop(ctx)
	}()
	return f
}

// Map is the newest map; nil before the first.
func (f *Filler) Map() *Map { return f.newest.Load() }

// Open begins another map and gives up the present one, whose rows stay in its table.
func (f *Filler) Open(j Job) {
	f.mu.Lock()
	f.next = &j
	if f.stop != nil {
		f.stop()
	}
	f.mu.Unlock()
	signal(f.wake)
}

// Put shows a map that is not to be filled.
func (f *Filler) Put(m *Map) {
	f.mu.Lock()
	f.next = nil
	if f.stop != nil {
		f.stop()
	}
	f.now = nil
	f.mu.Unlock()
	f.publish(m)
}

// Beside says how many bytes the live run needs, which the runs of the map leave to it.
func (f *Filler) Beside(bytes float64) { sweep.Beside(bytes) }

// Show chooses the number shown.
func (f *Filler) Show(path string) {
	f.mu.Lock()
	now := f.now
	f.mu.Unlock()
	if now != nil {
		now.change(func(m *Map) { m.Show = path })
	} else if m := f.newest.Load(); m != nil {
		n := *m
		n.Show = path
		f.publish(&n)
	}
}

// More gives a map that has stopped its budget once more.
func (f *Filler) More() { signal(f.more) }

// Close ends the filler. The runs in work are dropped; an analysis may take a moment
// to notice, and Close does not wait for it.
func (f *Filler) Close() { f.quit() }

// Ended is closed when a filler that was closed has let go of its table.
func (f *Filler) Ended() <-chan struct{} { return f.ended }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// publish makes m the newest map.
func (f *Filler) publish(m *Map) {
	n := *m
	n.Version = f.count.Add(1)
	f.newest.Store(&n)
}

func (f *Filler) loop(ctx context.Context) {
	for {
		f.mu.Lock()
		j := f.next
		f.next = nil
		var work context.Context
		if j != nil {
			work, f.stop = context.WithCancel(ctx)
		}
		f.mu.Unlock()
		if j != nil {
			f.explore(work, *j)
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		}
	}
}

// explore fills a map until it is given up, and waits for More where the budget
// ends.
func (f *Filler) explore(ctx context.Context, j Job) {
	var e *filling
	e, err := begin(j, Spare(), true, func(m *Map) {
		f.mu.Lock()
		now := f.now == e
		f.mu.Unlock()
		if now { // else another map is there already
			f.publish(m)
		}
	})
	if err != nil {
		f.publish(&Map{Plan: j.Plan, Preset: j.Plan.Preset(), X: j.X, Y: j.Y, Show: j.Show[0], Choice: j.Show, Trouble: err.Error()})
		return
	}
	f.mu.Lock()
	f.now = e
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		if f.now == e {
			f.now = nil
		}
		f.mu.Unlock()
	}()
	for {
		budget, cancel := context.WithTimeout(ctx, BudgetTime)
		note, err := e.explore(budget)
		cancel()
		switch {
		case ctx.Err() != nil:
			e.change(func(m *Map) { m.Working, m.Busy = false, nil })
			return
		case errors.Is(err, context.DeadlineExceeded):
			note = fmt.Sprintf("stopped after %v; b goes on", BudgetTime)
		case err != nil:
			note = err.Error()
		}
		e.change(func(m *Map) { m.Working, m.Left, m.Note = false, 0, note })
		select {
		case <-ctx.Done():
			return
		case <-f.more:
		case <-f.wake: // another map, or none
			signal(f.wake)
			return
		}
	}
}

// explore makes the grid, halves steps and adds seeds, up to BudgetRuns more runs.
// The note says how it ended.
func (e *filling) explore(ctx context.Context) (note string, err error) {
	left := BudgetRuns
	phase := func(name string, runs []wanted) error {
		runs = slices.DeleteFunc(runs, func(w wanted) bool { return e.m.has(w.At, w.seed) && name != "" })
		if len(runs) > left {
			runs = runs[:left]
		}
		left -= len(runs)
		e.change(func(m *Map) { m.Working, m.Note = true, name })
		return e.make(ctx, runs)
	}
	if err := phase("", e.grid(e.job.Seeds)); err != nil {
		return "", err
	}
	most := e.m.X.Len() * e.m.Y.Len() / 2
	for left > 0 && e.between() < most {
		runs := e.halve(e.workers)
		if len(runs) == 0 {
			break
		}
		if err := phase("halving steps", runs); err != nil {
			return "", err
		}
	}
	for k := e.job.Seeds; k < MoreSeeds && left > 0; k++ {
		if err := phase(fmt.Sprintf("seed %d of %d", k+1, MoreSeeds), e.again(e.m.Seed+k)); err != nil {
			return "", err
		}
	}
	if left <= 0 {
		return fmt.Sprintf("stopped after %d runs; b goes on", BudgetRuns), nil
	}
	return "complete", nil
}

// between is how many cells lie between those of the grid.
func (e *filling) between() (n int) {
	for k := range e.m.Cells {
		if !e.m.Cells[k].OnGrid() {
			n++
		}
	}
	return n
}

// halve lists up to n runs where the number shown changes most.
func (e *filling) halve(n int) (out []wanted) {
	e.mu.Lock()
	m := e.m
	e.mu.Unlock()
	col := m.Column(m.Show)
	values := m.values(col)
	for a := range values { // beside a cell without a number nothing is between
		if math.IsNaN(values[a]) {
			delete(values, a)
		}
	}
	for _, a := range Halve(values) {
		if len(out) == n {
			break
		}
		point, ok := e.point(a)
		if ok && m.Cell(a) == nil && e.sweep.CheckPoint(point) == nil {
			out = append(out, wanted{a, m.Seed})
		}
	}
	return out
}

// again lists the cells that are known, for another seed, in the order of the grid.
func (e *filling) again(seed int) (out []wanted) {
	for _, w := range e.grid(1) {
		out = append(out, wanted{w.At, seed})
	}
	for k := range e.m.Cells {
		if a := e.m.Cells[k].At; !a.OnGrid() {
			out = append(out, wanted{a, seed})
		}
	}
	return out
}

// Spare is how many runs a map makes at a time beside a live run. Where their threads
// cannot yield to it, a processor is left to the live run.
func Spare() int {
	if prio.Works {
		return runtime.NumCPU()
	}
	return max(1, runtime.NumCPU()-1)
}
