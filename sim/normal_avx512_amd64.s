#include "textflag.h"

// int32 constants of normalAVX512
DATA normalConst<>+0(SB)/4, $0x80000000 // sign
DATA normalConst<>+4(SB)/4, $0x3f800000 // 1.0
DATA normalConst<>+8(SB)/4, $1.5
DATA normalConst<>+12(SB)/4, $15
DATA normalConst<>+16(SB)/4, $1
GLOBL normalConst<>(SB), RODATA|NOPTR, $20

// TERM does y ← y·x + the coefficients in lo and hi, chosen by the index in Z5.
#define TERM(lo, hi) \
	VMOVDQA32 Z5, Z8         \
	VPERMI2PS hi, lo, Z8     \
	VMULPS    Z6, Z7, Z7     \
	VADDPS    Z8, Z7, Z7

// func normalAVX512(dst *float32, far *uint16, groups int, state *[4][8]uint64, table *normalTable)
//
// Z0–Z3 are the states, Z20–Z31 the table: coefficient d on half octaves 0–15 in
// Z(20+2d), on 16–31 in Z(21+2d).
TEXT ·normalAVX512(SB), NOSPLIT, $0-40
	MOVQ      dst+0(FP), DI
	MOVQ      far+8(FP), SI
	MOVQ      groups+16(FP), CX
	MOVQ      state+24(FP), DX
	MOVQ      table+32(FP), AX
	VMOVDQU64 (DX), Z0
	VMOVDQU64 64(DX), Z1
	VMOVDQU64 128(DX), Z2
	VMOVDQU64 192(DX), Z3
	VMOVUPS   (AX), Z20
	VMOVUPS   64(AX), Z21
	VMOVUPS   128(AX), Z22
	VMOVUPS   192(AX), Z23
	VMOVUPS   256(AX), Z24
	VMOVUPS   320(AX), Z25
	VMOVUPS   384(AX), Z26
	VMOVUPS   448(AX), Z27
	VMOVUPS   512(AX), Z28
	VMOVUPS   576(AX), Z29
	VMOVUPS   640(AX), Z30
	VMOVUPS   704(AX), Z31

	VPBROADCASTD normalConst<>+0(SB), Z15
	VPBROADCASTD normalConst<>+4(SB), Z16
	VPBROADCASTD normalConst<>+8(SB), Z17
	VPBROADCASTD normalConst<>+12(SB), Z18
	VPBROADCASTD normalConst<>+16(SB), Z19

group:
	// xoshiro256++: the bits in Z4
	VPADDQ Z3, Z0, Z4
	VPROLQ $23, Z4, Z4
	VPADDQ Z0, Z4, Z4
	VPSLLQ $17, Z1, Z5
	VPXORQ Z0, Z2, Z2
	VPXORQ Z1, Z3, Z3
	VPXORQ Z2, Z1, Z1
	VPXORQ Z3, Z0, Z0
	VPXORQ Z5, Z2, Z2
	VPROLQ $45, Z3, Z3

	VPADDD   Z4, Z4, Z5       // u
	VPLZCNTD Z5, Z6           // z
	VPCMPUD  $6, Z18, Z6, K1  // z > 15
	VPADDD   Z19, Z6, Z7
	VPSLLVD  Z7, Z5, Z7       // rest
	VPSRLD   $31, Z7, Z5
	VPADDD   Z6, Z6, Z6
	VPORD    Z6, Z5, Z5       // k
	VPADDD   Z7, Z7, Z7
	VPSRLD   $9, Z7, Z7
	VPORD    Z16, Z7, Z7
	VSUBPS   Z17, Z7, Z6      // x

	VMOVDQA32 Z5, Z7
	VPERMI2PS Z31, Z30, Z7
	TERM(Z28, Z29)
	TERM(Z26, Z27)
	TERM(Z24, Z25)
	TERM(Z22, Z23)
	TERM(Z20, Z21)

	VPTERNLOGD $0xD8, Z15, Z4, Z7 // y with the sign of the bits
	VMOVUPS    Z7, (DI)
	KMOVW      K1, AX
	MOVW       AX, (SI)
	ADDQ       $64, DI
	ADDQ       $2, SI
	DECQ       CX
	JNZ        group

	VMOVDQU64 Z0, (DX)
	VMOVDQU64 Z1, 64(DX)
	VMOVDQU64 Z2, 128(DX)
	VMOVDQU64 Z3, 192(DX)
	VZEROUPPER
	RET
