package live

import (
	"context"
	"sync"
	"time"

	"spiketop/internal/fault"
	"spiketop/measure"
	"spiketop/plane"
	"spiketop/presets"
	"spiketop/run"
)

const (
	boxSize   = 256
	batchTime = 3 * time.Millisecond // at most so long between two looks into the box
	lookTime  = 100 * time.Microsecond
	idleTime  = 20 * time.Millisecond // at most so long asleep
)

// Runner is the only goroutine that touches its session. It steps by the clock,
// takes requests between steps, and publishes frames when asked. It waits for
// nobody, and nobody waits for it.
type Runner struct {
	session  *run.Session
	given    *presets.File // what it began with; opened again by its name
	clock    Clock
	running  bool
	speed    float64
	look     look
	glass    glass
	pauseAt  int64 // step; 0: never
	inside   bool  // the protocol goes on: its end is still to come
	halt     halt
	seeking  bool // it goes on through a recording, to pauseAt
	verdict  verdict
	chunk    int    // steps between two looks at the clock
	version  uint64 // of what a screen may show: whatever changes that adds to it
	answered int    // requests

	box  chan Request
	wake chan struct{}
	quit chan struct{}
	done chan struct{}

	mu    sync.Mutex // guards the frames below
	want  bool
	ready *Frame
	held  *Frame // by the screen
	free  []*Frame

	generation  int
	episode     int // of the session, as the results know it
	measurement measurement
	results     results
	analysts    []*analyst
	urgent      bool
	turn        []*analyst      // scratch
	spectra     *analyst        // one of the analysts
	weights     *analyst        // another
	eigen       run.Eigen       // metrics.spectrum, as the results know it
	judges      *analyst        // one of the analysts
	ctx         context.Context // of all analyses
	cancel      context.CancelFunc
	demand      demand
	atlas       atlas
	bands       bands
	past        past
	stopping    stopping

	second *second // nil: there is one network
	lead   *Runner // of a second network: the first, whose goroutine steps both

	rate   meterRate
	sized  func(bytes float64) // nil: nobody asks
	check  func(*presets.File) error
	write  func(ctx context.Context, c *run.Copy, dir, name string) (string, error)
	verify func(ctx context.Context, c *run.Copy) (string, error)         // nil: there are no files of the run
	freeze func(s *run.Session) (write func(dir string) error, err error) // nil: there are no checkpoints
	notes  chan note                                                      // from writers
	jobs   sync.WaitGroup
	wrote  []string
	kept   string
	fatal  chan error
	share  *Share                    // nil: the processors are this run's
	limit  func(...run.Params) error // nil: there is none
}

type note struct {
	bad  bool
	text string
	dir  string // that was written
	kept string // directory of a checkpoint that was written

	verdict bool // on the files of an opened run
}

// meterRate measures × real time.
type meterRate struct {
	t0       time.Time
	step     int64 // at t0
	achieved float64
}

// Sized has f called with the bytes that the network and what is done with it
// take, at the beginning and after every change.
func Sized(f func(bytes float64)) func(*Runner) { return func(r *Runner) { r.sized = f } }

// Frozen has f copy the run where a checkpoint is asked for. What f returns writes
// the copy to a directory.
func Frozen(f func(s *run.Session) (write func(dir string) error, err error)) func(*Runner) {
	return func(r *Runner) { r.freeze = f }
}

// Checked has f look at every file that a screen opens: what f objects to is not
// opened, and its error is said.
func Checked(f func(*presets.File) error) func(*Runner) { return func(r *Runner) { r.check = f } }

// NewRunner starts the goroutine. write saves a copy to the directory name, or where
// that is "" to a fresh one below dir, and returns its name; where its context ends it
// saves without further analyses.
func NewRunner(s *run.Session, write func(ctx context.Context, c *run.Copy, dir, name string) (string, error), options ...func(*Runner)) *Runner {
	r := &Runner{
		session: s, given: s.Plan(), running: true, chunk: 1, look: look{windowMS: 1000},
		box: make(chan Request, boxSize), wake: make(chan struct{}, 1),
		quit: make(chan struct{}), done: make(chan struct{}),
		free:  []*Frame{{}, {}, {}},
		write: write, notes: make(chan note, boxSize), fatal: make(chan error, 1),
	}
	r.ctx, r.cancel = context.WithCancel(measure.Beside(context.Background()))
	r.atlas.filler = plane.NewFiller(r.caught)
	for _, set := range options {
		set(r)
	}
	r.speed = ownSpeed(s.Plan())
	r.replay()
	r.beginPast()
	r.renew()
	r.equip()
	go r.loop()
	return r
}

// equip starts the analysts.
func (r *Runner) equip() {
	r.eigen = r.session.Params().Metrics.Spectrum
	r.spectra = &analyst{work: r.results.lookAtSpectrum, idle: r.noSpectrum, again: r.results.sameSpectrum}
	outliers := &follower{results: &r.results}
	r.judges = r.results.judging(&r.results.condition, &r.results.judged)
	r.stopping.analyst = r.results.judging(&r.results.stop, &r.results.stopSeen)
	r.analysts = []*analyst{
		r.judges,
		r.stopping.analyst,
		{work: r.results.lookAtDimension, quick: true},
		{work: r.results.lookAtSpiking, quick: true},
		{work: outliers.look, quick: true, idle: noOutliers, again: r.results.sameOutliers},
		r.spectra,
		{work: r.results.lookAtMotifs, again: r.results.sameMotifs},
		{work: r.results.lookAtPairs, again: r.results.samePairs},
		{work: r.results.lookAtPrediction, idle: r.results.predictedFor},
		{work: r.results.lookAtDetails, quick: true, idle: r.noDetails, again: func(d measure.Date) bool { return r.results.sameDetails(r.details(), d) }},
	}
	r.weights = r.analysts[len(r.analysts)-1]
	for _, a := range r.analysts {
		a.begin(r.ctx, r.share, r.caught)
	}
}

// Frame implements Source.
func (r *Runner) Frame() *Frame {
	r.mu.Lock()
	f := r.ready
	if f != nil {
		if r.held != nil {
			r.free = append(r.free, r.held)
		}
		r.held, r.ready = f, nil
	}
	r.want = true
	r.mu.Unlock()
	r.nudge()
	return f
}

// Send implements Source.
func (r *Runner) Send(q Request) bool {
	select {
	case r.box <- q:
		r.nudge()
		return true
	default:
		return false
	}
}

// nudge wakes a runner that sleeps.
func (r *Runner) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Fatal delivers the error of a goroutine that died, a *fault.Panic.
func (r *Runner) Fatal() <-chan error { return r.fatal }

// Close stops the run and its analyses, and waits for files that are being written:
// analyses that these lack are left out. The session may be used by the caller after
// it. It returns the directories written.
func (r *Runner) Close() (s *run.Session, wrote []string) {
	close(r.quit)
	r.cancel()
	<-r.done
	r.atlas.filler.Close()
	if r.bands.filler != nil {
		r.bands.filler.Close()
	}
	for _, a := range r.analysts {
		close(a.jobs)
	}
	if r.second != nil {
		r.second.close()
	}
	r.jobs.Wait()
	r.takeNotes()
	return r.session, r.wrote
}

// Kept is the directory of the last checkpoint, once the runner is closed; empty:
// there is none.
func (r *Runner) Kept() string { return r.kept }

// caught is deferred by every goroutine: a panic goes to Fatal.
func (r *Runner) caught() {
	if v := recover(); v != nil {
		select {
		case r.fatal <- fault.Of(v):
		default:
		}
	}
}

func (r *Runner) loop() {
	defer close(r.done)
	defer r.caught()
	for {
		select {
		case <-r.quit:
			return
		default:
		}
		r.takeNotes()
		if !r.takeTurn() {
			return
		}
		made := r.oneTurn()
		r.measure(time.Now())
		r.analyse()
		for _, x := range r.networks() {
			if x.stopsWhere() {
				r.running = false
				r.version++
			}
		}
		r.publish(false)
		if made == 0 {
			r.sleep()
		}
	}
}

// oneTurn takes requests and makes the steps that are due, and ends the turn. It returns
// the number of the steps.
func (r *Runner) oneTurn() (made int) {
	defer r.endTurn()
	if r.takeRequests() || r.arrives() {
		r.publish(true) // an answer waits for nothing
	}
	if r.running {
		now := time.Now()
		made = r.steps(r.clock.Due(now), now)
		if made > 0 {
			all := r.networks()
			for _, x := range all {
				if x.keeps(time.Since(now) / time.Duration(len(all))) {
					break // a key waits for no more than one
				}
			}
		}
		r.clock.Took(made)
		r.version += uint64(made)
		r.follow()
		if r.second != nil {
			r.second.follow()
		}
	}
	return made
}

// steps makes up to due steps, but no longer than a batch. The clock is read after
// so many steps as take about lookTime: a step of a small network takes no longer
// than reading it.
func (r *Runner) steps(due int, t0 time.Time) int {
	made, last := 0, t0
	for made < due {
		for range min(r.chunk, due-made) {
			r.advance()
			made++
			if r.ends() {
				return made
			}
			if r.session.Steps() == r.pauseAt {
				if r.seeking {
					r.stands()
					return made
				}
				r.running = false
				r.session.Say(false, "paused: the seconds asked for are simulated")
				return made
			}
			if r.inside && r.session.Done() {
				if r.inside = false; r.speed > stopAbove && r.stops() {
					r.running = false
					r.session.Say(false, "the protocol has ended: space goes on")
					return made
				}
			}
		}
		now := time.Now()
		switch took := now.Sub(last); {
		case took > 2*lookTime:
			r.chunk = max(1, r.chunk/2)
		case took < lookTime && made >= r.chunk:
			r.chunk *= 2
		}
		if last = now; now.Sub(t0) > r.batch() {
			break
		}
	}
	return made
}

// stopAbove is the speed above which nobody sees the end of a protocol come: there
// the run pauses at it.
const stopAbove = 20

// stops reports whether a fast run pauses where its protocol ends: as the view of the
// preset says, else where there is a target. A recording goes on.
func (r *Runner) stops() bool {
	plan := r.session.Plan()
	if stop := plan.View.Stop; stop != nil {
		return *stop
	}
	return !r.session.Params().Target.None() && !plan.Recorded()
}

func (r *Runner) sleep() {
	d := idleTime
	if r.running {
		d = min(d, max(r.clock.Wait(), 200*time.Microsecond))
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.wake:
	case <-r.quit:
	}
}

// measure keeps the speed achieved over about a second.
func (r *Runner) measure(now time.Time) {
	m, step := &r.rate, r.session.Steps()
	if !r.running {
		if m.achieved != 0 {
			r.version++
		}
		*m = meterRate{t0: now, step: step}
		return
	}
	if d := now.Sub(m.t0); d >= time.Second/2 {
		r.version++
		m.achieved = float64(step-m.step) * r.session.Params().Net.Dt / (d.Seconds() * 1000)
		m.t0, m.step = now, step
	}
}

// renew makes everything that belongs to one episode start afresh.
func (r *Runner) renew() {
	r.generation++
	r.version++
	r.episode, r.measurement = r.session.Episode(), r.measuring()
	r.results.forget(r.generation, r.measurement)
	r.inside = !r.session.Done()
	r.rate = meterRate{t0: time.Now(), step: r.session.Steps(), achieved: r.rate.achieved}
	r.urgent = true
	r.dropDemand()
	r.clock.Set(r.speed, r.session.Params().Net.Dt, time.Now())
	r.glass.begin(r.session, r.look.neuron)
	if r.limit != nil { // the session may be another
		r.session.Limit(r.allows)
	}
	r.size()
}

// details is what the screen looks at of W.
func (r *Runner) details() details {
	return details{r.look.details.Matrix, r.look.details.Glass, min(max(r.look.neuron, 0), r.session.Params().Net.N-1)}
}

// noDetails reports whether no screen looks at W.
func (r *Runner) noDetails(run.Params) bool { return r.details().none() }

// size tells how much memory the run takes now.
func (r *Runner) size() {
	r.past.Bound(r.forMoments())
	r.resize()
}
