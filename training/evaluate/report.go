package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pantau/pantau/training/measure"
	"github.com/pantau/pantau/training/validation"
)

// shownErrors is how many errors the report prints; longest, how much of each.
const (
	shownErrors = 20
	longest     = 160
)

func report(w io.Writer, all []answers) {
	fmt.Fprintf(w, "## Reader: %s\n\n", all[0].readings[0].Reader)
	scores(w, all)
	sureness(w, all)
	fmt.Fprint(w, "Confusion (lines: people; columns: reader)\n\n")
	for _, a := range all {
		fmt.Fprintf(w, "%s\n\n```\n", a.Name)
		a.confusion().Print(w)
		fmt.Fprint(w, "```\n\n")
	}
	surestErrors(w, all)
}

func (a answers) confusion() *measure.Confusion {
	table := measure.NewConfusion(validation.Classes())
	for i := range a.truth {
		table.Add(a.truth[i], a.given[i])
	}
	return table
}

func scores(w io.Writer, all []answers) {
	fmt.Fprint(w, "| set | n | macro-F1 | 95% interval | accuracy |\n|---|---|---|---|---|\n")
	mean, languages := 0.0, 0.0
	for _, a := range all {
		table := a.confusion()
		low, high := measure.Interval(validation.Classes(), a.truth, a.given)
		fmt.Fprintf(w, "| %s | %d | %.1f | %.1f to %.1f | %.1f |\n", a.Name, len(a.truth), table.MacroF1(), low, high, table.Accuracy())
		if a.IsNusaX() {
			mean, languages = mean+table.MacroF1(), languages+1
		}
	}
	fmt.Fprintf(w, "\nNusaX, mean of %.0f languages: macro-F1 %.1f\n\n", languages, mean/languages)
}

// sureness prints how far the probabilities can be believed.
func sureness(w io.Writer, all []answers) {
	var balanced, natural measure.Calibration
	var sure, right, n, said, meant float64
	for _, a := range all {
		if slices.Contains(ours, a.Name) {
			continue
		}
		for i, r := range a.readings {
			hit := a.given[i] == a.truth[i]
			balanced.Add(r.Certainty(), hit, a.Samples[i].Weight)
			natural.Add(r.Certainty(), hit, 1)
			n++
			said += r.Probabilities[0] - r.Probabilities[2]
			meant += float64(1 - a.truth[i])
			if r.Sure() {
				sure++
				if hit {
					right++
				}
			}
		}
	}
	fmt.Fprintf(w, "Expected calibration error: %.3f with balanced classes, %.3f as they are. Sure of %.1f%% of the texts, and right in %.1f%% of these.\n\n",
		balanced.Error(), natural.Error(), 100*sure/n, 100*right/sure)
	fmt.Fprintf(w, "Net sentiment of all texts: %.1f by the reader's scores, %.1f by people.\n\n", 100*said/n, 100*meant/n)
}

// surestErrors prints errors of all sets, the surest first of each set in turn.
func surestErrors(w io.Writer, all []answers) {
	type wrong struct {
		set  int
		text int
		sure float64
	}
	var queue []wrong
	for k, a := range all {
		var own []wrong
		for i, r := range a.readings {
			if a.given[i] != a.truth[i] {
				own = append(own, wrong{k, i, r.Certainty()})
			}
		}
		slices.SortFunc(own, func(x, y wrong) int { return cmp.Compare(y.sure, x.sure) })
		queue = append(queue, own[:min(2, len(own))]...)
	}
	fmt.Fprint(w, "Surest errors\n\n| set | people | reader | sure | text |\n|---|---|---|---|---|\n")
	for _, e := range queue[:min(shownErrors, len(queue))] {
		a := all[e.set]
		fmt.Fprintf(w, "| %s | %s | %s | %.2f | %s |\n", a.Name, validation.Classes()[a.truth[e.text]],
			a.readings[e.text].Label, e.sure, shortened(a.Samples[e.text].Text))
	}
	fmt.Fprintln(w)
}

func shortened(text string) string {
	text = strings.ReplaceAll(text, "|", "/")
	if utf8.RuneCountInString(text) > longest {
		return string([]rune(text)[:longest]) + "…"
	}
	return text
}
