#include "textflag.h"

// int32 constants of normalAVX2
DATA normalConst<>+0(SB)/4, $0x80000000 // sign
DATA normalConst<>+4(SB)/4, $0x3f800000 // 1.0
DATA normalConst<>+8(SB)/4, $1.5
DATA normalConst<>+12(SB)/4, $157
DATA normalConst<>+16(SB)/4, $7
DATA normalConst<>+20(SB)/4, $15
GLOBL normalConst<>(SB), RODATA|NOPTR, $24

// PICK takes from eight coefficients at each of two places; Y9 says which, by its signs.
#define PICK(at, to, room) \
	VPERMPS   at(DX), Y8, room         \
	VPERMPS   at+32(DX), Y8, to        \
	VBLENDVPS Y9, to, room, to

// TERM does y ← y·x + the coefficients at the given place, the index in Y8 being below 16.
#define TERM(at) \
	VMULPS Y7, Y6, Y6  \
	PICK(at, Y5, Y10)  \
	VADDPS Y5, Y6, Y6

// PICKALL is PICK for any index; Y11 is its highest bit, as a sign.
#define PICKALL(at, to) \
	PICK(at, to, Y10)             \
	VPERMPS   at+64(DX), Y8, Y10  \
	VPERMPS   at+96(DX), Y8, Y15  \
	VBLENDVPS Y9, Y15, Y10, Y10   \
	VBLENDVPS Y11, Y10, to, to

#define TERMALL(at) \
	VMULPS Y7, Y6, Y6 \
	PICKALL(at, Y5)   \
	VADDPS Y5, Y6, Y6

// func normalAVX2(dst *float32, far *uint16, groups int, state *[4][8]uint64, table *normalTable)
//
// All groups go by twice, for the lower and the upper half of the generators:
// Y0–Y3 are the states of four, for eight numbers of a group.
TEXT ·normalAVX2(SB), NOSPLIT, $0-40
	MOVQ         dst+0(FP), DI
	MOVQ         far+8(FP), SI
	MOVQ         state+24(FP), BX
	MOVQ         table+32(FP), DX
	MOVQ         $2, R8
	VPBROADCASTD normalConst<>+4(SB), Y14
	VPBROADCASTD normalConst<>+8(SB), Y13
	VPBROADCASTD normalConst<>+12(SB), Y12

half:
	MOVQ    DI, R9
	MOVQ    SI, R10
	MOVQ    groups+16(FP), CX
	VMOVDQU (BX), Y0
	VMOVDQU 64(BX), Y1
	VMOVDQU 128(BX), Y2
	VMOVDQU 192(BX), Y3

group:
	// xoshiro256++: the bits in Y4
	VPADDQ Y3, Y0, Y4
	VPSLLQ $23, Y4, Y5
	VPSRLQ $41, Y4, Y4
	VPOR   Y5, Y4, Y4
	VPADDQ Y0, Y4, Y4
	VPSLLQ $17, Y1, Y5
	VPXOR  Y0, Y2, Y2
	VPXOR  Y1, Y3, Y3
	VPXOR  Y2, Y1, Y1
	VPXOR  Y3, Y0, Y0
	VPXOR  Y5, Y2, Y2
	VPSLLQ $45, Y3, Y5
	VPSRLQ $19, Y3, Y3
	VPOR   Y5, Y3, Y3

	// The leading zeros of u are in the exponent of the 31 bits as a float32:
	// without the ones that follow a one, so that it is not rounded up.
	VPADDD    Y4, Y4, Y5   // u
	VPSRLD    $1, Y5, Y6
	VPSRLD    $1, Y6, Y7
	VPANDN    Y6, Y7, Y6
	VCVTDQ2PS Y6, Y6
	VPSRLD    $23, Y6, Y6
	VPSUBD    Y6, Y12, Y6  // z
	VPADDD    Y5, Y5, Y5
	VPSLLVD   Y6, Y5, Y7   // rest
	VPSRLD    $31, Y7, Y8
	VPADDD    Y6, Y6, Y9
	VPOR      Y9, Y8, Y8   // k
	VPSLLD    $28, Y8, Y9
	VPADDD    Y7, Y7, Y7
	VPSRLD    $9, Y7, Y7
	VPOR      Y14, Y7, Y7
	VSUBPS    Y13, Y7, Y7  // x

	VPBROADCASTD normalConst<>+16(SB), Y10
	VPCMPGTD     Y10, Y6, Y10 // z > 7: one time in 32
	VMOVMSKPS    Y10, AX
	TESTL        AX, AX
	JNZ          all
	PICK(640, Y6, Y10)
	TERM(512)
	TERM(384)
	TERM(256)
	TERM(128)
	TERM(0)

store:
	VPBROADCASTD normalConst<>+0(SB), Y5
	VANDPS       Y5, Y4, Y4
	VANDNPS      Y6, Y5, Y6
	VORPS        Y4, Y6, Y6 // y with the sign of the bits
	VMOVUPS      Y6, (R9)
	MOVB         AX, (R10)
	ADDQ         $64, R9
	ADDQ         $2, R10
	DECQ         CX
	JNZ          group

	VMOVDQU Y0, (BX)
	VMOVDQU Y1, 64(BX)
	VMOVDQU Y2, 128(BX)
	VMOVDQU Y3, 192(BX)
	ADDQ    $32, BX
	ADDQ    $32, DI
	INCQ    SI
	DECQ    R8
	JNZ     half
	VZEROUPPER
	RET

all:
	VPBROADCASTD normalConst<>+20(SB), Y10
	VPCMPGTD     Y10, Y6, Y10 // z > 15
	VMOVMSKPS    Y10, AX
	VPSLLD       $27, Y8, Y11
	PICKALL(640, Y6)
	TERMALL(512)
	TERMALL(384)
	TERMALL(256)
	TERMALL(128)
	TERMALL(0)
	JMP          store
