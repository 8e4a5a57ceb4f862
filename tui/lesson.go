package tui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/internal/param"
	"spiketop/lesson"
	"spiketop/live"
	"spiketop/presets"
	"spiketop/run"
)

// taught is the lesson that goes on, on a screen: which step, and what the person has
// done there. The run of a step comes from the player, in the background.
type taught struct {
	*lesson.File
	player   *lesson.Player
	protocol *lesson.Protocol
	at       int // step, from 0

	asked  int                // states asked of the player: the newest counts
	making bool               // the state of the step is on its way
	taken  int                // requests sent when the state was handed over
	cancel context.CancelFunc // of the making
	hints  int                // shown
	warned bool               // enter was pressed once while the check did not hold
	over   bool               // enter was pressed at the last step
	top    int                // first line of the text that is shown
	shown  int                // lines of it; 0: not drawn yet
	lines  int                // lines that the text has
	text   lessonText         // as it was last broken into lines
	need   needed

	// pictures of the screen where the check of a step came true, by step.
	pictures map[int]func() (svg, png []byte)
}

func (l *taught) step() *lesson.Step     { return &l.Steps[l.at] }
func (l *taught) record() *lesson.Record { return &l.protocol.Steps[l.at] }

// pending reports whether a prediction is to be made before anything is shown that
// would give the answer away.
func (m *Model) pending() bool {
	return m.lesson != nil && m.lesson.step().Predict != "" && m.lesson.record().Predicted == ""
}

// hint of a pane that is covered.
const covered = "covered until your prediction is made: enter"

// stepDone reports whether the step waits for nothing but enter.
func (m *Model) stepDone() bool {
	return m.lesson != nil && !m.pending() && (m.lesson.step().Check == nil || m.lesson.record().Reached)
}

// covers reports whether the pane is covered until the prediction is made: all are but
// those that the step leaves open, the parameters, and the history, which measures nothing.
func (m *Model) covers(pane string) bool {
	return m.pending() && pane != "parameters" && pane != "history" && !slices.Contains(m.lesson.step().Open, pane)
}

// fades reports whether the lesson speaks of other panes. The one with the focus a
// person has chosen.
func (m *Model) fades(pane int) bool {
	if m.lesson == nil || pane == m.focus {
		return false
	}
	panes := m.lesson.step().Panes
	return len(panes) > 0 && !slices.Contains(panes, m.panes[pane].word())
}

// CheckLesson says which pane that a lesson names is none of the screen's, in one line
// with file and line; nil if all are.
func CheckLesson(f *lesson.File) error {
	words := make([]string, len(kinds))
	for i := range kinds {
		words[i] = kinds[i].word()
	}
	judge := func(entry string, names []string, line int) error {
		for _, name := range names {
			if !slices.Contains(words, name) {
				near := ""
				if n := param.Nearest(name, words); n != "" {
					near = fmt.Sprintf("nearest is %q; ", n)
				}
				return fmt.Errorf("%s: %s: no pane %q; %smust be of %s", f.Place(line), entry, name, near, strings.Join(words, ", "))
			}
		}
		return nil
	}
	err := errors.Join(judge("view.large", f.View.Large, f.LineOf("view.large")), judge("view.small", f.View.Small, f.LineOf("view.small")),
		judge("view.folded", f.View.Folded, f.LineOf("view.folded")))
	for k := range f.Steps {
		s := &f.Steps[k]
		err = errors.Join(err, judge("panes", s.Panes, s.LineOf("panes")), judge("open", s.Open, s.LineOf("open")))
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok && err != nil {
		return joined.Unwrap()[0]
	}
	return err
}

// lessonKeys work while a lesson goes on, after those of the focused pane.
var lessonKeys = []Binding{
	{Keys: []string{"enter"}, Short: "next", Rank: 2, Help: "the next step; a prediction is made first", Do: func(m *Model, _ string) tea.Cmd { return m.nextStep() }},
	{Keys: []string{"backspace"}, Short: "back", Rank: 4, Help: "the step before (backspace)", Do: func(m *Model, _ string) tea.Cmd { return m.enterStep(m.lesson.at - 1) },
		Why: func(m *Model, _ string) string { return when(m.lesson.at == 0, "this is the first step") }},
	{Keys: []string{"home"}, Short: "reset", Rank: 6, Help: "the network as it was when the step began", Do: func(m *Model, _ string) tea.Cmd { return m.enterStep(m.lesson.at) }},
	{Keys: []string{"h"}, Short: "hint", Rank: 3, Help: "a hint, and another", Do: func(m *Model, _ string) tea.Cmd { m.lesson.hint(); return nil }, Why: noHint},
	{Keys: []string{"pgup", "pgdown"}, Show: "page up/down", Help: "the text up and down, where it is longer than its place",
		Do: func(m *Model, key string) tea.Cmd { m.lesson.turn(key); return nil }},
}

func init() {
	for i := range lessonKeys {
		b := &lessonKeys[i]
		b.show()
		b.Own = ownLessons
		why := b.Why
		b.Why = func(m *Model, key string) string {
			switch {
			case m.lesson == nil:
				return "no lesson goes on; L lists them"
			case why != nil:
				return why(m, key)
			}
			return ""
		}
	}
}

func noHint(m *Model, _ string) string {
	l := m.lesson
	switch {
	case m.pending():
		return "first your prediction: enter"
	case len(l.step().Hints) == 0:
		return "this step has no hints"
	case l.record().Reached:
		return "this step is done: enter goes on"
	case l.hints == len(l.step().Hints):
		return "there are no more hints"
	}
	return ""
}

func (l *taught) hint() { l.hints++; l.top = 1 << 20 }

// turn shows an earlier or a later part of the text.
func (l *taught) turn(key string) {
	page := max(1, l.shown-1)
	if key == "pgup" {
		page = -page
	}
	l.top = min(max(0, l.top+page), max(0, l.lines-l.shown))
}

// newPlayer is who makes the states of a lesson that begins; tests share one.
var newPlayer = lesson.NewPlayer

// startLesson begins a lesson at a step.
func (m *Model) startLesson(f *lesson.File, k int) tea.Cmd {
	m.endLesson()
	m.open = nil
	m.lesson = &taught{File: f, player: newPlayer(f), protocol: lesson.NewProtocol(f), cancel: func() {}, pictures: map[int]func() (svg, png []byte){}}
	if m.opts.Progress != nil {
		_ = m.opts.Progress.Begun() // only the welcome hangs on it
	}
	return m.enterStep(k)
}

// endLesson leaves the lesson. The run goes on.
func (m *Model) endLesson() {
	if m.lesson != nil {
		m.lesson.cancel()
		m.send(live.Judge{})
	}
	m.lesson, m.dirty = nil, drawAll
}

// stepReady is the state in which a step begins.
type stepReady struct {
	of      *taught
	asked   int
	session *run.Session
	err     error
}

// enterStep begins a step: its state is made beside, and comes as a message.
func (m *Model) enterStep(k int) tea.Cmd {
	l := m.lesson
	l.cancel()
	l.leave(m)
	if k != l.at {
		l.hints, l.text = 0, lessonText{}
	}
	l.at, l.top, l.warned, l.over, l.making = k, 0, false, false, true
	l.asked++
	l.record().Seen = true
	m.clearNote()
	m.send(live.Judge{})
	m.dirty = drawAll
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	ready := stepReady{of: l, asked: l.asked}
	return func() tea.Msg {
		ready.session, ready.err = l.player.State(ctx, k)
		return ready
	}
}

// leave keeps the numbers of a check that did not come true.
func (l *taught) leave(m *Model) {
	if r := l.record(); r.Seen && !r.Reached && m.frame != nil {
		r.Command = m.batch()
		if j := m.judged(); j != nil {
			r.Numbers = j.Said()
		}
	}
}

// batch is the command that repeats the run with the parameters as they are.
func (m *Model) batch() string {
	if m.opts.BatchCommand == nil || m.frame == nil {
		return ""
	}
	return m.opts.BatchCommand(m.frame)
}

// takeStep hands the state of a step to the run.
func (m *Model) takeStep(msg stepReady) tea.Cmd {
	l := m.lesson
	if l == nil || msg.of != l || msg.asked != l.asked {
		return nil
	}
	l.making, m.dirty = false, drawAll
	if msg.err != nil {
		if !errors.Is(msg.err, context.Canceled) {
			m.complain(msg.err.Error())
		}
		return nil
	}
	speed := l.step().Speed
	if speed == 0 {
		speed = l.View.Speed
	}
	if speed == 0 {
		speed = 1
	}
	if !m.send(live.Take{Session: msg.session, Speed: speed}) {
		return m.enterStep(l.at)
	}
	l.taken = m.answer.sent
	m.wantRun.set(true, m.ticks)
	m.wantSpeed.set(speed, m.ticks)
	m.seeStep()
	m.askVerdict()
	return nil
}

// askVerdict has the check of the step judged, once nothing is given away by it.
func (m *Model) askVerdict() {
	if l := m.lesson; !m.pending() && !l.record().Reached {
		m.send(live.Judge{Condition: l.step().Check})
	}
}

// seeStep arranges the screen for a step: the panes that it points at are the largest.
func (m *Model) seeStep() {
	l := m.lesson
	v := l.View
	panes := l.step().Panes
	without := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return slices.Contains(panes, p) })
	}
	if len(panes) > 0 {
		v = presets.View{Large: slices.Concat(panes, without(v.Large)), Small: without(v.Small), Folded: without(v.Folded)}
	}
	m.weights, m.picked, m.guest, m.zoom = weigh(m.panes, &v), picks{}, guest{}, false
	m.focus = int(m.weights.order[0])
	m.preset = l.Preset
	m.settleFolds(true)
}

// judged is the verdict on the check of the step; nil: there is none.
func (m *Model) judged() *live.Judged {
	if m.lesson == nil || m.lesson.making || m.frame == nil || m.frame.Judged == nil || m.frame.Judged.Of != m.lesson.step().Check {
		return nil
	}
	return m.frame.Judged
}

// seeVerdict looks whether the check of the step has come true.
func (m *Model) seeVerdict() {
	j := m.judged()
	if j == nil || !j.Holds || m.pending() || m.lesson.record().Reached {
		return
	}
	l := m.lesson
	r := l.record()
	r.Reached, r.Numbers, r.TimeMS, r.Command = true, j.Said(), j.TimeMS, m.batch()
	if m.opts.Keep != nil { // written with the protocol
		m.lesson.pictures[m.lesson.at] = m.picture(false)
	}
	for _, n := range j.Numbers {
		if n.Name == l.step().Outcome {
			r.Came = n.Text
		}
	}
	l.top = 0
	m.send(live.Judge{})
	m.dirty = drawAll
}

// predicted keeps a prediction, and what comes out where the file says it.
func (m *Model) predicted(text string, choice int) {
	l := m.lesson
	s, r := l.step(), l.record()
	r.Predicted = text
	if len(s.Choices) > 0 {
		r.Came, r.Right = s.Choices[s.Answer-1], choice == s.Answer
	}
	l.top = 0
	m.dirty = drawAll
	m.askVerdict()
}

// nextStep goes on: to the prediction where it is still to be made, to the next step,
// at the last one to the end.
func (m *Model) nextStep() tea.Cmd {
	l := m.lesson
	switch last := l.at == len(l.Steps)-1; {
	case l.over:
		m.endLesson()
		m.say("the lesson is left; the network goes on, L lists the lessons")
		return nil
	case l.making:
		m.say("the step is on its way")
		return nil
	case m.pending():
		return openPrediction(m)
	case l.step().Check != nil && !l.record().Reached && !l.warned:
		l.warned = true
		m.say("not there yet: h gives a hint, enter once more goes on all the same")
		return nil
	case last:
		return m.finishLesson()
	}
	return m.enterStep(l.at + 1)
}

// finishLesson writes the protocol, and keeps that the lesson was done where every
// step was.
func (m *Model) finishLesson() tea.Cmd {
	l := m.lesson
	l.leave(m)
	l.over = true
	steps, done := 0, 0
	for k := range l.Steps {
		s, r := &l.Steps[k], &l.protocol.Steps[k]
		steps++
		if r.Seen && (s.Check == nil || r.Reached) && (s.Predict == "" || r.Predicted != "") {
			done++
		}
	}
	progress, all := m.opts.Progress, done == steps
	text := fmt.Sprintf("%d of %d steps are done", done, steps)
	if all {
		text = "lesson done ✓"
	}
	protocol := *l.protocol
	protocol.Steps = slices.Clone(protocol.Steps)
	pictures, keep, seed := maps.Clone(l.pictures), m.opts.Keep, 0
	if m.frame != nil {
		seed = m.frame.Params.Seed
	}
	return func() tea.Msg {
		for k, draw := range pictures {
			svg, png := draw()
			names, err := keep("lesson-"+l.Name+"-"+strconv.Itoa(k+1), seed, svg, png)
			if err != nil {
				return said{err.Error(), true}
			}
			protocol.Steps[k].Picture = names[0]
		}
		name, err := protocol.Write(".")
		if err == nil && all && progress != nil {
			err = progress.Mark(l.Name)
		}
		if err != nil {
			return said{err.Error(), true}
		}
		return said{text + ": " + name + " is written; enter leaves, L lists the lessons", false}
	}
}
