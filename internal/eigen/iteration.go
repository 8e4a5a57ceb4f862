package eigen

import (
	"cmp"
	"context"
	"math"
	"slices"

	"spiketop/internal/blas"
)

var impl blas.Implementation

// Of a block of so many rows the classic double-shift algorithm finds all
// eigenvalues.
const small = 75

// iteration is the QR iteration on the Hessenberg matrix h.
type iteration struct {
	n      int
	h      []float64
	re, im []float64 // the eigenvalues found, behind the active block; in it, shifts

	chain chain
	room  []float64 // for deflation windows
}

func (q *iteration) at(i, j int) float64 { return q.h[i*q.n+j] }

// run finds the eigenvalues of rows and columns ilo…ihi.
func (q *iteration) run(ctx context.Context, ilo, ihi int) error {
	stalled, shrink, width := 0, -1, 0 // sweeps without a deflation
	for bottom, rounds := ihi, 30*max(10, ihi-ilo+1); bottom >= ilo; rounds-- {
		if err := ctx.Err(); err != nil {
			return err
		}
		if rounds == 0 {
			return ErrNotConverged
		}
		top := bottom
		for top > ilo && q.at(top, top-1) != 0 {
			top--
		}
		size := bottom - top + 1
		if size <= small {
			if routines.Dlahqr(false, false, q.n, top, bottom, q.h, q.n, q.re[:bottom+1], q.im[:bottom+1], 0, 0, nil, 1) > top {
				return ErrNotConverged
			}
			bottom, stalled = top-1, 0
			continue
		}
		shifts, usual := plan(size)

		// The deflation window grows and shrinks while nothing deflates.
		most := size / 3
		if stalled < 5 {
			width = min(usual, most)
		} else {
			width = min(2*width, most)
		}
		if edge := bottom - width + 1; width < most && math.Abs(q.at(edge, edge-1)) > math.Abs(q.at(edge-1, edge-2)) {
			width++
		}
		if stalled < 5 {
			shrink = -1
		} else if shrink >= 0 || width >= most {
			shrink++
			if width-shrink < 2 {
				shrink = 0
			}
			width -= shrink
		}
		left, deflated := q.deflate(top, bottom, width)
		bottom -= deflated
		if deflated > 0 {
			stalled = 0
		}
		if 100*deflated <= 14*width && bottom-top+1 > small {
			s := q.shifts(top, bottom, left, min(shifts, bottom-top), stalled)
			for s := range slices.Chunk(s, 2*bulges) {
				q.sweep(top, bottom, s)
				if err := ctx.Err(); err != nil {
					return err
				}
			}
		}
		if deflated == 0 {
			stalled++
		}
	}
	return nil
}

// plan is how many shifts a sweep over so many rows has, and the width of the
// deflation window before it. The narrow windows are measured: LAPACK's are up to
// 96 wide, and gonum's routines inside them are slower than the sweeps here.
func plan(size int) (shifts, width int) {
	if size < 600 {
		return 16, 16
	}
	return 48, 48
}

// deflate looks for eigenvalues in the last width rows of the active block
// (aggressive early deflation). They are at the end of re and im; before them are
// the values of the window that are left, as shifts.
func (q *iteration) deflate(top, bottom, width int) (left, deflated int) {
	const enough = 64 // times the width, for the routines that the window calls
	size := width * width
	if need := 2*size + (q.n+enough)*width; len(q.room) < need {
		q.room = make([]float64, need)
	}
	v, t, above, work := q.room[:size], q.room[size:2*size], q.room[2*size:][:q.n*width], q.room[2*size+q.n*width:]
	return routines.Dlaqr23(false, false, q.n, top, bottom, width, q.h, q.n, 0, 0, nil, 1,
		q.re[:bottom+1], q.im[:bottom+1], v, width, width, t, width, q.n, above, width, work, len(work), 1)
}

// shifts returns pairs of shifts, at most most/2: the values of the deflation window
// that are left, at the end of the active block.
func (q *iteration) shifts(top, bottom, left, most, stalled int) []complex128 {
	most -= most % 2
	var s []complex128
	if stalled%6 == 5 {
		for i := bottom; i > max(bottom-most+1, top+1); i -= 2 {
			x := math.Abs(q.at(i, i-1)) + math.Abs(q.at(i-1, i-2))
			_, _, _, _, r0, i0, r1, i1, _, _ := routines.Dlanv2(0.75*x+q.at(i, i), x, -0.4375*x, 0.75*x+q.at(i, i))
			s = append(s, complex(r0, i0), complex(r1, i1))
		}
		return s
	}
	from := bottom - left + 1
	if left <= most/2 {
		// Too few: those of a trailing block.
		count := min(most, small)
		from = bottom - count + 1
		t := make([]float64, count*count)
		for i := range count {
			copy(t[i*count:][:count], q.h[(from+i)*q.n+from:])
			if i > 1 {
				clear(t[i*count:][:i-1])
			}
		}
		re, im := make([]float64, count), make([]float64, count)
		from += routines.Dlahqr(false, false, count, 0, count-1, t, count, re, im, 0, 0, nil, 1)
		copy(q.re[bottom-count+1:], re)
		copy(q.im[bottom-count+1:], im)
		if from >= bottom {
			_, _, _, _, r0, i0, r1, i1, _, _ := routines.Dlanv2(q.at(bottom-1, bottom-1), q.at(bottom-1, bottom), q.at(bottom, bottom-1), q.at(bottom, bottom))
			return []complex128{complex(r0, i0), complex(r1, i1)}
		}
	}
	for i := from; i <= bottom; i++ {
		s = append(s, complex(q.re[i], q.im[i]))
	}
	return paired(s, most, q.at(bottom, bottom))
}

// paired orders shifts so that two and two belong together: conjugates, or both
// real. It takes the most of them that are smallest. A single pair of real shifts
// becomes twice the one that is nearer to the corner of the active block.
func paired(s []complex128, most int, corner float64) []complex128 {
	size := func(x complex128) float64 { return math.Abs(real(x)) + math.Abs(imag(x)) }
	slices.SortStableFunc(s, func(a, b complex128) int { return cmp.Compare(size(a), size(b)) })
	var pairs []complex128
	var waits []complex128 // a real one for the next
	for _, x := range s {
		switch {
		case imag(x) > 0:
			pairs = append(pairs, x, complex(real(x), -imag(x)))
		case imag(x) == 0 && len(waits) == 0:
			waits = append(waits, x)
		case imag(x) == 0:
			pairs, waits = append(pairs, waits[0], x), nil
		}
	}
	if len(pairs) == 0 {
		pairs = append(waits, waits...)
	}
	pairs = pairs[:min(len(pairs), most)]
	if x := pairs[:2]; len(pairs) == 2 && imag(x[0]) == 0 {
		if math.Abs(real(x[1])-corner) < math.Abs(real(x[0])-corner) {
			x[0] = x[1]
		}
		x[1] = x[0]
	}
	return pairs
}
