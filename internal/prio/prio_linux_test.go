package prio

import (
	"testing"

	"golang.org/x/sys/unix"
)

// The thread that asked has a low priority, and no other has.
func TestLower(t *testing.T) {
	of := func() int {
		p, err := unix.Getpriority(unix.PRIO_PROCESS, 0) // the call answers 20 − nice
		if err != nil {
			t.Error(err)
		}
		return 20 - p
	}
	usual, low := of(), make(chan int)
	go func() {
		Lower()
		low <- of()
	}()
	if got := <-low; got != min(19, usual+10) {
		t.Errorf("the priority of the thread is %d", got)
	}
	if got := of(); got != usual {
		t.Errorf("the priority of this thread is %d", got)
	}
}
