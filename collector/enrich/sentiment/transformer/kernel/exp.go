package kernel

import "math"

// Constants of exp: x = n·ln 2 + r, with ln 2 in two parts so that n·ln2High is
// exact, and e^r as the Taylor polynomial of degree 6, whose error for
// |r| ≤ ln 2 / 2 is below 2^-22.
const (
	log2e   = 1.44269504088896341
	ln2High = 0.693359375
	ln2Low  = -2.12194440054690581e-4
	lowest  = -80 // e^-80, 2e-35, stands for all below: nothing to add, and far from subnormal

	taylor2, taylor3, taylor4, taylor5, taylor6 = 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720
)

// exp is e^x for x ≤ 0, with a relative error of some 2e-7.
func exp(x float32) float32 {
	x = max(x, lowest)
	n := float32(math.RoundToEven(float64(float32(x * log2e))))
	r := x - float32(n*ln2High)
	r -= float32(n * ln2Low)
	p := float32(taylor6)
	for _, c := range [...]float32{taylor5, taylor4, taylor3, taylor2, 1, 1} {
		p = float32(p*r) + c
	}
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

// Constants of erfc: Abramowitz and Stegun, Handbook of Mathematical Functions,
// 7.1.26, whose error is at most 1.5e-7.
const (
	erfP                         = 0.3275911
	erf1, erf2, erf3, erf4, erf5 = 0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429

	halfRoot = math.Sqrt2 / 2
)

// gelu is x·Φ(x) (Hendrycks and Gimpel 2016), Φ being the normal distribution:
// max(x, 0) − |x|/2 · erfc(|x|/√2).
func gelu(x float32) float32 {
	size := float32(math.Abs(float64(x)))
	y := float32(size * halfRoot)
	t := 1 / (1 + float32(erfP*y))
	p := float32(erf5)
	for _, c := range [...]float32{erf4, erf3, erf2, erf1} {
		p = float32(p*t) + c
	}
	tail := float32(float32(p*t) * exp(-float32(y*y)))
	return max(x, 0) - float32(float32(size*0.5)*tail)
}

func geluGo(x []float32) {
	for i, v := range x {
		x[i] = gelu(v)
	}
}

// softmaxGo turns x into e^x/Σe^x.
func softmaxGo(x []float32) {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	var lanes [Lanes]float32
	for i, v := range x {
		x[i] = exp(v - top)
		lanes[i%Lanes] += x[i]
	}
	unit := 1 / sum8(&lanes)
	for i := range x {
		x[i] *= unit
	}
}
