#include "textflag.h"

// The loops of normal.go. F0 and V0 name one register.

// Instructions that Go's assembler does not have, as the manual of the processor
// encodes them. Operands are numbers of registers, in Go's order: the result last.

// clz Vd.4S, Vn.4S
#define CLZ(n, d) WORD $(0x6EA04800 | n<<5 | d)

// ushl Vd.4S, Vn.4S, Vm.4S: n << m, lane by lane
#define USHL(m, n, d) WORD $(0x6EA04400 | m<<16 | n<<5 | d)

// cmhs Vd.4S, Vn.4S, Vm.4S: n ≥ m, without sign
#define CMHS(m, n, d) WORD $(0x6EA03C00 | m<<16 | n<<5 | d)

// mul Vd.4S, Vn.4S, Vm.4S
#define MUL(m, n, d) WORD $(0x4EA09C00 | m<<16 | n<<5 | d)

// fadd, fsub (n − m) and fmul Vd.4S, Vn.4S, Vm.4S
#define FADD(m, n, d) WORD $(0x4E20D400 | m<<16 | n<<5 | d)
#define FSUB(m, n, d) WORD $(0x4EA0D400 | m<<16 | n<<5 | d)
#define FMUL(m, n, d) WORD $(0x6E20DC00 | m<<16 | n<<5 | d)

// NEXT is a step of xoshiro256++ for two generators s, t, u, v; the bits go to out.
#define NEXT(s, t, u, v, out) \
	VADD  v.D2, s.D2, V16.D2     \
	VSHL  $23, V16.D2, out.D2    \
	VSRI  $41, V16.D2, out.D2    \
	VADD  s.D2, out.D2, out.D2   \
	VSHL  $17, t.D2, V17.D2      \
	VEOR  s.B16, u.B16, u.B16    \
	VEOR  t.B16, v.B16, v.B16    \
	VEOR  u.B16, t.B16, t.B16    \
	VEOR  v.B16, s.B16, s.B16    \
	VEOR  V17.B16, u.B16, u.B16  \
	VSHL  $45, v.D2, V18.D2      \
	VSRI  $19, v.D2, V18.D2      \
	VMOV  V18.B16, v.B16

// func bitsNEON(dst *float32, groups int, state *[4][8]uint64)
TEXT ·bitsNEON(SB), NOSPLIT, $0-24
	MOVD  dst+0(FP), R0
	MOVD  groups+8(FP), R1
	MOVD  state+16(FP), R2
	FLDPQ (R2), (F0, F1)
	FLDPQ 32(R2), (F2, F3)
	FLDPQ 64(R2), (F4, F5)
	FLDPQ 96(R2), (F6, F7)
	FLDPQ 128(R2), (F8, F9)
	FLDPQ 160(R2), (F10, F11)
	FLDPQ 192(R2), (F12, F13)
	FLDPQ 224(R2), (F14, F15)

group:
	NEXT(V0, V4, V8, V12, V20)
	NEXT(V1, V5, V9, V13, V21)
	NEXT(V2, V6, V10, V14, V22)
	NEXT(V3, V7, V11, V15, V23)
	FSTPQ.P (F20, F21), 32(R0)
	FSTPQ.P (F22, F23), 32(R0)
	SUBS    $1, R1
	BNE     group

	FSTPQ (F0, F1), (R2)
	FSTPQ (F2, F3), 32(R2)
	FSTPQ (F4, F5), 64(R2)
	FSTPQ (F6, F7), 96(R2)
	FSTPQ (F8, F9), 128(R2)
	FSTPQ (F10, F11), 160(R2)
	FSTPQ (F12, F13), 192(R2)
	FSTPQ (F14, F15), 224(R2)
	RET

// Constants of normalNEON: the bytes of a float32, 4 for the place of one, 1.0, 1.5, 16.
DATA normalConst<>+0(SB)/4, $0x03020100
DATA normalConst<>+4(SB)/4, $0x04040404
DATA normalConst<>+8(SB)/4, $0x3f800000
DATA normalConst<>+12(SB)/4, $1.5
DATA normalConst<>+16(SB)/4, $16
GLOBL normalConst<>(SB), RODATA|NOPTR, $20

// The bit of each of eight lanes, twice.
DATA normalBits<>+0(SB)/8, $0x8040201008040201
DATA normalBits<>+8(SB)/8, $0x8040201008040201
GLOBL normalBits<>(SB), RODATA|NOPTR, $16

// SPLIT takes the bits of four numbers in b and leaves x in x, where in a table of
// float32 their coefficients stand, byte by byte, in at, and who is far out in far.
// b is u after it. V28–V31 and V24 are the constants; it takes V25–V27.
#define SPLIT(b, bn, x, xn, at, atn, farn) \
	VSHL  $1, b.S4, b.S4            \ // u
	CLZ(bn, 25)                     \ // z
	CMHS(24, 25, farn)              \
	USHL(25, bn, 26)                \
	VSHL  $1, V26.S4, V26.S4        \ // what follows the leading one
	VUSHR $31, V26.S4, V27.S4       \
	VSLI  $1, V25.S4, V27.S4        \ // k
	MUL(29, 27, atn)                \
	VADD  V28.S4, at.S4, at.S4      \
	VSHL  $1, V26.S4, V26.S4        \
	VUSHR $9, V26.S4, V26.S4        \
	VORR  V30.B16, V26.B16, V26.B16 \
	FSUB(31, 26, xn)

// COEFFICIENTS loads those of one power on all half octaves to V0–V7.
#define COEFFICIENTS(at) \
	FLDPQ at(R3), (F0, F1)     \
	FLDPQ at+32(R3), (F2, F3)  \
	FLDPQ at+64(R3), (F4, F5)  \
	FLDPQ at+96(R3), (F6, F7)

// PICK takes a coefficient for each of four numbers: from V0–V3, or, where the place
// is beyond them, from V4–V7. V26 is 64 in every byte.
#define PICK(at, to) \
	VSUB V26.B16, at.B16, V25.B16                                   \
	VTBL at.B16, [V0.B16, V1.B16, V2.B16, V3.B16], to.B16           \
	VTBX V25.B16, [V4.B16, V5.B16, V6.B16, V7.B16], to.B16

// TERM does y ← y·x + the coefficient, for four numbers.
#define TERM(at, xn, yn) \
	PICK(at, V27)    \
	FMUL(xn, yn, yn) \
	FADD(27, yn, yn)

#define TERMS(power) \
	COEFFICIENTS(power)  \
	TERM(V8, 16, 20)     \
	TERM(V9, 17, 21)     \
	TERM(V10, 18, 22)    \
	TERM(V11, 19, 23)

// func normalNEON(dst *float32, far *uint16, groups int, table *normalTable)
//
// V8–V11 are where the coefficients of sixteen numbers stand, V16–V19 x, V20–V23 y.
TEXT ·normalNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD far+8(FP), R1
	MOVD groups+16(FP), R2
	MOVD table+24(FP), R3
	MOVD $normalConst<>(SB), R4
	MOVD $normalBits<>(SB), R5

	MOVWU 0(R4), R6
	VDUP  R6, V28.S4
	MOVWU 4(R4), R6
	VDUP  R6, V29.S4
	MOVWU 8(R4), R6
	VDUP  R6, V30.S4
	MOVWU 12(R4), R6
	VDUP  R6, V31.S4
	MOVWU 16(R4), R6
	VDUP  R6, V24.S4

group:
	FLDPQ (R0), (F20, F21)
	FLDPQ 32(R0), (F22, F23)
	SPLIT(V20, 20, V16, 16, V8, 8, 12)
	SPLIT(V21, 21, V17, 17, V9, 9, 13)
	SPLIT(V22, 22, V18, 18, V10, 10, 14)
	SPLIT(V23, 23, V19, 19, V11, 11, 15)
	VUZP1 V13.H8, V12.H8, V12.H8
	VUZP1 V15.H8, V14.H8, V14.H8
	VUZP1 V14.B16, V12.B16, V12.B16
	FMOVQ (R5), F13
	VAND  V13.B16, V12.B16, V12.B16
	VADDP V12.B16, V12.B16, V12.B16
	VADDP V12.B16, V12.B16, V12.B16
	VADDP V12.B16, V12.B16, V12.B16
	VMOV  V12.H[0], R6
	MOVH.P R6, 2(R1)

	VMOVI $64, V26.B16
	COEFFICIENTS(640)
	PICK(V8, V20)
	PICK(V9, V21)
	PICK(V10, V22)
	PICK(V11, V23)
	TERMS(512)
	TERMS(384)
	TERMS(256)
	TERMS(128)
	TERMS(0)

	// y with the sign of the bits
	FLDPQ (R0), (F0, F1)
	FLDPQ 32(R0), (F2, F3)
	VMOVI $128, V26.B16
	VSHL  $24, V26.S4, V26.S4
	VBIT  V26.B16, V0.B16, V20.B16
	VBIT  V26.B16, V1.B16, V21.B16
	VBIT  V26.B16, V2.B16, V22.B16
	VBIT  V26.B16, V3.B16, V23.B16
	FSTPQ.P (F20, F21), 32(R0)
	FSTPQ.P (F22, F23), 32(R0)
	SUBS  $1, R2
	BNE   group
	RET
