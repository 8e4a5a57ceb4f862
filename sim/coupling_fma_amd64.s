#include "textflag.h"

// SYNAPSE adds x·val to the dst of one synapse.
#define SYNAPSE(k, at, v) \
	MOVLQSX     4*k(SI), at         \
	VMOVSD      8*k(DX), v          \
	VFMADD213SD (DI)(at*8), X0, v   \
	VMOVSD      v, (DI)(at*8)

// func addFMA(dst *float64, post *int32, val *float64, n int, x float64)
//
// One at a time: a gather and a scatter of eight cost more than eight of these.
TEXT ·addFMA(SB), NOSPLIT, $0-40
	MOVQ   dst+0(FP), DI
	MOVQ   post+8(FP), SI
	MOVQ   val+16(FP), DX
	MOVQ   n+24(FP), CX
	VMOVSD x+32(FP), X0

eight:
	CMPQ CX, $8
	JLT  rest
	SYNAPSE(0, AX, X1)
	SYNAPSE(1, BX, X2)
	SYNAPSE(2, R8, X3)
	SYNAPSE(3, R9, X4)
	SYNAPSE(4, R10, X5)
	SYNAPSE(5, R11, X6)
	SYNAPSE(6, R12, X7)
	SYNAPSE(7, R13, X8)
	ADDQ $32, SI
	ADDQ $64, DX
	SUBQ $8, CX
	JMP  eight

rest:
	TESTQ CX, CX
	JZ    done
	SYNAPSE(0, AX, X1)
	ADDQ  $4, SI
	ADDQ  $8, DX
	DECQ  CX
	JMP   rest

done:
	RET
