package chart

import "math"

// LadderUp is the first of 1, 1.5, 2, 3, 5, 7, 10, … times a power of ten that
// is not below v; 0 for what is not a positive number. Ranges taken from the
// ladder do not move with every value.
func LadderUp(v float64) float64 {
	if !(v > 0) || v > 1e300 {
		return 0
	}
	return rungUp(v, 1, 1.5, 2, 3, 5, 7)
}

// rungUp is the first of the rungs, and then 10, times a power of ten that is not
// below v > 0.
func rungUp(v float64, rungs ...float64) float64 {
	e := math.Pow(10, math.Floor(math.Log10(v)))
	for _, rung := range rungs {
		if r := rung * e; r >= v*(1-1e-9) {
			return r
		}
	}
	return 10 * e
}

// Steady is a limit of a range that does not jitter: it goes up the ladder at
// once when a value asks for it, and comes down only when less than half is used.
type Steady struct{ now float64 }

// Fit returns the limit for a range that has to hold v (≥ 0), at least floor.
func (s *Steady) Fit(v, floor float64) float64 {
	if !(v > floor) || v > 1e100 {
		v = floor
	}
	if v > s.now || v < 0.5*s.now {
		s.now = LadderUp(v)
	}
	return s.now
}

// Snug is a limit of a range that follows its data closely: a margin of an eighth
// beyond them. It stays while they fill more than three quarters of it.
type Snug struct{ now float64 }

// Fit returns the limit for a range that has to hold v (≥ 0), at least floor.
func (s *Snug) Fit(v, floor float64) float64 {
	if !(v > floor) || v > 1e100 {
		v = floor
	}
	if v > s.now || v < 0.75*s.now {
		s.now = 1.125 * v
	}
	return s.now
}

// TickStep returns the distance between round numbers (1, 2, 5 times a power of
// ten), at most n of them to a range of that span, and the decimals that tell
// them apart.
func TickStep(span float64, n int) (step float64, prec int) {
	if step = 1; span > 0 && n >= 1 {
		step = rungUp(span/float64(n), 1, 2, 5)
	}
	for prec < 6 {
		if s := step * math.Pow(10, float64(prec)); math.Abs(s-math.Round(s)) < 1e-6*s {
			break
		}
		prec++
	}
	return step, prec
}

// span makes a range that can be drawn of whatever comes: finite, lo < hi, not
// too narrow for its numbers to differ.
func span(lo, hi float64) (float64, float64) {
	const far = 1e100
	if math.IsNaN(lo) || math.IsNaN(hi) {
		return 0, 1
	}
	lo, hi = min(max(lo, -far), far), min(max(hi, -far), far)
	if lo > hi {
		lo, hi = hi, lo
	}
	if least := 1e-9 * max(1e-3, abs(lo), abs(hi)); hi-lo < least {
		mid := lo + (hi-lo)/2
		lo, hi = mid-least, mid+least
	}
	return lo, hi
}

// scale puts round numbers on the cells of an axis.
type scale struct {
	Axis
	up    bool // cells are counted upwards, but dots downwards
	step  float64
	prec  int
	cells []int // of each tick, from the low end
	texts []string
	size  int // cells
}

// fit chooses at most n+1 ticks for an axis of so many dots and cells.
func (s *scale) fit(dots, cells, n int) {
	s.size = cells
	if !s.Show || cells < 1 {
		return
	}
	s.step, s.prec = TickStep(s.Hi-s.Lo, n)
	first := math.Ceil(s.Lo/s.step - 1e-9)
	for k := range n + 2 {
		v := (first + float64(k)) * s.step
		at := (v - s.Lo) / (s.Hi - s.Lo)
		if at > 1+1e-9 {
			break
		}
		at = min(max(at, 0), 1)
		cell := 0
		if s.up { // rounded as place and Cell do
			cell = cells - 1 - round((1-at)*float64(dots-1))*cells/dots
		} else {
			cell = round(at*float64(dots-1)) * cells / dots
		}
		s.cells = append(s.cells, cell)
		text := Fixed(v, s.prec)
		if math.Abs(v) < 1e-9*s.step {
			text = "0"
		}
		s.texts = append(s.texts, text)
	}
}

// label is the text of the tick in the cell, or "".
func (s *scale) label(cell int) string {
	for k, c := range s.cells {
		if c == cell {
			return s.texts[k]
		}
	}
	return ""
}

// centred is the text that starts in the cell so that it stands in the middle
// below its tick, or "". The last one moves left until it fits.
func (s *scale) centred(cell int) string {
	for k, c := range s.cells {
		if cell == max(min(c-(len(s.texts[k])-1)/2, s.size-len(s.texts[k])), -1) {
			return s.texts[k]
		}
	}
	return ""
}
