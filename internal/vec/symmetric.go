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
	switch {
	case Have == Go || p == 0:
		symv(k, s.tiles, x)
	case Have == AVX2:
		symvAVX2(&k[0], &s.tiles[0], &x[0], p/Lanes)
	case Have == NEON:
		symvNEON(&k[0], &s.tiles[0], &x[0], p/Lanes)
	default:
		symvAVX512(&k[0], &s.tiles[0], &x[0], p/Lanes)
	}
}

// SubtractMulVec does S ← S − q qᵀ and then k ← S x, as Subtract and MulVec do,
// but moves S once.
func (s Symmetric) SubtractMulVec(q, k, x []float64) {
	p := Pad(s.n)
	q, k, x = q[:p], k[:p], x[:p]
	switch {
	case Have == Go || p == 0:
		s.Subtract(q)
		symv(k, s.tiles, x)
	case Have == AVX2:
		symvRankAVX2(&k[0], &s.tiles[0], &x[0], &q[0], p/Lanes)
	case Have == NEON:
		symvRankNEON(&k[0], &s.tiles[0], &x[0], &q[0], p/Lanes)
	default:
		symvRankAVX512(&k[0], &s.tiles[0], &x[0], &q[0], p/Lanes)
	}
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
		if Have != Go {
			rank(&rankArgs{
				c: &strip[0], rowStride: 64, blockStride: 512, cols: Lanes * (g + 1),
				a: &q[Lanes*g], aStride: 8 * p, b: &q[0], bStride: 8 * p, m: m,
			})
			continue
		}
		for b := range g + 1 {
			subtract((*[tile]float64)(strip[tile*b:]), q[Lanes*g:], q[Lanes*b:], p)
		}
	}
}

// subtract does t ← t − Σ_l rows_l cols_lᵀ for one tile; both go on after stride numbers.
func subtract(t *[tile]float64, rows, cols []float64, stride int) {
	for at := 0; at < len(rows); at += stride {
		c := (*[Lanes]float64)(cols[at:])
		for r, a := range (*[Lanes]float64)(rows[at:]) {
			row := (*[Lanes]float64)(t[Lanes*r:])
			row[0] = math.FMA(-a, c[0], row[0])
			row[1] = math.FMA(-a, c[1], row[1])
			row[2] = math.FMA(-a, c[2], row[2])
			row[3] = math.FMA(-a, c[3], row[3])
			row[4] = math.FMA(-a, c[4], row[4])
			row[5] = math.FMA(-a, c[5], row[5])
			row[6] = math.FMA(-a, c[6], row[6])
			row[7] = math.FMA(-a, c[7], row[7])
		}
	}
}

// symv walks the tiles once: each off the diagonal serves its rows and, turned
// over, its columns. A row's sum runs in eight lanes over the tiles from left to
// right; the sums of columns take a tile's rows from the top.
func symv(k, tiles, x []float64) {
	for g := range len(x) / Lanes {
		var sum [Lanes][Lanes]float64 // lane, row
		xg := (*[Lanes]float64)(x[Lanes*g:])
		x0, x1, x2, x3, x4, x5, x6, x7 := xg[0], xg[1], xg[2], xg[3], xg[4], xg[5], xg[6], xg[7]
		for b := range g {
			t, xb, kb := (*[tile]float64)(tiles[tile*b:]), (*[Lanes]float64)(x[Lanes*b:]), (*[Lanes]float64)(k[Lanes*b:])
			for l, xl := range xb {
				s, kl := &sum[l], kb[l]
				s[0], kl = math.FMA(t[l], xl, s[0]), math.FMA(t[l], x0, kl)
				s[1], kl = math.FMA(t[l+8], xl, s[1]), math.FMA(t[l+8], x1, kl)
				s[2], kl = math.FMA(t[l+16], xl, s[2]), math.FMA(t[l+16], x2, kl)
				s[3], kl = math.FMA(t[l+24], xl, s[3]), math.FMA(t[l+24], x3, kl)
				s[4], kl = math.FMA(t[l+32], xl, s[4]), math.FMA(t[l+32], x4, kl)
				s[5], kl = math.FMA(t[l+40], xl, s[5]), math.FMA(t[l+40], x5, kl)
				s[6], kl = math.FMA(t[l+48], xl, s[6]), math.FMA(t[l+48], x6, kl)
				s[7], kl = math.FMA(t[l+56], xl, s[7]), math.FMA(t[l+56], x7, kl)
				kb[l] = kl
			}
		}
		t := tiles[tile*g:][:tile]
		for r := range xg {
			var s [Lanes]float64
			for l, p := range t[Lanes*r:][:Lanes] {
				s[l] = math.FMA(p, xg[l], sum[l][r])
			}
			k[Lanes*g+r] = sum8(&s)
		}
		tiles = tiles[tile*(g+1):]
	}
}
