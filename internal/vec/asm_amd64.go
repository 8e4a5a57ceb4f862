package vec

import "golang.org/x/sys/cpu"

// Have is the level that runs. GODEBUG=cpu.avx512f=off takes one away,
// GODEBUG=cpu.avx512f=off,cpu.avx2=off both.
var Have = best()

func best() Level {
	all := Levels()
	return all[len(all)-1]
}

// Levels lists what can run on this machine, the best last.
func Levels() []Level {
	x := &cpu.X86
	switch {
	case !x.HasAVX2 || !x.HasFMA:
		return []Level{Go}
	case x.HasAVX512F && x.HasAVX512CD && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL:
		return []Level{Go, AVX2, AVX512}
	}
	return []Level{Go, AVX2}
}

//go:noescape
func dotAVX512(x, y *float64, n int) float64

//go:noescape
func dotAVX2(x, y *float64, n int) float64

//go:noescape
func axpyAVX512(dst, x *float64, n int, a float64)

//go:noescape
func axpyAVX2(dst, x *float64, n int, a float64)

//go:noescape
func axpy4AVX512(dst, x0, x1, x2, x3 *float64, n int, a float64)

//go:noescape
func axpy4AVX2(dst, x0, x1, x2, x3 *float64, n int, a float64)

// rankAVX512 and rankAVX2 are RankM for one strip.
//
//go:noescape
func rankAVX512(args *rankArgs)

//go:noescape
func rankAVX2(args *rankArgs)

// symvAVX512 and symvAVX2 are symv for a matrix of tiles × tiles tiles.
//
//go:noescape
func symvAVX512(k, p, x *float64, tiles int)

//go:noescape
func symvAVX2(k, p, x *float64, tiles int)

// symvRankAVX512 and symvRankAVX2 are symv after the matrix changed by −q qᵀ.
//
//go:noescape
func symvRankAVX512(k, p, x, q *float64, tiles int)

//go:noescape
func symvRankAVX2(k, p, x, q *float64, tiles int)
