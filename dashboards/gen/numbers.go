package main

import (
	"strings"
	"unicode/utf8"
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

// wordWidth is how wide a column must be so that no word of its heading is cut: a
// letter takes about 7.5 pixels, the cell's edges 12.
func wordWidth(heading string) int {
	width := leastWidth
	for word := range strings.FieldsSeq(heading) {
		width = max(width, 12+(15*utf8.RuneCountInString(word)+1)/2)
	}
	return width
}

// minimum lets columns take the room that is left, and no less than a width.
func (p *panel) minimum(width int, names ...string) {
	for _, name := range names {
		p.column(name, property{"custom.minWidth", width})
	}
}

// narrow gives columns of numbers a width; their headings take several lines.
func (p *panel) narrow(width int, names ...string) {
	for _, name := range names {
		p.column(name, property{"custom.width", width})
	}
}
