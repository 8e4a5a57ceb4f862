package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"spiketop/live"
)

// A key that asked something of the run is not left to the next tick: until the
// frame that answers it is there, the screen looks for one every few
// milliseconds, for as long as a person would wait.
const (
	answerEvery = 4 * time.Millisecond
	answerLooks = 50
)

type answer struct {
	sent  int // requests sent
	seen  int // of them, answered by the newest frame
	base  int // what the run had answered before the first
	known bool
	looks int // left; 0: nobody is looking
}

type answerMsg struct{}

// look starts or goes on looking for the answer; nil when there is none to wait for.
func (a *answer) look() tea.Cmd {
	if a.sent == a.seen || a.looks == 0 {
		a.looks = 0
		return nil
	}
	a.looks--
	return tea.Tick(answerEvery, func(time.Time) tea.Msg { return answerMsg{} })
}

// begin starts looking after a message that may have sent requests.
func (a *answer) begin(sentBefore int) tea.Cmd {
	if a.sent == sentBefore || a.looks > 0 {
		return nil
	}
	a.looks = answerLooks
	return a.look()
}

// receive reads off a frame what it answers, and reports whether it has answers
// that the screen has not shown.
func (a *answer) receive(f *live.Frame) bool {
	if !a.known {
		a.base, a.known = f.Answered-a.seen, true
	}
	news := f.Answered-a.base > a.seen
	a.seen = f.Answered - a.base
	return news
}
