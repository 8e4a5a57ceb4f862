package vec

// Have is the level that runs. Tests set it.
var Have = NEON

// Levels lists what can run on this machine, the best last.
func Levels() []Level { return []Level{Go, NEON} }

//go:noescape
func dotNEON(x, y *float64, n int) float64

//go:noescape
func axpyNEON(dst, x *float64, n int, a float64)

//go:noescape
func axpy4NEON(dst, x0, x1, x2, x3 *float64, n int, a float64)

// rankNEON is RankM for one strip.
//
//go:noescape
func rankNEON(args *rankArgs)

// symvNEON is symv for a matrix of tiles × tiles tiles.
//
//go:noescape
func symvNEON(k, p, x *float64, tiles int)

// symvRankNEON is symv after the matrix changed by −q qᵀ.
//
//go:noescape
func symvRankNEON(k, p, x, q *float64, tiles int)
