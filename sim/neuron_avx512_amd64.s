#include "go_asm.h"
#include "textflag.h"

// The kernels of lif.go and qif.go, eight neurons to a vector, four vectors at a time and
// the rest one by one, the last masked by K1.

// LOAD points registers at the block's arrays: DI v, SI s, DX base, R8 noise,
// R10 below, R11 the offset in the arrays, CX neurons left.
#define LOAD \
	MOVQ         b+0(FP), BX              \
	MOVQ         block_v(BX), DI          \
	MOVQ         block_v+8(BX), CX        \
	MOVQ         block_s(BX), SI          \
	MOVQ         block_base(BX), DX       \
	MOVQ         block_noise(BX), R8      \
	MOVQ         block_below(BX), R10     \
	VBROADCASTSD block_gain(BX), Z30      \
	VBROADCASTSD block_noiseSD(BX), Z29   \
	XORQ         R11, R11                 \
	KXNORB       K1, K1, K1

// LANES leaves in K1 the lanes that hold a neuron.
#define LANES(full) \
	CMPQ  CX, $8     \
	JGE   full       \
	MOVL  $1, AX     \
	SHLL  CX, AX     \
	DECL  AX         \
	KMOVB AX, K1

#define NEXT4 \
	ADDQ $256, R11  \
	ADDQ $4, R10    \
	SUBQ $32, CX

#define NEXT1 \
	ADDQ $64, R11  \
	INCQ R10       \
	SUBQ $8, CX

// NOISE adds the noise of one vector, at the given offset from R8, to v.
#define NOISE(at, x, v) \
	VCVTPS2PD   at(R8), x      \
	VFMADD231PD x, Z29, v

#define NOISE1(x, half, v) \
	VMOVUPS.Z   (R8), K1, half  \
	VCVTPS2PD   half, x         \
	VFMADD231PD x, Z29, v       \
	ADDQ        $32, R8

// LIF leaves in v the membrane after a step without threshold.
#define LIF(at, v) \
	VMOVUPD     at(SI)(R11*1), v        \
	VFMADD213PD at(DX)(R11*1), Z30, v   \
	VFMADD231PD at(DI)(R11*1), Z28, v

#define LIF1 \
	VMOVUPD.Z   (SI)(R11*1), K1, Z0   \
	VMOVUPD.Z   (DX)(R11*1), K1, Z1   \
	VMOVUPD.Z   (DI)(R11*1), K1, Z2   \
	VFMADD213PD Z1, Z30, Z0           \
	VFMADD231PD Z2, Z28, Z0

// STORE keeps v where it is below threshold, or not a number, and the bits.
#define LIFSTORE(at, byte, v, k) \
	VCMPPD  $0x19, Z27, v, k          \
	VMOVUPD v, k, at(DI)(R11*1)       \
	KMOVB   k, byte(R10)

#define LIFSTORE1 \
	VCMPPD  $0x19, Z27, Z0, K1, K2    \
	VMOVUPD Z0, K2, (DI)(R11*1)       \
	KNOTB   K1, K3                    \
	KORB    K3, K2, K2                \
	KMOVB   K2, (R10)

// func lifAVX512(b *lifKernel)
TEXT ·lifAVX512(SB), NOSPLIT, $0-8
	LOAD
	VBROADCASTSD lifKernel_decay(BX), Z28
	VBROADCASTSD lifKernel_barrier(BX), Z27
	CMPQ         block_noise+8(BX), $0
	JNE          noisy4

quiet4:
	CMPQ CX, $32
	JLT  quiet
	LIF(0, Z0)
	LIF(64, Z1)
	LIF(128, Z2)
	LIF(192, Z3)
	LIFSTORE(0, 0, Z0, K2)
	LIFSTORE(64, 1, Z1, K3)
	LIFSTORE(128, 2, Z2, K4)
	LIFSTORE(192, 3, Z3, K5)
	NEXT4
	JMP  quiet4

quiet:
	TESTQ CX, CX
	JLE   done
	LANES(quietFull)

quietFull:
	LIF1
	LIFSTORE1
	NEXT1
	JMP quiet

noisy4:
	CMPQ CX, $32
	JLT  noisy
	LIF(0, Z0)
	LIF(64, Z1)
	LIF(128, Z2)
	LIF(192, Z3)
	NOISE(0, Z4, Z0)
	NOISE(32, Z5, Z1)
	NOISE(64, Z6, Z2)
	NOISE(96, Z7, Z3)
	ADDQ $128, R8
	LIFSTORE(0, 0, Z0, K2)
	LIFSTORE(64, 1, Z1, K3)
	LIFSTORE(128, 2, Z2, K4)
	LIFSTORE(192, 3, Z3, K5)
	NEXT4
	JMP  noisy4

noisy:
	TESTQ CX, CX
	JLE   done
	LANES(noisyFull)

noisyFull:
	LIF1
	NOISE1(Z4, Y4, Z0)
	LIFSTORE1
	NEXT1
	JMP noisy

done:
	VZEROUPPER
	RET

// QIF takes b + I in Z1, s in Z2 and v, noise added, in Z0, and leaves v after the
// step in Z0 and bottom in Z5.
#define QIF \
	VFMADD231PD  Z2, Z30, Z1          \
	VMINPD       Z1, Z24, Z1          \ // the input; not a number stays so
	VMOVAPD      Z1, Z5               \
	VFMADD213PD  Z26, Z28, Z5         \ // den
	VMOVAPD      Z1, Z6               \
	VFMADD213PD  Z25, Z27, Z6         \ // t
	VMULPD       Z6, Z1, Z1           \
	VFMADD231PD  Z5, Z0, Z1           \ // top
	VFNMADD231PD Z6, Z0, Z5           \ // bottom
	VCVTPD2PS    Z5, Y6               \
	VDIVPS       Y6, Y21, Y6          \
	VCVTPS2PD    Y6, Z6               \ // 1/bottom, nearly
	VMOVAPD      Z22, Z7              \
	VFNMADD231PD Z6, Z5, Z7           \
	VFMADD213PD  Z7, Z7, Z7           \
	VFMADD213PD  Z6, Z6, Z7           \
	VMULPD       Z7, Z1, Z0

#define QIFLOAD \
	VMOVUPD (DX)(R11*1), Z1  \
	VMOVUPD (SI)(R11*1), Z2  \
	VMOVUPD (DI)(R11*1), Z0

#define QIFLOAD1 \
	VMOVUPD.Z (DX)(R11*1), K1, Z1  \
	VMOVUPD.Z (SI)(R11*1), K1, Z2  \
	VMOVUPD.Z (DI)(R11*1), K1, Z0

// Below threshold is a bottom that is positive or not a number.
#define QIFSTORE \
	VCMPPD  $0x16, Z23, Z5, K2       \
	VMOVUPD Z0, K2, (DI)(R11*1)      \
	KMOVB   K2, (R10)

#define QIFSTORE1 \
	VCMPPD  $0x16, Z23, Z5, K1, K2   \
	VMOVUPD Z0, K2, (DI)(R11*1)      \
	KNOTB   K1, K3                   \
	KORB    K3, K2, K2               \
	KMOVB   K2, (R10)

DATA qifConst<>+0(SB)/8, $15.0
DATA qifConst<>+8(SB)/8, $1.0
DATA qifConst<>+16(SB)/4, $1.0
GLOBL qifConst<>(SB), RODATA|NOPTR, $20

// func qifAVX512(b *qifKernel)
TEXT ·qifAVX512(SB), NOSPLIT, $0-8
	LOAD
	VBROADCASTSD qifKernel_den1(BX), Z28
	VBROADCASTSD qifKernel_t1(BX), Z27
	VBROADCASTSD qifConst<>+0(SB), Z26
	VBROADCASTSD qifKernel_t0(BX), Z25
	VBROADCASTSD qifKernel_inputLimit(BX), Z24
	VPXORQ       Z23, Z23, Z23
	VBROADCASTSD qifConst<>+8(SB), Z22
	VBROADCASTSS qifConst<>+16(SB), Y21
	CMPQ         block_noise+8(BX), $0
	JNE          noisy8

quiet8:
	CMPQ CX, $8
	JLT  quiet
	QIFLOAD
	QIF
	QIFSTORE
	NEXT1
	JMP  quiet8

quiet:
	TESTQ CX, CX
	JLE   done
	LANES(quietRest)

quietRest:
	QIFLOAD1
	QIF
	QIFSTORE1
	JMP done

noisy8:
	CMPQ CX, $8
	JLT  noisy
	QIFLOAD
	NOISE(0, Z4, Z0)
	ADDQ $32, R8
	QIF
	QIFSTORE
	NEXT1
	JMP  noisy8

noisy:
	TESTQ CX, CX
	JLE   done
	LANES(noisyRest)

noisyRest:
	QIFLOAD1
	NOISE1(Z4, Y4, Z0)
	QIF
	QIFSTORE1

done:
	VZEROUPPER
	RET
