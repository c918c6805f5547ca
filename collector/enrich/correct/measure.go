package correct

import (
	"context"
	"math"
)

// Measure says how often a reader is right on an office's own comments, of which
// none taught it: five-fold cross-validation, with the choice of the layer made
// anew in each fold. Only texts that were met by chance count.
type Measure struct {
	N         int     // texts
	Accuracy  float64 // 0…1
	Low, High float64 // Wilson's interval of the accuracy, 95%
	F1        float64 // macro
	// The same of the reader without what it has learnt.
	BaseAccuracy, BaseF1 float64
}

// measure is false where there is nothing to measure on, or ctx ends.
func measure(ctx context.Context, examples []example) (Measure, bool) {
	got := validate(examples, outerFolds, func(train []example) *layer {
		if ctx.Err() != nil {
			return nil // as fast as may be
		}
		return learn(train)
	})
	var fair []example
	var with, without [][3]float64
	for i, e := range examples {
		if !e.unsure {
			fair, with, without = append(fair, e), append(with, got[i]), append(without, e.p)
		}
	}
	if len(fair) == 0 || ctx.Err() != nil {
		return Measure{}, false
	}
	t, base := count(fair, with), count(fair, without)
	m := Measure{
		N: len(fair), Accuracy: t.right() / float64(len(fair)), F1: t.macroF1(),
		BaseAccuracy: base.right() / float64(len(fair)), BaseF1: base.macroF1(),
	}
	m.Low, m.High = Wilson(t.right(), float64(len(fair)))
	return m, true
}

// confusion counts texts by true label and label read.
type confusion [3][3]float64

func (t confusion) right() float64 { return t[0][0] + t[1][1] + t[2][2] }

// macroF1 is the mean F1 of the labels that were meant or read at all.
func (t confusion) macroF1() float64 {
	sum, labels := 0.0, 0.0
	for c := range t {
		meant, read := 0.0, 0.0
		for k := range t {
			meant += t[c][k]
			read += t[k][c]
		}
		if meant+read > 0 {
			labels++
			sum += 2 * t[c][c] / (meant + read)
		}
	}
	if labels == 0 {
		return 0
	}
	return sum / labels
}

// Wilson gives the 95% score interval of a share of k in n (Wilson 1927).
func Wilson(k, n float64) (low, high float64) {
	const z = 1.959963984540054
	p := k / n
	middle := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return (middle - half) / (1 + z*z/n), (middle + half) / (1 + z*z/n)
}

// Agreement is Krippendorff's α, for nominal data, of annotators who labelled the
// same texts: 1 is full agreement, 0 that of chance. It is false where fewer than
// two people labelled a text, or all labels are the same, so that there is
// nothing to agree on.
func Agreement(corrections []Correction) (alpha float64, ok bool) {
	units := map[string][]string{}
	for _, c := range latest(corrections) {
		n := normal(c.Text)
		units[n] = append(units[n], string(c.Label))
	}
	var all [][]string
	for _, values := range units {
		all = append(all, values)
	}
	return krippendorff(all)
}

// krippendorff takes the values that each unit was given (Krippendorff 2011,
// Computing Krippendorff's Alpha-Reliability, section C).
func krippendorff(units [][]string) (alpha float64, ok bool) {
	totals := map[string]float64{}
	n, disagree := 0.0, 0.0
	for _, values := range units {
		m := float64(len(values))
		if m < 2 {
			continue // nothing to pair it with
		}
		here := map[string]float64{}
		for _, v := range values {
			here[v]++
			totals[v]++
		}
		same := 0.0
		for _, k := range here {
			same += k * (k - 1)
		}
		n += m
		disagree += (m*(m-1) - same) / (m - 1)
	}
	expected := n * n
	for _, k := range totals {
		expected -= k * k
	}
	if expected == 0 {
		return 0, false
	}
	return 1 - (n-1)*disagree/expected, true
}
