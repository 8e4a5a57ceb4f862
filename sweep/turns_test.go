package sweep

import (
	"context"
	"errors"
	"testing"

	"spiketop/internal/mem"
	"spiketop/run"
)

// Runs are at work together as long as they fit together; the next begins when one
// ends. A run that fits nowhere has its turn alone.
func TestRunsTakeTurns(t *testing.T) {
	p := run.Table.Defaults()
	old := availableMemory
	defer func() { availableMemory = old }()
	availableMemory = func() mem.Left { return mem.Left{Bytes: 2*run.ProgramNeed + 2.5*run.SessionNeed(p)} }
	ctx, cancel := context.WithCancel(context.Background())
	turn := func() func() {
		over, err := Turn(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		return over
	}
	first, second := turn(), turn()
	began := make(chan func())
	go func() { began <- turn() }()
	select {
	case <-began:
		t.Fatal("three at once")
	default:
	}
	if begin(run.SessionNeed(p)) == nil {
		t.Fatal("three at once")
	}
	first()
	third := <-began
	cancel()
	if _, err := Turn(ctx, p); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	second()
	third()
	if turns.runs != 0 || turns.taken != 0 {
		t.Errorf("%d runs with %g bytes", turns.runs, turns.taken)
	}
	p.Net.N = 100000
	over, err := Turn(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	over()
}
