package live

import (
	"slices"

	"spiketop/plane"
	"spiketop/presets"
	"spiketop/run"
)

// The map is filled by runs of their own, beside the live one. The runner says what
// these runs are: the preset with what hands have set, but for the axes.

type (
	// Map opens a map over the parameters X and Y, each KEY=LO:HI:STEP, KEY=A,B,C
	// or KEY alone, Y "" for a line. Both "" are the axes of the present map, or
	// those usual for the preset.
	Map struct{ X, Y string }
	// MapShow chooses the number shown on the map by its path.
	MapShow struct{ Path string }
	// MapMore has a map go on that stopped at its budget.
	MapMore struct{}
	// Go sets the parameters given, one after the other.
	Go struct{ Sets []presets.Assignment }
)

// maxBeen bounds the places that a run remembers.
const maxBeen = 200

// atlas is the runner's view of the map.
type atlas struct {
	filler *plane.Filler
	job    plane.Job // of the map that is open
	open   bool
	beside func()       // nil: called, or nobody asks
	been   []run.Params // as hands have set them, oldest first, without the present ones
}

// Mapped has the runner open a map at once: j is filled, or shown is shown.
func Mapped(j plane.Job, shown *plane.Map) func(*Runner) {
	return func(r *Runner) {
		if shown != nil {
			r.atlas.filler.Put(shown)
			return
		}
		j.Plan, j.Sets = r.session.Plan(), r.setsBeside(j.X.Key, j.Y.Key) // as followMap spells them
		r.fillMap(j)
	}
}

// Beside has f called once, before the first runs of a map: they want threads of
// their own.
func Beside(f func()) func(*Runner) { return func(r *Runner) { r.atlas.beside = f } }

// fillMap begins to fill a map.
func (r *Runner) fillMap(j plane.Job) {
	r.besideOnce()
	r.atlas.job, r.atlas.open = j, true
	r.atlas.filler.Open(j)
	r.resize()
}

// besideOnce tells that runs come beside the live one.
func (r *Runner) besideOnce() {
	if r.atlas.beside != nil {
		r.atlas.beside()
		r.atlas.beside = nil
	}
}

// resize says how many bytes the run takes. The runs of a map add what they take.
func (r *Runner) resize() {
	if r.lead != nil {
		r.lead.resize()
		return
	}
	var all, own float64
	for _, x := range r.networks() {
		p := x.session.Params()
		all, own = all+run.MemoryNeed(p), own+run.SessionNeed(p)
		if x.past.History != nil { // else the run is about to begin, with a map
			all += float64(x.past.Most())
		}
	}
	if r.sized != nil {
		r.sized(all)
	}
	r.atlas.filler.Beside(own)
}

// openMap answers a person who asks for a map.
func (r *Runner) openMap(q Map) {
	s, p := r.session, r.session.Params()
	j := plane.Job{Plan: s.Plan(), Here: p, Seeds: 1, InCache: true, Show: plane.Usual(!p.Target.None())}
	if m := r.atlas.filler.Map(); m != nil && r.atlas.open {
		j.Show = shownFirst(m)
	}
	var err error
	switch {
	case q.X != "":
		if j.X, err = plane.ParseAxis(q.X, p); err == nil && q.Y != "" {
			j.Y, err = plane.ParseAxis(q.Y, p)
		}
	case r.atlas.open:
		j.X, j.Y = r.atlas.job.X, r.atlas.job.Y
	default:
		x, y := plane.UsualAxes(p)
		if j.X, err = plane.Around(x, p, 1); err == nil {
			j.Y, err = plane.Around(y, p, 1)
		}
	}
	if err != nil {
		s.Say(true, "map: %v", err)
		return
	}
	j.Sets = r.setsBeside(j.X.Key, j.Y.Key)
	r.fillMap(j)
}

// shownFirst are the numbers that a map goes through, from the one shown on.
func shownFirst(m *plane.Map) []string {
	at := slices.Index(m.Choice, m.Show)
	if at < 0 {
		return append([]string{m.Show}, m.Choice...)
	}
	return slices.Concat(m.Choice[at:], m.Choice[:at])
}

// setsBeside are the parameters that hands have set, but for the axes. Training is
// the preset's own: a person who stops it for a moment asks for no other map.
func (r *Runner) setsBeside(x, y string) []presets.Assignment {
	sets := run.Differences(r.session.Plan(), r.session.Asked())
	return slices.DeleteFunc(sets, func(a presets.Assignment) bool { return a.Key == x || a.Key == y || a.Key == "learn.on" })
}

// followMap opens the map anew where the run has changed in something that is no
// axis.
func (r *Runner) followMap(was run.Params) {
	if r.lead != nil { // the map is that of A
		return
	}
	a := &r.atlas
	if was != r.session.Params() {
		if a.been = append(a.been, was); len(a.been) > maxBeen {
			a.been = append([]run.Params(nil), a.been[maxBeen/2:]...)
		}
	}
	if !a.open {
		return
	}
	plan := r.session.Plan()
	sets := r.setsBeside(a.job.X.Key, a.job.Y.Key)
	switch {
	case plan != a.job.Plan: // its axes are others
		a.open = false
		r.openMap(Map{})
	case !slices.EqualFunc(sets, a.job.Sets, func(a, b presets.Assignment) bool { return a.Key == b.Key && a.Text == b.Text }):
		r.openMap(Map{})
	}
}

// goTo sets a parameter of a cell.
func (r *Runner) goTo(a presets.Assignment) {
	d, err := run.Table.Find(a.Key)
	p := r.session.Params()
	if err == nil && d.Format(&p) == a.Text {
		return
	}
	r.change(func(s *run.Session) (string, error) { return "", s.Assign(a.Key, a.Text) }, a.Key)
}
