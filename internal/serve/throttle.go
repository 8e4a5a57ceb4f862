package serve

import (
	"fmt"
	"sync"
	"time"
)

// A throttle keeps strangers from filling a log.
type throttle struct {
	say func(string)

	mu      sync.Mutex
	minute  time.Time // in which lines are counted
	lines   int       // of strangers, in this minute
	skipped int
}

// mostLines is how many lines strangers have in a minute.
const mostLines = 20

// all writes a line.
func (t *throttle) all(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.say(line)
}

// some writes a line, unless there were too many in this minute: then it counts.
func (t *throttle) some(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := time.Now(); now.Sub(t.minute) > time.Minute {
		t.rest()
		t.minute, t.lines = now, 0
	}
	if t.lines++; t.lines > mostLines {
		t.skipped++
		return
	}
	t.say(line)
}

// rest says how many lines there are not. The caller holds the lock.
func (t *throttle) rest() {
	if t.skipped > 0 {
		t.say(fmt.Sprintf("%s %d more connections of strangers", time.Now().Format("2006-01-02 15:04:05"), t.skipped))
	}
	t.skipped = 0
}

func (t *throttle) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rest()
}
