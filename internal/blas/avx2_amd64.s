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

// SUM adds the lanes of four sums, of terms 0–3, 4–7, 8–11 and 12–15 of sixteen,
// and stores the result.
#define SUM(s0, s1, s2, s3, x, at) \
	VADDPD       s2, s0, s0 \
	VADDPD       s3, s1, s1 \
	VADDPD       s1, s0, s0 \
	VEXTRACTF128 $1, s0, X8 \
	VADDPD       X8, x, x   \
	VPERMILPD    $1, x, X8  \
	VADDSD       X8, x, x   \
	MOVSD        x, at(DI)

// func dotsAVX2(sum *[4]float64, a *float64, lda int, x *float64, n int)
//
// Two rows, and then two.
TEXT ·dotsAVX2(SB), NOSPLIT, $0-40
	MOVQ sum+0(FP), DI
	MOVQ a+8(FP), R8
	MOVQ lda+16(FP), BX
	MOVQ $2, R11
	SHLQ $3, BX

pair:
	MOVQ   x+24(FP), SI
	MOVQ   n+32(FP), CX
	LEAQ   (R8)(BX*1), R9
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	VXORPD Y4, Y4, Y4
	VXORPD Y5, Y5, Y5
	VXORPD Y6, Y6, Y6
	VXORPD Y7, Y7, Y7
	XORQ   DX, DX

blocks:
	CMPQ        CX, $16
	JLT         rest
	VMOVUPD     (SI)(DX*1), Y8
	VMOVUPD     32(SI)(DX*1), Y9
	VMOVUPD     64(SI)(DX*1), Y10
	VMOVUPD     96(SI)(DX*1), Y11
	VFMADD231PD (R8)(DX*1), Y8, Y0
	VFMADD231PD 32(R8)(DX*1), Y9, Y1
	VFMADD231PD 64(R8)(DX*1), Y10, Y2
	VFMADD231PD 96(R8)(DX*1), Y11, Y3
	VFMADD231PD (R9)(DX*1), Y8, Y4
	VFMADD231PD 32(R9)(DX*1), Y9, Y5
	VFMADD231PD 64(R9)(DX*1), Y10, Y6
	VFMADD231PD 96(R9)(DX*1), Y11, Y7
	ADDQ        $128, DX
	SUBQ        $16, CX
	JMP         blocks

	// Fours, into one pair of sums after the other.
rest:
	MOVQ CX, R12

#define FOUR(s, t) \
	CMPQ        CX, $4           \
	JLT         ones             \
	VMOVUPD     (SI)(DX*1), Y8   \
	VFMADD231PD (R8)(DX*1), Y8, s \
	VFMADD231PD (R9)(DX*1), Y8, t \
	ADDQ        $32, DX          \
	SUBQ        $4, CX

	FOUR(Y0, Y4)
	FOUR(Y1, Y5)
	FOUR(Y2, Y6)

ones:
	// The last one to three terms: masked by a row of the table.
	TESTQ      CX, CX
	JZ         add
	LEAQ       ones<>(SB), R13
	SHLQ       $5, CX
	VMOVUPD    (R13)(CX*1), Y9
	VMASKMOVPD (SI)(DX*1), Y9, Y8
	VMASKMOVPD (R8)(DX*1), Y9, Y10
	VMASKMOVPD (R9)(DX*1), Y9, Y11
	SHRQ       $2, R12
	CMPQ       R12, $1
	JLT        first
	JEQ        second
	CMPQ       R12, $2
	JEQ        third
	VFMADD231PD Y10, Y8, Y3
	VFMADD231PD Y11, Y8, Y7
	JMP        add

first:
	VFMADD231PD Y10, Y8, Y0
	VFMADD231PD Y11, Y8, Y4
	JMP         add

second:
	VFMADD231PD Y10, Y8, Y1
	VFMADD231PD Y11, Y8, Y5
	JMP         add

third:
	VFMADD231PD Y10, Y8, Y2
	VFMADD231PD Y11, Y8, Y6

add:
	SUM(Y0, Y1, Y2, Y3, X0, 0)
	SUM(Y4, Y5, Y6, Y7, X4, 8)
	ADDQ $16, DI
	LEAQ (R9)(BX*1), R8
	DECQ R11
	JNZ  pair
	VZEROUPPER
	RET

// ones has all bits set in the first 0, 1, 2 and 3 of four lanes.
DATA ones<>+0(SB)/8, $0
DATA ones<>+8(SB)/8, $0
DATA ones<>+16(SB)/8, $0
DATA ones<>+24(SB)/8, $0
DATA ones<>+32(SB)/8, $-1
DATA ones<>+40(SB)/8, $0
DATA ones<>+48(SB)/8, $0
DATA ones<>+56(SB)/8, $0
DATA ones<>+64(SB)/8, $-1
DATA ones<>+72(SB)/8, $-1
DATA ones<>+80(SB)/8, $0
DATA ones<>+88(SB)/8, $0
DATA ones<>+96(SB)/8, $-1
DATA ones<>+104(SB)/8, $-1
DATA ones<>+112(SB)/8, $-1
DATA ones<>+120(SB)/8, $0
GLOBL ones<>(SB), RODATA|NOPTR, $128

// func addRowsAVX2(y, a *float64, lda int, c *[4]float64, n int)
TEXT ·addRowsAVX2(SB), NOSPLIT, $0-40
	MOVQ         y+0(FP), DI
	MOVQ         a+8(FP), R8
	MOVQ         lda+16(FP), BX
	MOVQ         c+24(FP), SI
	MOVQ         n+32(FP), CX
	SHLQ         $3, BX
	LEAQ         (R8)(BX*1), R9
	LEAQ         (R9)(BX*1), R10
	LEAQ         (R10)(BX*1), R11
	VBROADCASTSD (SI), Y0
	VBROADCASTSD 8(SI), Y1
	VBROADCASTSD 16(SI), Y2
	VBROADCASTSD 24(SI), Y3
	XORQ         DX, DX

blocks:
	CMPQ        CX, $8
	JLT         one
	VMOVUPD     (DI)(DX*1), Y4
	VMOVUPD     32(DI)(DX*1), Y5
	VFMADD231PD (R8)(DX*1), Y0, Y4
	VFMADD231PD 32(R8)(DX*1), Y0, Y5
	VFMADD231PD (R9)(DX*1), Y1, Y4
	VFMADD231PD 32(R9)(DX*1), Y1, Y5
	VFMADD231PD (R10)(DX*1), Y2, Y4
	VFMADD231PD 32(R10)(DX*1), Y2, Y5
	VFMADD231PD (R11)(DX*1), Y3, Y4
	VFMADD231PD 32(R11)(DX*1), Y3, Y5
	VMOVUPD     Y4, (DI)(DX*1)
	VMOVUPD     Y5, 32(DI)(DX*1)
	ADDQ        $64, DX
	SUBQ        $8, CX
	JMP         blocks

one:
	TESTQ       CX, CX
	JZ          done
	VMOVSD      (DI)(DX*1), X4
	VFMADD231SD (R8)(DX*1), X0, X4
	VFMADD231SD (R9)(DX*1), X1, X4
	VFMADD231SD (R10)(DX*1), X2, X4
	VFMADD231SD (R11)(DX*1), X3, X4
	VMOVSD      X4, (DI)(DX*1)
	ADDQ        $8, DX
	DECQ        CX
	JMP         one

done:
	VZEROUPPER
	RET
