#include "go_asm.h"
#include "textflag.h"

// What these do to the last bit stands in vec.go and symmetric.go, in plain Go.
// A vector is two Y registers, lanes 0–3 and 4–7; the last, incomplete vector of
// a row is masked by Y14 and Y15.

DATA masks<>+0(SB)/8, $-1
DATA masks<>+8(SB)/8, $-1
DATA masks<>+16(SB)/8, $-1
DATA masks<>+24(SB)/8, $-1
DATA masks<>+32(SB)/8, $-1
DATA masks<>+40(SB)/8, $-1
DATA masks<>+48(SB)/8, $-1
DATA masks<>+56(SB)/8, $-1
DATA masks<>+64(SB)/8, $0
DATA masks<>+72(SB)/8, $0
DATA masks<>+80(SB)/8, $0
DATA masks<>+88(SB)/8, $0
DATA masks<>+96(SB)/8, $0
DATA masks<>+104(SB)/8, $0
DATA masks<>+112(SB)/8, $0
DATA masks<>+120(SB)/8, $0
GLOBL masks<>(SB), RODATA|NOPTR, $128

// MASK sets Y14 and Y15 to the lowest n ≤ 8 of eight lanes. It takes AX and n.
#define MASK(n) \
	LEAQ    masks<>+64(SB), AX \
	NEGQ    n                  \
	VMOVDQU (AX)(n*8), Y14     \
	VMOVDQU 32(AX)(n*8), Y15

// func dotAVX2(x, y *float64, n int) float64
TEXT ·dotAVX2(SB), NOSPLIT, $0-32
	MOVQ   x+0(FP), SI
	MOVQ   y+8(FP), DI
	MOVQ   n+16(FP), CX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	VXORPD Y4, Y4, Y4
	VXORPD Y5, Y5, Y5
	VXORPD Y6, Y6, Y6
	VXORPD Y7, Y7, Y7

blocks:
	CMPQ        CX, $32
	JLT         vectors
	VMOVUPD     (SI), Y8
	VMOVUPD     32(SI), Y9
	VMOVUPD     64(SI), Y10
	VMOVUPD     96(SI), Y11
	VMOVUPD     128(SI), Y12
	VMOVUPD     160(SI), Y13
	VMOVUPD     192(SI), Y14
	VMOVUPD     224(SI), Y15
	VFMADD231PD (DI), Y8, Y0
	VFMADD231PD 32(DI), Y9, Y1
	VFMADD231PD 64(DI), Y10, Y2
	VFMADD231PD 96(DI), Y11, Y3
	VFMADD231PD 128(DI), Y12, Y4
	VFMADD231PD 160(DI), Y13, Y5
	VFMADD231PD 192(DI), Y14, Y6
	VFMADD231PD 224(DI), Y15, Y7
	ADDQ        $256, SI
	ADDQ        $256, DI
	SUBQ        $32, CX
	JMP         blocks

vectors:
	CMPQ        CX, $8
	JLT         rest
	VMOVUPD     (SI), Y8
	VMOVUPD     32(SI), Y9
	VFMADD231PD (DI), Y8, Y0
	VFMADD231PD 32(DI), Y9, Y1
	ADDQ        $64, SI
	ADDQ        $64, DI
	SUBQ        $8, CX
	JMP         vectors

rest:
	TESTQ       CX, CX
	JZ          add
	MASK(CX)
	VMASKMOVPD  (SI), Y14, Y8
	VMASKMOVPD  32(SI), Y15, Y9
	VMASKMOVPD  (DI), Y14, Y10
	VMASKMOVPD  32(DI), Y15, Y11
	VFMADD213PD Y0, Y8, Y10
	VFMADD213PD Y1, Y9, Y11
	VBLENDVPD   Y14, Y10, Y0, Y0 // a masked lane keeps its sum: −0 + 0·0 is +0
	VBLENDVPD   Y15, Y11, Y1, Y1

add:
	VADDPD       Y2, Y0, Y0
	VADDPD       Y3, Y1, Y1
	VADDPD       Y6, Y4, Y4
	VADDPD       Y7, Y5, Y5
	VADDPD       Y4, Y0, Y0
	VADDPD       Y5, Y1, Y1
	VADDPD       Y1, Y0, Y0
	VEXTRACTF128 $1, Y0, X1
	VADDPD       X1, X0, X0
	VPERMILPD    $1, X0, X1
	VADDSD       X1, X0, X0
	VZEROUPPER
	MOVSD        X0, ret+24(FP)
	RET

// func axpyAVX2(dst, x *float64, n int, a float64)
TEXT ·axpyAVX2(SB), NOSPLIT, $0-32
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	VBROADCASTSD a+24(FP), Y0

blocks:
	CMPQ        CX, $16
	JLT         vectors
	VMOVUPD     (DI), Y1
	VMOVUPD     32(DI), Y2
	VMOVUPD     64(DI), Y3
	VMOVUPD     96(DI), Y4
	VFMADD231PD (SI), Y0, Y1
	VFMADD231PD 32(SI), Y0, Y2
	VFMADD231PD 64(SI), Y0, Y3
	VFMADD231PD 96(SI), Y0, Y4
	VMOVUPD     Y1, (DI)
	VMOVUPD     Y2, 32(DI)
	VMOVUPD     Y3, 64(DI)
	VMOVUPD     Y4, 96(DI)
	ADDQ        $128, SI
	ADDQ        $128, DI
	SUBQ        $16, CX
	JMP         blocks

vectors:
	CMPQ        CX, $8
	JLT         rest
	VMOVUPD     (DI), Y1
	VMOVUPD     32(DI), Y2
	VFMADD231PD (SI), Y0, Y1
	VFMADD231PD 32(SI), Y0, Y2
	VMOVUPD     Y1, (DI)
	VMOVUPD     Y2, 32(DI)
	ADDQ        $64, SI
	ADDQ        $64, DI
	SUBQ        $8, CX
	JMP         vectors

rest:
	TESTQ       CX, CX
	JZ          done
	MASK(CX)
	VMASKMOVPD  (DI), Y14, Y1
	VMASKMOVPD  32(DI), Y15, Y2
	VMASKMOVPD  (SI), Y14, Y3
	VMASKMOVPD  32(SI), Y15, Y4
	VFMADD231PD Y3, Y0, Y1
	VFMADD231PD Y4, Y0, Y2
	VMASKMOVPD  Y1, Y14, (DI)
	VMASKMOVPD  Y2, Y15, 32(DI)

done:
	VZEROUPPER
	RET

// func axpy4AVX2(dst, x0, x1, x2, x3 *float64, n int, a float64)
//
// Four columns at once are four streams from memory, and dst moves once.
TEXT ·axpy4AVX2(SB), NOSPLIT, $0-56
	MOVQ         dst+0(FP), DI
	MOVQ         x0+8(FP), R8
	MOVQ         x1+16(FP), R9
	MOVQ         x2+24(FP), R10
	MOVQ         x3+32(FP), R11
	MOVQ         n+40(FP), CX
	VBROADCASTSD a+48(FP), Y0
	XORQ         DX, DX

blocks:
	CMPQ        CX, $16
	JLT         vectors
	VMOVUPD     (DI)(DX*1), Y1
	VMOVUPD     32(DI)(DX*1), Y2
	VMOVUPD     64(DI)(DX*1), Y3
	VMOVUPD     96(DI)(DX*1), Y4
	VFMADD231PD (R8)(DX*1), Y0, Y1
	VFMADD231PD 32(R8)(DX*1), Y0, Y2
	VFMADD231PD 64(R8)(DX*1), Y0, Y3
	VFMADD231PD 96(R8)(DX*1), Y0, Y4
	VFMADD231PD (R9)(DX*1), Y0, Y1
	VFMADD231PD 32(R9)(DX*1), Y0, Y2
	VFMADD231PD 64(R9)(DX*1), Y0, Y3
	VFMADD231PD 96(R9)(DX*1), Y0, Y4
	VFMADD231PD (R10)(DX*1), Y0, Y1
	VFMADD231PD 32(R10)(DX*1), Y0, Y2
	VFMADD231PD 64(R10)(DX*1), Y0, Y3
	VFMADD231PD 96(R10)(DX*1), Y0, Y4
	VFMADD231PD (R11)(DX*1), Y0, Y1
	VFMADD231PD 32(R11)(DX*1), Y0, Y2
	VFMADD231PD 64(R11)(DX*1), Y0, Y3
	VFMADD231PD 96(R11)(DX*1), Y0, Y4
	VMOVUPD     Y1, (DI)(DX*1)
	VMOVUPD     Y2, 32(DI)(DX*1)
	VMOVUPD     Y3, 64(DI)(DX*1)
	VMOVUPD     Y4, 96(DI)(DX*1)
	ADDQ        $128, DX
	SUBQ        $16, CX
	JMP         blocks

vectors:
	CMPQ        CX, $8
	JLT         rest
	VMOVUPD     (DI)(DX*1), Y1
	VMOVUPD     32(DI)(DX*1), Y2
	VFMADD231PD (R8)(DX*1), Y0, Y1
	VFMADD231PD 32(R8)(DX*1), Y0, Y2
	VFMADD231PD (R9)(DX*1), Y0, Y1
	VFMADD231PD 32(R9)(DX*1), Y0, Y2
	VFMADD231PD (R10)(DX*1), Y0, Y1
	VFMADD231PD 32(R10)(DX*1), Y0, Y2
	VFMADD231PD (R11)(DX*1), Y0, Y1
	VFMADD231PD 32(R11)(DX*1), Y0, Y2
	VMOVUPD     Y1, (DI)(DX*1)
	VMOVUPD     Y2, 32(DI)(DX*1)
	ADDQ        $64, DX
	SUBQ        $8, CX
	JMP         vectors

rest:
	TESTQ       CX, CX
	JZ          done
	MASK(CX)
	VMASKMOVPD  (DI)(DX*1), Y14, Y1
	VMASKMOVPD  32(DI)(DX*1), Y15, Y2
	VMASKMOVPD  (R8)(DX*1), Y14, Y3
	VMASKMOVPD  32(R8)(DX*1), Y15, Y4
	VMASKMOVPD  (R9)(DX*1), Y14, Y5
	VMASKMOVPD  32(R9)(DX*1), Y15, Y6
	VMASKMOVPD  (R10)(DX*1), Y14, Y7
	VMASKMOVPD  32(R10)(DX*1), Y15, Y8
	VMASKMOVPD  (R11)(DX*1), Y14, Y9
	VMASKMOVPD  32(R11)(DX*1), Y15, Y10
	VFMADD231PD Y3, Y0, Y1
	VFMADD231PD Y4, Y0, Y2
	VFMADD231PD Y5, Y0, Y1
	VFMADD231PD Y6, Y0, Y2
	VFMADD231PD Y7, Y0, Y1
	VFMADD231PD Y8, Y0, Y2
	VFMADD231PD Y9, Y0, Y1
	VFMADD231PD Y10, Y0, Y2
	VMASKMOVPD  Y1, Y14, (DI)(DX*1)
	VMASKMOVPD  Y2, Y15, 32(DI)(DX*1)

done:
	VZEROUPPER
	RET

// PAIR subtracts one number of A, times eight of B in Y8 and Y9, from a row of C.
#define PAIR(at, lo, hi) \
	VBROADCASTSD  at(AX), Y10  \
	VFNMADD231PD  Y8, Y10, lo  \
	VFNMADD231PD  Y9, Y10, hi

// func rankAVX2(args *rankArgs)
//
// A block of 8×8 numbers of C is two halves of four rows, SI the first of them:
// each stays in Y0–Y7 while all pairs are subtracted from it.
TEXT ·rankAVX2(SB), NOSPLIT, $0-8
	MOVQ     args+0(FP), AX
	MOVQ     rankArgs_c(AX), DI
	MOVQ     rankArgs_rowStride(AX), R8
	MOVQ     rankArgs_blockStride(AX), DX
	MOVQ     rankArgs_cols(AX), CX
	MOVQ     rankArgs_a(AX), R10
	MOVQ     rankArgs_aStride(AX), R11
	MOVQ     rankArgs_b(AX), R12
	MOVQ     rankArgs_bStride(AX), R13
	MOVQ     rankArgs_m(AX), BX
	LEAQ     (R8)(R8*2), R9
	VPCMPEQD Y14, Y14, Y14
	VPCMPEQD Y15, Y15, Y15

block:
	CMPQ CX, $8
	JGE  full
	MOVQ CX, SI
	MASK(SI)

full:
	MOVQ DI, SI
	MOVQ R10, AX

half:
	VMASKMOVPD (SI), Y14, Y0
	VMASKMOVPD 32(SI), Y15, Y1
	VMASKMOVPD (SI)(R8*1), Y14, Y2
	VMASKMOVPD 32(SI)(R8*1), Y15, Y3
	VMASKMOVPD (SI)(R8*2), Y14, Y4
	VMASKMOVPD 32(SI)(R8*2), Y15, Y5
	VMASKMOVPD (SI)(R9*1), Y14, Y6
	VMASKMOVPD 32(SI)(R9*1), Y15, Y7
	MOVQ       R12, R14
	MOVQ       BX, R15

pair:
	VMASKMOVPD (R14), Y14, Y8
	VMASKMOVPD 32(R14), Y15, Y9
	PAIR(0, Y0, Y1)
	PAIR(8, Y2, Y3)
	PAIR(16, Y4, Y5)
	PAIR(24, Y6, Y7)
	ADDQ       R11, AX
	ADDQ       R13, R14
	DECQ       R15
	JNZ        pair

	CMPQ    CX, $8
	JLT     part
	VMOVUPD Y0, (SI)
	VMOVUPD Y1, 32(SI)
	VMOVUPD Y2, (SI)(R8*1)
	VMOVUPD Y3, 32(SI)(R8*1)
	VMOVUPD Y4, (SI)(R8*2)
	VMOVUPD Y5, 32(SI)(R8*2)
	VMOVUPD Y6, (SI)(R9*1)
	VMOVUPD Y7, 32(SI)(R9*1)
	JMP     stored

part:
	VMASKMOVPD Y0, Y14, (SI)
	VMASKMOVPD Y1, Y15, 32(SI)
	VMASKMOVPD Y2, Y14, (SI)(R8*1)
	VMASKMOVPD Y3, Y15, 32(SI)(R8*1)
	VMASKMOVPD Y4, Y14, (SI)(R8*2)
	VMASKMOVPD Y5, Y15, 32(SI)(R8*2)
	VMASKMOVPD Y6, Y14, (SI)(R9*1)
	VMASKMOVPD Y7, Y15, 32(SI)(R9*1)

stored:
	CMPQ SI, DI
	JNE  next
	LEAQ (DI)(R8*4), SI
	LEAQ 32(R10), AX
	JMP  half

next:
	ADDQ DX, DI
	ADDQ $64, R12
	SUBQ $8, CX
	JG   block
	VZEROUPPER
	RET

// ROW takes four numbers of a row: to the row's own sums, and to those of the columns in Y13.
#define ROW(at, p, sum, x) \
	VMOVUPD     at(SI), p    \
	VFMADD231PD p, Y12, sum  \
	VFMADD231PD p, x, Y13

// SUMS adds the eight lanes of each of four rows in Y0–Y7, as sum8 does, into the
// lanes of Y0: first lanes 0–3 and 4–7, then the pairs that are left of two rows
// side by side, then of four. It takes Y12 and Y13.
#define SUMS \
	VADDPD     Y1, Y0, Y0            \
	VADDPD     Y3, Y2, Y2            \
	VADDPD     Y5, Y4, Y4            \
	VADDPD     Y7, Y6, Y6            \
	VPERM2F128 $0x20, Y4, Y0, Y12    \
	VPERM2F128 $0x31, Y4, Y0, Y13    \
	VADDPD     Y13, Y12, Y0          \
	VPERM2F128 $0x20, Y6, Y2, Y12    \
	VPERM2F128 $0x31, Y6, Y2, Y13    \
	VADDPD     Y13, Y12, Y2          \
	VHADDPD    Y2, Y0, Y0

// func symvAVX2(k, p, x *float64, tiles int)
//
// A tile row goes by twice, for its upper and its lower four rows: Y0–Y7 are
// their sums, Y8–Y11 their x. Each number of k still takes the rows from the top.
TEXT ·symvAVX2(SB), NOSPLIT, $0-32
	MOVQ k+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ x+16(FP), DX
	MOVQ tiles+24(FP), CX
	XORQ R9, R9
	MOVQ SI, R8

rows:
	MOVQ R9, R11 // the four rows in x and k
	LEAQ 64(R9), R12

half:
	VXORPD       Y0, Y0, Y0
	VXORPD       Y1, Y1, Y1
	VXORPD       Y2, Y2, Y2
	VXORPD       Y3, Y3, Y3
	VXORPD       Y4, Y4, Y4
	VXORPD       Y5, Y5, Y5
	VXORPD       Y6, Y6, Y6
	VXORPD       Y7, Y7, Y7
	VBROADCASTSD (DX)(R11*1), Y8
	VBROADCASTSD 8(DX)(R11*1), Y9
	VBROADCASTSD 16(DX)(R11*1), Y10
	VBROADCASTSD 24(DX)(R11*1), Y11
	XORQ         R10, R10

tile:
	CMPQ    R10, R9
	JGE     diagonal
	VMOVUPD (DX)(R10*1), Y12
	VMOVUPD (DI)(R10*1), Y13
	ROW(0, Y14, Y0, Y8)
	ROW(64, Y15, Y2, Y9)
	ROW(128, Y14, Y4, Y10)
	ROW(192, Y15, Y6, Y11)
	VMOVUPD Y13, (DI)(R10*1)
	VMOVUPD 32(DX)(R10*1), Y12
	VMOVUPD 32(DI)(R10*1), Y13
	ROW(32, Y14, Y1, Y8)
	ROW(96, Y15, Y3, Y9)
	ROW(160, Y14, Y5, Y10)
	ROW(224, Y15, Y7, Y11)
	VMOVUPD Y13, 32(DI)(R10*1)
	ADDQ    $512, SI
	ADDQ    $64, R10
	JMP     tile

diagonal:
	VMOVUPD     (DX)(R9*1), Y12
	VMOVUPD     32(DX)(R9*1), Y13
	VFMADD231PD (SI), Y12, Y0
	VFMADD231PD 32(SI), Y13, Y1
	VFMADD231PD 64(SI), Y12, Y2
	VFMADD231PD 96(SI), Y13, Y3
	VFMADD231PD 128(SI), Y12, Y4
	VFMADD231PD 160(SI), Y13, Y5
	VFMADD231PD 192(SI), Y12, Y6
	VFMADD231PD 224(SI), Y13, Y7

	SUMS
	VMOVUPD Y0, (DI)(R11*1)

	ADDQ $32, R11
	CMPQ R11, R12
	JGE  next
	LEAQ 256(R8), SI
	JMP  half

next:
	ADDQ $256, SI // the lower half of the diagonal tile
	MOVQ SI, R8
	MOVQ R12, R9
	DECQ CX
	JNZ  rows
	VZEROUPPER
	RET

// CHANGED is ROW for a row that changes first: by the q at the given place after
// R11 times those of the columns.
#define CHANGED(at, q, columns, sum, x) \
	VMOVUPD      at(SI), Y14                   \
	VBROADCASTSD q(BX)(R11*1), Y15             \
	VFNMADD231PD columns(BX)(R10*1), Y15, Y14  \
	VMOVUPD      Y14, at(SI)                   \
	VFMADD231PD  Y14, Y12, sum                 \
	VFMADD231PD  Y14, x, Y13

// func symvRankAVX2(k, p, x, q *float64, tiles int)
//
// As symvAVX2.
TEXT ·symvRankAVX2(SB), NOSPLIT, $0-40
	MOVQ k+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ x+16(FP), DX
	MOVQ q+24(FP), BX
	MOVQ tiles+32(FP), CX
	XORQ R9, R9
	MOVQ SI, R8

rows:
	MOVQ R9, R11 // the four rows in x and k
	LEAQ 64(R9), R12

half:
	VXORPD       Y0, Y0, Y0
	VXORPD       Y1, Y1, Y1
	VXORPD       Y2, Y2, Y2
	VXORPD       Y3, Y3, Y3
	VXORPD       Y4, Y4, Y4
	VXORPD       Y5, Y5, Y5
	VXORPD       Y6, Y6, Y6
	VXORPD       Y7, Y7, Y7
	VBROADCASTSD (DX)(R11*1), Y8
	VBROADCASTSD 8(DX)(R11*1), Y9
	VBROADCASTSD 16(DX)(R11*1), Y10
	VBROADCASTSD 24(DX)(R11*1), Y11
	XORQ         R10, R10

tile:
	CMPQ    R10, R9
	JGE     diagonal
	VMOVUPD (DX)(R10*1), Y12
	VMOVUPD (DI)(R10*1), Y13
	CHANGED(0, 0, 0, Y0, Y8)
	CHANGED(64, 8, 0, Y2, Y9)
	CHANGED(128, 16, 0, Y4, Y10)
	CHANGED(192, 24, 0, Y6, Y11)
	VMOVUPD Y13, (DI)(R10*1)
	VMOVUPD 32(DX)(R10*1), Y12
	VMOVUPD 32(DI)(R10*1), Y13
	CHANGED(32, 0, 32, Y1, Y8)
	CHANGED(96, 8, 32, Y3, Y9)
	CHANGED(160, 16, 32, Y5, Y10)
	CHANGED(224, 24, 32, Y7, Y11)
	VMOVUPD Y13, 32(DI)(R10*1)
	ADDQ    $512, SI
	ADDQ    $64, R10
	JMP     tile

diagonal: // R10 is R9, and Y13 is of no account
	VMOVUPD (DX)(R9*1), Y12
	CHANGED(0, 0, 0, Y0, Y8)
	CHANGED(64, 8, 0, Y2, Y9)
	CHANGED(128, 16, 0, Y4, Y10)
	CHANGED(192, 24, 0, Y6, Y11)
	VMOVUPD 32(DX)(R9*1), Y12
	CHANGED(32, 0, 32, Y1, Y8)
	CHANGED(96, 8, 32, Y3, Y9)
	CHANGED(160, 16, 32, Y5, Y10)
	CHANGED(224, 24, 32, Y7, Y11)
	SUMS
	VMOVUPD Y0, (DI)(R11*1)

	ADDQ $32, R11
	CMPQ R11, R12
	JGE  next
	LEAQ 256(R8), SI
	JMP  half

next:
	ADDQ $256, SI // the lower half of the diagonal tile
	MOVQ SI, R8
	MOVQ R12, R9
	DECQ CX
	JNZ  rows
	VZEROUPPER
	RET
