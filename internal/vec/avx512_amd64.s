#include "go_asm.h"
#include "textflag.h"

// What these do to the last bit stands in vec.go and symmetric.go, in plain Go.
// A vector is a Z register of eight float64; the last, incomplete vector of a
// row is masked by K1.

// MASK sets K1 to the lowest CX of eight lanes. It takes AX.
#define MASK \
	MOVL  $1, AX  \
	SHLL  CX, AX  \
	DECL  AX      \
	KMOVB AX, K1

// func dotAVX512(x, y *float64, n int) float64
TEXT ·dotAVX512(SB), NOSPLIT, $0-32
	MOVQ   x+0(FP), SI
	MOVQ   y+8(FP), DI
	MOVQ   n+16(FP), CX
	VPXORQ Z0, Z0, Z0
	VPXORQ Z1, Z1, Z1
	VPXORQ Z2, Z2, Z2
	VPXORQ Z3, Z3, Z3

blocks:
	CMPQ        CX, $32
	JLT         vectors
	VMOVUPD     (SI), Z4
	VMOVUPD     64(SI), Z5
	VMOVUPD     128(SI), Z6
	VMOVUPD     192(SI), Z7
	VFMADD231PD (DI), Z4, Z0
	VFMADD231PD 64(DI), Z5, Z1
	VFMADD231PD 128(DI), Z6, Z2
	VFMADD231PD 192(DI), Z7, Z3
	ADDQ        $256, SI
	ADDQ        $256, DI
	SUBQ        $32, CX
	JMP         blocks

vectors:
	CMPQ        CX, $8
	JLT         rest
	VMOVUPD     (SI), Z4
	VFMADD231PD (DI), Z4, Z0
	ADDQ        $64, SI
	ADDQ        $64, DI
	SUBQ        $8, CX
	JMP         vectors

rest:
	TESTQ       CX, CX
	JZ          add
	MASK
	VMOVUPD.Z   (SI), K1, Z4
	VMOVUPD.Z   (DI), K1, Z5
	VFMADD231PD Z5, Z4, K1, Z0

add:
	VADDPD        Z1, Z0, Z0
	VADDPD        Z3, Z2, Z2
	VADDPD        Z2, Z0, Z0
	VEXTRACTF64X4 $1, Z0, Y1
	VADDPD        Y1, Y0, Y0
	VEXTRACTF128  $1, Y0, X1
	VADDPD        X1, X0, X0
	VPERMILPD     $1, X0, X1
	VADDSD        X1, X0, X0
	VZEROUPPER
	MOVSD         X0, ret+24(FP)
	RET

// func axpyAVX512(dst, x *float64, n int, a float64)
TEXT ·axpyAVX512(SB), NOSPLIT, $0-32
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	VBROADCASTSD a+24(FP), Z0

blocks:
	CMPQ        CX, $32
	JLT         vectors
	VMOVUPD     (DI), Z1
	VMOVUPD     64(DI), Z2
	VMOVUPD     128(DI), Z3
	VMOVUPD     192(DI), Z4
	VFMADD231PD (SI), Z0, Z1
	VFMADD231PD 64(SI), Z0, Z2
	VFMADD231PD 128(SI), Z0, Z3
	VFMADD231PD 192(SI), Z0, Z4
	VMOVUPD     Z1, (DI)
	VMOVUPD     Z2, 64(DI)
	VMOVUPD     Z3, 128(DI)
	VMOVUPD     Z4, 192(DI)
	ADDQ        $256, SI
	ADDQ        $256, DI
	SUBQ        $32, CX
	JMP         blocks

vectors:
	CMPQ        CX, $8
	JLT         rest
	VMOVUPD     (DI), Z1
	VFMADD231PD (SI), Z0, Z1
	VMOVUPD     Z1, (DI)
	ADDQ        $64, SI
	ADDQ        $64, DI
	SUBQ        $8, CX
	JMP         vectors

rest:
	TESTQ       CX, CX
	JZ          done
	MASK
	VMOVUPD.Z   (SI), K1, Z2
	VMOVUPD.Z   (DI), K1, Z1
	VFMADD231PD Z2, Z0, Z1
	VMOVUPD     Z1, K1, (DI)

done:
	VZEROUPPER
	RET

// func axpy4AVX512(dst, x0, x1, x2, x3 *float64, n int, a float64)
//
// Four columns at once are four streams from memory, and dst moves once.
TEXT ·axpy4AVX512(SB), NOSPLIT, $0-56
	MOVQ         dst+0(FP), DI
	MOVQ         x0+8(FP), R8
	MOVQ         x1+16(FP), R9
	MOVQ         x2+24(FP), R10
	MOVQ         x3+32(FP), R11
	MOVQ         n+40(FP), CX
	VBROADCASTSD a+48(FP), Z0
	XORQ         DX, DX

blocks:
	CMPQ        CX, $16
	JLT         vectors
	VMOVUPD     (DI)(DX*1), Z1
	VMOVUPD     64(DI)(DX*1), Z2
	VFMADD231PD (R8)(DX*1), Z0, Z1
	VFMADD231PD 64(R8)(DX*1), Z0, Z2
	VFMADD231PD (R9)(DX*1), Z0, Z1
	VFMADD231PD 64(R9)(DX*1), Z0, Z2
	VFMADD231PD (R10)(DX*1), Z0, Z1
	VFMADD231PD 64(R10)(DX*1), Z0, Z2
	VFMADD231PD (R11)(DX*1), Z0, Z1
	VFMADD231PD 64(R11)(DX*1), Z0, Z2
	VMOVUPD     Z1, (DI)(DX*1)
	VMOVUPD     Z2, 64(DI)(DX*1)
	ADDQ        $128, DX
	SUBQ        $16, CX
	JMP         blocks

vectors:
	CMPQ        CX, $8
	JLT         rest
	VMOVUPD     (DI)(DX*1), Z1
	VFMADD231PD (R8)(DX*1), Z0, Z1
	VFMADD231PD (R9)(DX*1), Z0, Z1
	VFMADD231PD (R10)(DX*1), Z0, Z1
	VFMADD231PD (R11)(DX*1), Z0, Z1
	VMOVUPD     Z1, (DI)(DX*1)
	ADDQ        $64, DX
	SUBQ        $8, CX
	JMP         vectors

rest:
	TESTQ       CX, CX
	JZ          done
	MASK
	VMOVUPD.Z   (DI)(DX*1), K1, Z1
	VMOVUPD.Z   (R8)(DX*1), K1, Z2
	VMOVUPD.Z   (R9)(DX*1), K1, Z3
	VMOVUPD.Z   (R10)(DX*1), K1, Z4
	VMOVUPD.Z   (R11)(DX*1), K1, Z5
	VFMADD231PD Z2, Z0, Z1
	VFMADD231PD Z3, Z0, Z1
	VFMADD231PD Z4, Z0, Z1
	VFMADD231PD Z5, Z0, Z1
	VMOVUPD     Z1, K1, (DI)(DX*1)

done:
	VZEROUPPER
	RET

// func rankAVX512(args *rankArgs)
//
// A block of 8×8 numbers of C stays in Z0–Z7 while all pairs are subtracted
// from it: C moves once for all of them.
TEXT ·rankAVX512(SB), NOSPLIT, $0-8
	MOVQ  args+0(FP), AX
	MOVQ  rankArgs_c(AX), DI
	MOVQ  rankArgs_rowStride(AX), R8
	MOVQ  rankArgs_blockStride(AX), DX
	MOVQ  rankArgs_cols(AX), CX
	MOVQ  rankArgs_a(AX), R10
	MOVQ  rankArgs_aStride(AX), R11
	MOVQ  rankArgs_b(AX), R12
	MOVQ  rankArgs_bStride(AX), R13
	MOVQ  rankArgs_m(AX), BX
	LEAQ  (R8)(R8*2), R9
	LEAQ  (DI)(R8*4), SI
		KXNORB K1, K1, K1

block:
	CMPQ CX, $8
	JGE  full
	MASK

full:
	VMOVUPD.Z (DI), K1, Z0
	VMOVUPD.Z (DI)(R8*1), K1, Z1
	VMOVUPD.Z (DI)(R8*2), K1, Z2
	VMOVUPD.Z (DI)(R9*1), K1, Z3
	VMOVUPD.Z (SI), K1, Z4
	VMOVUPD.Z (SI)(R8*1), K1, Z5
	VMOVUPD.Z (SI)(R8*2), K1, Z6
	VMOVUPD.Z (SI)(R9*1), K1, Z7
	MOVQ      R10, AX
	MOVQ      R12, R14
	MOVQ      BX, R15

pair:
	VMOVUPD.Z         (R14), K1, Z16
	VFNMADD231PD.BCST (AX), Z16, Z0
	VFNMADD231PD.BCST 8(AX), Z16, Z1
	VFNMADD231PD.BCST 16(AX), Z16, Z2
	VFNMADD231PD.BCST 24(AX), Z16, Z3
	VFNMADD231PD.BCST 32(AX), Z16, Z4
	VFNMADD231PD.BCST 40(AX), Z16, Z5
	VFNMADD231PD.BCST 48(AX), Z16, Z6
	VFNMADD231PD.BCST 56(AX), Z16, Z7
	ADDQ              R11, AX
	ADDQ              R13, R14
	DECQ              R15
	JNZ               pair

	VMOVUPD Z0, K1, (DI)
	VMOVUPD Z1, K1, (DI)(R8*1)
	VMOVUPD Z2, K1, (DI)(R8*2)
	VMOVUPD Z3, K1, (DI)(R9*1)
	VMOVUPD Z4, K1, (SI)
	VMOVUPD Z5, K1, (SI)(R8*1)
	VMOVUPD Z6, K1, (SI)(R8*2)
	VMOVUPD Z7, K1, (SI)(R9*1)
	ADDQ    DX, DI
	ADDQ    DX, SI
	ADDQ    $64, R12
	SUBQ    $8, CX
	JG      block
	VZEROUPPER
	RET

// ROW takes one row of a tile: to the row's own sum, and to those of the columns in Z17.
#define ROW(at, p, sum, x) \
	VMOVUPD     at(SI), p    \
	VFMADD231PD p, Z16, sum  \
	VFMADD231PD p, x, Z17

// order puts sums 0 4 1 5 2 6 3 7 back in their places.
DATA order<>+0(SB)/8, $0
DATA order<>+8(SB)/8, $2
DATA order<>+16(SB)/8, $4
DATA order<>+24(SB)/8, $6
DATA order<>+32(SB)/8, $1
DATA order<>+40(SB)/8, $3
DATA order<>+48(SB)/8, $5
DATA order<>+56(SB)/8, $7
GLOBL order<>(SB), RODATA|NOPTR, $64

// SUMS adds the lanes of Z0–Z7, as sum8 does, into the lanes of Z0: first lanes
// 0–3 and 4–7 of two rows side by side, then of four rows what is left. It takes
// Z8 and Z9.
#define SUMS \
	VSHUFF64X2 $0x44, Z1, Z0, Z8 \
	VSHUFF64X2 $0xEE, Z1, Z0, Z9 \
	VADDPD     Z9, Z8, Z0        \
	VSHUFF64X2 $0x44, Z3, Z2, Z8 \
	VSHUFF64X2 $0xEE, Z3, Z2, Z9 \
	VADDPD     Z9, Z8, Z2        \
	VSHUFF64X2 $0x44, Z5, Z4, Z8 \
	VSHUFF64X2 $0xEE, Z5, Z4, Z9 \
	VADDPD     Z9, Z8, Z4        \
	VSHUFF64X2 $0x44, Z7, Z6, Z8 \
	VSHUFF64X2 $0xEE, Z7, Z6, Z9 \
	VADDPD     Z9, Z8, Z6        \
	VSHUFF64X2 $0x88, Z2, Z0, Z8 \
	VSHUFF64X2 $0xDD, Z2, Z0, Z9 \
	VADDPD     Z9, Z8, Z0        \
	VSHUFF64X2 $0x88, Z6, Z4, Z8 \
	VSHUFF64X2 $0xDD, Z6, Z4, Z9 \
	VADDPD     Z9, Z8, Z4        \
	VUNPCKLPD  Z4, Z0, Z8        \
	VUNPCKHPD  Z4, Z0, Z9        \
	VADDPD     Z9, Z8, Z0        \
	VPERMPD    Z0, Z31, Z0

// func symvAVX512(k, p, x *float64, tiles int)
//
// Z0–Z7 are the sums of a tile row's eight rows, Z8–Z15 their x.
TEXT ·symvAVX512(SB), NOSPLIT, $0-32
	MOVQ    k+0(FP), DI
	MOVQ    p+8(FP), SI
	MOVQ    x+16(FP), DX
	MOVQ    tiles+24(FP), CX
	VMOVUPD order<>(SB), Z31
	XORQ    R9, R9

rows:
	VPXORQ       Z0, Z0, Z0
	VPXORQ       Z1, Z1, Z1
	VPXORQ       Z2, Z2, Z2
	VPXORQ       Z3, Z3, Z3
	VPXORQ       Z4, Z4, Z4
	VPXORQ       Z5, Z5, Z5
	VPXORQ       Z6, Z6, Z6
	VPXORQ       Z7, Z7, Z7
	VBROADCASTSD (DX)(R9*1), Z8
	VBROADCASTSD 8(DX)(R9*1), Z9
	VBROADCASTSD 16(DX)(R9*1), Z10
	VBROADCASTSD 24(DX)(R9*1), Z11
	VBROADCASTSD 32(DX)(R9*1), Z12
	VBROADCASTSD 40(DX)(R9*1), Z13
	VBROADCASTSD 48(DX)(R9*1), Z14
	VBROADCASTSD 56(DX)(R9*1), Z15
	XORQ         R10, R10

tile:
	CMPQ    R10, R9
	JGE     diagonal
	VMOVUPD (DX)(R10*1), Z16
	VMOVUPD (DI)(R10*1), Z17
	ROW(0, Z18, Z0, Z8)
	ROW(64, Z19, Z1, Z9)
	ROW(128, Z20, Z2, Z10)
	ROW(192, Z21, Z3, Z11)
	ROW(256, Z22, Z4, Z12)
	ROW(320, Z23, Z5, Z13)
	ROW(384, Z24, Z6, Z14)
	ROW(448, Z25, Z7, Z15)
	VMOVUPD Z17, (DI)(R10*1)
	ADDQ    $512, SI
	ADDQ    $64, R10
	JMP     tile

diagonal:
	VMOVUPD     (DX)(R9*1), Z16
	VFMADD231PD (SI), Z16, Z0
	VFMADD231PD 64(SI), Z16, Z1
	VFMADD231PD 128(SI), Z16, Z2
	VFMADD231PD 192(SI), Z16, Z3
	VFMADD231PD 256(SI), Z16, Z4
	VFMADD231PD 320(SI), Z16, Z5
	VFMADD231PD 384(SI), Z16, Z6
	VFMADD231PD 448(SI), Z16, Z7
	ADDQ        $512, SI

	SUMS
	VMOVUPD Z0, (DI)(R9*1)

	ADDQ $64, R9
	DECQ CX
	JNZ  rows
	VZEROUPPER
	RET

// CHANGED is ROW for a row that changes first: by q times the q of the columns in Z26.
#define CHANGED(at, p, sum, x, q) \
	VMOVUPD      at(SI), p     \
	VFNMADD231PD Z26, q, p     \
	VMOVUPD      p, at(SI)     \
	VFMADD231PD  p, Z24, sum   \
	VFMADD231PD  p, x, Z25

#define CHANGEDDIAGONAL(at, p, sum, q) \
	VMOVUPD      at(SI), p    \
	VFNMADD231PD Z26, q, p    \
	VMOVUPD      p, at(SI)    \
	VFMADD231PD  p, Z24, sum

// func symvRankAVX512(k, p, x, q *float64, tiles int)
//
// As symvAVX512; Z16–Z23 are the q of the rows.
TEXT ·symvRankAVX512(SB), NOSPLIT, $0-40
	MOVQ    k+0(FP), DI
	MOVQ    p+8(FP), SI
	MOVQ    x+16(FP), DX
	MOVQ    q+24(FP), BX
	MOVQ    tiles+32(FP), CX
	VMOVUPD order<>(SB), Z31
	XORQ    R9, R9

rows:
	VPXORQ       Z0, Z0, Z0
	VPXORQ       Z1, Z1, Z1
	VPXORQ       Z2, Z2, Z2
	VPXORQ       Z3, Z3, Z3
	VPXORQ       Z4, Z4, Z4
	VPXORQ       Z5, Z5, Z5
	VPXORQ       Z6, Z6, Z6
	VPXORQ       Z7, Z7, Z7
	VBROADCASTSD (DX)(R9*1), Z8
	VBROADCASTSD 8(DX)(R9*1), Z9
	VBROADCASTSD 16(DX)(R9*1), Z10
	VBROADCASTSD 24(DX)(R9*1), Z11
	VBROADCASTSD 32(DX)(R9*1), Z12
	VBROADCASTSD 40(DX)(R9*1), Z13
	VBROADCASTSD 48(DX)(R9*1), Z14
	VBROADCASTSD 56(DX)(R9*1), Z15
	VBROADCASTSD (BX)(R9*1), Z16
	VBROADCASTSD 8(BX)(R9*1), Z17
	VBROADCASTSD 16(BX)(R9*1), Z18
	VBROADCASTSD 24(BX)(R9*1), Z19
	VBROADCASTSD 32(BX)(R9*1), Z20
	VBROADCASTSD 40(BX)(R9*1), Z21
	VBROADCASTSD 48(BX)(R9*1), Z22
	VBROADCASTSD 56(BX)(R9*1), Z23
	XORQ         R10, R10

tile:
	CMPQ    R10, R9
	JGE     diagonal
	VMOVUPD (DX)(R10*1), Z24
	VMOVUPD (DI)(R10*1), Z25
	VMOVUPD (BX)(R10*1), Z26
	CHANGED(0, Z27, Z0, Z8, Z16)
	CHANGED(64, Z28, Z1, Z9, Z17)
	CHANGED(128, Z29, Z2, Z10, Z18)
	CHANGED(192, Z30, Z3, Z11, Z19)
	CHANGED(256, Z27, Z4, Z12, Z20)
	CHANGED(320, Z28, Z5, Z13, Z21)
	CHANGED(384, Z29, Z6, Z14, Z22)
	CHANGED(448, Z30, Z7, Z15, Z23)
	VMOVUPD Z25, (DI)(R10*1)
	ADDQ    $512, SI
	ADDQ    $64, R10
	JMP     tile

diagonal:
	VMOVUPD (DX)(R9*1), Z24
	VMOVUPD (BX)(R9*1), Z26
	CHANGEDDIAGONAL(0, Z27, Z0, Z16)
	CHANGEDDIAGONAL(64, Z28, Z1, Z17)
	CHANGEDDIAGONAL(128, Z29, Z2, Z18)
	CHANGEDDIAGONAL(192, Z30, Z3, Z19)
	CHANGEDDIAGONAL(256, Z27, Z4, Z20)
	CHANGEDDIAGONAL(320, Z28, Z5, Z21)
	CHANGEDDIAGONAL(384, Z29, Z6, Z22)
	CHANGEDDIAGONAL(448, Z30, Z7, Z23)
	ADDQ    $512, SI
	SUMS
	VMOVUPD Z0, (DI)(R9*1)

	ADDQ $64, R9
	DECQ CX
	JNZ  rows
	VZEROUPPER
	RET
