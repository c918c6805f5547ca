package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/pantau/pantau/collector/enrich/linear"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/measure"
	"github.com/pantau/pantau/training/validation"
)

// read returns the class and its probability.
func read(m *linear.Model, text string) (class int, sure float64) {
	var p [3]float64
	m.Probabilities(text, p[:])
	class = measure.Likeliest(p[:])
	return class, p[class]
}

// reportScores prints macro-F1 and confusion tables.
func reportScores(w io.Writer, m *linear.Model, groups []validation.Group) {
	all := measure.NewConfusion(m.Classes)
	sum, n := 0.0, 0.0
	for _, g := range groups {
		table := measure.NewConfusion(m.Classes)
		for _, s := range g.Samples {
			class, _ := read(m, s.Text)
			table.Add(s.Class, class)
			if g.IsNusaX() {
				all.Add(s.Class, class)
			}
		}
		fmt.Fprintf(w, "%-20s macro-F1 %.1f, accuracy %.1f, n %d\n", g.Name, table.MacroF1(), table.Accuracy(), len(g.Samples))
		if g.IsNusaX() {
			sum += table.MacroF1()
			n++
		} else {
			table.Print(w)
		}
	}
	fmt.Fprintf(w, "%-20s macro-F1 %.1f\n", "NusaX average", sum/n)
	all.Print(w)
}

// reportCalibration fits the probabilities on one half of the validation texts
// and measures them on the other, both ways. The model stays as it is.
func reportCalibration(w io.Writer, m *linear.Model, groups []validation.Group) {
	var balanced, natural measure.Calibration
	for half := range 2 {
		var fitted, held []fit.Sample
		for i, s := range validation.Joined(groups) {
			if i%2 == half {
				fitted = append(fitted, s)
			} else {
				held = append(held, s)
			}
		}
		tried := *m
		tried.Bias = slices.Clone(m.Bias)
		fit.Calibrate(&tried, fitted)
		for _, s := range held {
			class, sure := read(&tried, s.Text)
			balanced.Add(sure, class == s.Class, s.Weight)
			natural.Add(sure, class == s.Class, 1)
		}
	}
	fmt.Fprintf(w, "expected calibration error, by halves: %.3f with balanced classes, %.3f as they are\n", balanced.Error(), natural.Error())
}
