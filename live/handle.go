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
	for len(r.box) > 0 {
		any = true
		r.answered++
		r.version++
		if q := <-r.box; r.past.waitsFor(q) {
			r.past.waits = append(r.past.waits, q)
		} else {
			r.handle(q)
		}
	}
	return any
}

// handle carries out one request between two steps.
func (r *Runner) handle(q Request) {
	s := r.session
	switch q := q.(type) {
	case Assign:
		r.change(func() (string, error) { return "", s.Assign(q.Key, q.Text) }, q.Key)
	case Nudge:
		r.change(func() (string, error) { return "", s.Nudge(q.Key, q.Dir) }, q.Key)
	case Undo:
		r.change(func() (string, error) { return s.Undo() }, "")
	case Redo:
		r.change(func() (string, error) { return s.Redo() }, "")
	case Back:
		r.back(q.Branch, q.Step)
	case Shift:
		r.shift(q.Steps)
	case Stop:
		r.stopWhen(q.Condition)
	case Run:
		r.running = q.On
		r.clock.Set(r.speed, s.Params().Net.Dt, time.Now())
	case Single:
		r.running = false
		for range min(max(q.Steps, 0), 100000) {
			r.step()
			r.ends()
		}
	case PauseAt:
		r.pauseAt = s.Steps() + s.StepsOf(q.Seconds*1000)
	case Speed:
		if q.X > 0 {
			r.speed = q.X
			r.clock.Set(r.speed, s.Params().Net.Dt, time.Now())
		}
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
	case Look:
		r.see(q)
	case Define:
		r.look.motifs = min(max(q.Of, 0), measure.Definitions-1)
		r.urgent = true
	case Eigenvalues:
		r.askSpectrum()
	case CancelEigenvalues:
		r.cancelSpectrum()
	case Map:
		r.openMap(q)
	case MapShow:
		r.atlas.filler.Show(q.Path)
	case MapMore:
		r.atlas.filler.More()
	case Go:
		r.goTo(q.Sets)
	case Checkpoint:
		r.checkpoint(q.Dir)
	case Write:
		r.save(q.Dir)
	default:
		panic(fmt.Sprintf("live: %T is no request", q))
	}
}

// change applies an assignment and says what it came to.
func (r *Runner) change(apply func() (string, error), key string) {
	s := r.session
	was := s.Params()
	var text string
	branch, err := r.by(func() (err error) {
		text, err = apply()
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
	plan, err := r.given, error(nil)
	if name != plan.Name {
		plan, err = presets.Open(name)
	}
	if err == nil && r.check != nil {
		err = r.check(plan)
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

// replace goes on with another session, at so many × real time (0: as before).
func (r *Runner) replace(s *run.Session, speed float64) {
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

// save writes a copy of the run, off this goroutine.
func (r *Runner) save(dir string) {
	if r.write == nil {
		r.session.Say(true, "nothing can be written here")
		return
	}
	c := r.session.Copy(true)
	r.session.Say(false, "writing the run …")
	r.beside(func() (note, error) {
		name, err := r.write(r.ctx, c, dir)
		return note{text: "written: " + name, dir: name}, err
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
		r.session.Say(n.bad, "%s", n.text)
		r.version++
		if n.dir != "" {
			r.wrote = append(r.wrote, n.dir)
		}
		if n.kept != "" {
			r.kept = n.kept
		}
	}
}
