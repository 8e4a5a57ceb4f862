package live

import (
	"context"
	"fmt"
	"strings"

	"spiketop/run"
)

// A run can be split: from then on a second network, B, goes on beside the first, A,
// step by step. Both are runs of their own, with every assignment since step 0.

type (
	// Split makes a second network, B, of the run as it is.
	Split struct{}
	// EndSecond ends the second network.
	EndSecond struct{}
	// Act chooses whom changes act on from now on.
	Act struct{ On Whom }
)

// Whom says which of two networks changes act on.
type Whom int

const (
	OnA Whom = iota
	OnB
	OnBoth
	NWhom
)

func (w Whom) String() string { return [...]string{"A", "B", "both"}[w] }

// Gap is how far the drives of the two networks are apart (run.Apart), since the split
// or since the last change of either.
type Gap struct {
	Values []float64 // oldest first
	StepMS float64   // of simulated time between two values
	Now    float64   // NaN where the networks have different sizes
	Since  string    // "the split", or what was set: "B: do.displace = 1"
}

// second is the second network, and what belongs to both.
type second struct {
	*Runner // of B. It has no goroutine: that of A steps it
	acts    Whom
	turn    bool // B's slow analyses come before A's

	apart run.Apart
	gap   Gap
	every int64 // steps between two values of the gap
	from  int64 // step of the last value
}

// gapMS is the least time between two values of the gap, gapMost how many there are at
// most: then every second one goes, and the time doubles.
const (
	gapMS   = 1.0
	gapMost = 2048
)

// split begins the second network.
func (r *Runner) split() {
	s := r.session
	if r.second != nil {
		s.Say(true, "there is a second network already")
		return
	}
	var twin *run.Session
	err := error(nil)
	if r.limit != nil {
		err = r.limit(s.Params(), s.Params())
	}
	if err == nil {
		twin, err = s.Split()
	}
	if err != nil {
		s.Say(true, "no second network: %v", err)
		return
	}
	b := &Runner{
		session: twin, given: r.given, running: r.running, chunk: 1, look: r.look, speed: r.speed, lead: r,
		write: r.write, freeze: r.freeze, fatal: r.fatal, share: r.share, limit: r.limit,
	}
	b.ctx, b.cancel = context.WithCancel(r.ctx)
	r.second = &second{Runner: b, acts: OnB}
	b.glass.on = r.glass.on
	b.past.most = r.past.most
	b.past.History = r.past.Twin(twin, b.forMoments())
	b.keep()
	b.renew()
	b.results.startFrom(&r.results)
	b.equip()
	r.second.begin("the split")
	r.version++
	s.Say(false, "two networks from here on, the same so far: keys act on B, C changes that, c again ends B")
}

// endSecond ends the second network.
func (r *Runner) endSecond() {
	if r.second == nil {
		return
	}
	r.second.close()
	r.version += r.second.versions() + 1 // no two frames that differ have the same
	r.second = nil
	r.resize()
	r.session.Say(false, "the second network has ended; A goes on")
}

// close ends the analyses of B. What is being computed is not waited for.
func (b *second) close() {
	b.cancel()
	for _, a := range b.analysts {
		close(a.jobs)
	}
}

// begin begins the gap anew.
func (b *second) begin(since string) {
	s := b.session
	b.every = max(1, s.StepsOf(gapMS))
	b.gap.Values, b.gap.Since, b.from = b.gap.Values[:0], since, s.Steps()
	b.measureGap()
}

// measureGap takes a value.
func (b *second) measureGap() {
	b.gap.Now = b.apart.Of(b.lead.session, b.session)
	b.gap.Values = append(b.gap.Values, b.gap.Now)
	if n := len(b.gap.Values); n >= gapMost {
		for k := range n / 2 {
			b.gap.Values[k] = b.gap.Values[2*k]
		}
		b.gap.Values = b.gap.Values[:n/2]
		b.every *= 2
	}
	b.gap.StepMS = float64(b.every) * b.session.Params().Net.Dt
}

// advance makes a step of the run, and of the second network with it.
func (r *Runner) advance() {
	r.step()
	if b := r.second; b != nil {
		b.step()
		if b.session.Steps() >= b.from+b.every {
			b.from += b.every
			b.measureGap()
		}
	}
}

// acting lists the runs that changes act on.
func (r *Runner) acting() []*Runner {
	if b := r.second; b != nil {
		switch b.acts {
		case OnB:
			return []*Runner{b.Runner}
		case OnBoth:
			return []*Runner{r, b.Runner}
		}
	}
	return []*Runner{r}
}

// each makes a change in the runs that changes act on. next begins with the key of
// what it changes in a session.
func (r *Runner) each(next func(*run.Session) string, change func(*Runner)) {
	b := r.second
	if b == nil {
		change(r)
		return
	}
	if r.parts(next) {
		r.session.Say(true, "net.dt is that of both networks, which go step by step: C until keys act on both")
		return
	}
	of := []struct {
		whom    Whom
		session *run.Session
		logged  int
	}{{OnB, b.session, len(b.session.Log())}, {OnA, r.session, len(r.session.Log())}}
	for _, x := range r.acting() {
		change(x)
	}
	for _, x := range of {
		if log := x.session.Log(); len(log) > x.logged {
			if b.acts == OnBoth {
				x.whom = OnBoth
			}
			last := log[len(log)-1]
			b.begin(fmt.Sprintf("%v: %s = %s", x.whom, last.Key, last.Text))
			break
		}
	}
}

// key is next of a change of that key.
func key(key string) func(*run.Session) string { return func(*run.Session) string { return key } }

// parts reports whether a change would give the two networks steps of different
// lengths.
func (r *Runner) parts(next func(*run.Session) string) bool {
	a, b := next(r.session)+" ", next(r.second.session)+" "
	ofA, ofB := strings.HasPrefix(a, "net.dt "), strings.HasPrefix(b, "net.dt ")
	switch r.second.acts {
	case OnA:
		return ofA
	case OnB:
		return ofB
	}
	return (ofA || ofB) && a != b
}

// act chooses whom changes act on.
func (r *Runner) act(on Whom) {
	if r.second == nil {
		r.session.Say(true, "there is one network: c splits the run")
		return
	}
	r.second.acts = min(max(on, OnA), NWhom-1)
}

// analyse has both networks analysed. Of the slow analyses of the two only one
// works at a time; they take turns.
func (r *Runner) analyse() {
	b := r.second
	if b == nil {
		r.analyseOne(true)
		return
	}
	b.running = r.running
	first, then := r, b.Runner
	if b.turn {
		first, then = then, first
	}
	if first.analyseOne(!then.slowBusy()) {
		b.turn = !b.turn
	}
	then.analyseOne(!first.slowBusy())
}

// slowBusy reports whether a slow analyst works.
func (r *Runner) slowBusy() bool {
	for _, a := range r.analysts {
		if !a.quick && a.busy {
			return true
		}
	}
	return false
}

// fillSecond adds the second network to a frame.
func (r *Runner) fillSecond(f *Frame) {
	b := r.second
	if f.B = nil; b == nil {
		return
	}
	if f.room == nil {
		f.room = new(Frame)
	}
	b.running, b.speed = r.running, r.speed
	b.rate.achieved = r.rate.achieved
	b.show(f.room)
	f.B, f.Acts = f.room, b.acts
	values := append(f.Gap.Values[:0], b.gap.Values...)
	f.Gap = b.gap
	f.Gap.Values = values
	f.Version += f.B.Version
}

// looksToo has the second network looked at as the first is.
func (r *Runner) looksToo() {
	b := r.second
	if b == nil {
		return
	}
	b.urgent = b.urgent || b.look.motifs != r.look.motifs
	other := b.look.neuron != r.look.neuron
	b.look = r.look
	b.see(r.look.details)
	if other {
		b.glass.begin(b.session, b.look.neuron)
	}
}
