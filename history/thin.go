package history

import "slices"

// This half of the History keeps it within its bound.
//
// A moment that goes makes the way to the steps behind it longer: from the moment
// before it, up to the next one. That counts by the age of the moment, in steps made
// since: the moments lie dense in the last minute, and the older the thinner. The first
// moment of a branch stays, and of a branch that was left its last one, so that both
// ends are near.

// leftShare is the share of the bound that the last moments of branches that were left
// may take.
const leftShare = 0.5

// thin drops moments, then branches, until the rest fits.
func (h *History) thin() {
	for h.bytes > h.bound {
		if p := h.victim(); p != nil && h.leftBytes() <= leftShare*float64(h.bound) {
			h.drop(p)
		} else if !h.dropOldest() {
			if p == nil {
				return
			}
			h.drop(p)
		}
	}
}

// victim is the moment whose loss costs least, or nil.
func (h *History) victim() (least *point) {
	loss := map[*point]float64{}
	for _, b := range h.branches {
		for k, p := range b.points {
			next := b.End
			if k+1 < len(b.points) {
				next = b.points[k+1].Steps()
			}
			if k == 0 || b != h.now && k+1 == len(b.points) && p.Steps() >= b.From {
				loss[p] = -1 // stays
				continue
			}
			if was, known := loss[p]; !known || was >= 0 {
				loss[p] = max(was, float64(next-b.points[k-1].Steps())/float64(max(h.made-p.made, h.minute)))
			}
		}
	}
	for _, b := range h.branches { // in a fixed order
		for _, p := range b.points {
			if l := loss[p]; l >= 0 && (least == nil || l < loss[least]) {
				least = p
			}
		}
	}
	return least
}

// leftBytes is about what the last moments of branches that were left take.
func (h *History) leftBytes() float64 {
	points := map[*point]bool{}
	for _, b := range h.branches {
		for _, p := range b.points {
			points[p] = true
		}
	}
	return float64(h.bytes) * float64(len(h.branches)-1) / float64(max(1, len(points)))
}

// drop drops a moment from all branches.
func (h *History) drop(p *point) {
	for _, b := range h.branches {
		if k := slices.Index(b.points, p); k >= 0 {
			b.points = slices.Delete(b.points, k, k+1)
		}
	}
	h.release(p)
}

// release takes back what a moment took alone.
func (h *History) release(p *point) {
	for id := range p.Parts() {
		if part := h.parts[id]; part.moments > 1 {
			part.moments--
		} else {
			h.bytes -= part.bytes
			delete(h.parts, id)
		}
	}
	if h.last == p.Moment {
		h.last = nil
	}
}

// dropOldest drops the oldest branch but the present one and a recording, and reports whether there
// was any.
func (h *History) dropOldest() bool {
	k := slices.IndexFunc(h.branches, func(b *Branch) bool { return b != h.now && (h.repeat == nil || b.Number > 1) })
	if k < 0 {
		return false
	}
	b := h.branches[k]
	h.branches = slices.Delete(h.branches, k, k+1)
	h.dropped = append(h.dropped, b.Number)
	for _, p := range b.points {
		if !slices.ContainsFunc(h.branches, func(o *Branch) bool { return slices.Contains(o.points, p) }) {
			h.release(p)
		}
	}
	return true
}

// forget drops the oldest branches where there are too many.
func (h *History) forget() {
	for len(h.branches) > MostBranches && h.dropOldest() {
	}
}
