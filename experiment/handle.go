package experiment

import (
	"fmt"
	"math"
	"time"

	"spiketop/presets"
)

// This half of the Runner carries out what the screen asks for, between steps.

func (r *Runner) takeRequests() (any bool) {
	for {
		select {
		case q := <-r.box:
			any = true
			r.answered++
			r.handle(q)
		default:
			return any
		}
	}
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
	case Run:
		r.running = q.On
		r.clock.Set(r.speed, s.par.Net.Dt, time.Now())
	case Single:
		r.running = false
		for range min(max(q.Steps, 0), 100000) {
			s.Step()
		}
	case PauseAt:
		r.pauseAt = s.step + s.steps(q.Seconds*1000)
	case Speed:
		if q.X > 0 {
			r.speed = q.X
			r.clock.Set(r.speed, s.par.Net.Dt, time.Now())
		}
	case Open:
		r.open(q.Name)
	case Watch:
		r.look.neuron = q.Neuron
		if q.WindowMS > 0 {
			r.look.windowMS = min(max(q.WindowMS, 10), 60000)
		}
	case Define:
		r.look.motifs = min(max(q.Of, 0), Definitions-1)
		r.urgent = true
	case Eigenvalues:
		r.askSpectrum()
	case Write:
		r.save(q.Dir)
	}
}

// change applies an assignment and says what it came to.
func (r *Runner) change(apply func() (string, error), key string) {
	s := r.session
	old, episode := s.par, s.episode
	text, err := apply()
	if err != nil {
		s.Say(true, "%v", err)
		return
	}
	if text == "" {
		if d, e := Table.Find(key); e == nil {
			text = fmt.Sprintf("%s = %s", key, d.Format(&s.par))
			if d.Unit != "" {
				text += " " + d.Unit
			}
		}
	}
	s.Say(false, "%s", text)
	if s.episode != episode {
		r.renew()
		return
	}
	if s.par.Net != old.Net {
		r.results.leave(old)
	}
	r.urgent = true
}

// open replaces the run by another preset or file.
func (r *Runner) open(name string) {
	plan, err := r.given, error(nil)
	if name != plan.Name {
		plan, err = presets.Open(name)
	}
	if err == nil {
		var s *Session
		if s, err = NewSession(plan, nil); err == nil {
			r.session = s
			r.results.mu.Lock()
			r.results.visited = nil
			r.results.mu.Unlock()
			if v := plan.View.Speed; v > 0 && !math.IsInf(r.speed, 1) {
				r.speed = v
			}
			r.running = true
			r.renew()
			s.Say(false, "%s", plan.Title)
			return
		}
	}
	r.session.Say(true, "%v", err)
}

// save writes a copy of the run, off this goroutine.
func (r *Runner) save(dir string) {
	if r.write == nil {
		r.session.Say(true, "nothing can be written here")
		return
	}
	c := r.session.Copy(true)
	r.session.Say(false, "writing the run …")
	r.jobs.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				r.died(p)
			}
		}()
		name, err := r.write(c, dir)
		if err != nil {
			r.notes <- note{bad: true, text: err.Error()}
			return
		}
		r.notes <- note{text: "written: " + name, dir: name}
	})
}

func (r *Runner) takeNotes() {
	for {
		select {
		case n := <-r.notes:
			r.session.Say(n.bad, "%s", n.text)
			if n.dir != "" {
				r.wrote = append(r.wrote, n.dir)
			}
		default:
			return
		}
	}
}
