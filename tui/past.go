package tui

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
	"spiketop/measure"
)

// Back in time: what keys and the : line ask for. The list is the history pane's.

// noPast is why there is no way back.
func noPast(m *Model, key string) string {
	if m.frame == nil {
		return needFrame(m, key)
	}
	switch p := m.acts().Past; {
	case p == nil:
		return "no past of this run is kept"
	case p.Why != "":
		return p.Why
	case m.frame.Step == 0:
		return "the run begins here"
	}
	return ""
}

func stepBack(m *Model, _ string) tea.Cmd {
	if m.running() {
		m.setRunning(false)
		m.say("paused; B again goes one step back")
		return nil
	}
	m.send(live.Shift{Steps: -1})
	return nil
}

// holdPanes has the panes stand still while the run goes on, or follow again.
func holdPanes(m *Model, _ string) tea.Cmd {
	if m.held != nil {
		m.held = nil
		m.say("the panes follow the run again")
		return nil
	}
	m.held = m.frame.Clone()
	m.say("the panes are held; the run goes on, H lets them follow")
	return nil
}

// stopWhere does what :stop says.
func stopWhere(m *Model, arg string) (tea.Cmd, string) {
	if arg == "" {
		if m.frame == nil || m.acts().Stop == nil {
			return nil, "stop: a condition is missing; must compare numbers or parameters: stop rate_hz.lif > 80"
		}
		return m.ask("no stop any more", live.Stop{}), ""
	}
	c, err := measure.ParseCondition(arg)
	if err != nil {
		return nil, err.Error()
	}
	return m.ask("the run pauses when "+c.String(), live.Stop{Condition: c}), ""
}

// goBack does what :back says.
func goBack(m *Model, arg string) (tea.Cmd, string) {
	if why := noPast(m, ""); why != "" {
		return nil, why
	}
	if text, at := strings.CutPrefix(arg, "@"); at {
		step, err := strconv.ParseInt(text, 10, 64)
		if err != nil || step < 0 {
			return nil, fmt.Sprintf("back: %q; must be @ and a whole number of steps, from 0", arg)
		}
		return m.ask("back to step "+text+" …", live.Back{Step: step}), ""
	}
	s, err := strconv.ParseFloat(arg, 64)
	if err != nil || !(s > 0) || s > 1e9 {
		return nil, fmt.Sprintf("back: %q; must be seconds of simulated time (2.5), or @ and a step (@1200)", arg)
	}
	return m.ask("back by "+arg+" s …", live.Shift{Steps: -max(1, int64(s*1000/m.frame.Params.Net.Dt))}), ""
}
