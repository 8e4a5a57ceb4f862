#include "go_asm.h"
#include "textflag.h"

// The kernels of lif.go and qif.go, eight neurons at a time in four registers of two.
// The last neurons, fewer than eight, are those of Go. F0 and V0 name one register.

// Instructions that Go's assembler does not have, as the manual of the processor
// encodes them. Operands are numbers of registers, in Go's order: the result last.

// fcmge Vd.2D, Vn.2D, Vm.2D: n ≥ m
#define FCMGE(m, n, d) WORD $(0x6E60E400 | m<<16 | n<<5 | d)

// fcmle Vd.2D, Vn.2D, #0: n ≤ 0
#define FCMLE0(n, d) WORD $(0x6EE0D800 | n<<5 | d)

// fmin Vd.2D, Vn.2D, Vm.2D: not a number where one of them is
#define FMIN(m, n, d) WORD $(0x4EE0F400 | m<<16 | n<<5 | d)

// fmul Vd.2D, Vn.2D, Vm.2D
#define FMUL(m, n, d) WORD $(0x6E60DC00 | m<<16 | n<<5 | d)

// fcvtl Vd.2D, Vn.2S; fcvtl2 Vd.2D, Vn.4S: float64 of the lower, of the upper float32
#define FCVTL(n, d) WORD $(0x0E617800 | n<<5 | d)
#define FCVTL2(n, d) WORD $(0x4E617800 | n<<5 | d)

// fcvtn Vd.2S, Vn.2D; fcvtn2 Vd.4S, Vn.2D: the other way
#define FCVTN(n, d) WORD $(0x0E616800 | n<<5 | d)
#define FCVTN2(n, d) WORD $(0x4E616800 | n<<5 | d)

// fdiv Vd.4S, Vn.4S, Vm.4S: n / m
#define FDIV4(m, n, d) WORD $(0x6E20FC00 | m<<16 | n<<5 | d)

// The bit of each of eight neurons.
DATA neuronBits<>+0(SB)/8, $0x0008000400020001
DATA neuronBits<>+8(SB)/8, $0x0080004000200010
GLOBL neuronBits<>(SB), RODATA|NOPTR, $16

// POINT points registers at the block's arrays: R1 v, R2 s, R3 base, R4 noise (R5 of
// it), R6 below, R7 neurons left. V31 is the gain, V30 the factor of noise, V29 bits.
#define POINT \
	MOVD  b+0(FP), R0             \
	MOVD  block_v(R0), R1         \
	MOVD  block_v+8(R0), R7       \
	MOVD  block_s(R0), R2         \
	MOVD  block_base(R0), R3      \
	MOVD  block_noise(R0), R4     \
	MOVD  block_noise+8(R0), R5   \
	MOVD  block_below(R0), R6     \
	FMOVD block_gain(R0), F31     \
	VDUP  V31.D[0], V31.D2        \
	FMOVD block_noiseSD(R0), F30  \
	VDUP  V30.D[0], V30.D2        \
	MOVD  $neuronBits<>(SB), R8   \
	FMOVQ (R8), F29

// NOISE adds the noise of four neurons to v and w.
#define NOISE(v, w) \
	FMOVQ.P 16(R4), F24           \
	FCVTL(24, 25)                 \
	FCVTL2(24, 26)                \
	VFMLA   V25.D2, V30.D2, v.D2  \
	VFMLA   V26.D2, V30.D2, w.D2

// STORE keeps the v of eight neurons that are not at threshold, V0–V3, and marks
// them in below. V4–V7 are the masks of those that are, V16–V19 their v before.
#define STORE \
	VBIT    V4.B16, V16.B16, V0.B16  \
	VBIT    V5.B16, V17.B16, V1.B16  \
	VBIT    V6.B16, V18.B16, V2.B16  \
	VBIT    V7.B16, V19.B16, V3.B16  \
	FSTPQ.P (F0, F1), 32(R1)         \
	FSTPQ.P (F2, F3), 32(R1)         \
	VUZP1   V5.S4, V4.S4, V4.S4      \
	VUZP1   V7.S4, V6.S4, V6.S4      \
	VUZP1   V6.H8, V4.H8, V4.H8      \
	VAND    V29.B16, V4.B16, V4.B16  \
	VADDV   V4.H8, V4                \
	VMOV    V4.H[0], R8              \
	MVN     R8, R8                   \
	MOVB.P  R8, 1(R6)

// func lifNEON(b *lifKernel)
TEXT ·lifNEON(SB), NOSPLIT, $0-8
	POINT
	FMOVD lifKernel_decay(R0), F28
	VDUP  V28.D[0], V28.D2
	FMOVD lifKernel_barrier(R0), F27
	VDUP  V27.D[0], V27.D2

eight:
	SUBS    $8, R7
	BLT     done
	FLDPQ.P 32(R3), (F0, F1)
	FLDPQ.P 32(R3), (F2, F3)
	FLDPQ.P 32(R2), (F4, F5)
	FLDPQ.P 32(R2), (F6, F7)
	FLDPQ   (R1), (F16, F17)
	FLDPQ   32(R1), (F18, F19)
	VFMLA   V4.D2, V31.D2, V0.D2
	VFMLA   V5.D2, V31.D2, V1.D2
	VFMLA   V6.D2, V31.D2, V2.D2
	VFMLA   V7.D2, V31.D2, V3.D2
	VFMLA   V16.D2, V28.D2, V0.D2
	VFMLA   V17.D2, V28.D2, V1.D2
	VFMLA   V18.D2, V28.D2, V2.D2
	VFMLA   V19.D2, V28.D2, V3.D2
	CBZ     R5, quiet
	NOISE(V0, V1)
	NOISE(V2, V3)

quiet:
	FCMGE(27, 0, 4)
	FCMGE(27, 1, 5)
	FCMGE(27, 2, 6)
	FCMGE(27, 3, 7)
	STORE
	B eight

done:
	RET

// QIF moves four neurons whose v, noise added, is in V20 and V21, and whose input is
// in i and j; it leaves the v after the step there, and who is at threshold in t and
// u. Numbers of registers follow their names. V8 is 15, V9 and V14 are 1, V10 den1,
// V11 t1, V12 t0, V13 the limit of the input.
#define QIF(i, in, j, jn, tn, un) \
	FMIN(13, in, in)                  \ // the input; not a number stays so
	FMIN(13, jn, jn)                  \
	VMOV  V8.B16, V22.B16             \
	VMOV  V8.B16, V23.B16             \
	VMOV  V12.B16, V24.B16            \
	VMOV  V12.B16, V25.B16            \
	VFMLA i.D2, V10.D2, V22.D2        \ // den
	VFMLA j.D2, V10.D2, V23.D2        \
	VFMLA i.D2, V11.D2, V24.D2        \ // t
	VFMLA j.D2, V11.D2, V25.D2        \
	FMUL(24, in, in)                  \
	FMUL(25, jn, jn)                  \
	VFMLA V22.D2, V20.D2, i.D2        \ // top
	VFMLA V23.D2, V21.D2, j.D2        \
	VFMLS V24.D2, V20.D2, V22.D2      \ // bottom
	VFMLS V25.D2, V21.D2, V23.D2      \
	FCMLE0(22, tn)                    \
	FCMLE0(23, un)                    \
	FCVTN(22, 26)                     \
	FCVTN2(23, 26)                    \
	FDIV4(26, 14, 26)                 \
	FCVTL(26, 24)                     \ // 1/bottom, nearly
	FCVTL2(26, 25)                    \
	VMOV  V9.B16, V20.B16             \
	VMOV  V9.B16, V21.B16             \
	VFMLS V24.D2, V22.D2, V20.D2      \
	VFMLS V25.D2, V23.D2, V21.D2      \
	VFMLA V20.D2, V20.D2, V20.D2      \
	VFMLA V21.D2, V21.D2, V21.D2      \
	VFMLA V20.D2, V24.D2, V24.D2      \
	VFMLA V21.D2, V25.D2, V25.D2      \
	FMUL(24, in, in)                  \
	FMUL(25, jn, jn)

// func qifNEON(b *qifKernel)
TEXT ·qifNEON(SB), NOSPLIT, $0-8
	POINT
	FMOVD qifKernel_den1(R0), F10
	VDUP  V10.D[0], V10.D2
	FMOVD qifKernel_t1(R0), F11
	VDUP  V11.D[0], V11.D2
	FMOVD qifKernel_t0(R0), F12
	VDUP  V12.D[0], V12.D2
	FMOVD qifKernel_inputLimit(R0), F13
	VDUP  V13.D[0], V13.D2
	FMOVD $15.0, F8
	VDUP  V8.D[0], V8.D2
	FMOVD $1.0, F9
	VDUP  V9.D[0], V9.D2
	FMOVS $1.0, F14
	VDUP  V14.S[0], V14.S4

eight:
	SUBS    $8, R7
	BLT     done
	FLDPQ.P 32(R3), (F0, F1)
	FLDPQ.P 32(R3), (F2, F3)
	FLDPQ.P 32(R2), (F4, F5)
	FLDPQ.P 32(R2), (F6, F7)
	FLDPQ   (R1), (F16, F17)
	FLDPQ   32(R1), (F18, F19)
	VFMLA   V4.D2, V31.D2, V0.D2
	VFMLA   V5.D2, V31.D2, V1.D2
	VFMLA   V6.D2, V31.D2, V2.D2
	VFMLA   V7.D2, V31.D2, V3.D2
	VMOV    V16.B16, V20.B16
	VMOV    V17.B16, V21.B16
	CBZ     R5, low
	NOISE(V20, V21)

low:
	QIF(V0, 0, V1, 1, 4, 5)
	VMOV V18.B16, V20.B16
	VMOV V19.B16, V21.B16
	CBZ  R5, high
	NOISE(V20, V21)

high:
	QIF(V2, 2, V3, 3, 6, 7)
	STORE
	B eight

done:
	RET
