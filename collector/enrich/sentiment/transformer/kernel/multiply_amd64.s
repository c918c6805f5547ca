#include "textflag.h"

// PRODUCT adds to two rows' sums what 16 activations of one token give.
#define PRODUCT(token, row0, row1) \
	VMOVDQU  (token)(AX*2), Y10 \
	VPMADDWD Y10, Y8, Y11       \
	VPMADDWD Y10, Y9, Y12       \
	VPADDD   Y11, row0, row0    \
	VPADDD   Y12, row1, row1

// func multiplyAVX2(out *int32, weights *int8, x *int16, rows, n int)
// Two rows of weights by four tokens at a time; Y0 to Y3 are the first row's
// sums of each token, Y4 to Y7 the second's.
TEXT ·multiplyAVX2(SB), NOSPLIT, $0-40
	MOVQ out+0(FP), DI
	MOVQ weights+8(FP), SI
	MOVQ x+16(FP), R8
	MOVQ rows+24(FP), CX
	MOVQ n+32(FP), BX
	LEAQ (R8)(BX*2), R9
	LEAQ (R9)(BX*2), R10
	LEAQ (R10)(BX*2), R11
	MOVQ CX, R12
	SHLQ $2, R12             // from one token's sums to the next's
	LEAQ (R12)(R12*2), R14

rows:
	LEAQ  (SI)(BX*1), R13
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7
	XORQ  AX, AX

depth:
	VPMOVSXBW (SI)(AX*1), Y8
	VPMOVSXBW (R13)(AX*1), Y9
	PRODUCT(R8, Y0, Y4)
	PRODUCT(R9, Y1, Y5)
	PRODUCT(R10, Y2, Y6)
	PRODUCT(R11, Y3, Y7)
	ADDQ      $16, AX
	CMPQ      AX, BX
	JLT       depth

	VPHADDD      Y4, Y0, Y0
	VPHADDD      Y5, Y1, Y1
	VPHADDD      Y6, Y2, Y2
	VPHADDD      Y7, Y3, Y3
	VPHADDD      Y1, Y0, Y0   // each half: token 0, both rows; token 1, both rows
	VPHADDD      Y3, Y2, Y2
	VEXTRACTI128 $1, Y0, X1
	VEXTRACTI128 $1, Y2, X3
	VPADDD       X1, X0, X0
	VPADDD       X3, X2, X2
	VMOVQ        X0, (DI)
	VPEXTRQ      $1, X0, (DI)(R12*1)
	VMOVQ        X2, (DI)(R12*2)
	VPEXTRQ      $1, X2, (DI)(R14*1)
	LEAQ         (SI)(BX*2), SI
	ADDQ         $8, DI
	SUBQ         $2, CX
	JNZ          rows
	VZEROUPPER
	RET
