#include "go_asm.h"
#include "textflag.h"

// What these do to the last bit stands in vec.go and symmetric.go, in plain Go.
// A vector of eight is four registers of two lanes. F0 and V0 name one register.

// Instructions that Go's assembler does not have, as the manual of the processor
// encodes them. Operands are numbers of registers, in Go's order: the result last.

// fadd Vd.2D, Vn.2D, Vm.2D
#define FADD(m, n, d) WORD $(0x4E60D400 | m<<16 | n<<5 | d)

// faddp Vd.2D, Vn.2D, Vm.2D: the sum of the lanes of n, and that of m
#define FADDP(m, n, d) WORD $(0x6E60D400 | m<<16 | n<<5 | d)

// fmla Vd.2D, Vn.2D, Vm.D[0]; and D[1]; fmls the same
#define FMLA0(m, n, d) WORD $(0x4FC01000 | m<<16 | n<<5 | d)
#define FMLA1(m, n, d) WORD $(0x4FC01800 | m<<16 | n<<5 | d)
#define FMLS0(m, n, d) WORD $(0x4FC05000 | m<<16 | n<<5 | d)
#define FMLS1(m, n, d) WORD $(0x4FC05800 | m<<16 | n<<5 | d)

// DOT8 takes eight numbers at offset at of x and y to the sums in four registers.
#define DOT8(at, s0, s1, s2, s3) \
	FLDPQ at(R0), (F16, F17)     \
	FLDPQ at+32(R0), (F18, F19)  \
	FLDPQ at(R1), (F20, F21)     \
	FLDPQ at+32(R1), (F22, F23)  \
	VFMLA V20.D2, V16.D2, s0.D2  \
	VFMLA V21.D2, V17.D2, s1.D2  \
	VFMLA V22.D2, V18.D2, s2.D2  \
	VFMLA V23.D2, V19.D2, s3.D2

// DOT2 takes two numbers to a register, or goes to where one is left.
#define DOT2(sum, one) \
	CMP   $2, R2                   \
	BLT   one                      \
	FMOVQ (R0), F16                \
	FMOVQ (R1), F17                \
	VFMLA V17.D2, V16.D2, sum.D2   \
	ADD   $16, R0                  \
	ADD   $16, R1                  \
	SUB   $2, R2

// DOT1 takes the last number, where there is one, to the first lane of a register.
#define DOT1(f, v) \
	CBZ    R2, add               \
	FMOVD  (R0), F16             \
	FMOVD  (R1), F17             \
	FMADDD F17, f, F16, F18      \
	VMOV   V18.D[0], v.D[0]

// func dotNEON(x, y *float64, n int) float64
TEXT ·dotNEON(SB), NOSPLIT, $0-32
	MOVD x+0(FP), R0
	MOVD y+8(FP), R1
	MOVD n+16(FP), R2
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16
	VEOR V8.B16, V8.B16, V8.B16
	VEOR V9.B16, V9.B16, V9.B16
	VEOR V10.B16, V10.B16, V10.B16
	VEOR V11.B16, V11.B16, V11.B16
	VEOR V12.B16, V12.B16, V12.B16
	VEOR V13.B16, V13.B16, V13.B16
	VEOR V14.B16, V14.B16, V14.B16
	VEOR V15.B16, V15.B16, V15.B16

blocks:
	CMP $32, R2
	BLT vectors
	DOT8(0, V0, V1, V2, V3)
	DOT8(64, V4, V5, V6, V7)
	DOT8(128, V8, V9, V10, V11)
	DOT8(192, V12, V13, V14, V15)
	ADD $256, R0
	ADD $256, R1
	SUB $32, R2
	B   blocks

vectors:
	CMP $8, R2
	BLT rest
	DOT8(0, V0, V1, V2, V3)
	ADD $64, R0
	ADD $64, R1
	SUB $8, R2
	B   vectors

rest:
	DOT2(V0, one0)
	DOT2(V1, one1)
	DOT2(V2, one2)
	DOT1(F3, V3)
	B add

one0:
	DOT1(F0, V0)
	B add

one1:
	DOT1(F1, V1)
	B add

one2:
	DOT1(F2, V2)

add:
	FADD(4, 0, 0)
	FADD(5, 1, 1)
	FADD(6, 2, 2)
	FADD(7, 3, 3)
	FADD(12, 8, 8)
	FADD(13, 9, 9)
	FADD(14, 10, 10)
	FADD(15, 11, 11)
	FADD(8, 0, 0)
	FADD(9, 1, 1)
	FADD(10, 2, 2)
	FADD(11, 3, 3)
	FADD(2, 0, 0)
	FADD(3, 1, 1)
	FADD(1, 0, 0)
	FADDP(0, 0, 0)
	FMOVD F0, ret+24(FP)
	RET

// func axpyNEON(dst, x *float64, n int, a float64)
TEXT ·axpyNEON(SB), NOSPLIT, $0-32
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	MOVD  n+16(FP), R2
	FMOVD a+24(FP), F0
	VDUP  V0.D[0], V0.D2

blocks:
	CMP   $16, R2
	BLT   pairs
	FLDPQ (R0), (F1, F2)
	FLDPQ 32(R0), (F3, F4)
	FLDPQ 64(R0), (F5, F6)
	FLDPQ 96(R0), (F7, F8)
	FLDPQ (R1), (F16, F17)
	FLDPQ 32(R1), (F18, F19)
	FLDPQ 64(R1), (F20, F21)
	FLDPQ 96(R1), (F22, F23)
	VFMLA V16.D2, V0.D2, V1.D2
	VFMLA V17.D2, V0.D2, V2.D2
	VFMLA V18.D2, V0.D2, V3.D2
	VFMLA V19.D2, V0.D2, V4.D2
	VFMLA V20.D2, V0.D2, V5.D2
	VFMLA V21.D2, V0.D2, V6.D2
	VFMLA V22.D2, V0.D2, V7.D2
	VFMLA V23.D2, V0.D2, V8.D2
	FSTPQ (F1, F2), (R0)
	FSTPQ (F3, F4), 32(R0)
	FSTPQ (F5, F6), 64(R0)
	FSTPQ (F7, F8), 96(R0)
	ADD   $128, R0
	ADD   $128, R1
	SUB   $16, R2
	B     blocks

pairs:
	CMP   $2, R2
	BLT   rest
	FMOVQ (R0), F1
	FMOVQ (R1), F16
	VFMLA V16.D2, V0.D2, V1.D2
	FMOVQ F1, (R0)
	ADD   $16, R0
	ADD   $16, R1
	SUB   $2, R2
	B     pairs

rest:
	CBZ    R2, done
	FMOVD  (R0), F1
	FMOVD  (R1), F16
	FMADDD F16, F1, F0, F1
	FMOVD  F1, (R0)

done:
	RET

// COLUMN adds a times eight numbers of a column to V1–V4.
#define COLUMN(x) \
	FLDPQ 32(x), (F18, F19)     \
	FLDPQ.P 64(x), (F16, F17)   \
	VFMLA V16.D2, V0.D2, V1.D2  \
	VFMLA V17.D2, V0.D2, V2.D2  \
	VFMLA V18.D2, V0.D2, V3.D2  \
	VFMLA V19.D2, V0.D2, V4.D2

#define COLUMN2(x) \
	FMOVQ.P 16(x), F16          \
	VFMLA V16.D2, V0.D2, V1.D2

#define COLUMN1(x) \
	FMOVD  (x), F16           \
	FMADDD F16, F1, F0, F1

// func axpy4NEON(dst, x0, x1, x2, x3 *float64, n int, a float64)
//
// Four columns at once are four streams from memory, and dst moves once.
TEXT ·axpy4NEON(SB), NOSPLIT, $0-56
	MOVD  dst+0(FP), R0
	MOVD  x0+8(FP), R4
	MOVD  x1+16(FP), R5
	MOVD  x2+24(FP), R6
	MOVD  x3+32(FP), R7
	MOVD  n+40(FP), R2
	FMOVD a+48(FP), F0
	VDUP  V0.D[0], V0.D2

vectors:
	CMP   $8, R2
	BLT   pairs
	FLDPQ (R0), (F1, F2)
	FLDPQ 32(R0), (F3, F4)
	COLUMN(R4)
	COLUMN(R5)
	COLUMN(R6)
	COLUMN(R7)
	FSTPQ (F1, F2), (R0)
	FSTPQ (F3, F4), 32(R0)
	ADD   $64, R0
	SUB   $8, R2
	B     vectors

pairs:
	CMP   $2, R2
	BLT   rest
	FMOVQ (R0), F1
	COLUMN2(R4)
	COLUMN2(R5)
	COLUMN2(R6)
	COLUMN2(R7)
	FMOVQ.P F1, 16(R0)
	SUB   $2, R2
	B     pairs

rest:
	CBZ   R2, done
	FMOVD (R0), F1
	COLUMN1(R4)
	COLUMN1(R5)
	COLUMN1(R6)
	COLUMN1(R7)
	FMOVD F1, (R0)

done:
	RET

// HALF does something with each of four rows of C: eight numbers in four registers.
// R10 leads from row to row.
#define HALF(op) \
	MOVD R9, R11        \
	op(F0, F1, F2, F3)  \
	ADD  R10, R11       \
	op(F4, F5, F6, F7)  \
	ADD  R10, R11       \
	op(F8, F9, F10, F11)   \
	ADD  R10, R11          \
	op(F12, F13, F14, F15)

#define LOAD(a, b, c, d) \
	FLDPQ (R11), (a, b)    \
	FLDPQ 32(R11), (c, d)

#define STORE(a, b, c, d) \
	FSTPQ (a, b), (R11)    \
	FSTPQ (c, d), 32(R11)

// func rankNEON(args *rankArgs)
//
// A block of 8×8 numbers of C is two halves of four rows, R9 the first of them: each
// stays in V0–V15 while all pairs are subtracted from it. Columns that do not fill a
// block go by number by number.
TEXT ·rankNEON(SB), NOSPLIT, $0-8
	MOVD args+0(FP), R0
	MOVD rankArgs_c(R0), R1
	MOVD rankArgs_rowStride(R0), R10
	MOVD rankArgs_blockStride(R0), R2
	MOVD rankArgs_cols(R0), R3
	MOVD rankArgs_a(R0), R4
	MOVD rankArgs_aStride(R0), R5
	MOVD rankArgs_b(R0), R6
	MOVD rankArgs_bStride(R0), R7
	MOVD rankArgs_m(R0), R8

block:
	CMP  $8, R3
	BLT  columns
	MOVD R1, R9
	MOVD R4, R12
	MOVD $2, R15

half:
	HALF(LOAD)
	MOVD R12, R13
	MOVD R6, R14
	MOVD R8, R16

pair:
	FLDPQ (R14), (F16, F17)
	FLDPQ 32(R14), (F18, F19)
	FLDPQ (R13), (F20, F21)
	FMLS0(20, 16, 0)
	FMLS0(20, 17, 1)
	FMLS0(20, 18, 2)
	FMLS0(20, 19, 3)
	FMLS1(20, 16, 4)
	FMLS1(20, 17, 5)
	FMLS1(20, 18, 6)
	FMLS1(20, 19, 7)
	FMLS0(21, 16, 8)
	FMLS0(21, 17, 9)
	FMLS0(21, 18, 10)
	FMLS0(21, 19, 11)
	FMLS1(21, 16, 12)
	FMLS1(21, 17, 13)
	FMLS1(21, 18, 14)
	FMLS1(21, 19, 15)
	ADD   R5, R13
	ADD   R7, R14
	SUBS  $1, R16
	BNE   pair

	HALF(STORE)
	ADD  R10<<2, R9
	ADD  $32, R12
	SUBS $1, R15
	BNE  half
	ADD  R2, R1
	ADD  $64, R6
	SUB  $8, R3
	B    block

columns:
	CBZ  R3, done
	MOVD R1, R9
	MOVD R4, R12
	MOVD $8, R15

number:
	FMOVD (R9), F0
	MOVD  R12, R13
	MOVD  R6, R14
	MOVD  R8, R16

one:
	FMOVD  (R13), F1
	FMOVD  (R14), F2
	FMSUBD F2, F0, F1, F0
	ADD    R5, R13
	ADD    R7, R14
	SUBS   $1, R16
	BNE    one
	FMOVD  F0, (R9)
	ADD    R10, R9
	ADD    $8, R12
	SUBS   $1, R15
	BNE    number
	ADD    $8, R1
	ADD    $8, R6
	SUB    $1, R3
	B      columns

done:
	RET

// ZERO clears the sums of four rows.
#define ZERO \
	VEOR V0.B16, V0.B16, V0.B16     \
	VEOR V1.B16, V1.B16, V1.B16     \
	VEOR V2.B16, V2.B16, V2.B16     \
	VEOR V3.B16, V3.B16, V3.B16     \
	VEOR V4.B16, V4.B16, V4.B16     \
	VEOR V5.B16, V5.B16, V5.B16     \
	VEOR V6.B16, V6.B16, V6.B16     \
	VEOR V7.B16, V7.B16, V7.B16     \
	VEOR V8.B16, V8.B16, V8.B16     \
	VEOR V9.B16, V9.B16, V9.B16     \
	VEOR V10.B16, V10.B16, V10.B16  \
	VEOR V11.B16, V11.B16, V11.B16  \
	VEOR V12.B16, V12.B16, V12.B16  \
	VEOR V13.B16, V13.B16, V13.B16  \
	VEOR V14.B16, V14.B16, V14.B16  \
	VEOR V15.B16, V15.B16, V15.B16

// ROW takes four numbers of a row to the row's own sums s and s+1, and to those of
// the columns in V22 and V23. V20 and V21 are the columns' x; XROW is the row's.
#define ROW(at, s0, s1, xrow, x) \
	FLDPQ at(R1), (F24, F25)         \
	VFMLA V20.D2, V24.D2, s0.D2   \
	VFMLA V21.D2, V25.D2, s1.D2   \
	xrow(x, 24, 22)                  \
	xrow(x, 25, 23)

// SUMS adds the eight lanes of each of four rows, as sum8 does, into V0 and V1.
#define SUMS \
	FADD(2, 0, 0)     \
	FADD(3, 1, 1)     \
	FADD(6, 4, 4)     \
	FADD(7, 5, 5)     \
	FADD(10, 8, 8)    \
	FADD(11, 9, 9)    \
	FADD(14, 12, 12)  \
	FADD(15, 13, 13)  \
	FADD(1, 0, 0)     \
	FADD(5, 4, 4)     \
	FADD(9, 8, 8)     \
	FADD(13, 12, 12)  \
	FADDP(4, 0, 0)    \
	FADDP(12, 8, 1)

// func symvNEON(k, p, x *float64, tiles int)
//
// A tile row goes by twice, for its upper and its lower four rows: V0–V15 are their
// sums, V16 and V17 their x. Each number of k still takes the rows from the top.
// R4 and R5 point at the tile row's x and k, R6 counts its tiles.
TEXT ·symvNEON(SB), NOSPLIT, $0-32
	MOVD k+0(FP), R0
	MOVD p+8(FP), R1
	MOVD x+16(FP), R2
	MOVD tiles+24(FP), R3
	MOVD R2, R4
	MOVD R0, R5
	MOVD $0, R6
	MOVD R1, R8

rows:
	MOVD $2, R7

half:
	ZERO
	FLDPQ (R4), (F16, F17)
	MOVD R2, R9
	MOVD R0, R10
	MOVD R6, R11

tile:
	CBZ   R11, diagonal
	FLDPQ (R9), (F20, F21)
	FLDPQ (R10), (F22, F23)
	ROW(0, V0, V1, FMLA0, 16)
	ROW(64, V4, V5, FMLA1, 16)
	ROW(128, V8, V9, FMLA0, 17)
	ROW(192, V12, V13, FMLA1, 17)
	FSTPQ (F22, F23), (R10)
	FLDPQ 32(R9), (F20, F21)
	FLDPQ 32(R10), (F22, F23)
	ROW(32, V2, V3, FMLA0, 16)
	ROW(96, V6, V7, FMLA1, 16)
	ROW(160, V10, V11, FMLA0, 17)
	ROW(224, V14, V15, FMLA1, 17)
	FSTPQ (F22, F23), 32(R10)
	ADD   $512, R1
	ADD   $64, R9
	ADD   $64, R10
	SUB   $1, R11
	B     tile

diagonal: // V22 and V23 are of no account
	FLDPQ (R9), (F20, F21)
	ROW(0, V0, V1, FMLA0, 16)
	ROW(64, V4, V5, FMLA1, 16)
	ROW(128, V8, V9, FMLA0, 17)
	ROW(192, V12, V13, FMLA1, 17)
	FLDPQ 32(R9), (F20, F21)
	ROW(32, V2, V3, FMLA0, 16)
	ROW(96, V6, V7, FMLA1, 16)
	ROW(160, V10, V11, FMLA0, 17)
	ROW(224, V14, V15, FMLA1, 17)
	SUMS
	FSTPQ.P (F0, F1), 32(R5)
	ADD   $32, R4
	SUBS  $1, R7
	BEQ   next
	ADD   $256, R8, R1
	B     half

next:
	ADD  $256, R1 // the lower half of the diagonal tile
	MOVD R1, R8
	ADD  $1, R6
	CMP  R3, R6
	BLT  rows
	RET

// CHANGED is ROW for a row that changes first: by the row's q times those of the
// columns in V26 and V27.
#define CHANGED(at, s0, s1, xrow, x, qrow, q) \
	FLDPQ at(R1), (F24, F25)         \
	qrow(q, 26, 24)                  \
	qrow(q, 27, 25)                  \
	FSTPQ (F24, F25), at(R1)         \
	VFMLA V20.D2, V24.D2, s0.D2   \
	VFMLA V21.D2, V25.D2, s1.D2   \
	xrow(x, 24, 22)                  \
	xrow(x, 25, 23)

// func symvRankNEON(k, p, x, q *float64, tiles int)
//
// As symvNEON; V18 and V19 are the q of the rows, R13 and R14 point at the tile
// row's and the columns' q.
TEXT ·symvRankNEON(SB), NOSPLIT, $0-40
	MOVD k+0(FP), R0
	MOVD p+8(FP), R1
	MOVD x+16(FP), R2
	MOVD q+24(FP), R12
	MOVD tiles+32(FP), R3
	MOVD R2, R4
	MOVD R0, R5
	MOVD R12, R13
	MOVD $0, R6
	MOVD R1, R8

rows:
	MOVD $2, R7

half:
	ZERO
	FLDPQ (R4), (F16, F17)
	FLDPQ (R13), (F18, F19)
	MOVD  R2, R9
	MOVD  R0, R10
	MOVD  R12, R14
	MOVD  R6, R11

tile:
	CBZ   R11, diagonal
	FLDPQ (R9), (F20, F21)
	FLDPQ (R10), (F22, F23)
	FLDPQ (R14), (F26, F27)
	CHANGED(0, V0, V1, FMLA0, 16, FMLS0, 18)
	CHANGED(64, V4, V5, FMLA1, 16, FMLS1, 18)
	CHANGED(128, V8, V9, FMLA0, 17, FMLS0, 19)
	CHANGED(192, V12, V13, FMLA1, 17, FMLS1, 19)
	FSTPQ (F22, F23), (R10)
	FLDPQ 32(R9), (F20, F21)
	FLDPQ 32(R10), (F22, F23)
	FLDPQ 32(R14), (F26, F27)
	CHANGED(32, V2, V3, FMLA0, 16, FMLS0, 18)
	CHANGED(96, V6, V7, FMLA1, 16, FMLS1, 18)
	CHANGED(160, V10, V11, FMLA0, 17, FMLS0, 19)
	CHANGED(224, V14, V15, FMLA1, 17, FMLS1, 19)
	FSTPQ (F22, F23), 32(R10)
	ADD   $512, R1
	ADD   $64, R9
	ADD   $64, R10
	ADD   $64, R14
	SUB   $1, R11
	B     tile

diagonal: // V22 and V23 are of no account
	FLDPQ (R9), (F20, F21)
	FLDPQ (R14), (F26, F27)
	CHANGED(0, V0, V1, FMLA0, 16, FMLS0, 18)
	CHANGED(64, V4, V5, FMLA1, 16, FMLS1, 18)
	CHANGED(128, V8, V9, FMLA0, 17, FMLS0, 19)
	CHANGED(192, V12, V13, FMLA1, 17, FMLS1, 19)
	FLDPQ 32(R9), (F20, F21)
	FLDPQ 32(R14), (F26, F27)
	CHANGED(32, V2, V3, FMLA0, 16, FMLS0, 18)
	CHANGED(96, V6, V7, FMLA1, 16, FMLS1, 18)
	CHANGED(160, V10, V11, FMLA0, 17, FMLS0, 19)
	CHANGED(224, V14, V15, FMLA1, 17, FMLS1, 19)
	SUMS
	FSTPQ.P (F0, F1), 32(R5)
	ADD   $32, R4
	ADD   $32, R13
	SUBS  $1, R7
	BEQ   next
	ADD   $256, R8, R1
	B     half

next:
	ADD  $256, R1 // the lower half of the diagonal tile
	MOVD R1, R8
	ADD  $1, R6
	CMP  R3, R6
	BLT  rows
	RET
