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
//	logit(c) = slope · log p(c) + bias[c] + Σ weight(feature, c) / √n + meaning[c] · v
//
// over the n different features of the text and its embedding v, where the reader
// has one. The slope is a temperature (Platt 1999, Guo et al. 2017), the biases
// move the thresholds between the classes, the weights are the office's own words,
// and the meanings are what the reader saw but weighed otherwise.
type layer struct {
	slope    float64
	bias     [3]float64
	weights  map[uint32][3]float64
	meanings [][3]float64 // a row a number of the embedding
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
func (l *layer) apply(p [3]float64, text string, vector []float64) [3]float64 {
	offset := logs(p)
	var z [3]float64
	if len(l.weights) > 0 {
		fs := features(text)
		for _, f := range fs {
			w := l.weights[f]
			for c := range z {
				z[c] += w[c]
			}
		}
		scale := unit(len(fs))
		for c := range z {
			z[c] *= scale
		}
	}
	for i := range min(len(vector), len(l.meanings)) {
		for c := range z {
			z[c] += vector[i] * l.meanings[i][c]
		}
	}
	for c := range z {
		z[c] += l.slope*offset[c] + l.bias[c]
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
	meaning     float64 // of the meanings; 0: there are none
}

// example is one text to learn from.
type example struct {
	said
	p        [3]float64 // what the reader makes of it
	offset   [3]float64 // logs of p
	features []uint32
	vector   []float64 // the embedding, as long as 1; nil: there is none
	group    int       // the same for copies
}

// places says where the parameters of a fit stand: slope and biases, then three for
// every number of the embedding, then three for every feature.
type places struct {
	dim  int     // of the embedding
	rows [][]int // the weights' places of every example
}

// fixed is the number of parameters that every layer has: slope and biases.
const fixed = 4

// fit finds the layer with the least Σ −log P(label) + ½ Σ penalty · parameter²,
// where the slope's distance from 1 counts.
func fit(examples []example, by penalty) *layer {
	at := places{rows: make([][]int, len(examples))}
	if by.meaning > 0 {
		at.dim = dimension(examples)
	}
	number := map[uint32]int{}
	var names []uint32
	first := fixed + 3*at.dim
	if by.words > 0 {
		for i, e := range examples {
			at.rows[i] = make([]int, len(e.features))
			for k, f := range e.features {
				n, ok := number[f]
				if !ok {
					n = len(names)
					number[f], names = n, append(names, f)
				}
				at.rows[i][k] = first + 3*n
			}
		}
	}
	x := make([]float64, first+3*len(names))
	x[0] = 1
	minimise(x, func(x, gradient []float64) float64 { return loss(examples, at, by, x, gradient) })
	l := &layer{slope: x[0], bias: [3]float64(x[1:fixed]), weights: make(map[uint32][3]float64, len(names)), meanings: make([][3]float64, at.dim)}
	for i := range l.meanings {
		l.meanings[i] = [3]float64(x[fixed+3*i:])
	}
	for n, f := range names {
		l.weights[f] = [3]float64(x[first+3*n:])
	}
	return l
}

// dimension is that of the embeddings; 0: there are none.
func dimension(examples []example) int {
	for i := range examples {
		if n := len(examples[i].vector); n > 0 {
			return n
		}
	}
	return 0
}

// loss writes the gradient, and gives the value, of what fit makes least.
func loss(examples []example, at places, by penalty, x, gradient []float64) float64 {
	value := by.of(at, x, gradient)
	for i := range examples {
		e, row := &examples[i], at.rows[i]
		p := softmax(e.logits(at.dim, row, x))
		value -= math.Log(max(p[e.label], 1e-300))
		p[e.label]--
		scale := unit(len(row))
		for c := range p {
			gradient[0] += p[c] * e.offset[c]
			gradient[1+c] += p[c]
		}
		for k, v := range e.vector[:min(at.dim, len(e.vector))] {
			g := gradient[fixed+3*k:][:3]
			g[0] += v * p[0]
			g[1] += v * p[1]
			g[2] += v * p[2]
		}
		for _, k := range row {
			gradient[k] += scale * p[0]
			gradient[k+1] += scale * p[1]
			gradient[k+2] += scale * p[2]
		}
	}
	return value
}

// of begins a gradient and a loss with what the parameters themselves cost.
func (by penalty) of(at places, x, gradient []float64) float64 {
	value := 0.0
	for i := range x {
		d, strength := x[i], by.words
		switch {
		case i == 0:
			d, strength = d-1, by.calibration
		case i < fixed:
			strength = by.calibration
		case i < fixed+3*at.dim:
			strength = by.meaning
		}
		value += strength * d * d / 2
		gradient[i] = strength * d
	}
	return value
}

// logits are those of an example by parameters x.
func (e *example) logits(dim int, row []int, x []float64) (z [3]float64) {
	for _, k := range row {
		z[0] += x[k]
		z[1] += x[k+1]
		z[2] += x[k+2]
	}
	scale := unit(len(row))
	for c := range z {
		z[c] = x[0]*e.offset[c] + x[1+c] + scale*z[c]
	}
	for k, v := range e.vector[:min(dim, len(e.vector))] {
		w := x[fixed+3*k:][:3]
		z[0] += v * w[0]
		z[1] += v * w[1]
		z[2] += v * w[2]
	}
	return z
}
