package query

import (
	"context"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// anyValue is the choice of an enum that filters nothing.
const anyValue = "any"

// mentionFilter holds the parameters that choose mentions.
type mentionFilter struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Label     string   `json:"label"`
	Kind      string   `json:"kind"`
	Search    string   `json:"search"`
}

// mentionParams are those parameters' descriptions.
func mentionParams() []Param {
	return []Param{
		list("platforms"), list("accounts"), list("topics"),
		enum("label", anyValue, schema.LabelNegative, schema.LabelNeutral, schema.LabelPositive),
		enum("kind", anyValue, schema.KindReply, schema.KindMention, schema.KindHashtag, schema.KindArticle),
		phrase("search"),
	}
}

// where is what the database can look for.
func (f mentionFilter) where() []influx.Match {
	where := owners(f.Platforms, f.Accounts)
	if f.Label != anyValue {
		where = append(where, influx.Match{Name: schema.FieldLabel, Values: []string{f.Label}})
	}
	if f.Kind != anyValue {
		where = append(where, influx.Match{Name: schema.TagKind, Values: []string{f.Kind}})
	}
	return append(where, influx.Match{Name: schema.FieldTopics, Listed: true, Values: f.Topics})
}

// narrow tells whether the rest has to be looked for in what was read.
func (f mentionFilter) narrow() bool { return f.Search != "" }

// heard are mentions that were read, the newest first.
type heard struct {
	*influx.Series
	rows       []int     // those that the filter wants
	capped     bool      // there may be more in the time range
	since      time.Time // from when on all were looked at; zero: all of the time range
	terms      *terms
	restricted bool   // some account's tone must not be shown
	topic      string // "" or the one of which a mention's tone is wanted
}

// heard reads mentions with the wanted columns beside those that every use
// needs: at most limit of them, 0 for all. The search word is looked for here, in
// what was read.
func (r *Request) heard(ctx context.Context, f mentionFilter, limit int, columns ...string) (*heard, error) {
	t, err := r.terms(ctx, f.Platforms, f.Accounts)
	if err != nil {
		return nil, err
	}
	columns = append([]string{schema.FieldLabel}, columns...)
	if t.forbidden() > 0 { // else whose a mention is does not matter
		columns = with(with(columns, schema.TagPlatform), schema.TagAccount)
	}
	if f.Search != "" {
		columns = with(columns, schema.FieldText)
	}
	q := influx.Select{From: schema.Mention, Columns: influx.Fields(columns...), Where: f.where(), Range: r.Range()}
	if limit > 0 {
		if q.Range, err = r.newest(ctx, f); err != nil {
			return nil, err
		}
	}
	found, err := r.latest(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	h := &heard{Series: found, terms: t, restricted: t.forbidden() > 0}
	h.capped = limit > 0 && h.Len() == limit
	switch {
	case h.capped:
		h.since = h.at(h.Len() - 1)
	case q.Range.From.After(r.From):
		h.since = q.Range.From
	}
	search := strings.ToLower(f.Search)
	for row := range h.Len() {
		if search == "" || strings.Contains(strings.ToLower(h.Texts(schema.FieldText)[row]), search) {
			h.rows = append(h.rows, row)
		}
	}
	return h, nil
}

// searched says since when mentions were looked at, where that is not all of the
// time range.
func (h *heard) searched(r *Request, a *Answer) {
	if !h.since.IsZero() {
		a.Warn(r.Text("query.notice.searched", "count", h.Len(), "start", h.since.In(r.Zone).Format("2006-01-02 15:04")))
	}
}

func with(columns []string, name string) []string {
	for _, c := range columns {
		if c == name {
			return columns
		}
	}
	return append(columns, name)
}

func (h *heard) owner(row int) group {
	return group{platform: h.Texts(schema.TagPlatform)[row], account: h.Texts(schema.TagAccount)[row]}
}

func (h *heard) at(row int) time.Time { return h.Time(row).Truncate(time.Second) }

// label is a mention's tone; "" where none may be computed, or none was.
func (h *heard) label(row int) string {
	if h.restricted && !h.terms.derived(h.owner(row)) {
		return ""
	}
	if h.topic != "" {
		if said, ok := schema.SplitAspects(h.Texts(schema.FieldAspects)[row])[h.topic]; ok {
			return said.Label
		}
	}
	return h.Texts(schema.FieldLabel)[row]
}

// sign is the tone as a number; ok is false where there is none.
func (h *heard) sign(row int) (sign int, ok bool) {
	switch h.label(row) {
	case schema.LabelNegative:
		return -1, true
	case schema.LabelNeutral:
		return 0, true
	case schema.LabelPositive:
		return 1, true
	}
	return 0, false
}

// tally counts the mentions that the filter wants, all of them.
func (r *Request) tally(ctx context.Context, f mentionFilter) (int, error) {
	if f.narrow() {
		h, err := r.heard(ctx, f, 0)
		if err != nil {
			return 0, err
		}
		return len(h.rows), nil
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.Mention, Columns: []influx.Column{{Func: influx.Count, Name: schema.FieldID}}, Where: f.where(), Range: r.Range(),
	})
	if err != nil || result.Rows() == 0 {
		return 0, err
	}
	return int(result.Series[0].Numbers(schema.FieldID)[0]), nil
}
