package correct

import (
	"math"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/enrich/copies"
)

const (
	// leastExamples is from how many texts on there is something to learn.
	leastExamples = 20
	// mostExamples bounds the time that learning takes; older texts are still read
	// as they were corrected.
	mostExamples = 3000
	outerFolds   = 5 // that measure
	innerFolds   = 4 // that choose
	// Points of the standard normal distribution: what is left to chance is one in
	// twenty, and one in a thousand.
	surely, verySurely = 1.645, 3.09
)

// Penalties that are tried, the first is thresholds only: of a reader with
// embeddings and of one without. Where there are embeddings, words gain nothing.
var (
	withMeaning = []penalty{{calibration: 2}, {calibration: 2, meaning: 1}, {calibration: 2, meaning: 0.3}, {calibration: 2, meaning: 0.1}}
	withWords   = []penalty{{calibration: 2}, {calibration: 2, words: 3}, {calibration: 2, words: 1}, {calibration: 2, words: 0.3}}
)

// grouped numbers examples so that copies have one number: they must not stand on
// both sides of a validation.
func grouped(examples []example) {
	var prints []copies.Print
	var of []int
	for i := range examples {
		examples[i].group = -1 - i
		if p, ok := copies.Of(examples[i].normal); ok {
			prints, of = append(prints, p), append(of, i)
		}
	}
	for k, cluster := range copies.Clusters(prints) {
		examples[of[k]].group = cluster
	}
}

// folds spreads groups over k folds, and gives the number of groups.
func folds(examples []example, k int) (fold []int, groups int) {
	of := map[int]int{}
	fold = make([]int, len(examples))
	for i, e := range examples {
		f, ok := of[e.group]
		if !ok {
			f = len(of) % k
			of[e.group] = f
		}
		fold[i] = f
	}
	return fold, len(of)
}

// validate gives what each example is read as by a layer that has not seen it.
func validate(examples []example, k int, learn func([]example) *layer) [][3]float64 {
	fold, _ := folds(examples, k)
	out := make([][3]float64, len(examples))
	together(k, func(f int) {
		var train []example
		for i, e := range examples {
			if fold[i] != f {
				train = append(train, e)
			}
		}
		l := learn(train)
		for i, e := range examples {
			if fold[i] == f {
				out[i] = e.by(l)
			}
		}
	})
	return out
}

// together does n things that don't touch one another, on all cores: whoever
// imports corrections waits for it.
func together(n int, do func(i int)) {
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		all.Go(func() error {
			do(i)
			return nil
		})
	}
	_ = all.Wait() // none fails
}

// by is what a layer makes of the example; a nil one leaves it to the reader.
func (e *example) by(l *layer) [3]float64 {
	if l == nil {
		return e.p
	}
	return l.apply(e.p, e.normal, e.vector)
}

// learn fits the layer that does best in cross-validation, or nil if none does
// surely better than the reader alone.
func learn(examples []example) *layer {
	if _, groups := folds(examples, innerFolds); groups < leastExamples {
		return nil
	}
	least, chosen := math.Inf(1), penalty{}
	var held [][3]float64
	penalties := withWords
	if dimension(examples) > 0 {
		penalties = withMeaning
	}
	for _, by := range penalties {
		got := validate(examples, innerFolds, func(train []example) *layer { return fit(train, by) })
		if l := surprise(examples, got); l < least {
			least, chosen, held = l, by, got
		}
	}
	if !helps(examples, held) {
		return nil
	}
	return fit(examples, chosen)
}

// surprise is the sum of −log P(label).
func surprise(examples []example, got [][3]float64) float64 {
	sum := 0.0
	for i, e := range examples {
		sum -= math.Log(max(got[i][e.label], leastProbability))
	}
	return sum
}

// helps tells whether what a layer made of unseen examples is surely better: more
// labels mended than broken, and either surely so (McNemar's test, one-sided) or with
// probabilities that surely surprise less, which few texts can show sooner; and in no
// case a lower macro-F1 or more surprise. Where the labels can't surely be told from
// the text at all, as those of somebody who presses any key, the labels must be very
// surely better.
func helps(examples []example, got [][3]float64) bool {
	mended, broken := 0.0, 0.0
	alone := make([][3]float64, len(examples))
	for i, e := range examples {
		alone[i] = e.p
		was, is := best(e.p) == e.label, best(got[i]) == e.label
		switch {
		case is && !was:
			mended++
		case was && !is:
			broken++
		}
	}
	by := func(bar float64) bool { return mended-broken >= bar*math.Sqrt(mended+broken) }
	if mended <= broken || count(examples, got).macroF1() < count(examples, alone).macroF1() || surprise(examples, got) >= surprise(examples, alone) {
		return false
	}
	if !tellsMore(examples, got) {
		return by(verySurely)
	}
	return by(surely) || surprisesLess(examples, got, alone)
}

// tellsMore tells whether got surprises surely less than the bare shares of the
// labels.
func tellsMore(examples []example, got [][3]float64) bool {
	var shares [3]float64
	for _, e := range examples {
		shares[e.label] += 1 / float64(len(examples))
	}
	return surprisesLess(examples, got, slices.Repeat([][3]float64{shares}, len(examples)))
}

// surprisesLess tells whether got surprises surely less than other, by a paired test.
func surprisesLess(examples []example, got, other [][3]float64) bool {
	sum, squares := 0.0, 0.0
	for i, e := range examples {
		gain := math.Log(max(got[i][e.label], leastProbability)) - math.Log(max(other[i][e.label], leastProbability))
		sum += gain
		squares += gain * gain
	}
	return sum > surely*math.Sqrt(max(squares-sum*sum/float64(len(examples)), 0))
}

// count makes the confusion table.
func count(examples []example, got [][3]float64) (t confusion) {
	for i, e := range examples {
		t[e.label][best(got[i])]++
	}
	return t
}

// examplesOf reads the newest texts with the reader, or takes what is known of it;
// read is called from several goroutines.
func examplesOf(all []said, read func(text string) opinion) []example {
	if len(all) > mostExamples {
		all = slices.Clone(all)
		slices.SortStableFunc(all, func(a, b said) int { return b.at.Compare(a.at) })
		all = all[:mostExamples]
	}
	out := make([]example, len(all))
	together(len(all), func(i int) {
		s := all[i]
		o := read(s.text)
		out[i] = example{said: s, p: o.p, offset: logs(o.p), vector: o.direction()}
		if out[i].vector == nil {
			out[i].features = features(s.normal)
		}
	})
	grouped(out)
	return out
}
