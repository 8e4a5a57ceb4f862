package tui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
)

// How a recorded run is gone through, from its start to its end.

// noRecording is why a key of a recording can do nothing.
func noRecording(m *Model, key string) string {
	switch {
	case m.frame == nil:
		return needFrame(m, key)
	case !m.frame.Replay:
		return "that is for a recorded run ('spiketop open RUN'); B and :back 2.5 go back in any"
	}
	return ""
}

// stepsOf is a time of the recording in steps of Δt as it is now.
func (m *Model) stepsOf(seconds float64) int64 {
	return int64(math.Round(seconds * 1000 / m.frame.Params.Net.Dt))
}

// shift goes a second back or on, ten with shift.
func shift(m *Model, key string) tea.Cmd {
	by := 1.0
	if strings.HasPrefix(key, "shift+") {
		by = 10
	}
	text := fmt.Sprintf("%g s on …", by)
	if strings.HasSuffix(key, "left") {
		by, text = -by, fmt.Sprintf("%g s back …", by)
	}
	return m.ask(text, live.Shift{Steps: m.stepsOf(by)})
}

// toEnds goes to the start or the end of the recording.
func toEnds(m *Model, key string) tea.Cmd {
	if key == "home" {
		return m.ask("to the start …", live.Goto{})
	}
	return m.ask("to the end …", live.Goto{Step: m.frame.End})
}

// gotoSeconds is :goto.
func gotoSeconds(m *Model, arg string) (tea.Cmd, string) {
	if why := noRecording(m, ""); why != "" {
		return nil, why
	}
	end := float64(m.frame.End) * m.frame.Params.Net.Dt / 1000
	s, err := strconv.ParseFloat(strings.TrimSuffix(arg, "s"), 64)
	if err != nil || !(s >= 0 && s <= end) {
		return nil, fmt.Sprintf("goto %s: must be 0 to %g seconds", arg, end)
	}
	return m.ask(fmt.Sprintf("to %g s …", s), live.Goto{Step: m.stepsOf(s)}), ""
}
