package run

import "spiketop/internal/warn"

// Phase of the pass clock.
type Phase int

const (
	Spontaneous Phase = iota // no cue, no target: where the dimension is measured
	Cue                      // the same constant input in every pass
	Target                   // the target runs (trained on, or only compared)
)

func (p Phase) String() string { return [...]string{"spontaneous", "cue", "target"}[p] }

// PassKind says what a pass is for.
type PassKind int

const (
	TrainPass PassKind = iota // counts towards learn.passes
	TestPass                  // free-running: cue, then no learning
	FreePass                  // after the protocol: as a test, not counted in the score
)

func (k PassKind) String() string { return [...]string{"pass", "test", "free"}[k] }

// Pass is a place on the pass clock.
type Pass struct {
	Kind     PassKind
	Number   int     // from 1, within its kind; 0 before the first pass
	Of       int     // learn.passes or learn.tests; 0 for a free pass
	TimeMS   float64 // since the pass began (the cue comes first)
	Learning bool    // RLS acts now
	Over     bool    // the passes of this block of training are over; learn.on set again begins another
}

// PassScore is how well the drive u followed the target f in one pass.
type PassScore struct {
	Kind    PassKind
	Number  int
	Learned bool      // RLS acted in it: the score is with learning on
	Score   float64   // mean over neurons of Pearson's correlation; NaN: undefined
	NRMSE   float64   // √(ΣΣ(u−f)²/ΣΣ(f−f̄_i)²)
	EndMS   float64   // episode time at which it ended
	Why     warn.List // why Score or NRMSE is undefined
}

// Message is a line for the person.
type Message struct {
	TimeMS float64
	Bad    bool // something was refused or failed
	Text   string
	Echo   string // the key of the parameter that was set; empty for other messages
}
