package main

import (
	"fmt"
	"io"
	"math"
)

// row is one line of the table.
type row struct{ what, result, work, memory, note string }

// print writes the table in Markdown.
func print(out io.Writer, rows []row) {
	fmt.Fprintln(out, "| what | result | processor time | memory | note |")
	fmt.Fprintln(out, "|---|---|---|---|---|")
	for _, r := range rows {
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", r.what, r.result, r.work, r.memory, r.note)
	}
}

// per writes a rate with its range.
func (s spread) per(unit string) string {
	return fmt.Sprintf("%s %s (%s–%s)", whole(s.median), unit, whole(s.low), whole(s.high))
}

// as writes a duration with its range.
func (s spread) seconds() string {
	if s.median < 1 {
		number := "%.3g"
		if s.high >= 1 {
			number = "%.0f" // not with an exponent
		}
		return fmt.Sprintf(number+" ms ("+number+"–"+number+")", s.median*1000, s.low*1000, s.high*1000)
	}
	return fmt.Sprintf("%.1f s (%.1f–%.1f)", s.median, s.low, s.high)
}

func mebibytes(bytes float64) string { return fmt.Sprintf("%.0f MiB", bytes/(1<<20)) }

// whole writes a number in three digits, with thousands apart.
func whole(v float64) string {
	if v >= 1000 {
		step := math.Pow(10, math.Floor(math.Log10(v))-2)
		v = math.Round(v/step) * step
	}
	digits := fmt.Sprintf("%.0f", v)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// exponent is k of cost = c·sizeᵏ, by least squares of the logarithms: 1 where twice
// the work costs twice as much.
func exponent(sizes, costs []float64) float64 {
	n, sx, sy, sxx, sxy := float64(len(sizes)), 0.0, 0.0, 0.0, 0.0
	for i := range sizes {
		x, y := math.Log(sizes[i]), math.Log(costs[i])
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
