#include "textflag.h"

// What these do to the last bit stands in kernels.go, in plain Go. A row of the
// buffers has 80 numbers.
#define STRIDE 640

// func left3AVX512(h *float64, n int, tau, v2, v3 float64)
TEXT ·left3AVX512(SB), NOSPLIT, $0-40
	MOVQ         h+0(FP), DI
	MOVQ         n+8(FP), CX
	VBROADCASTSD tau+16(FP), Z0
	VBROADCASTSD v2+24(FP), Z1
	VBROADCASTSD v3+32(FP), Z2

eight:
	TESTQ        CX, CX
	JLE          done
	VMOVUPD      (DI), Z3
	VMOVUPD      STRIDE(DI), Z4
	VMOVUPD      (2*STRIDE)(DI), Z5
	VMOVAPD      Z3, Z6
	VFMADD231PD  Z4, Z1, Z6
	VFMADD231PD  Z5, Z2, Z6
	VMULPD       Z0, Z6, Z6
	VSUBPD       Z6, Z3, Z3
	VFNMADD231PD Z6, Z1, Z4
	VFNMADD231PD Z6, Z2, Z5
	VMOVUPD      Z3, (DI)
	VMOVUPD      Z4, STRIDE(DI)
	VMOVUPD      Z5, (2*STRIDE)(DI)
	ADDQ         $64, DI
	SUBQ         $8, CX
	JMP          eight

done:
	VZEROUPPER
	RET

// Where the numbers of three vectors x0 y0 z0 x1 y1 … are in three vectors x0 x1 …,
// y0 y1 … and z0 z1 …, and back. From a first vector are 0–7, from a second 8–15.
#define LANES(at, a, b, c, d, e, f, g, h) \
	DATA lanes<>+(64*at)(SB)/8, $a    \
	DATA lanes<>+(64*at+8)(SB)/8, $b  \
	DATA lanes<>+(64*at+16)(SB)/8, $c \
	DATA lanes<>+(64*at+24)(SB)/8, $d \
	DATA lanes<>+(64*at+32)(SB)/8, $e \
	DATA lanes<>+(64*at+40)(SB)/8, $f \
	DATA lanes<>+(64*at+48)(SB)/8, $g \
	DATA lanes<>+(64*at+56)(SB)/8, $h

LANES(0, 0, 3, 6, 9, 12, 15, 0, 0)  // x of the first two
LANES(1, 0, 1, 2, 3, 4, 5, 10, 13)  // and of the third
LANES(2, 1, 4, 7, 10, 13, 0, 0, 0)  // y
LANES(3, 0, 1, 2, 3, 4, 8, 11, 14)
LANES(4, 2, 5, 8, 11, 14, 0, 0, 0)  // z
LANES(5, 0, 1, 2, 3, 4, 9, 12, 15)
LANES(6, 0, 8, 0, 1, 9, 0, 2, 10)   // x and y in the first
LANES(7, 0, 1, 8, 3, 4, 9, 6, 7)    // and z
LANES(8, 0, 3, 11, 0, 4, 12, 0, 5)  // the second
LANES(9, 10, 1, 2, 11, 4, 5, 12, 7)
LANES(10, 13, 0, 6, 14, 0, 7, 15, 0) // the third
LANES(11, 0, 13, 2, 3, 14, 5, 6, 15)
GLOBL lanes<>(SB), RODATA|NOPTR, $768

// func right3AVX512(h *float64, rows int, v *reflectors)
TEXT ·right3AVX512(SB), NOSPLIT, $0-24
	MOVQ    h+0(FP), DI
	MOVQ    rows+8(FP), CX
	MOVQ    v+16(FP), SI
	VMOVUPD (SI), Z0
	VMOVUPD 64(SI), Z1
	VMOVUPD 128(SI), Z2
	LEAQ    lanes<>(SB), BX
	VMOVUPD (BX), Z20
	VMOVUPD 64(BX), Z21
	VMOVUPD 128(BX), Z22
	VMOVUPD 192(BX), Z23
	VMOVUPD 256(BX), Z24
	VMOVUPD 320(BX), Z25
	VMOVUPD 384(BX), Z26
	VMOVUPD 448(BX), Z27
	VMOVUPD 512(BX), Z28
	VMOVUPD 576(BX), Z29
	VMOVUPD 640(BX), Z30
	VMOVUPD 704(BX), Z31

row:
	VMOVUPD      (DI), Z3
	VMOVUPD      64(DI), Z4
	VMOVUPD      128(DI), Z5
	VMOVAPD      Z3, Z6
	VMOVAPD      Z3, Z7
	VMOVAPD      Z3, Z8
	VPERMT2PD    Z4, Z20, Z6
	VPERMT2PD    Z4, Z22, Z7
	VPERMT2PD    Z4, Z24, Z8
	VPERMT2PD    Z5, Z21, Z6
	VPERMT2PD    Z5, Z23, Z7
	VPERMT2PD    Z5, Z25, Z8
	VMOVAPD      Z6, Z9
	VFMADD231PD  Z7, Z1, Z9
	VFMADD231PD  Z8, Z2, Z9
	VMULPD       Z0, Z9, Z9
	VSUBPD       Z9, Z6, Z6
	VFNMADD231PD Z9, Z1, Z7
	VFNMADD231PD Z9, Z2, Z8
	VMOVAPD      Z6, Z10
	VPERMT2PD    Z7, Z26, Z10
	VPERMT2PD    Z8, Z27, Z10
	VMOVAPD      Z6, Z11
	VPERMT2PD    Z7, Z28, Z11
	VPERMT2PD    Z8, Z29, Z11
	VPERMT2PD    Z7, Z30, Z6
	VPERMT2PD    Z8, Z31, Z6
	VMOVUPD      Z10, (DI)
	VMOVUPD      Z11, 64(DI)
	VMOVUPD      Z6, 128(DI)
	ADDQ         $STRIDE, DI
	DECQ         CX
	JNZ          row
	VZEROUPPER
	RET
