#include "textflag.h"

// func raiseVNNI(dst *uint8, x *int16, n int)
// Adds 128 to n whole numbers of a byte, sixteen at a time.
TEXT ·raiseVNNI(SB), NOSPLIT, $0-24
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	MOVL         $0x80808080, AX
	VPBROADCASTD AX, X1
	XORQ         AX, AX

loop:
	VMOVDQU (SI)(AX*2), Y0
	VPMOVWB Y0, X0
	VPXOR   X1, X0, X0
	VMOVDQU X0, (DI)(AX*1)
	ADDQ    $16, AX
	CMPQ    AX, CX
	JLT     loop
	VZEROUPPER
	RET

// TOKEN adds to both of one token's sums of sixteen rows what its next eight
// activations give; Z8 and Z9 hold the rows' weights, four columns each.
#define TOKEN(token, first, second) \
	VPBROADCASTD (token)(AX*1), Z10  \
	VPBROADCASTD 4(token)(AX*1), Z11 \
	VPDPBUSD     Z8, Z10, first      \
	VPDPBUSD     Z9, Z11, second

// WRITE turns one token's sums into numbers, as scaled does.
#define WRITE(first, second) \
	VPADDD       second, first, first \
	VCVTDQ2PS    first, first         \
	VMULPS       Z8, first, first     \
	VMULPS.BCST  (R8), first, first   \
	VADDPS       Z9, first, first     \
	VMOVUPS      first, (DI)          \
	ADDQ         $4, R8               \
	ADDQ         DX, DI               \
	DECQ         CX                   \
	JEQ          done

// func tileVNNI(out *float32, weights *int8, offsets *int32, x *uint8, units, scales, bias *float32, n, rows, tokens int)
// Sixteen rows by four tokens, of which one to four are written. A token has two
// sums, so that no product waits for the one before: Z0 to Z3 begin with the
// offsets, Z4 to Z7 with 0.
TEXT ·tileVNNI(SB), NOSPLIT, $0-80
	MOVQ      weights+8(FP), SI
	MOVQ      offsets+16(FP), DI
	MOVQ      x+24(FP), R8
	MOVQ      n+56(FP), BX
	LEAQ      (R8)(BX*1), R9
	LEAQ      (R9)(BX*1), R10
	LEAQ      (R10)(BX*1), R11
	XORQ      AX, AX
	VMOVDQU32 (DI), Z0
	VMOVDQA32 Z0, Z1
	VMOVDQA32 Z0, Z2
	VMOVDQA32 Z0, Z3
	VPXORD    Z4, Z4, Z4
	VPXORD    Z5, Z5, Z5
	VPXORD    Z6, Z6, Z6
	VPXORD    Z7, Z7, Z7

columns:
	VMOVDQU32 (SI), Z8
	VMOVDQU32 64(SI), Z9
	TOKEN(R8, Z0, Z4)
	TOKEN(R9, Z1, Z5)
	TOKEN(R10, Z2, Z6)
	TOKEN(R11, Z3, Z7)
	ADDQ      $128, SI
	ADDQ      $8, AX
	CMPQ      AX, BX
	JLT       columns

	MOVQ    out+0(FP), DI
	MOVQ    units+32(FP), R8
	MOVQ    scales+40(FP), R9
	MOVQ    bias+48(FP), R10
	MOVQ    rows+64(FP), DX
	MOVQ    tokens+72(FP), CX
	SHLQ    $2, DX              // from one token's numbers to the next's
	VMOVUPS (R9), Z8
	VMOVUPS (R10), Z9
	WRITE(Z0, Z4)
	WRITE(Z1, Z5)
	WRITE(Z2, Z6)
	WRITE(Z3, Z7)

done:
	VZEROUPPER
	RET
