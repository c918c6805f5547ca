#include "textflag.h"

// Go's assembler has no SDOT, SMULL, SMLAL2, SADALP and no ADDP of words: they are
// written as numbers, each with its name.
//
// Both functions multiply two rows of weights with four tokens. V0 to V3 are the
// first row's sums of each token, V4 to V7 the second's.

#define START \
	MOVD sums+0(FP), R0    \
	MOVD weights+8(FP), R1 \
	MOVD x0+16(FP), R7     \
	MOVD x1+24(FP), R8     \
	MOVD x2+32(FP), R9     \
	MOVD x3+40(FP), R10    \
	MOVD n+48(FP), R11     \
	ADD  R11, R1, R6       \
	VEOR V0.B16, V0.B16, V0.B16 \
	VEOR V1.B16, V1.B16, V1.B16 \
	VEOR V2.B16, V2.B16, V2.B16 \
	VEOR V3.B16, V3.B16, V3.B16 \
	VEOR V4.B16, V4.B16, V4.B16 \
	VEOR V5.B16, V5.B16, V5.B16 \
	VEOR V6.B16, V6.B16, V6.B16 \
	VEOR V7.B16, V7.B16, V7.B16

// LOAD takes sixteen columns of both rows and of each token.
#define LOAD \
	VLD1.P 16(R1), [V16.B16] \
	VLD1.P 16(R6), [V17.B16] \
	VLD1.P 16(R7), [V20.B16] \
	VLD1.P 16(R8), [V21.B16] \
	VLD1.P 16(R9), [V22.B16] \
	VLD1.P 16(R10), [V23.B16]

// FINISH adds the lanes up: V0 becomes both rows of token 0 and of token 1, V2 of
// the others. The six numbers are ADDP of V0 and V4, V1 and V5, V2 and V6, V3 and
// V7, each into the first of them, then of V0 and V1, V2 and V3.
#define FINISH \
	WORD $0x4ea4bc00 \
	WORD $0x4ea5bc21 \
	WORD $0x4ea6bc42 \
	WORD $0x4ea7bc63 \
	WORD $0x4ea1bc00 \
	WORD $0x4ea3bc42 \
	VST1 [V0.S4], (R0)     \
	ADD  $16, R0, R0       \
	VST1 [V2.S4], (R0)

// func tileDot(sums *[8]int32, weights, x0, x1, x2, x3 *int8, n int)
TEXT ·tileDot(SB), NOSPLIT, $0-56
	START

depth:
	LOAD
	WORD $0x4e949600 // SDOT V0.4S, V16.16B, V20.16B
	WORD $0x4e949624 // SDOT V4.4S, V17.16B, V20.16B
	WORD $0x4e959601 // SDOT V1.4S, V16.16B, V21.16B
	WORD $0x4e959625 // SDOT V5.4S, V17.16B, V21.16B
	WORD $0x4e969602 // SDOT V2.4S, V16.16B, V22.16B
	WORD $0x4e969626 // SDOT V6.4S, V17.16B, V22.16B
	WORD $0x4e979603 // SDOT V3.4S, V16.16B, V23.16B
	WORD $0x4e979627 // SDOT V7.4S, V17.16B, V23.16B
	SUBS $16, R11, R11
	BNE  depth
	FINISH
	RET

// func tileNEON(sums *[8]int32, weights, x0, x1, x2, x3 *int8, n int)
// The same without SDOT. Two products of at most 128·127 fit into 16 bits.
TEXT ·tileNEON(SB), NOSPLIT, $0-56
	START

depth:
	LOAD
	WORD $0x0e34c218 // SMULL V24.8H, V16.8B, V20.8B
	WORD $0x4e348218 // SMLAL2 V24.8H, V16.16B, V20.16B
	WORD $0x4e606b00 // SADALP V0.4S, V24.8H
	WORD $0x0e34c238 // SMULL V24.8H, V17.8B, V20.8B
	WORD $0x4e348238 // SMLAL2 V24.8H, V17.16B, V20.16B
	WORD $0x4e606b04 // SADALP V4.4S, V24.8H
	WORD $0x0e35c218 // SMULL V24.8H, V16.8B, V21.8B
	WORD $0x4e358218 // SMLAL2 V24.8H, V16.16B, V21.16B
	WORD $0x4e606b01 // SADALP V1.4S, V24.8H
	WORD $0x0e35c238 // SMULL V24.8H, V17.8B, V21.8B
	WORD $0x4e358238 // SMLAL2 V24.8H, V17.16B, V21.16B
	WORD $0x4e606b05 // SADALP V5.4S, V24.8H
	WORD $0x0e36c218 // SMULL V24.8H, V16.8B, V22.8B
	WORD $0x4e368218 // SMLAL2 V24.8H, V16.16B, V22.16B
	WORD $0x4e606b02 // SADALP V2.4S, V24.8H
	WORD $0x0e36c238 // SMULL V24.8H, V17.8B, V22.8B
	WORD $0x4e368238 // SMLAL2 V24.8H, V17.16B, V22.16B
	WORD $0x4e606b06 // SADALP V6.4S, V24.8H
	WORD $0x0e37c218 // SMULL V24.8H, V16.8B, V23.8B
	WORD $0x4e378218 // SMLAL2 V24.8H, V16.16B, V23.16B
	WORD $0x4e606b03 // SADALP V3.4S, V24.8H
	WORD $0x0e37c238 // SMULL V24.8H, V17.8B, V23.8B
	WORD $0x4e378238 // SMLAL2 V24.8H, V17.16B, V23.16B
	WORD $0x4e606b07 // SADALP V7.4S, V24.8H
	SUBS $16, R11, R11
	BNE  depth
	FINISH
	RET
