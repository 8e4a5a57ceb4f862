#include "textflag.h"

// What these do to the last bit stands in kernels.go, in plain Go.

// ROW adds a number of A times the row of B in Z16 and Z17 to a row of sums.
#define ROW(at, t, s0, s1) \
	VBROADCASTSD at(SI), t \
	VFMADD231PD  Z16, t, s0 \
	VFMADD231PD  Z17, t, s1

// TERM is a term of the sums.
#define TERM(a, b) \
	VMOVUPD b(DX), Z16        \
	VMOVUPD (b+64)(DX), Z17   \
	ROW(a, Z18, Z0, Z1)       \
	ROW((a+8), Z19, Z2, Z3)   \
	ROW((a+16), Z20, Z4, Z5)  \
	ROW((a+24), Z21, Z6, Z7)  \
	ROW((a+32), Z22, Z8, Z9)  \
	ROW((a+40), Z23, Z10, Z11) \
	ROW((a+48), Z24, Z12, Z13) \
	ROW((a+56), Z25, Z14, Z15)

// INTO adds α times a row of sums to C, and goes to the next row.
#define INTO(s0, s1) \
	VFMADD213PD (DI), Z16, s0   \
	VFMADD213PD 64(DI), Z16, s1 \
	VMOVUPD     s0, (DI)        \
	VMOVUPD     s1, 64(DI)      \
	ADDQ        BX, DI

// func tileAVX512(c *float64, ldc int, a, b *float64, k int, alpha float64)
TEXT ·tileAVX512(SB), NOSPLIT, $0-48
	MOVQ   c+0(FP), DI
	MOVQ   ldc+8(FP), BX
	MOVQ   a+16(FP), SI
	MOVQ   b+24(FP), DX
	MOVQ   k+32(FP), CX
	SHLQ   $3, BX
	MOVQ   DI, AX
	MOVQ   $8, R8

	// C comes while the sums are made.
fetch:
	PREFETCHT0 (AX)
	PREFETCHT0 64(AX)
	PREFETCHT0 127(AX)
	ADDQ       BX, AX
	DECQ       R8
	JNZ        fetch
	VPXORQ Z0, Z0, Z0
	VPXORQ Z1, Z1, Z1
	VPXORQ Z2, Z2, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	VPXORQ Z5, Z5, Z5
	VPXORQ Z6, Z6, Z6
	VPXORQ Z7, Z7, Z7
	VPXORQ Z8, Z8, Z8
	VPXORQ Z9, Z9, Z9
	VPXORQ Z10, Z10, Z10
	VPXORQ Z11, Z11, Z11
	VPXORQ Z12, Z12, Z12
	VPXORQ Z13, Z13, Z13
	VPXORQ Z14, Z14, Z14
	VPXORQ Z15, Z15, Z15

four:
	CMPQ CX, $4
	JLT  one
	TERM(0, 0)
	TERM(64, 128)
	TERM(128, 256)
	TERM(192, 384)
	ADDQ $256, SI
	ADDQ $512, DX
	SUBQ $4, CX
	JMP  four

one:
	TESTQ CX, CX
	JZ    done
	TERM(0, 0)
	ADDQ  $64, SI
	ADDQ  $128, DX
	DECQ  CX
	JMP   one

done:
	VBROADCASTSD alpha+40(FP), Z16
	INTO(Z0, Z1)
	INTO(Z2, Z3)
	INTO(Z4, Z5)
	INTO(Z6, Z7)
	INTO(Z8, Z9)
	INTO(Z10, Z11)
	INTO(Z12, Z13)
	INTO(Z14, Z15)
	VZEROUPPER
	RET

// MASK sets K to the lowest N of eight lanes, all for eight or more, none for 0 or
// less. It takes AX and N.
#define MASK(N, K) \
	XORL    AX, AX     \
	TESTQ   N, N       \
	CMOVQLT AX, N      \
	MOVQ    $8, AX     \
	CMPQ    N, AX      \
	CMOVQGT AX, N      \
	MOVQ    $-1, AX    \
	BZHIQ   N, AX, AX  \
	KMOVB   AX, K

// SUM adds the lanes of two sums, and stores the result.
#define SUM(s, t, y, x, at) \
	VADDPD        t, s, s   \
	VEXTRACTF64X4 $1, s, Y8 \
	VADDPD        Y8, y, y  \
	VEXTRACTF128  $1, y, X8 \
	VADDPD        X8, x, x  \
	VPERMILPD     $1, x, X8 \
	VADDSD        X8, x, x  \
	MOVSD         x, at(DI)

// func dotsAVX512(sum *[4]float64, a *float64, lda int, x *float64, n int)
TEXT ·dotsAVX512(SB), NOSPLIT, $0-40
	MOVQ   sum+0(FP), DI
	MOVQ   a+8(FP), R8
	MOVQ   lda+16(FP), BX
	MOVQ   x+24(FP), SI
	MOVQ   n+32(FP), CX
	SHLQ   $3, BX
	LEAQ   (R8)(BX*1), R9
	LEAQ   (R9)(BX*1), R10
	LEAQ   (R10)(BX*1), R11
	VPXORQ Z0, Z0, Z0
	VPXORQ Z1, Z1, Z1
	VPXORQ Z2, Z2, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	VPXORQ Z5, Z5, Z5
	VPXORQ Z6, Z6, Z6
	VPXORQ Z7, Z7, Z7
	XORQ   DX, DX

blocks:
	CMPQ        CX, $16
	JLT         rest
	VMOVUPD     (SI)(DX*1), Z8
	VMOVUPD     64(SI)(DX*1), Z9
	PREFETCHT0  512(R8)(DX*1)
	PREFETCHT0  512(R9)(DX*1)
	PREFETCHT0  512(R10)(DX*1)
	PREFETCHT0  512(R11)(DX*1)
	VFMADD231PD (R8)(DX*1), Z8, Z0
	VFMADD231PD 64(R8)(DX*1), Z9, Z1
	VFMADD231PD (R9)(DX*1), Z8, Z2
	VFMADD231PD 64(R9)(DX*1), Z9, Z3
	PREFETCHT0  576(R8)(DX*1)
	PREFETCHT0  576(R9)(DX*1)
	PREFETCHT0  576(R10)(DX*1)
	PREFETCHT0  576(R11)(DX*1)
	VFMADD231PD (R10)(DX*1), Z8, Z4
	VFMADD231PD 64(R10)(DX*1), Z9, Z5
	VFMADD231PD (R11)(DX*1), Z8, Z6
	VFMADD231PD 64(R11)(DX*1), Z9, Z7
	ADDQ        $128, DX
	SUBQ        $16, CX
	JMP         blocks

rest:
	TESTQ       CX, CX
	JZ          add
	MOVQ        CX, R12
	MASK(R12, K1)
	SUBQ        $8, CX
	MASK(CX, K2)
	VMOVUPD.Z   (SI)(DX*1), K1, Z8
	VMOVUPD.Z   64(SI)(DX*1), K2, Z9
	VMOVUPD.Z   (R8)(DX*1), K1, Z10
	VMOVUPD.Z   64(R8)(DX*1), K2, Z11
	VFMADD231PD Z10, Z8, K1, Z0
	VFMADD231PD Z11, Z9, K2, Z1
	VMOVUPD.Z   (R9)(DX*1), K1, Z10
	VMOVUPD.Z   64(R9)(DX*1), K2, Z11
	VFMADD231PD Z10, Z8, K1, Z2
	VFMADD231PD Z11, Z9, K2, Z3
	VMOVUPD.Z   (R10)(DX*1), K1, Z10
	VMOVUPD.Z   64(R10)(DX*1), K2, Z11
	VFMADD231PD Z10, Z8, K1, Z4
	VFMADD231PD Z11, Z9, K2, Z5
	VMOVUPD.Z   (R11)(DX*1), K1, Z10
	VMOVUPD.Z   64(R11)(DX*1), K2, Z11
	VFMADD231PD Z10, Z8, K1, Z6
	VFMADD231PD Z11, Z9, K2, Z7

add:
	SUM(Z0, Z1, Y0, X0, 0)
	SUM(Z2, Z3, Y2, X2, 8)
	SUM(Z4, Z5, Y4, X4, 16)
	SUM(Z6, Z7, Y6, X6, 24)
	VZEROUPPER
	RET

// func addRowsAVX512(y, a *float64, lda int, c *[4]float64, n int)
TEXT ·addRowsAVX512(SB), NOSPLIT, $0-40
	MOVQ         y+0(FP), DI
	MOVQ         a+8(FP), R8
	MOVQ         lda+16(FP), BX
	MOVQ         c+24(FP), SI
	MOVQ         n+32(FP), CX
	SHLQ         $3, BX
	LEAQ         (R8)(BX*1), R9
	LEAQ         (R9)(BX*1), R10
	LEAQ         (R10)(BX*1), R11
	VBROADCASTSD (SI), Z0
	VBROADCASTSD 8(SI), Z1
	VBROADCASTSD 16(SI), Z2
	VBROADCASTSD 24(SI), Z3
	XORQ         DX, DX

blocks:
	CMPQ        CX, $16
	JLT         rest
	VMOVUPD     (DI)(DX*1), Z4
	VMOVUPD     64(DI)(DX*1), Z5
	PREFETCHT0  512(R8)(DX*1)
	PREFETCHT0  512(R9)(DX*1)
	PREFETCHT0  512(R10)(DX*1)
	PREFETCHT0  512(R11)(DX*1)
	VFMADD231PD (R8)(DX*1), Z0, Z4
	VFMADD231PD 64(R8)(DX*1), Z0, Z5
	VFMADD231PD (R9)(DX*1), Z1, Z4
	VFMADD231PD 64(R9)(DX*1), Z1, Z5
	PREFETCHT0  576(R8)(DX*1)
	PREFETCHT0  576(R9)(DX*1)
	PREFETCHT0  576(R10)(DX*1)
	PREFETCHT0  576(R11)(DX*1)
	VFMADD231PD (R10)(DX*1), Z2, Z4
	VFMADD231PD 64(R10)(DX*1), Z2, Z5
	VFMADD231PD (R11)(DX*1), Z3, Z4
	VFMADD231PD 64(R11)(DX*1), Z3, Z5
	VMOVUPD     Z4, (DI)(DX*1)
	VMOVUPD     Z5, 64(DI)(DX*1)
	ADDQ        $128, DX
	SUBQ        $16, CX
	JMP         blocks

rest:
	TESTQ       CX, CX
	JLE         done
	MOVQ        CX, R12
	MASK(R12, K1)
	VMOVUPD.Z   (DI)(DX*1), K1, Z4
	VMOVUPD.Z   (R8)(DX*1), K1, Z5
	VFMADD231PD Z5, Z0, Z4
	VMOVUPD.Z   (R9)(DX*1), K1, Z5
	VFMADD231PD Z5, Z1, Z4
	VMOVUPD.Z   (R10)(DX*1), K1, Z5
	VFMADD231PD Z5, Z2, Z4
	VMOVUPD.Z   (R11)(DX*1), K1, Z5
	VFMADD231PD Z5, Z3, Z4
	VMOVUPD     Z4, K1, (DI)(DX*1)
	ADDQ        $64, DX
	SUBQ        $8, CX
	JMP         rest

done:
	VZEROUPPER
	RET

// func copyPanelAVX512(dst, x *float64, stride, side, n int)
TEXT ·copyPanelAVX512(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ stride+16(FP), BX
	MOVQ side+24(FP), DX
	MOVQ n+32(FP), CX
	SHLQ $3, BX
	CMPQ DX, $8
	JEQ  eight

sixteen:
	VMOVUPD (SI), Z0
	VMOVUPD 64(SI), Z1
	VMOVUPD Z0, (DI)
	VMOVUPD Z1, 64(DI)
	ADDQ    BX, SI
	ADDQ    $128, DI
	DECQ    CX
	JNZ     sixteen
	VZEROUPPER
	RET

eight:
	VMOVUPD (SI), Z0
	VMOVUPD Z0, (DI)
	ADDQ    BX, SI
	ADDQ    $64, DI
	DECQ    CX
	JNZ     eight
	VZEROUPPER
	RET

// QUARTERS makes the columns c, c + 2, c + 4 and c + 6 of eight rows from those
// columns of each two rows, and stores them. R12 is the bytes from column to column.
#define QUARTERS(t0, t2, t4, t6, at) \
	VSHUFF64X2 $0x88, t2, t0, Z16  \
	VSHUFF64X2 $0xDD, t2, t0, Z17  \
	VSHUFF64X2 $0x88, t6, t4, Z18  \
	VSHUFF64X2 $0xDD, t6, t4, Z19  \
	VSHUFF64X2 $0x88, Z18, Z16, Z20 \
	VSHUFF64X2 $0xDD, Z18, Z16, Z21 \
	VSHUFF64X2 $0x88, Z19, Z17, Z22 \
	VSHUFF64X2 $0xDD, Z19, Z17, Z23 \
	VMOVUPD    Z20, (at)            \
	VMOVUPD    Z22, (at)(R12*2)     \
	VMOVUPD    Z21, (at)(R12*4)     \
	LEAQ       (at)(R12*4), AX      \
	VMOVUPD    Z23, (AX)(R12*2)

// func turnPanelAVX512(dst *float64, side int, x *float64, stride, n int)
TEXT ·turnPanelAVX512(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ side+8(FP), R12
	MOVQ x+16(FP), SI
	MOVQ stride+24(FP), BX
	MOVQ n+32(FP), CX
	SHLQ $3, R12
	SHLQ $3, BX
	LEAQ (BX)(BX*2), R8
	LEAQ (SI)(BX*4), DX

eight:
	VMOVUPD   (SI), Z0
	VMOVUPD   (SI)(BX*1), Z1
	VMOVUPD   (SI)(BX*2), Z2
	VMOVUPD   (SI)(R8*1), Z3
	VMOVUPD   (DX), Z4
	VMOVUPD   (DX)(BX*1), Z5
	VMOVUPD   (DX)(BX*2), Z6
	VMOVUPD   (DX)(R8*1), Z7
	VUNPCKLPD Z1, Z0, Z8
	VUNPCKHPD Z1, Z0, Z9
	VUNPCKLPD Z3, Z2, Z10
	VUNPCKHPD Z3, Z2, Z11
	VUNPCKLPD Z5, Z4, Z12
	VUNPCKHPD Z5, Z4, Z13
	VUNPCKLPD Z7, Z6, Z14
	VUNPCKHPD Z7, Z6, Z15
	QUARTERS(Z8, Z10, Z12, Z14, DI)
	LEAQ      (DI)(R12*1), R9
	QUARTERS(Z9, Z11, Z13, Z15, R9)
	LEAQ      (DI)(R12*8), DI
	ADDQ      $64, SI
	ADDQ      $64, DX
	SUBQ      $8, CX
	JNZ       eight
	VZEROUPPER
	RET
