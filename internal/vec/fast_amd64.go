package vec

import "golang.org/x/sys/cpu"

// Fast reports whether the assembler runs: this processor has the AVX-512 of
// 2017 (F, CD, BW, DQ, VL). GODEBUG=cpu.avx512f=off turns it off.
var Fast = cpu.X86.HasAVX512F && cpu.X86.HasAVX512CD && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL

//go:noescape
func dotAVX512(x, y *float64, n int) float64

//go:noescape
func axpyAVX512(dst, x *float64, n int, a float64)

//go:noescape
func axpy4AVX512(dst, x0, x1, x2, x3 *float64, n int, a float64)

// rankAVX512 is RankM for one strip.
//
//go:noescape
func rankAVX512(args *rankArgs)

// symvAVX512 is symv for a matrix of tiles × tiles tiles.
//
//go:noescape
func symvAVX512(k, p, x *float64, tiles int)

// symvRankAVX512 is symv after the matrix changed by −q qᵀ.
//
//go:noescape
func symvRankAVX512(k, p, x, q *float64, tiles int)
