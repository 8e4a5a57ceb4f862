#include "textflag.h"

// What these do to the last bit stands in kernels.go, in plain Go. A row of the
// buffers has 80 numbers.
#define STRIDE 640

// func left3AVX2(h *float64, n int, tau, v2, v3 float64)
TEXT ·left3AVX2(SB), NOSPLIT, $0-40
	MOVQ         h+0(FP), DI
	MOVQ         n+8(FP), CX
	VBROADCASTSD tau+16(FP), Y0
	VBROADCASTSD v2+24(FP), Y1
	VBROADCASTSD v3+32(FP), Y2

four:
	TESTQ        CX, CX
	JLE          done
	VMOVUPD      (DI), Y3
	VMOVUPD      STRIDE(DI), Y4
	VMOVUPD      (2*STRIDE)(DI), Y5
	VMOVAPD      Y3, Y6
	VFMADD231PD  Y4, Y1, Y6
	VFMADD231PD  Y5, Y2, Y6
	VMULPD       Y0, Y6, Y6
	VSUBPD       Y6, Y3, Y3
	VFNMADD231PD Y6, Y1, Y4
	VFNMADD231PD Y6, Y2, Y5
	VMOVUPD      Y3, (DI)
	VMOVUPD      Y4, STRIDE(DI)
	VMOVUPD      Y5, (2*STRIDE)(DI)
	ADDQ         $32, DI
	SUBQ         $4, CX
	JMP          four

done:
	VZEROUPPER
	RET

// FOUR applies four reflections to x0 y0 z0 x1, y1 z1 x2 y2, z2 x3 y3 z3. Its first
// half leaves x in Y9, y in Y10 and z in Y11.
#define FOUR(at, tau, v2, v3) \
	VMOVUPD      at(DI), Y6           \
	VMOVUPD      (at+32)(DI), Y7      \
	VMOVUPD      (at+64)(DI), Y8      \
	VPERM2F128   $0x30, Y7, Y6, Y12   \
	VPERM2F128   $0x21, Y8, Y6, Y13   \
	VPERM2F128   $0x30, Y8, Y7, Y14   \
	VBLENDPD     $10, Y13, Y12, Y9    \
	VSHUFPD      $5, Y14, Y12, Y10    \
	VBLENDPD     $10, Y14, Y13, Y11   \
	VMOVAPD      Y9, Y15              \
	VFMADD231PD  Y10, v2, Y15         \
	VFMADD231PD  Y11, v3, Y15         \
	VMULPD       tau, Y15, Y15        \
	VSUBPD       Y15, Y9, Y9          \
	VFNMADD231PD Y15, v2, Y10         \
	VFNMADD231PD Y15, v3, Y11         \
	VUNPCKLPD    Y10, Y9, Y12         \
	VBLENDPD     $10, Y9, Y11, Y13    \
	VUNPCKHPD    Y11, Y10, Y14        \
	VPERM2F128   $0x20, Y13, Y12, Y6  \
	VPERM2F128   $0x30, Y12, Y14, Y7  \
	VPERM2F128   $0x31, Y14, Y13, Y8  \
	VMOVUPD      Y6, at(DI)           \
	VMOVUPD      Y7, (at+32)(DI)      \
	VMOVUPD      Y8, (at+64)(DI)

// func right3AVX2(h *float64, rows int, v *reflectors)
TEXT ·right3AVX2(SB), NOSPLIT, $0-24
	MOVQ    h+0(FP), DI
	MOVQ    rows+8(FP), CX
	MOVQ    v+16(FP), SI
	VMOVUPD (SI), Y0
	VMOVUPD 32(SI), Y1
	VMOVUPD 64(SI), Y2
	VMOVUPD 96(SI), Y3
	VMOVUPD 128(SI), Y4
	VMOVUPD 160(SI), Y5

row:
	FOUR(0, Y0, Y2, Y4)
	FOUR(96, Y1, Y3, Y5)
	ADDQ $STRIDE, DI
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET
