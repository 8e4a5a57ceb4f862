package live

import (
	"fmt"
	"math"
	"time"

	"spiketop/measure"
	"spiketop/presets"
	"spiketop/run"
)

// This half of the Runner carries out what the screen asks for, between steps.

func (r *Runner) takeRequests() (any bool) {
	t0 := time.Now()
	for len(r.box) > 0 {
		if any && r.share != nil && time.Since(t0) > r.batch() { // the others wait
			break
		}
		any = true
		r.answered++
		r.version++
		r.handleOrWait(<-r.box)
	}
	return any
}

// handleOrWait carries out a request, or has it wait until the goal is reached.
func (r *Runner) handleOrWait(q Request) {
	if r.past.waitsFor(q) {
		r.past.waits = append(r.past.waits, q)
	} else {
		r.handle(q)
	}
}

// handle carries out one request between two steps.
func (r *Runner) handle(q Request) {
	s := r.session
	if r.share != nil {
		if err := Refuses(q); err != nil {
			s.Say(true, "%v", err)
			return
		}
	}
	switch q := q.(type) {
	case Assign:
		r.each(key(q.Key), func(x *Runner) {
			x.change(func(s *run.Session) (string, error) { return "", s.Assign(q.Key, q.Text) }, q.Key)
		})
	case Nudge:
		r.each(key(q.Key), func(x *Runner) {
			x.change(func(s *run.Session) (string, error) { return "", s.Nudge(q.Key, q.Dir) }, q.Key)
		})
	case Undo:
		r.each((*run.Session).NextUndo, func(x *Runner) { x.change((*run.Session).Undo, "") })
	case Redo:
		r.each((*run.Session).NextRedo, func(x *Runner) { x.change((*run.Session).Redo, "") })
	case Split:
		r.split()
	case EndSecond:
		r.endSecond()
	case Act:
		r.act(q.On)
	case Back:
		r.back(q.Branch, q.Step)
	case Stop:
		for _, x := range r.acting() {
			x.stopWhen(q.Condition)
		}
	case Run:
		r.stays()
		r.running = q.On
		r.clock.Set(r.speed, s.Params().Net.Dt, time.Now())
	case Single:
		r.running = false
		for range min(max(q.Steps, 0), 100000) {
			r.advance()
			r.ends()
		}
	case PauseAt:
		r.pauseAt = s.Steps() + s.StepsOf(q.Seconds*1000)
	case Speed:
		if q.X > 0 {
			r.speed = q.X
			r.clock.Set(r.speed, s.Params().Net.Dt, time.Now())
		}
	case Goto:
		r.seek(q.Step)
	case Shift:
		r.shift(q.Steps)
	case Open:
		r.open(q.Name)
	case Take:
		r.replace(q.Session, q.Speed)
	case Judge:
		r.judge(q.Condition)
	case Watch:
		if r.look.neuron != q.Neuron {
			r.look.neuron = q.Neuron
			r.glass.begin(s, q.Neuron)
			r.weights.stale = true
		}
		if q.WindowMS > 0 {
			r.look.windowMS = min(max(q.WindowMS, 10), run.MaxWindowMS)
		}
		r.looksToo()
	case Look:
		r.see(q)
		r.looksToo()
	case Define:
		r.look.motifs = min(max(q.Of, 0), measure.Definitions-1)
		r.urgent = true
		r.looksToo()
	case Eigenvalues:
		for _, x := range r.acting() {
			x.askSpectrum()
		}
	case CancelEigenvalues:
		r.cancelSpectrum()
		if r.second != nil {
			r.second.cancelSpectrum()
		}
	case Bands:
		r.askBands()
	case Map:
		r.openMap(q)
	case MapShow:
		r.atlas.filler.Show(q.Path)
	case MapMore:
		r.atlas.filler.More()
	case Go:
		for _, a := range q.Sets {
			r.each(key(a.Key), func(x *Runner) { x.goTo(a) })
		}
	case Checkpoint:
		r.checkpoint(q.Dir)
		if r.second != nil {
			r.second.checkpoint(q.Dir + ofB)
		}
	case Write:
		r.save(q.Dir)
	default:
		panic(fmt.Sprintf("live: %T is no request", q))
	}
}

// change applies an assignment and says what it came to.
func (r *Runner) change(apply func(*run.Session) (string, error), key string) {
	s := r.session
	was := s.Params()
	var text string
	branch, err := r.by(func() (err error) {
		text, err = apply(s)
		return err
	})
	if err != nil {
		s.Say(true, "%v", err)
		return
	}
	if d, err := run.Table.Find(key); err == nil {
		s.SayDone(d)
	} else {
		s.Say(false, "%s", text)
	}
	if branch != "" {
		s.Say(false, "%s", branch)
	}
	if _, pass := s.Pass(); !pass.Over { // training again, or counting from now on
		r.inside = !s.Done()
	}
	r.urgent = true
	r.size()
	r.follow()
	r.followMap(was)
}

// see takes what the screen looks at.
func (r *Runner) see(q Look) {
	if on := q.Glass; on != r.glass.on {
		r.glass.on = on
		r.glass.begin(r.session, r.look.neuron)
	}
	r.look.details, r.weights.stale = q, true
	r.results.drop(q)
}

// follow notices that a change, by hand or by the timeline, has begun another
// episode or another measurement.
func (r *Runner) follow() {
	if e := r.session.Params().Metrics.Spectrum; e != r.eigen { // what the old choice has shown is not renewed any more
		r.eigen = e
		r.dropDemand()
		r.results.dropSpectrum()
	}
	switch now := r.measuring(); {
	case r.session.Episode() != r.episode:
		r.renew()
	case now != r.measurement:
		r.measurement, r.urgent = now, true
		r.results.leave(now, r.session.Params().Net)
	}
}

// measuring is the measurement that the run is in.
func (r *Runner) measuring() measurement {
	return measurement{r.session.Counting(), r.session.Params().Metrics.Estimator}
}

// open replaces the run by another preset or file.
func (r *Runner) open(name string) {
	if r.second != nil {
		r.session.Say(true, "%s is not opened: two networks run, and c ends the second", name)
		return
	}
	plan, err := r.given, error(nil)
	if name != plan.Name {
		plan, err = presets.Open(name)
	}
	if err == nil && r.check != nil {
		err = r.check(plan)
	}
	if err == nil {
		err = r.allowsPlan(plan)
	}
	var s *run.Session
	if err == nil {
		s, err = run.NewSession(plan, nil)
	}
	if err != nil {
		r.session.Say(true, "%v", err)
		return
	}
	speed := plan.View.Speed
	if math.IsInf(r.speed, 1) {
		speed = 0
	}
	r.replace(s, speed)
	s.Say(false, "%s", plan.Title)
}

// replace goes on with another session, at so many × real time (0: as before). A second
// network ends.
func (r *Runner) replace(s *run.Session, speed float64) {
	r.endSecond()
	r.session = s
	r.results.mu.Lock()
	r.results.visited = nil
	r.results.mu.Unlock()
	if speed > 0 {
		r.speed = speed
	}
	r.running = true
	r.replay()
	r.beginPast()
	r.renew()
	r.atlas.been = nil
	r.followMap(s.Params())
}

// ofB comes after the name of what is written of the second network.
const ofB = "-b"

// save writes a copy of the run, off this goroutine. The second network goes beside it:
// NAME and NAME-b.
func (r *Runner) save(dir string) {
	if r.write == nil {
		r.session.Say(true, "nothing can be written here")
		return
	}
	c := r.session.Copy(true)
	var d *run.Copy
	if r.second != nil {
		d = r.second.session.Copy(true)
	}
	r.session.Say(false, "writing the run …")
	r.beside(func() (note, error) {
		name, err := r.write(r.ctx, c, dir, "")
		if err != nil || d == nil {
			return note{text: "written: " + name, dir: name}, err
		}
		b, err := r.write(r.ctx, d, dir, name+ofB)
		if err != nil {
			err = fmt.Errorf("written: %s; not the second network: %w", name, err)
		}
		return note{text: "written: " + name + " and " + b, dir: name}, err
	})
}

// checkpoint keeps the state of the run. The copy is made here, and written off
// this goroutine.
func (r *Runner) checkpoint(dir string) {
	if r.freeze == nil {
		r.session.Say(true, "nothing can be kept here")
		return
	}
	write, err := r.freeze(r.session)
	if err != nil {
		r.session.Say(true, "%v", err)
		return
	}
	r.session.Say(false, "writing a checkpoint …")
	step := r.session.Steps()
	r.beside(func() (note, error) {
		return note{text: fmt.Sprintf("step %d is kept: spiketop --resume %s goes on with it", step, run.ShellWord(dir)), kept: dir}, write(dir)
	})
}

// beside does something off the runner's goroutine and says what came of it.
func (r *Runner) beside(do func() (note, error)) {
	if r.lead != nil {
		r = r.lead
	}
	r.jobs.Go(func() {
		defer r.caught()
		n, err := do()
		if err != nil {
			n = note{bad: true, text: err.Error()}
		}
		r.notes <- n
	})
}

func (r *Runner) takeNotes() {
	for len(r.notes) > 0 {
		n := <-r.notes
		r.tell(n)
		if n.verdict {
			r.verdict.note = n
		}
		if n.dir != "" {
			r.wrote = append(r.wrote, n.dir)
		}
		if n.kept != "" {
			r.kept = n.kept
		}
	}
}

// tell says a note, if there is one.
func (r *Runner) tell(n note) {
	if n.text != "" {
		r.session.Say(n.bad, "%s", n.text)
		r.version++
	}
}
