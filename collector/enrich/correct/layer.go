package correct

import (
	"math"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

// plan says what the layer sees of a text: words, pairs and beginnings, middles
// and ends of words. More pieces gain nothing on a thousand texts.
var plan = ngram.Plan{Bits: 20, Words: 2, MinChars: 4, MaxChars: 4}

// layer adapts a reader's probabilities p to an office:
//
//	logit(c) = slope · log p(c) + bias[c] + Σ weight(feature, c) / √n
//
// over the n different features of the text. The slope is a temperature (Platt
// 1999, Guo et al. 2017), the biases move the thresholds between the classes, the
// weights are the office's own words.
type layer struct {
	slope   float64
	bias    [3]float64
	weights map[uint32][3]float64
}

// leastProbability keeps a logarithm finite and one sure mistake bearable.
const leastProbability = 1e-4

func logs(p [3]float64) (out [3]float64) {
	for i := range p {
		out[i] = math.Log(max(p[i], leastProbability))
	}
	return out
}

// apply gives the office's probabilities for a normal text.
func (l *layer) apply(p [3]float64, text string) [3]float64 {
	offset := logs(p)
	fs := features(text)
	var z [3]float64
	for _, f := range fs {
		w := l.weights[f]
		for c := range z {
			z[c] += w[c]
		}
	}
	scale := unit(len(fs))
	for c := range z {
		z[c] = l.slope*offset[c] + l.bias[c] + scale*z[c]
	}
	return softmax(z)
}

// features are the different ones of a normal text, in the order of the text.
func features(text string) []uint32 {
	all := plan.Append(nil, []byte(" "+text+" "))
	seen := make(map[uint32]bool, len(all))
	out := all[:0]
	for _, f := range all {
		if !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	return out
}

// unit makes the feature vector of n ones as long as 1.
func unit(n int) float64 { return 1 / math.Sqrt(float64(max(n, 1))) }

func softmax(z [3]float64) [3]float64 {
	top := max(z[0], z[1], z[2])
	sum := 0.0
	for c := range z {
		z[c] = math.Exp(z[c] - top)
		sum += z[c]
	}
	for c := range z {
		z[c] /= sum
	}
	return z
}

// penalty is how strongly a fit is held to "no layer".
type penalty struct {
	calibration float64 // of slope and biases
	words       float64 // of the weights; 0: there are none
}

// example is one text to learn from.
type example struct {
	said
	p        [3]float64 // what the reader makes of it
	offset   [3]float64 // logs of p
	features []uint32
	group    int // the same for copies
}

// fit finds the layer with the least Σ −log P(label) + ½ Σ penalty · parameter²,
// where the slope's distance from 1 counts.
func fit(examples []example, by penalty) *layer {
	number := map[uint32]int{}
	var names []uint32
	rows := make([][]int, len(examples))
	if by.words > 0 {
		for i, e := range examples {
			rows[i] = make([]int, len(e.features))
			for k, f := range e.features {
				n, ok := number[f]
				if !ok {
					n = len(names)
					number[f], names = n, append(names, f)
				}
				rows[i][k] = fixed + 3*n
			}
		}
	}
	x := make([]float64, fixed+3*len(names))
	x[0] = 1
	minimise(x, func(x, gradient []float64) float64 { return loss(examples, rows, by, x, gradient) })
	l := &layer{slope: x[0], bias: [3]float64(x[1:fixed]), weights: make(map[uint32][3]float64, len(names))}
	for n, f := range names {
		l.weights[f] = [3]float64(x[fixed+3*n:])
	}
	return l
}

// fixed is the number of parameters that every layer has: slope and biases.
const fixed = 4

// loss writes the gradient, and gives the value, of what fit makes least. In
// rows stand the places of each example's weights.
func loss(examples []example, rows [][]int, by penalty, x, gradient []float64) float64 {
	value := 0.0
	for i := range x {
		d, strength := x[i], by.words
		if i < fixed {
			strength = by.calibration
		}
		if i == 0 {
			d--
		}
		value += strength * d * d / 2
		gradient[i] = strength * d
	}
	for i := range examples {
		e := &examples[i]
		scale := unit(len(rows[i]))
		var z [3]float64
		for _, at := range rows[i] {
			z[0] += x[at]
			z[1] += x[at+1]
			z[2] += x[at+2]
		}
		for c := range z {
			z[c] = x[0]*e.offset[c] + x[1+c] + scale*z[c]
		}
		p := softmax(z)
		value -= math.Log(max(p[e.label], 1e-300))
		p[e.label]--
		for c := range p {
			gradient[0] += p[c] * e.offset[c]
			gradient[1+c] += p[c]
			p[c] *= scale
		}
		for _, at := range rows[i] {
			gradient[at] += p[0]
			gradient[at+1] += p[1]
			gradient[at+2] += p[2]
		}
	}
	return value
}
