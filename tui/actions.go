package tui

import (
	"fmt"
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/param"
	"spiketop/live"
	"spiketop/run"
)

// What the keys do. Each says something in the message line at once: the run's
// own answer comes with a later frame.

type def = param.Def[run.Params]

func mustFind(key string) *def {
	d, err := run.Table.Find(key)
	if err != nil {
		panic(err)
	}
	return d
}

// send puts requests into the run's box. A full box is said, not waited for.
func (m *Model) send(requests ...live.Request) bool {
	for _, r := range requests {
		if why := m.notForGuests(r); why != nil {
			m.complain(why.Error())
			return false
		}
		if !m.opts.Source.Send(r) {
			m.complain("the run is busy and did not take this; press again")
			return false
		}
		m.answer.sent++
	}
	return true
}

// forward sends what a pane asks for, if anything; a nudge answers as one from a
// direct key does.
func (m *Model) forward(r live.Request) {
	if n, ok := r.(live.Nudge); ok {
		m.nudge(mustFind(n.Key), n.Dir)
	} else if r != nil {
		m.send(r)
	}
}

// ask sends a request and says what was asked.
func (m *Model) ask(text string, r live.Request) tea.Cmd {
	if !m.send(r) {
		return nil
	}
	m.say(text)
	m.expects = ""
	switch r := r.(type) {
	case live.Assign:
		m.expects = r.Key
	case live.Nudge:
		m.expects = r.Key
	}
	return nil
}

// running, speed and watched are what the run does or was just asked to do.
func (m *Model) running() bool { return m.frame != nil && m.wantRun.or(m.frame.Running) }
func (m *Model) speed() float64 {
	if m.frame == nil {
		return 1
	}
	return m.wantSpeed.or(m.frame.Speed)
}

func (m *Model) setRunning(on bool) {
	if m.send(live.Run{On: on}) {
		m.wantRun.set(on, m.ticks)
	}
}

func toggleRun(m *Model, _ string) tea.Cmd {
	m.setRunning(!m.running())
	return nil
}

func singleStep(m *Model, _ string) tea.Cmd {
	if m.running() {
		m.setRunning(false)
		m.say("paused; . again takes one step")
		return nil
	}
	m.send(live.Single{Steps: 1})
	return nil
}

func changeSpeed(m *Model, key string) tea.Cmd {
	x := slower(m.speed())
	if key == ">" {
		x = faster(m.speed())
	}
	if !m.send(live.Speed{X: x}) {
		return nil
	}
	m.wantSpeed.set(x, m.ticks)
	switch {
	case math.IsInf(x, 1):
		m.say("as fast as it goes: the panes are drawn a few times a second only; < slows down")
	case m.running():
		m.say("speed " + times(x) + " real time")
	default:
		m.say("speed " + times(x) + " real time; paused: space runs")
	}
	return nil
}

func speedEnds(m *Model, key string) string {
	if m.frame == nil {
		return needFrame(m, key)
	}
	switch x := m.speed(); {
	case key == ">" && math.IsInf(x, 1):
		return "it goes as fast as it can already"
	case key != ">" && x <= speedLadder.Lo:
		return "0.001× is the slowest; . takes single steps"
	}
	return ""
}

// tryNudge moves d on a copy of the parameters and returns it, or why d cannot move.
func (m *Model) tryNudge(d *def, dir int) (run.Params, string) {
	if m.frame == nil {
		return run.Params{}, needFrame(m, "")
	}
	f := m.acts()
	p := f.Params
	if p.Target.None() {
		switch d.Key {
		case "learn.on":
			return p, "nothing to train on: target.kind is none (:target.kind oscillation, or p for a preset)"
		case "do.test":
			return p, "nothing to test: target.kind is none"
		}
	}
	if d.Key == "learn.on" && p.Learn.Passes <= 0 && (!p.Learn.On || f.Pass.Over) {
		return p, noPasses
	}
	if !d.Nudge(&p, dir) {
		return p, fmt.Sprintf("%s is at its end, %s: it must be %s", d.Key, d.Format(&p), d.Range())
	}
	if err := p.Check(); err != nil {
		return p, err.Error()
	}
	return p, ""
}

// ends remembers, for the parameters as they stand, why a nudge can do nothing:
// the key line asks with every frame.
type ends struct {
	params run.Params
	known  map[nudge]string
}

type nudge struct {
	def *def
	dir int
}

func (e *ends) why(m *Model, d *def, dir int) string {
	if m.frame == nil {
		return needFrame(m, "")
	}
	if p := &m.acts().Params; e.known == nil || e.params != *p {
		e.known, e.params = map[nudge]string{}, *p
	}
	why, ok := e.known[nudge{d, dir}]
	if !ok {
		_, why = m.tryNudge(d, dir)
		e.known[nudge{d, dir}] = why
	}
	return why
}

// nudge moves a parameter by one step and says from where to where.
func (m *Model) nudge(d *def, dir int) tea.Cmd {
	p, why := m.tryNudge(d, dir)
	if why != "" {
		m.complain(why)
		return nil
	}
	f := m.acts()
	text := change(d, &f.Params, &p)
	if d.Key == "learn.on" && f.Params.Learn.On && f.Pass.Over {
		text = "training again: another block of " + plural(p.Learn.Passes, "pass", "passes")
	}
	if d.Key == "learn.on" && !f.Params.Learn.On && f.Pass.Kind == run.TrainPass && f.Pass.Number > 1 && !f.Pass.Over {
		text = fmt.Sprintf("training from pass %d of %d on: the passes before are not made up for", f.Pass.Number, f.Pass.Of)
	}
	return m.ask(text, live.Nudge{Key: d.Key, Dir: dir})
}

// meaning is the help of a parameter; for an event, what each one does.
func meaning(d *def) string { return strings.TrimPrefix(d.Help, "each increase ") }

// change says what becomes of d: "net.g 1 → 1.1".
func change(d *def, old, now *run.Params) string {
	if d.Event {
		return meaning(d)
	}
	text := fmt.Sprintf("%s %s → %s", d.Key, d.Format(old), d.Format(now))
	if d.Unit != "" {
		text += " " + d.Unit
	}
	if d.Rebuilds() {
		text += ": rebuilds the network"
	}
	return text
}

func sameSeed(m *Model, _ string) tea.Cmd {
	d := mustFind("seed")
	text := d.Format(&m.acts().Params)
	return m.ask("again from the start with seed "+text, live.Assign{Key: d.Key, Text: text})
}

// nextNeuron steps around the ring of neurons.
func nextNeuron(m *Model, key string) tea.Cmd {
	n := m.frame.Params.Net.N
	step := 1
	if key == "N" {
		step = n - 1
	}
	m.watch((m.wantWatch.or(m.frame.Watch) + step) % n)
	return nil
}

// watch has frames carry another neuron.
func (m *Model) watch(i int) {
	if !m.send(live.Watch{Neuron: i}) {
		return
	}
	m.wantWatch.set(i, m.ticks)
	m.say(fmt.Sprintf("neuron %d of %d (%s)", i, neurons(m.frame), typeName(m.frame, i)))
}

func nextPane(m *Model, key string) tea.Cmd {
	step := 1
	if key == "shift+tab" {
		step = len(m.panes) - 1
	}
	if m.picked.n == 2 { // between the two
		other := m.picked.pane[0]
		if m.focus == int(other) {
			other = m.picked.pane[1]
		}
		m.setFocus(int(other))
		return nil
	}
	next := (m.focus + step) % len(m.panes)
	if m.guest.replaces() && next == m.guest.host && m.arranged.swaps(m.panes) {
		next = (next + step) % len(m.panes) // its place is taken
	}
	m.setFocus(next)
	return nil
}

// pickPane lets the focused pane fill the screen, alone or with another; again lets it go.
func pickPane(m *Model, _ string) tea.Cmd {
	m.zoom = false
	name := m.panes[m.focus].Name
	if m.picked.has(m.focus) {
		m.picked.drop(m.focus)
		m.say(name + " is no longer picked")
		return nil
	}
	m.picked.add(m.focus)
	if m.picked.n == 1 {
		m.say(name + " is picked; focus another and + picks a second, esc shows all again")
	} else {
		m.say(name + " is picked, too; tab goes between the two, esc shows all again")
	}
	return nil
}

func nextLayout(m *Model, _ string) tea.Cmd {
	m.layout, m.zoom, m.picked = (m.layout+1)%nLayouts, false, picks{}
	m.say("layout: " + m.layout.String())
	return nil
}

func (m *Model) setFocus(pane int) {
	if pane >= 0 && pane < len(m.panes) {
		m.focus, m.dirty = pane, drawAll
		m.guest.follow(m.panes, &m.weights, pane)
	}
}

// visit puts the focus on a pane that a person asked for.
func (m *Model) visit(pane int) tea.Cmd {
	m.setFocus(pane)
	if pane >= 0 && pane < len(m.panes) && m.panes[pane].Opened != nil {
		return m.panes[pane].Opened(m)
	}
	return nil
}

func toggleLegends(m *Model, _ string) tea.Cmd {
	m.bare = !m.bare
	for i := range m.panes {
		setLegend(m.panes[i].pane, !m.bare)
	}
	if m.bare {
		m.say("legends off; i brings them back")
	} else {
		m.say("legends on")
	}
	return nil
}

func toggleMouse(m *Model, _ string) tea.Cmd {
	m.mouse = !m.mouse
	if m.mouse {
		m.say("mouse on: click focuses, the wheel adjusts what is under it")
	} else {
		m.say("mouse off: select text with it; M brings it back")
	}
	return nil
}

func escape(m *Model, _ string) tea.Cmd {
	pane, ok := m.panes[m.focus].pane.(filtered)
	switch {
	case ok && m.filtering:
		pane.SetFilter("")
		m.filtering = false
	case m.zoom:
		m.zoom = false
	case m.picked.n > 0:
		m.picked = picks{}
		m.say("all panes again")
	case m.stopsDemand():
		m.send(live.CancelEigenvalues{})
	default:
		m.clearNote()
	}
	return nil
}

// stopsDemand reports whether esc stops the computation of all eigenvalues.
func (m *Model) stopsDemand() bool {
	_, ok := m.panes[m.focus].pane.(*eigenvaluesPane)
	return ok && m.frame != nil && m.frame.Demand.Asked
}

// wish is a value that was asked of the run and has not come back in a frame
// yet: a second quick press counts from it, and the screen shows it at once.
type wish[T comparable] struct {
	value T
	on    bool
	until int // tick after which it is given up
}

const patience = 30 // ticks

func (w *wish[T]) set(v T, tick int) { *w = wish[T]{v, true, tick + patience} }

// or returns the wish, or else what is the case.
func (w *wish[T]) or(is T) T {
	if w.on {
		return w.value
	}
	return is
}

// settle forgets the wish once it came true or was not heard.
func (w *wish[T]) settle(is T, tick int) {
	if w.value == is || tick > w.until {
		w.on = false
	}
}
