package live

import (
	"math"
	"time"
)

// creditCap bounds the wall time that a clock makes up for: after a pause, a
// suspended process or a debugger the run goes on, it does not sprint.
const creditCap = 100 * time.Millisecond

// Clock says how many steps of dt a moment of wall time is worth at a speed of
// × real time. The remainder is carried; now is an argument, so that tests need
// no time to pass.
type Clock struct {
	speed float64
	dt    float64 // ms
	last  time.Time
	owed  float64 // steps
}

// Set changes speed and step; nothing is owed.
func (c *Clock) Set(speed, dt float64, now time.Time) {
	*c = Clock{speed: speed, dt: dt, last: now}
}

// Due returns the steps owed at now; math.MaxInt when as fast as it goes.
func (c *Clock) Due(now time.Time) int {
	elapsed := min(max(now.Sub(c.last), 0), creditCap)
	c.last = now
	if math.IsInf(c.speed, 1) {
		return math.MaxInt
	}
	perMS := c.speed / c.dt
	c.owed += elapsed.Seconds() * 1000 * perMS
	// The remainder of a step comes on top, so that slow motion loses nothing.
	c.owed = min(c.owed, creditCap.Seconds()*1000*perMS+1)
	return int(c.owed)
}

// Took tells the clock how many of the steps due were made.
func (c *Clock) Took(steps int) {
	if !math.IsInf(c.speed, 1) {
		c.owed -= float64(steps)
	}
}

// Wait is how long until the next step is due.
func (c *Clock) Wait() time.Duration {
	if math.IsInf(c.speed, 1) || c.speed <= 0 || c.owed >= 1 {
		return 0
	}
	return time.Duration((1 - c.owed) * c.dt / c.speed * float64(time.Millisecond))
}
