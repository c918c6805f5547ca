#include "textflag.h"

// TOKEN adds to one token's sums of sixteen rows what its next two activations
// give; Y12 and Y13 hold the rows' weights.
#define TOKEN(token, low, high) \
	VPBROADCASTD (token)(AX*2), Y14 \
	VPMADDWD     Y14, Y12, Y15      \
	VPMADDWD     Y14, Y13, Y14      \
	VPADDD       Y15, low, low      \
	VPADDD       Y14, high, high

#define ONE TOKEN(R8, Y0, Y1)
#define TWO ONE; TOKEN(R9, Y2, Y3)
#define THREE TWO; TOKEN(R10, Y4, Y5)
#define FOUR THREE; TOKEN(R11, Y6, Y7)
#define FIVE FOUR; TOKEN(R12, Y8, Y9)
#define SIX FIVE; TOKEN(R13, Y10, Y11)

// LOOP goes through all pairs of columns.
#define LOOP(again, tokens) \
again: \
	VPMOVSXBW (SI), Y12   \
	VPMOVSXBW 16(SI), Y13 \
	tokens                \
	ADDQ      $32, SI     \
	ADDQ      $2, AX      \
	CMPQ      AX, BX      \
	JLT       again       \
	JMP       write

// WRITE turns one token's sums into numbers, as scaled does.
#define WRITE(low, high) \
	VBROADCASTSS (R8), Y14        \
	VCVTDQ2PS    low, low         \
	VCVTDQ2PS    high, high       \
	VMULPS       (R9), low, low   \
	VMULPS       32(R9), high, high \
	VMULPS       Y14, low, low    \
	VMULPS       Y14, high, high  \
	VADDPS       (R10), low, low  \
	VADDPS       32(R10), high, high \
	VMOVUPS      low, (DI)        \
	VMOVUPS      high, 32(DI)     \
	ADDQ         $4, R8           \
	ADDQ         DX, DI           \
	DECQ         CX               \
	JEQ          done

// func tileAVX2(out *float32, weights *int8, x *int16, units, scales, bias *float32, n, rows, tokens int)
// Sixteen rows by one to six tokens. Sums lie in Y0 to Y11, two registers a token.
TEXT ·tileAVX2(SB), NOSPLIT, $0-72
	MOVQ  weights+8(FP), SI
	MOVQ  x+16(FP), R8
	MOVQ  n+48(FP), BX
	LEAQ  (R8)(BX*2), R9
	LEAQ  (R9)(BX*2), R10
	LEAQ  (R10)(BX*2), R11
	LEAQ  (R11)(BX*2), R12
	LEAQ  (R12)(BX*2), R13
	XORQ  AX, AX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7
	VPXOR Y8, Y8, Y8
	VPXOR Y9, Y9, Y9
	VPXOR Y10, Y10, Y10
	VPXOR Y11, Y11, Y11
	MOVQ  tokens+64(FP), CX
	CMPQ  CX, $5
	JGT   six
	JEQ   five
	CMPQ  CX, $3
	JGT   four
	JEQ   three
	CMPQ  CX, $1
	JGT   two

	LOOP(one, ONE)
	LOOP(two, TWO)
	LOOP(three, THREE)
	LOOP(four, FOUR)
	LOOP(five, FIVE)
	LOOP(six, SIX)

write:
	MOVQ out+0(FP), DI
	MOVQ units+24(FP), R8
	MOVQ scales+32(FP), R9
	MOVQ bias+40(FP), R10
	MOVQ rows+56(FP), DX
	SHLQ $2, DX              // from one token's numbers to the next's
	WRITE(Y0, Y1)
	WRITE(Y2, Y3)
	WRITE(Y4, Y5)
	WRITE(Y6, Y7)
	WRITE(Y8, Y9)
	WRITE(Y10, Y11)

done:
	VZEROUPPER
	RET
