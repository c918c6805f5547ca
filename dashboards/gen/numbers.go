package main

import (
	"math"
	"strings"
	"unicode"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Grafana writes percentages and other units with a decimal point in every
// language, but plain counts as the reader's language does: "1.55%" beside
// "6.288", which means six thousand. So numbers that may have decimals are
// written by the reader's language too, and their unit stands in the heading.

// counted is the unit of numbers without a unit of their own: every digit, grouped
// as the reader's language does. "6 K" would hide how many.
var counted = property{"unit", "locale"}

// units are those of the columns that have one.
var units = func() map[string]string {
	out := map[string]string{"times": "×"}
	for _, name := range []string{
		"rate", "rate_low", "rate_high", "account_rate", "estimate", "low", "high", "percent", "change", "share", "share_listed", "coverage",
		"percentile", "percentile_age", "percentile_peers", "quartile_1", "median", "quartile_3", "gain", "online", "left",
		"negative", "coordinated", "probability", "q", "novelty", "accuracy", "base_accuracy", "f1",
	} {
		out[name] = "%"
	}
	return out
}()

// heading is a column's title with its unit.
func (t texts) heading(column string) string {
	if unit := units[column]; unit != "" {
		return t.title(column) + " (" + unit + ")"
	}
	return t.title(column)
}

// counts shows numbers without a unit in columns.
func (p *panel) counts(names ...string) {
	for _, name := range names {
		p.column(name, counted)
	}
}

// percentages are a series' values without a sign at each; the axis says it once.
func (p panel) percentages() panel {
	p.column("value", counted, property{"custom.axisLabel", "%"})
	return p
}

// span is how long something took or is ago, the same in every language:
// Grafana writes "7 mins" in all of them.
var span = property{"unit", "dthms"}

// leastWidth is the least of a column, in pixels.
const leastWidth = 80

// wordWidth is how wide a column must be so that no word of its heading is cut.
func wordWidth(heading string) int {
	width := leastWidth
	for word := range strings.FieldsSeq(heading) {
		width = max(width, edges+int(math.Ceil(textWidth(word))))
	}
	return width
}

// edges are what a cell leaves free, in pixels.
const edges = 14

// textWidth is how wide a text in a heading is at most, in pixels.
func textWidth(text string) float64 {
	sum := 0.0
	for _, letter := range text {
		sum += letterWidth(letter)
	}
	return sum
}

// letterWidth is that of one letter: Grafana writes headings in Inter of 14 pixels,
// half bold.
func letterWidth(letter rune) float64 {
	switch {
	case strings.ContainsRune("ijlI.,:", letter):
		return 4.4
	case strings.ContainsRune("frt()-1", letter):
		return 5.7
	case strings.ContainsRune("mwMW%", letter):
		return 13
	case unicode.IsUpper(letter):
		return 10
	}
	return 8.4
}

// minimum lets columns take the room that is left, and no less than a width.
func (p *panel) minimum(width int, names ...string) {
	for _, name := range names {
		p.column(name, property{"custom.minWidth", width})
	}
}

// narrow gives columns of numbers a width, or what the longest word of their
// headings needs; the headings take several lines.
func (p *panel) narrow(width int, names ...string) {
	for _, name := range names {
		need := 0.0
		_, _, heading := columnOf(*p, name)
		for word := range strings.FieldsSeq(heading) {
			need = max(need, edges+textWidth(word))
		}
		p.column(name, property{"custom.width", max(width, int(math.Ceil(need)))})
	}
}

// signed fixes the digits of columns whose numbers may be below 0.
func (p *panel) signed(digits int, names ...string) {
	for _, name := range names {
		p.column(name, property{"decimals", digits}, property{"mappings", []mapping{nought(digits, "0")}})
	}
}

// nought shows what is rounded to 0 as that: Grafana makes "-0" of −0.3.
func nought(digits int, text string) mapping {
	half := 0.499 * math.Pow10(-digits)
	return mapping{"range", map[string]any{"from": -half, "to": half, "result": shownAs{Text: text}}}
}

// many shows multiples of next to nothing as what they are: much, and no measure.
func (p *panel) many(name string) {
	p.column(name, property{"mappings", []mapping{{"range", map[string]any{"from": 100, "to": 1e12, "result": shownAs{Text: "> 100"}}}}})
}

// nextToNothing keeps a rate of error from being rounded to never.
func (t texts) nextToNothing() mapping {
	return mapping{"range", map[string]any{"from": 0, "to": 0.0499, "result": shownAs{Text: "< " + catalogue.Number(t.lang, 0.1, 1)}}}
}
