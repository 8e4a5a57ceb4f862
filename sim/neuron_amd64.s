#include "go_asm.h"
#include "textflag.h"

// The kernels of neuron.go, eight neurons at a time. K1 is the lanes that hold a
// neuron, K2 those that are not refractory, K3 those at threshold.

// LOAD points registers at the block's arrays: DI v, SI s, DX base, R8 noise,
// R9 until, R10 marks, CX neurons left; Z31 is the step, Z30 the gain.
#define LOAD \
	MOVQ         b+0(FP), BX              \
	MOVQ         block_v(BX), DI          \
	MOVQ         block_v+8(BX), CX        \
	MOVQ         block_s(BX), SI          \
	MOVQ         block_base(BX), DX       \
	MOVQ         block_noise(BX), R8      \
	MOVQ         block_until(BX), R9      \
	MOVQ         block_marks(BX), R10     \
	VPBROADCASTQ block_step(BX), Z31      \
	VBROADCASTSD block_gain(BX), Z30      \
	VBROADCASTSD block_noiseSD(BX), Z29   \
	KXNORB       K1, K1, K1

// LANES masks the last, incomplete group.
#define LANES(full) \
	CMPQ  CX, $8     \
	JGE   full       \
	MOVL  $1, AX     \
	SHLL  CX, AX     \
	DECL  AX         \
	KMOVB AX, K1

#define NEXT(group) \
	ADDQ $64, DI  \
	ADDQ $64, SI  \
	ADDQ $64, DX  \
	ADDQ $64, R9  \
	INCQ R10      \
	SUBQ $8, CX   \
	JG   group

// LIF leaves v after the step in Z0.
#define LIF \
	VMOVUPD.Z   (DX), K1, Z1         \
	VMOVUPD.Z   (SI), K1, Z2         \
	VMOVUPD.Z   (DI), K1, Z0         \
	VFMADD231PD Z2, Z30, Z1          \ // μ
	VSUBPD      Z1, Z0, Z0           \
	VFMADD213PD Z1, Z28, Z0

#define LIFEND \
	VPCMPQ  $2, Z31, Z3, K1, K2       \ // until ≤ step
	VCMPPD  $0x1D, Z27, Z0, K2, K3    \ // v ≥ barrier
	KANDNB  K2, K3, K2                \
	VMOVUPD Z0, K2, (DI)              \
	KMOVB   K3, (R10)

// func lifAVX512(b *block)
TEXT ·lifAVX512(SB), NOSPLIT, $0-8
	LOAD
	VBROADCASTSD block_decay(BX), Z28
	VBROADCASTSD block_barrier(BX), Z27
	CMPQ         block_noise+8(BX), $0
	JNE          noisy

quiet:
	LANES(quietFull)

quietFull:
	VMOVDQU64.Z (R9), K1, Z3
	LIF
	LIFEND
	NEXT(quiet)
	VZEROUPPER
	RET

noisy:
	LANES(noisyFull)

noisyFull:
	VMOVDQU64.Z (R9), K1, Z3
	VMOVUPS.Z   (R8), K1, Y4
	VCVTPS2PD   Y4, Z4
	LIF
	VFMADD231PD Z4, Z29, Z0
	LIFEND
	ADDQ        $32, R8
	NEXT(noisy)
	VZEROUPPER
	RET

// QIF takes v, noise added, in Z0 and leaves v after the step there; Z5 is bottom.
#define QIF \
	VMOVUPD.Z    (DX), K1, Z1         \
	VMOVUPD.Z    (SI), K1, Z2         \
	VFMADD231PD  Z2, Z30, Z1          \
	VMINPD       Z1, Z24, Z1          \ // I
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

#define QIFEND \
	VPCMPQ  $2, Z31, Z3, K1, K2       \ // until ≤ step
	VCMPPD  $0x12, Z23, Z5, K2, K3    \ // bottom ≤ 0
	KANDNB  K2, K3, K2                \
	VMOVUPD Z0, K2, (DI)              \
	KMOVB   K3, (R10)

DATA qifConst<>+0(SB)/8, $15.0
DATA qifConst<>+8(SB)/8, $1.0
DATA qifConst<>+16(SB)/4, $1.0
GLOBL qifConst<>(SB), RODATA|NOPTR, $20

// func qifAVX512(b *block)
TEXT ·qifAVX512(SB), NOSPLIT, $0-8
	LOAD
	VBROADCASTSD block_den1(BX), Z28
	VBROADCASTSD block_t1(BX), Z27
	VBROADCASTSD qifConst<>+0(SB), Z26
	VBROADCASTSD qifConst<>+8(SB), Z22
	VBROADCASTSS qifConst<>+16(SB), Y21
	VBROADCASTSD block_t0(BX), Z25
	VBROADCASTSD block_inputLimit(BX), Z24
	VPXORQ       Z23, Z23, Z23
	CMPQ         block_noise+8(BX), $0
	JNE          noisy

quiet:
	LANES(quietFull)

quietFull:
	VMOVDQU64.Z (R9), K1, Z3
	VMOVUPD.Z   (DI), K1, Z0
	QIF
	QIFEND
	NEXT(quiet)
	VZEROUPPER
	RET

noisy:
	LANES(noisyFull)

noisyFull:
	VMOVDQU64.Z (R9), K1, Z3
	VMOVUPD.Z   (DI), K1, Z0
	VMOVUPS.Z   (R8), K1, Y4
	VCVTPS2PD   Y4, Z4
	VFMADD231PD Z4, Z29, Z0
	QIF
	QIFEND
	ADDQ        $32, R8
	NEXT(noisy)
	VZEROUPPER
	RET
