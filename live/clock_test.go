package live

import (
	"math"
	"testing"
	"time"
)

func TestClockOnInventedTime(t *testing.T) {
	var c Clock
	now := time.Unix(0, 0)
	c.Set(0.5, 0.1, now)
	made := 0
	for range 1000 { // 1 s in frames of 1 ms: 500 ms of time, 5000 steps
		now = now.Add(time.Millisecond)
		k := c.Due(now)
		c.Took(k)
		made += k
	}
	if made != 5000 {
		t.Errorf("%d steps in a second at 0.5×, want 5000: the remainder is carried", made)
	}
	now = now.Add(time.Hour)
	if k := c.Due(now); k != 500 {
		t.Errorf("%d steps after an hour away, want those of 100 ms, 500", k)
	}
	c.Took(0)
	now = now.Add(time.Hour)
	if k := c.Due(now); k != 501 {
		t.Errorf("%d steps owed after another, want 501 at most: it does not sprint", k)
	}
	c.Set(0.001, 0.1, now)
	made = 0
	for range 60 { // slow motion: 2 s are 2 ms of time, 20 steps
		now = now.Add(time.Second / 30)
		k := c.Due(now)
		c.Took(k)
		made += k
	}
	if made < 19 || made > 20 {
		t.Errorf("%d steps in 2 s at 0.001×, want 20", made)
	}
	if w := c.Wait(); w <= 0 || w > 100*time.Millisecond {
		t.Errorf("wait %v", w)
	}
	c.Set(math.Inf(1), 0.1, now)
	if c.Due(now) < 1e9 || c.Wait() != 0 {
		t.Error("as fast as it goes")
	}
}
