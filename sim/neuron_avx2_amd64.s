#include "go_asm.h"
#include "textflag.h"

// The kernels of lif.go and qif.go, eight neurons at a time: lanes 0–3 and 4–7. Of the
// last ones Y8 and Y9 mask the lanes that hold a neuron.

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

// LOAD points registers at the block's arrays: DI v, SI s, DX base, R8 noise (R9
// of it), R10 below, R11 the offset in the arrays, CX neurons left.
#define LOAD \
	MOVQ         b+0(FP), BX              \
	MOVQ         block_v(BX), DI          \
	MOVQ         block_v+8(BX), CX        \
	MOVQ         block_s(BX), SI          \
	MOVQ         block_base(BX), DX       \
	MOVQ         block_noise(BX), R8      \
	MOVQ         block_noise+8(BX), R9    \
	MOVQ         block_below(BX), R10     \
	VBROADCASTSD block_gain(BX), Y15      \
	VBROADCASTSD block_noiseSD(BX), Y14   \
	XORQ         R11, R11

#define NEXT \
	ADDQ $64, R11  \
	ADDQ $32, R8   \
	INCQ R10       \
	SUBQ $8, CX

// LANES masks the last CX neurons; R12 and R13 say where it found the masks.
#define LANES \
	LEAQ    masks<>+64(SB), R12     \
	MOVQ    CX, R13                 \
	NEGQ    R13                     \
	VMOVUPD (R12)(R13*8), Y8        \
	VMOVUPD 32(R12)(R13*8), Y9

// NOISE adds the noise of four neurons to v. Masks of float32 are half as long.
#define NOISE(at, v) \
	VCVTPS2PD   at(R8), Y7   \
	VFMADD231PD Y7, Y14, v

#define NOISE1(at, v) \
	VMOVUPS     at(R12)(R13*4), X7  \
	VMASKMOVPS  at(R8), X7, X7      \
	VCVTPS2PD   X7, Y7              \
	VFMADD231PD Y7, Y14, v

// STORE keeps the v of four neurons that are not at threshold; the bits of those
// that are go to a register.
#define STORE(at, v, threshold, bits) \
	VBLENDVPD threshold, at(DI)(R11*1), v, v  \
	VMOVUPD   v, at(DI)(R11*1)                \
	VMOVMSKPD threshold, bits

#define STORE1(at, lanes, v, threshold, bits) \
	VANDPD     lanes, threshold, threshold  \
	VMOVMSKPD  threshold, bits              \
	VANDNPD    lanes, threshold, threshold  \
	VMASKMOVPD v, threshold, at(DI)(R11*1)

#define BELOW \
	SHLL $4, BX     \
	ORL  BX, AX     \
	NOTL AX         \
	MOVB AX, (R10)

// LIF leaves in v the membrane after a step without threshold.
#define LIF(at, v) \
	VMOVUPD     at(SI)(R11*1), v        \
	VFMADD213PD at(DX)(R11*1), Y15, v   \
	VFMADD231PD at(DI)(R11*1), Y13, v

#define LIF1(at, lanes, v) \
	VMASKMOVPD  at(SI)(R11*1), lanes, v   \
	VMASKMOVPD  at(DX)(R11*1), lanes, Y6  \
	VMASKMOVPD  at(DI)(R11*1), lanes, Y7  \
	VFMADD213PD Y6, Y15, v                \
	VFMADD231PD Y7, Y13, v

// func lifAVX2(b *lifKernel)
TEXT ·lifAVX2(SB), NOSPLIT, $0-8
	LOAD
	VBROADCASTSD lifKernel_decay(BX), Y13
	VBROADCASTSD lifKernel_barrier(BX), Y12
	TESTQ        R9, R9
	JNZ          noisy

quiet:
	CMPQ   CX, $8
	JLT    rest
	LIF(0, Y0)
	LIF(32, Y1)
	VCMPPD $0x1D, Y12, Y0, Y2 // v ≥ barrier
	VCMPPD $0x1D, Y12, Y1, Y3
	STORE(0, Y0, Y2, AX)
	STORE(32, Y1, Y3, BX)
	BELOW
	NEXT
	JMP    quiet

noisy:
	CMPQ   CX, $8
	JLT    rest
	LIF(0, Y0)
	LIF(32, Y1)
	NOISE(0, Y0)
	NOISE(16, Y1)
	VCMPPD $0x1D, Y12, Y0, Y2
	VCMPPD $0x1D, Y12, Y1, Y3
	STORE(0, Y0, Y2, AX)
	STORE(32, Y1, Y3, BX)
	BELOW
	NEXT
	JMP    noisy

rest:
	TESTQ CX, CX
	JZ    done
	LANES
	LIF1(0, Y8, Y0)
	LIF1(32, Y9, Y1)
	TESTQ R9, R9
	JZ    store
	NOISE1(0, Y0)
	NOISE1(16, Y1)

store:
	VCMPPD $0x1D, Y12, Y0, Y2
	VCMPPD $0x1D, Y12, Y1, Y3
	STORE1(0, Y8, Y0, Y2, AX)
	STORE1(32, Y9, Y1, Y3, BX)
	BELOW

done:
	VZEROUPPER
	RET

// QIF takes b + I in Y1, s in Y2 and v, noise added, in v, leaves v after the step
// there, and who is at threshold in Y4.
#define QIF(v) \
	VFMADD231PD  Y2, Y15, Y1                 \
	VMINPD       Y1, Y10, Y1                 \ // the input; not a number stays so
	VMOVAPD      Y1, Y2                      \
	VFMADD213PD  qifConst<>+0(SB), Y13, Y2   \ // den
	VMOVAPD      Y1, Y6                      \
	VFMADD213PD  Y11, Y12, Y6                \ // t
	VMULPD       Y6, Y1, Y1                  \
	VFMADD231PD  Y2, v, Y1                   \ // top
	VFNMADD231PD Y6, v, Y2                   \ // bottom
	VCVTPD2PSY   Y2, X6                      \
	VMOVUPS      qifConst<>+64(SB), X7       \
	VDIVPS       X6, X7, X6                  \
	VCVTPS2PD    X6, Y6                      \ // 1/bottom, nearly
	VMOVUPD      qifConst<>+32(SB), Y7       \
	VFNMADD231PD Y6, Y2, Y7                  \
	VFMADD213PD  Y7, Y7, Y7                  \
	VFMADD213PD  Y6, Y6, Y7                  \
	VMULPD       Y7, Y1, v                   \
	VXORPD       Y4, Y4, Y4                  \
	VCMPPD       $0x12, Y4, Y2, Y4             // bottom ≤ 0

#define QIFLOAD(at, v) \
	VMOVUPD at(DX)(R11*1), Y1  \
	VMOVUPD at(SI)(R11*1), Y2  \
	VMOVUPD at(DI)(R11*1), v

#define QIFLOAD1(at, lanes, v) \
	VMASKMOVPD at(DX)(R11*1), lanes, Y1  \
	VMASKMOVPD at(SI)(R11*1), lanes, Y2  \
	VMASKMOVPD at(DI)(R11*1), lanes, v

DATA qifConst<>+0(SB)/8, $15.0
DATA qifConst<>+8(SB)/8, $15.0
DATA qifConst<>+16(SB)/8, $15.0
DATA qifConst<>+24(SB)/8, $15.0
DATA qifConst<>+32(SB)/8, $1.0
DATA qifConst<>+40(SB)/8, $1.0
DATA qifConst<>+48(SB)/8, $1.0
DATA qifConst<>+56(SB)/8, $1.0
DATA qifConst<>+64(SB)/4, $1.0
DATA qifConst<>+68(SB)/4, $1.0
DATA qifConst<>+72(SB)/4, $1.0
DATA qifConst<>+76(SB)/4, $1.0
GLOBL qifConst<>(SB), RODATA|NOPTR, $80

// func qifAVX2(b *qifKernel)
TEXT ·qifAVX2(SB), NOSPLIT, $0-8
	LOAD
	VBROADCASTSD qifKernel_den1(BX), Y13
	VBROADCASTSD qifKernel_t1(BX), Y12
	VBROADCASTSD qifKernel_t0(BX), Y11
	VBROADCASTSD qifKernel_inputLimit(BX), Y10
	TESTQ        R9, R9
	JNZ          noisy

quiet:
	CMPQ CX, $8
	JLT  rest
	QIFLOAD(0, Y0)
	QIF(Y0)
	STORE(0, Y0, Y4, AX)
	QIFLOAD(32, Y3)
	QIF(Y3)
	STORE(32, Y3, Y4, BX)
	BELOW
	NEXT
	JMP  quiet

noisy:
	CMPQ CX, $8
	JLT  rest
	QIFLOAD(0, Y0)
	NOISE(0, Y0)
	QIF(Y0)
	STORE(0, Y0, Y4, AX)
	QIFLOAD(32, Y3)
	NOISE(16, Y3)
	QIF(Y3)
	STORE(32, Y3, Y4, BX)
	BELOW
	NEXT
	JMP  noisy

rest:
	TESTQ CX, CX
	JZ    done
	LANES
	QIFLOAD1(0, Y8, Y0)
	TESTQ R9, R9
	JZ    low
	NOISE1(0, Y0)

low:
	QIF(Y0)
	STORE1(0, Y8, Y0, Y4, AX)
	QIFLOAD1(32, Y9, Y3)
	TESTQ R9, R9
	JZ    high
	NOISE1(16, Y3)

high:
	QIF(Y3)
	STORE1(32, Y9, Y3, Y4, BX)
	BELOW

done:
	VZEROUPPER
	RET
