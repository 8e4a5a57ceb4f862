#include "textflag.h"

// func addFMA(dst *float64, post *int32, val *float64, n int, x float64)
//
// Four synapses at a time; they go to four neurons.
TEXT ·addFMA(SB), NOSPLIT, $0-40
	MOVD  dst+0(FP), R0
	MOVD  post+8(FP), R1
	MOVD  val+16(FP), R2
	MOVD  n+24(FP), R3
	FMOVD x+32(FP), F0

four:
	SUBS    $4, R3
	BLT     rest
	MOVW    (R1), R4
	MOVW    4(R1), R5
	MOVW    8(R1), R6
	MOVW    12(R1), R7
	FLDPD   16(R2), (F3, F4)
	FLDPD.P 32(R2), (F1, F2)
	FMOVD   (R0)(R4<<3), F16
	FMOVD   (R0)(R5<<3), F17
	FMOVD   (R0)(R6<<3), F18
	FMOVD   (R0)(R7<<3), F19
	FMADDD  F0, F16, F1, F16
	FMADDD  F0, F17, F2, F17
	FMADDD  F0, F18, F3, F18
	FMADDD  F0, F19, F4, F19
	FMOVD   F16, (R0)(R4<<3)
	FMOVD   F17, (R0)(R5<<3)
	FMOVD   F18, (R0)(R6<<3)
	FMOVD   F19, (R0)(R7<<3)
	ADD     $16, R1
	B       four

rest:
	ADDS $4, R3
	BEQ  done

one:
	MOVW.P  4(R1), R4
	FMOVD.P 8(R2), F1
	FMOVD   (R0)(R4<<3), F16
	FMADDD  F0, F16, F1, F16
	FMOVD   F16, (R0)(R4<<3)
	SUBS    $1, R3
	BNE     one

done:
	RET
