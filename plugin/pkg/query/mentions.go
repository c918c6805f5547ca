package query

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
)

// maxSearched is how many mentions are looked through for a table or log.
const maxSearched = 5000

type mentionsParams struct {
	mentionFilter
	Limit  int    `json:"limit"`
	Format Format `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "mentions", Family: Feeling, Formats: []Format{Table, Logs, Value},
		Params: append(mentionParams(), number("limit", 100, 1, 1000)),
	}, mentions)
}

// mentions answers with the comments themselves, as they were stored: personal
// data masked, authors as hashes that are not shown.
func mentions(ctx context.Context, r *Request, p mentionsParams) (*Answer, error) {
	a := &Answer{Formula: r.Text("query.mentions.formula")}
	if p.Format == Value {
		n, err := r.tally(ctx, p.mentionFilter)
		if err != nil {
			return nil, err
		}
		a.N = n
		a.Frames = numbers("mentions", []*data.Field{series(nil, r.Text("query.column.mentions"), []*float64{whole(float64(n))}, count)})
		return a, nil
	}
	h, err := r.heard(ctx, p.mentionFilter, p.read(r),
		schema.TagPlatform, schema.TagAccount, schema.TagKind, schema.FieldID, schema.FieldText, schema.FieldURL, schema.FieldLanguage, schema.FieldScore, schema.FieldTopics,
		schema.FieldAspects, schema.FieldCertainty)
	if err != nil {
		return nil, err
	}
	a.N = len(h.rows)
	if p.narrow() || !h.capped { // else the newest are all that is shown
		h.searched(r, a)
	}
	if len(h.rows) > p.Limit && !r.Full {
		h.rows = h.rows[:p.Limit]
		a.Inform(r.Text("query.notice.newest", "shown", p.Limit))
	}
	h.terms.explain(r, a)
	if p.Format == Logs {
		a.Frames = h.log(r)
		return a, err
	}
	a.Frames = h.table(r)
	return a, nil
}

// read is how many mentions are read: one more than is shown tells that there
// are more, and what is filtered here needs many.
func (p mentionsParams) read(r *Request) int {
	switch {
	case r.Full:
		return 0
	case p.narrow():
		return maxSearched
	}
	return p.Limit + 1
}

// text is a mention's text, or that it is not kept.
func (h *heard) text(r *Request, row int) string {
	if text := h.Texts(schema.FieldText)[row]; text != "" {
		return text
	}
	return r.Text("query.mentions.no_text")
}

// topics names a mention's topics, with what it says of each where that is not the
// same as what it says on the whole.
func (h *heard) topics(r *Request, row int) string {
	topics := schema.SplitTopics(h.Texts(schema.FieldTopics)[row])
	if label := h.label(row); label != "" {
		aspects := schema.SplitAspects(h.Texts(schema.FieldAspects)[row])
		for i, topic := range topics {
			if said, ok := aspects[topic]; ok && said.Label != label {
				topics[i] = topic + " (" + r.tone(said.Label) + ")"
			}
		}
	}
	return strings.Join(topics, ", ")
}

// tone is a label in words.
func (r *Request) tone(label string) string {
	if label == "" {
		return ""
	}
	return r.Text("query.option.label." + label)
}

func (h *heard) table(r *Request) data.Frames {
	links := r.column("url", each(h.rows, func(_, row int) string { return schema.WebAddress(h.Texts(schema.FieldURL)[row]) }), "")
	r.linked(links)
	return table("mentions",
		r.column("time", each(h.rows, func(_, row int) time.Time { return h.at(row) }), ""),
		r.column("platform", pick(h.rows, h.Texts(schema.TagPlatform)), ""),
		r.column("account", pick(h.rows, h.Texts(schema.TagAccount)), ""),
		r.column("kind", each(h.rows, func(_, row int) string { return r.kindOfMention(h.Texts(schema.TagKind)[row]) }), ""),
		r.column("tone", each(h.rows, func(_, row int) string { return r.tone(h.label(row)) }), ""),
		unsure(r.column("certainty", each(h.rows, func(_, row int) *float64 { return h.certainty(row) }), percent)),
		r.column("score", each(h.rows, func(_, row int) *float64 { return h.score(row) }), ""),
		r.column("text", each(h.rows, func(_, row int) string { return h.text(r, row) }), ""),
		r.column("topic", each(h.rows, func(_, row int) string { return h.topics(r, row) }), ""),
		r.column("language", pick(h.rows, h.Texts(schema.FieldLanguage)), ""), links)
}

func (r *Request) kindOfMention(kind string) string {
	switch kind {
	case schema.KindReply, schema.KindMention, schema.KindHashtag, schema.KindArticle:
		return r.Text("query.option.kind." + kind)
	}
	return kind
}

// score is the model's, null where there may be none.
func (h *heard) score(row int) *float64 {
	v := h.Numbers(schema.FieldScore)[row]
	if h.label(row) == "" || math.IsNaN(v) {
		return nil
	}
	return &v
}

// certainty is the tone's probability in percent, null where it was not stored.
func (h *heard) certainty(row int) *float64 {
	v := h.Numbers(schema.FieldCertainty)[row] * 100
	if h.label(row) == "" || math.IsNaN(v) {
		return nil
	}
	return &v
}

// severities are the levels that Grafana colours log lines by.
var severities = map[string]string{
	schema.LabelNegative: "warning", schema.LabelNeutral: "debug", schema.LabelPositive: "info", "": "unknown",
}

// log is the frame that Explore and the logs panel take, as Grafana's data plane
// contract names its fields.
func (h *heard) log(r *Request) data.Frames {
	labels := make([]json.RawMessage, len(h.rows))
	for i, row := range h.rows {
		raw, err := json.Marshal(map[string]string{
			schema.TagPlatform: h.Texts(schema.TagPlatform)[row], schema.TagAccount: h.Texts(schema.TagAccount)[row],
			schema.TagKind: h.Texts(schema.TagKind)[row], schema.FieldLabel: h.label(row),
			schema.FieldLanguage: h.Texts(schema.FieldLanguage)[row], schema.FieldTopics: h.topics(r, row),
		})
		if err != nil { // a map of texts always has a form
			raw = []byte("{}")
		}
		labels[i] = raw
	}
	links := data.NewField("url", nil, each(h.rows, func(_, row int) string { return schema.WebAddress(h.Texts(schema.FieldURL)[row]) }))
	links.Config = &data.FieldConfig{DisplayNameFromDS: r.Text("query.column.url")}
	r.linked(links)
	f := data.NewFrame("mentions",
		data.NewField("timestamp", nil, each(h.rows, func(_, row int) time.Time { return h.at(row) })),
		data.NewField("body", nil, each(h.rows, func(_, row int) string { return h.text(r, row) })),
		data.NewField("severity", nil, each(h.rows, func(_, row int) string { return severities[h.label(row)] })),
		data.NewField("id", nil, each(h.rows, func(_, row int) string { return h.id(row) })),
		data.NewField("labels", nil, labels), links)
	f.Meta = &data.FrameMeta{
		Type: data.FrameTypeLogLines, TypeVersion: data.FrameTypeVersion{0, 0}, PreferredVisualization: data.VisTypeLogs,
	}
	return data.Frames{f}
}

// id tells a line from every other, across platforms.
func (h *heard) id(row int) string {
	return fmt.Sprintf("%s/%s/%s", h.Texts(schema.TagPlatform)[row], h.Texts(schema.TagAccount)[row], h.Texts(schema.FieldID)[row])
}
