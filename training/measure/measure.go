// Package measure scores a classifier: confusion table, macro-F1, expected
// calibration error.
package measure

import (
	"fmt"
	"io"
	"math"
)

// Confusion counts answers: Table[truth][answer].
type Confusion struct {
	Classes []string
	Table   [][]int
}

// NewConfusion makes an empty table.
func NewConfusion(classes []string) *Confusion {
	c := &Confusion{Classes: classes, Table: make([][]int, len(classes))}
	for i := range c.Table {
		c.Table[i] = make([]int, len(classes))
	}
	return c
}

// Add counts one answer.
func (c *Confusion) Add(truth, answer int) { c.Table[truth][answer]++ }

// MacroF1 is the mean over the classes of 2·TP/(2·TP+FP+FN), from 0 to 100.
// Classes that occur neither as truth nor as answer are left out.
func (c *Confusion) MacroF1() float64 {
	sum, n := 0.0, 0
	for k := range c.Table {
		errors := 0
		for other := range c.Table {
			if other != k {
				errors += c.Table[k][other] + c.Table[other][k]
			}
		}
		hits := 2 * c.Table[k][k]
		if hits+errors == 0 {
			continue
		}
		sum += float64(hits) / float64(hits+errors)
		n++
	}
	if n == 0 {
		return math.NaN()
	}
	return 100 * sum / float64(n)
}

// Accuracy is the share of right answers, from 0 to 100.
func (c *Confusion) Accuracy() float64 {
	right, all := 0, 0
	for i, row := range c.Table {
		for j, n := range row {
			all += n
			if i == j {
				right += n
			}
		}
	}
	return 100 * float64(right) / float64(all)
}

// Print writes the table, one line a true class.
func (c *Confusion) Print(w io.Writer) {
	fmt.Fprintf(w, "%12s", "truth \\ read")
	for _, name := range c.Classes {
		fmt.Fprintf(w, "%10s", name)
	}
	fmt.Fprintln(w)
	for i, row := range c.Table {
		fmt.Fprintf(w, "%12s", c.Classes[i])
		for _, n := range row {
			fmt.Fprintf(w, "%10d", n)
		}
		fmt.Fprintln(w)
	}
}

// Calibration gathers how sure a classifier was and whether it was right, in
// ten bins of equal width.
type Calibration struct {
	n, right [10]float64
	sure     [10]float64
}

// Add counts one answer given with probability p. Weight re-weighs classes.
func (c *Calibration) Add(p float64, right bool, weight float64) {
	bin := min(9, int(p*10))
	c.n[bin] += weight
	c.sure[bin] += weight * p
	if right {
		c.right[bin] += weight
	}
}

// Error is the expected calibration error, from 0 to 1: the mean distance
// between how sure and how often right, by bin.
func (c *Calibration) Error() float64 {
	sum, all := 0.0, 0.0
	for i, n := range c.n {
		if n > 0 {
			sum += math.Abs(c.sure[i] - c.right[i])
			all += n
		}
	}
	return sum / all
}

// Likeliest is the class of the highest probability, the first of equal ones.
func Likeliest(p []float64) int {
	class := 0
	for c := range p {
		if p[c] > p[class] {
			class = c
		}
	}
	return class
}
