package tui

import (
	"math"

	"spiketop/internal/param"
)

// The ladder of speeds: 0.001, 0.002, 0.005 … 50, 100 × real time, and above
// it as fast as it goes.
var speedLadder = param.Real[float64]{
	At: func(x *float64) *float64 { return x }, Lo: 0.001, Hi: 100, Scale: param.Ladder,
}

// faster is the next rung above x; the last is +Inf.
func faster(x float64) float64 {
	if x >= speedLadder.Hi {
		return math.Inf(1)
	}
	x = max(x, speedLadder.Lo/2)
	speedLadder.Nudge(&x, +1)
	return x
}

// slower is the next rung below x; the last is 0.001.
func slower(x float64) float64 {
	if x > speedLadder.Hi {
		return speedLadder.Hi
	}
	speedLadder.Nudge(&x, -1)
	return x
}

// times spells a speed: "0.02×", "2.0×", "50×".
func times(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "as fast as it goes"
	case x < 0.0995:
		return floating(x, 'g', 3, "×")
	case x < 0.995:
		return floating(x, 'g', 2, "×")
	case x < 9.95:
		return decimal(x, 1, "×")
	}
	return decimal(x, 0, "×")
}
