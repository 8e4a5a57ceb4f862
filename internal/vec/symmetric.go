package vec

import "math"

// Symmetric is a symmetric n×n matrix: the lower triangle in tiles of 8×8
// numbers, tile row by tile row, so that reading it is one stream through
// memory. Tiles on the diagonal are stored whole; n is padded to whole tiles.
type Symmetric struct {
	n     int
	tiles []float64
}

const tile = Lanes * Lanes

// SymmetricLen is how many numbers the tiles of an n×n matrix take.
func SymmetricLen(n int) int {
	t := Pad(n) / Lanes
	return tile * t * (t + 1) / 2
}

// NewSymmetric returns the zero matrix in the given memory, of SymmetricLen(n)
// numbers; nil allocates.
func NewSymmetric(n int, tiles []float64) Symmetric {
	if tiles == nil {
		tiles = make([]float64, SymmetricLen(n))
	}
	return Symmetric{n: n, tiles: tiles[:SymmetricLen(n)]}
}

// Scaled sets the matrix to x times the identity.
func (s Symmetric) Scaled(x float64) {
	clear(s.tiles)
	for i := range s.n {
		s.tiles[s.at(i, i)] = x
	}
}

// Fill sets every number to x: for tests of what must not survive.
func (s Symmetric) Fill(x float64) {
	for i := range s.tiles {
		s.tiles[i] = x
	}
}

// At returns element (i, j).
func (s Symmetric) At(i, j int) float64 { return s.tiles[s.at(max(i, j), min(i, j))] }

// at is where element (i, j), j ≤ i or in the same tile, stands.
func (s Symmetric) at(i, j int) int {
	g, b := i/Lanes, j/Lanes
	return tile*(g*(g+1)/2+b) + Lanes*(i%Lanes) + j%Lanes
}

// MulVec does k ← S x. Both have Pad(n) numbers, those of x beyond n are 0.
func (s Symmetric) MulVec(k, x []float64) {
	p := Pad(s.n)
	k, x = k[:p], x[:p]
	if Fast && p > 0 {
		symvAVX512(&k[0], &s.tiles[0], &x[0], p/Lanes)
		return
	}
	symv(k, s.tiles, x)
}

// SubtractMulVec does S ← S − q qᵀ and then k ← S x, as Subtract and MulVec do,
// but moves S once.
func (s Symmetric) SubtractMulVec(q, k, x []float64) {
	p := Pad(s.n)
	if Fast && p > 0 {
		q, k, x = q[:p], k[:p], x[:p]
		symvRankAVX512(&k[0], &s.tiles[0], &x[0], &q[0], p/Lanes)
		return
	}
	s.Subtract(q[:p])
	s.MulVec(k, x)
}

// Subtract does S ← S − Σ_l q_l q_lᵀ, q_l = q[l·Pad(n):][:Pad(n)], for l in order.
func (s Symmetric) Subtract(q []float64) {
	p := Pad(s.n)
	if p == 0 || len(q) == 0 {
		return
	}
	m := len(q) / p
	for g := range p / Lanes {
		strip := s.tiles[tile*g*(g+1)/2:][:tile*(g+1)]
		if Fast {
			rankAVX512(&rankArgs{
				c: &strip[0], rowStride: 64, blockStride: 512, cols: Lanes * (g + 1),
				a: &q[Lanes*g], aStride: 8 * p, b: &q[0], bStride: 8 * p, m: m,
			})
			continue
		}
		for b := range g + 1 {
			t := strip[tile*b:][:tile]
			for l := range m {
				rows, cols := q[l*p+Lanes*g:][:Lanes], q[l*p+Lanes*b:][:Lanes]
				for r, a := range rows {
					axpy(t[Lanes*r:][:Lanes], -a, cols)
				}
			}
		}
	}
}

// symv walks the tiles once: each off the diagonal serves its rows and, turned
// over, its columns. A row's sum runs in eight lanes over the tiles from left to
// right; the sums of columns take a tile's rows from the top.
func symv(k, tiles, x []float64) {
	for g := range len(x) / Lanes {
		var sum [Lanes][Lanes]float64 // row, lane
		rows := x[Lanes*g:][:Lanes]
		for b := range g {
			t, xb, kb := tiles[tile*b:][:tile], x[Lanes*b:][:Lanes], k[Lanes*b:][:Lanes]
			for r, xr := range rows {
				row, s := t[Lanes*r:][:Lanes], &sum[r]
				for l, p := range row {
					s[l] = math.FMA(p, xb[l], s[l])
					kb[l] = math.FMA(p, xr, kb[l])
				}
			}
		}
		t := tiles[tile*g:][:tile]
		for r := range rows {
			for l, p := range t[Lanes*r:][:Lanes] {
				sum[r][l] = math.FMA(p, rows[l], sum[r][l])
			}
			k[Lanes*g+r] = sum8(&sum[r])
		}
		tiles = tiles[tile*(g+1):]
	}
}
