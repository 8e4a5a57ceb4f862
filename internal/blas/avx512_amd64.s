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
