package live

import (
	"spiketop/measure"
	"spiketop/run"
)

// A Request is something a screen asks of the run: one of the types below, of the second
// network (second.go), of the past (past.go, stop.go) or of maps (map.go).
// Requests never block: they go into the runner's box and take effect between
// two steps.
type Request any

type (
	// Assign sets the parameter Key to the value that Text spells.
	Assign struct{ Key, Text string }
	// Nudge moves Key one step from wherever it stands then: two quick presses count twice.
	Nudge struct {
		Key string
		Dir int // +1 or −1
	}
	// Undo appends the value before the last change.
	Undo struct{}
	// Run starts (On) or pauses the clock.
	Run struct{ On bool }
	// Single advances a paused run by so many steps.
	Single struct{ Steps int }
	// PauseAt pauses the run once so many seconds were simulated.
	PauseAt struct{ Seconds float64 }
	// Speed sets × real time; +Inf is as fast as it goes.
	Speed struct{ X float64 }
	// Open replaces the run by a preset of that name, or by a file.
	Open struct{ Name string }
	// Take replaces the run by a session that the sender uses no more, and lets it
	// run at so many × real time (0: as before).
	Take struct {
		Session *run.Session
		Speed   float64
	}
	// Judge has frames say whether a condition holds; nil: none.
	Judge struct{ Condition *measure.Condition }
	// Watch chooses the neuron whose trace frames carry and the window's length (0: unchanged).
	Watch struct {
		Neuron   int
		WindowMS float64
	}
	// Look says which details are on a screen: the watched neuron from near, and a view
	// of W (the zero view: none). What nobody looks at is not computed.
	Look struct {
		Glass  bool
		Matrix MatrixView
	}
	// Define chooses the definition by which frames carry motifs.
	Define struct{ Of measure.Definition }
	// Eigenvalues asks for all eigenvalues of W as it is, where they do not come by themselves (see Demand).
	Eigenvalues struct{}
	// CancelEigenvalues takes that back.
	CancelEigenvalues struct{}
	// Checkpoint keeps the whole state in Dir, to go on with in another program.
	Checkpoint struct{ Dir string }
	// Write saves the run to a fresh directory below Dir ("" is the current one).
	Write struct{ Dir string }
)

// A Source delivers frames and takes requests: the Runner, or a still for tests.
// Neither method blocks.
type Source interface {
	// Frame returns the newest frame, or nil when there is none newer than the
	// last one returned. It hands back the frame returned before: the caller must
	// not use that one any more once a new one was returned.
	Frame() *Frame
	// Send puts a request into the box. It reports false when the box is full.
	Send(Request) bool
}
