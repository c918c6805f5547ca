#include "textflag.h"

#define CONSTANT(name, bits) \
	DATA name<>+0(SB)/4, $bits \
	GLOBL name<>(SB), RODATA|NOPTR, $4

CONSTANT(log2e, 0x3fb8aa3b)
CONSTANT(ln2High, 0x3f318000)
CONSTANT(ln2Low, 0xb95e8083)
CONSTANT(lowest, 0xc2a00000)
CONSTANT(one, 0x3f800000)
CONSTANT(half, 0x3f000000)
CONSTANT(taylor3, 0x3e2aaaab)
CONSTANT(taylor4, 0x3d2aaaab)
CONSTANT(taylor5, 0x3c088889)
CONSTANT(taylor6, 0x3ab60b61)
CONSTANT(halfRoot, 0x3f3504f3)
CONSTANT(erfP, 0x3ea7ba05)
CONSTANT(erf1, 0x3e827906)
CONSTANT(erf2, 0xbe91a98e)
CONSTANT(erf3, 0x3fb5f0e3)
CONSTANT(erf4, 0xbfba00e3)
CONSTANT(erf5, 0x3f87dc22)
CONSTANT(most, 0x42fe0000)
CONSTANT(tiny, 0x0da24260)
CONSTANT(epsilon, 0x2b8cbccc)
CONSTANT(sizeMask, 0x7fffffff)
CONSTANT(bias127, 0x0000007f)

// SUM8 adds the eight lanes of Y0 into the lowest of X0, as sum8 does.
#define SUM8 \
	VEXTRACTF128 $1, Y0, X1      \
	VADDPS       X1, X0, X0      \
	VPERMILPS    $0x0e, X0, X1   \
	VADDPS       X1, X0, X0      \
	VPERMILPS    $0x01, X0, X1   \
	VADDSS       X1, X0, X0

// EXPCONSTANTS fills Y8 to Y15 with what EXP needs.
#define EXPCONSTANTS \
	VBROADCASTSS log2e<>(SB), Y8    \
	VBROADCASTSS ln2High<>(SB), Y9  \
	VBROADCASTSS ln2Low<>(SB), Y10  \
	VBROADCASTSS lowest<>(SB), Y11  \
	VBROADCASTSS one<>(SB), Y12     \
	VBROADCASTSS half<>(SB), Y13    \
	VBROADCASTSS taylor6<>(SB), Y14 \
	VPBROADCASTD bias127<>(SB), Y15

// EXP turns x into e^x; it uses Y5, Y6 and Y7.
#define EXP(x) \
	VMAXPS       Y11, x, x            \
	VMULPS       Y8, x, Y5            \
	VROUNDPS     $0, Y5, Y5           \
	VMULPS       Y9, Y5, Y6           \
	VSUBPS       Y6, x, x             \
	VMULPS       Y10, Y5, Y6          \
	VSUBPS       Y6, x, x             \
	VBROADCASTSS taylor5<>(SB), Y7    \
	VMULPS       x, Y14, Y6           \
	VADDPS       Y7, Y6, Y6           \
	VBROADCASTSS taylor4<>(SB), Y7    \
	VMULPS       x, Y6, Y6            \
	VADDPS       Y7, Y6, Y6           \
	VBROADCASTSS taylor3<>(SB), Y7    \
	VMULPS       x, Y6, Y6            \
	VADDPS       Y7, Y6, Y6           \
	VMULPS       x, Y6, Y6            \
	VADDPS       Y13, Y6, Y6          \
	VMULPS       x, Y6, Y6            \
	VADDPS       Y12, Y6, Y6          \
	VMULPS       x, Y6, Y6            \
	VADDPS       Y12, Y6, Y6          \
	VCVTPS2DQ    Y5, Y5               \
	VPADDD       Y15, Y5, Y5          \
	VPSLLD       $23, Y5, Y5          \
	VMULPS       Y5, Y6, x

// func quantiseAVX2(dst *int16, x *float32, n int) float32
TEXT ·quantiseAVX2(SB), NOSPLIT, $0-28
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	VBROADCASTSS sizeMask<>(SB), Y2
	VXORPS       Y0, Y0, Y0
	XORQ         AX, AX

size:
	VANDPS       (SI)(AX*4), Y2, Y1
	VMAXPS       Y1, Y0, Y0
	ADDQ         $8, AX
	CMPQ         AX, CX
	JLT          size
	VEXTRACTF128 $1, Y0, X1
	VMAXPS       X1, X0, X0
	VPERMILPS    $0x0e, X0, X1
	VMAXPS       X1, X0, X0
	VPERMILPS    $0x01, X0, X1
	VMAXSS       X1, X0, X0
	XORQ         AX, AX
	VUCOMISS     tiny<>(SB), X0
	JHI          some
	VPXOR        Y1, Y1, Y1

none:
	VMOVDQU Y1, (DI)(AX*2)
	ADDQ    $16, AX
	CMPQ    AX, CX
	JLT     none
	VMOVSS  X1, ret+24(FP)
	VZEROUPPER
	RET

some:
	VMOVSS       most<>(SB), X1
	VDIVSS       X1, X0, X2
	VMOVSS       X2, ret+24(FP)
	VDIVSS       X0, X1, X1
	VBROADCASTSS X1, Y1

round:
	VMULPS    (SI)(AX*4), Y1, Y2
	VMULPS    32(SI)(AX*4), Y1, Y3
	VCVTPS2DQ Y2, Y2
	VCVTPS2DQ Y3, Y3
	VPACKSSDW Y3, Y2, Y2
	VPERMQ    $0xd8, Y2, Y2
	VMOVDQU   Y2, (DI)(AX*2)
	ADDQ      $16, AX
	CMPQ      AX, CX
	JLT       round
	VZEROUPPER
	RET

// func addNormAVX2(x, y, weight, bias *float32, n int)
TEXT ·addNormAVX2(SB), NOSPLIT, $0-40
	MOVQ      x+0(FP), DI
	MOVQ      y+8(FP), SI
	MOVQ      weight+16(FP), R8
	MOVQ      bias+24(FP), R9
	MOVQ      n+32(FP), CX
	VCVTSI2SSQ CX, X4, X4
	VXORPS    Y0, Y0, Y0
	XORQ      AX, AX

add:
	VMOVUPS (DI)(AX*4), Y2
	VADDPS  (SI)(AX*4), Y2, Y2
	VMOVUPS Y2, (DI)(AX*4)
	VADDPS  Y2, Y0, Y0
	ADDQ    $8, AX
	CMPQ    AX, CX
	JLT     add
	SUM8
	VDIVSS  X4, X0, X0
	VBROADCASTSS X0, Y3
	VXORPS  Y0, Y0, Y0
	XORQ    AX, AX

centre:
	VMOVUPS (DI)(AX*4), Y2
	VSUBPS  Y3, Y2, Y2
	VMOVUPS Y2, (DI)(AX*4)
	VMULPS  Y2, Y2, Y2
	VADDPS  Y2, Y0, Y0
	ADDQ    $8, AX
	CMPQ    AX, CX
	JLT     centre
	SUM8
	VDIVSS  X4, X0, X0
	VADDSS  epsilon<>(SB), X0, X0
	VSQRTSS X0, X0, X0
	VMOVSS  one<>(SB), X1
	VDIVSS  X0, X1, X1
	VBROADCASTSS X1, Y3
	XORQ    AX, AX

stretch:
	VMULPS  (DI)(AX*4), Y3, Y2
	VMULPS  (R8)(AX*4), Y2, Y2
	VADDPS  (R9)(AX*4), Y2, Y2
	VMOVUPS Y2, (DI)(AX*4)
	ADDQ    $8, AX
	CMPQ    AX, CX
	JLT     stretch
	VZEROUPPER
	RET

// func geluAVX2(x *float32, n int)
TEXT ·geluAVX2(SB), NOSPLIT, $0-16
	MOVQ x+0(FP), DI
	MOVQ n+8(FP), CX
	EXPCONSTANTS
	XORQ AX, AX

loop:
	VMOVUPS      (DI)(AX*4), Y0
	VBROADCASTSS sizeMask<>(SB), Y1
	VANDPS       Y0, Y1, Y1             // |x|
	VBROADCASTSS halfRoot<>(SB), Y2
	VMULPS       Y2, Y1, Y2             // y
	VBROADCASTSS erfP<>(SB), Y3
	VMULPS       Y2, Y3, Y3
	VADDPS       Y3, Y12, Y3
	VDIVPS       Y3, Y12, Y3            // t
	VMULPS       Y2, Y2, Y2
	VXORPS       Y4, Y4, Y4
	VSUBPS       Y2, Y4, Y2             // −y²
	EXP(Y2)
	VBROADCASTSS erf5<>(SB), Y5
	VBROADCASTSS erf4<>(SB), Y6
	VMULPS       Y3, Y5, Y5
	VADDPS       Y6, Y5, Y5
	VBROADCASTSS erf3<>(SB), Y6
	VMULPS       Y3, Y5, Y5
	VADDPS       Y6, Y5, Y5
	VBROADCASTSS erf2<>(SB), Y6
	VMULPS       Y3, Y5, Y5
	VADDPS       Y6, Y5, Y5
	VBROADCASTSS erf1<>(SB), Y6
	VMULPS       Y3, Y5, Y5
	VADDPS       Y6, Y5, Y5
	VMULPS       Y3, Y5, Y5
	VMULPS       Y2, Y5, Y5             // erfc(y)
	VMULPS       Y13, Y1, Y1
	VMULPS       Y5, Y1, Y1
	VMAXPS       Y4, Y0, Y0
	VSUBPS       Y1, Y0, Y0
	VMOVUPS      Y0, (DI)(AX*4)
	ADDQ         $8, AX
	CMPQ         AX, CX
	JLT          loop
	VZEROUPPER
	RET

// func softmaxAVX2(x *float32, n int)
TEXT ·softmaxAVX2(SB), NOSPLIT, $0-16
	MOVQ    x+0(FP), DI
	MOVQ    n+8(FP), CX
	EXPCONSTANTS
	VMOVUPS (DI), Y0
	XORQ    AX, AX

highest:
	VMAXPS       (DI)(AX*4), Y0, Y0
	ADDQ         $8, AX
	CMPQ         AX, CX
	JLT          highest
	VEXTRACTF128 $1, Y0, X1
	VMAXPS       X1, X0, X0
	VPERMILPS    $0x0e, X0, X1
	VMAXPS       X1, X0, X0
	VPERMILPS    $0x01, X0, X1
	VMAXSS       X1, X0, X0
	VBROADCASTSS X0, Y3
	VXORPS       Y0, Y0, Y0
	XORQ         AX, AX

power:
	VMOVUPS (DI)(AX*4), Y2
	VSUBPS  Y3, Y2, Y2
	EXP(Y2)
	VMOVUPS Y2, (DI)(AX*4)
	VADDPS  Y2, Y0, Y0
	ADDQ    $8, AX
	CMPQ    AX, CX
	JLT     power
	SUM8
	VDIVSS  X0, X12, X0
	VBROADCASTSS X0, Y0
	XORQ    AX, AX

share:
	VMULPS  (DI)(AX*4), Y0, Y2
	VMOVUPS Y2, (DI)(AX*4)
	ADDQ    $8, AX
	CMPQ    AX, CX
	JLT     share
	VZEROUPPER
	RET

// func combineAVX2(out, a, b *float32, depth, stride, width int)
// Four vectors of columns at a time, then one by one.
TEXT ·combineAVX2(SB), NOSPLIT, $0-48
	MOVQ out+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), R8
	MOVQ depth+24(FP), R10
	MOVQ stride+32(FP), BX
	MOVQ width+40(FP), CX
	SHLQ $2, BX

wide:
	CMPQ   CX, $32
	JLT    narrow
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	MOVQ   R8, R9
	XORQ   AX, AX

four:
	VBROADCASTSS (SI)(AX*4), Y4
	VMULPS       (R9), Y4, Y5
	VMULPS       32(R9), Y4, Y6
	VMULPS       64(R9), Y4, Y7
	VMULPS       96(R9), Y4, Y8
	VADDPS       Y5, Y0, Y0
	VADDPS       Y6, Y1, Y1
	VADDPS       Y7, Y2, Y2
	VADDPS       Y8, Y3, Y3
	ADDQ         BX, R9
	INCQ         AX
	CMPQ         AX, R10
	JLT          four
	VMOVUPS      Y0, (DI)
	VMOVUPS      Y1, 32(DI)
	VMOVUPS      Y2, 64(DI)
	VMOVUPS      Y3, 96(DI)
	ADDQ         $128, DI
	ADDQ         $128, R8
	SUBQ         $32, CX
	JMP          wide

narrow:
	TESTQ  CX, CX
	JEQ    done
	VXORPS Y0, Y0, Y0
	MOVQ   R8, R9
	XORQ   AX, AX

single:
	VBROADCASTSS (SI)(AX*4), Y4
	VMULPS       (R9), Y4, Y5
	VADDPS       Y5, Y0, Y0
	ADDQ         BX, R9
	INCQ         AX
	CMPQ         AX, R10
	JLT          single
	VMOVUPS      Y0, (DI)
	ADDQ         $32, DI
	ADDQ         $32, R8
	SUBQ         $8, CX
	JMP          narrow

done:
	VZEROUPPER
	RET
