package query

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/words"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

const (
	// maxWeighed is how many mentions are read for drivers, the newest first.
	maxWeighed = 4000
	// leastZ is when a word counts as a driver: two-sided 95%.
	leastZ = 1.96
	// leastSide is how many mentions either side must have.
	leastSide = 10
)

type driversParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Minimum   int      `json:"minimum"`
	Limit     int      `json:"limit"`
	Format    Format   `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "sentiment_drivers", Family: Feeling, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"), number("minimum", 5, 2, 1000), number("limit", 10, 1, 100),
		},
	}, sentimentDrivers)
}

// sentimentDrivers answers which words negative mentions use more than positive
// ones, and the other way round: analytics.Drivers.
func sentimentDrivers(ctx context.Context, r *Request, p driversParams) (*Answer, error) {
	limit := maxWeighed
	if r.Full {
		limit = 0
	}
	f := mentionFilter{Platforms: p.Platforms, Accounts: p.Accounts, Topics: p.Topics, Label: anyValue, Kind: anyValue}
	columns := []string{schema.FieldText, schema.FieldAuthor}
	if len(p.Topics) == 1 { // what a mention says of it
		columns = append(columns, schema.FieldAspects)
	}
	h, err := r.heard(ctx, f, limit, columns...)
	if err != nil {
		return nil, err
	}
	if len(p.Topics) == 1 {
		h.topic = p.Topics[0]
	}
	a := &Answer{
		Formula: r.Text("query.sentiment_drivers.formula", "minimum", p.Minimum),
		Source:  "Monroe, Colaresi & Quinn 2008, Political Analysis 16(4), 372–403",
	}
	h.terms.explain(r, a)
	h.searched(r, a)
	lexicon, sides := h.weigh()
	a.N = int(sides.N())
	if sides.Negative < leastSide || sides.Positive < leastSide {
		a.Warn(r.Text("query.notice.few_sides", "negative", int(sides.Negative), "positive", int(sides.Positive), "least", leastSide))
		return a, nil
	}
	found := strong(distinct(lexicon.Drivers(float64(p.Minimum))), p.Limit, r.Full)
	if p.Format == Value {
		a.Frames = r.driverValues(found)
		return a, nil
	}
	a.Frames = h.drivers(r, found)
	return a, nil
}

// weigh counts the words of the mentions that have a tone.
func (h *heard) weigh() (*analytics.Lexicon, analytics.Mood) {
	lexicon, sides := analytics.NewLexicon(), analytics.Mood{}
	text, author := h.Texts(schema.FieldText), h.Texts(schema.FieldAuthor)
	var said []string
	for _, row := range h.rows {
		sign, ok := h.sign(row)
		if !ok || text[row] == "" {
			continue
		}
		switch sign {
		case -1:
			sides.Negative++
		case 0:
			sides.Neutral++
		case 1:
			sides.Positive++
		}
		said = words.Append(said[:0], text[row])
		lexicon.Add(said, sign, author[row], row)
	}
	return lexicon, sides
}

// distinct drops words that only ever stand in a phrase that is there too.
func distinct(drivers []analytics.Driver) []analytics.Driver {
	type use struct {
		word                  string
		negative, positive, n float64
	}
	inPhrase := map[use]bool{}
	for _, d := range drivers {
		if first, second, ok := strings.Cut(d.Text, " "); ok {
			inPhrase[use{first, d.Negative, d.Positive, d.N}] = true
			inPhrase[use{second, d.Negative, d.Positive, d.N}] = true
		}
	}
	return slices.DeleteFunc(drivers, func(d analytics.Driver) bool { return inPhrase[use{d.Text, d.Negative, d.Positive, d.N}] })
}

// strong keeps the words that stand out, at most limit on each side, the
// negative ones first.
func strong(drivers []analytics.Driver, limit int, everything bool) []analytics.Driver {
	var negative, positive []analytics.Driver
	for _, d := range drivers {
		switch {
		case math.Abs(d.Z) < leastZ:
		case d.Z > 0 && (everything || len(negative) < limit):
			negative = append(negative, d)
		case d.Z < 0 && (everything || len(positive) < limit):
			positive = append(positive, d)
		}
	}
	return append(negative, positive...)
}

func (r *Request) driverValues(found []analytics.Driver) data.Frames {
	var fields []*data.Field
	for _, d := range found {
		fields = append(fields, series(data.Labels{"word": d.Text}, d.Text, []*float64{whole(d.Z)}, ""))
	}
	return numbers("sentiment_drivers", fields)
}

func (h *heard) drivers(r *Request, found []analytics.Driver) data.Frames {
	number := func(name, unit string, of func(analytics.Driver) float64) *data.Field {
		return r.column(name, columnOf(found, of), unit)
	}
	return table("sentiment_drivers",
		r.column("word", columnOf(found, func(d analytics.Driver) string { return d.Text }), ""),
		r.column("tone", columnOf(found, func(d analytics.Driver) string { return r.tone(side(d)) }), ""),
		number("z", "", func(d analytics.Driver) float64 { return d.Z }),
		number("log_odds", "", func(d analytics.Driver) float64 { return d.LogOdds }),
		number("in_negative", count, func(d analytics.Driver) float64 { return d.Negative }),
		number("in_positive", count, func(d analytics.Driver) float64 { return d.Positive }),
		number("mentions", count, func(d analytics.Driver) float64 { return d.N }),
		r.column("sample", columnOf(found, func(d analytics.Driver) string { return h.sampleOf(d) }), ""))
}

// side is the label of the mentions that use the word more.
func side(d analytics.Driver) string {
	if d.Z > 0 {
		return schema.LabelNegative
	}
	return schema.LabelPositive
}

// sampleOf is the newest mention of the word's side that holds it.
func (h *heard) sampleOf(d analytics.Driver) string {
	row := d.PositiveAt
	if d.Z > 0 {
		row = d.NegativeAt
	}
	if row < 0 {
		return ""
	}
	return short(h.Texts(schema.FieldText)[row])
}
