#include "textflag.h"

// What these do to the last bit stands in kernels.go, in plain Go.

#define ROW(at, t, s0, s1) \
	VBROADCASTSD at(SI), t \
	VFMADD231PD  Y8, t, s0 \
	VFMADD231PD  Y9, t, s1

// TERM is a term of the sums of four rows and eight columns.
#define TERM(a, b) \
	VMOVUPD b(DX), Y8          \
	VMOVUPD (b+32)(DX), Y9     \
	ROW(a, Y10, Y0, Y1)        \
	ROW((a+8), Y11, Y2, Y3)    \
	ROW((a+16), Y12, Y4, Y5)   \
	ROW((a+24), Y13, Y6, Y7)

// INTO adds α times a row of sums to C, and goes to the next row.
#define INTO(s0, s1) \
	VFMADD213PD (DI), Y8, s0   \
	VFMADD213PD 32(DI), Y8, s1 \
	VMOVUPD     s0, (DI)       \
	VMOVUPD     s1, 32(DI)     \
	ADDQ        BX, DI

// func tileAVX2(c *float64, ldc int, a, b *float64, k int, alpha float64)
//
// The tile is made in four parts of 4×8 numbers: R8 and R9 are where a part
// begins in A and B, R10 in C.
TEXT ·tileAVX2(SB), NOSPLIT, $0-48
	MOVQ c+0(FP), R10
	MOVQ ldc+8(FP), BX
	MOVQ a+16(FP), R8
	MOVQ b+24(FP), R9
	SHLQ $3, BX
	MOVQ $4, R11

part:
	MOVQ   R10, DI
	MOVQ   R8, SI
	MOVQ   R9, DX
	MOVQ   k+32(FP), CX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	VXORPD Y4, Y4, Y4
	VXORPD Y5, Y5, Y5
	VXORPD Y6, Y6, Y6
	VXORPD Y7, Y7, Y7

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
	VBROADCASTSD alpha+40(FP), Y8
	INTO(Y0, Y1)
	INTO(Y2, Y3)
	INTO(Y4, Y5)
	INTO(Y6, Y7)
	DECQ  R11
	JZ    end
	TESTQ $1, R11
	JZ    next

	// the right half
	ADDQ $64, R9
	ADDQ $64, R10
	JMP  part

next:
	ADDQ $32, R8
	SUBQ $64, R9
	LEAQ -64(DI), R10
	JMP  part

end:
	VZEROUPPER
	RET
