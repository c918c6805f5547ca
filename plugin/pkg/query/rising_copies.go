package query

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/words"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// copied is a group of mentions of one hour that are copies of one text.
type copied struct {
	mentions, authors, newcomers float64
	text                         string
}

// readCoordinated reads how many mentions of the rows are coordinated, in the
// windows of the rollups: of each it is known or not.
func (s *scan) readCoordinated(ctx context.Context, rows []*candidate) error {
	for _, measurement := range []string{schema.TopicVolume, schema.Term} {
		tag, of := tagOf(measurement), schema.FieldCompared
		if measurement == schema.Term {
			of = schema.FieldMentions
		}
		named := map[string]*candidate{}
		for _, c := range rows {
			if c.term == (measurement == schema.Term) {
				named[c.name] = c
			}
		}
		if len(named) == 0 {
			continue
		}
		result, err := s.r.Query(ctx, influx.Select{
			From: measurement, Columns: influx.Sums(schema.FieldCoordinated, of), Range: influx.Range{From: s.start, To: s.end}, Every: influx.Every(tenMinutes),
			Where: append(owners(s.p.Platforms, s.p.Accounts), influx.Match{Name: tag, Values: slices.Sorted(maps.Keys(named))}),
			By:    []string{schema.TagPlatform, schema.TagAccount, tag},
		})
		if err != nil {
			return err
		}
		for i := range result.Series {
			series := &result.Series[i]
			for row := range series.Len() {
				if s.terms.derived(groupOf(schema.TagAccount, series.Tags)) {
					named[series.Tags[tag]].compare(series, row)
				}
			}
		}
	}
	return nil
}

// compare notes how many mentions of a window are coordinated. A term has the
// field wherever copies were looked for, and a window wherever it was counted.
func (c *candidate) compare(series *influx.Series, row int) {
	c.coordinated += numberOr0(series, schema.FieldCoordinated, row)
	if !c.term {
		c.compared += numberOr0(series, schema.FieldCompared, row)
		return
	}
	c.counted[accountWindow{groupOf(schema.TagAccount, series.Tags), series.Time(row).Unix()}] = struct{}{}
	if !math.IsNaN(series.Numbers(schema.FieldCoordinated)[row]) {
		c.compared += series.Numbers(schema.FieldMentions)[row]
	}
}

// readCopies looks for the largest group of copies that speaks of each row.
func (s *scan) readCopies(ctx context.Context, rows []*candidate) error {
	if len(rows) == 0 {
		return nil
	}
	result, err := s.r.Query(ctx, influx.Select{
		From: schema.Copies, Where: owners(s.p.Platforms, s.p.Accounts), Range: influx.Range{From: s.start.Truncate(time.Hour), To: s.end},
		Columns: influx.Fields(schema.TagPlatform, schema.TagAccount, schema.FieldMentions, schema.FieldAuthors, schema.FieldNewcomers,
			schema.FieldTopics, schema.FieldText),
	})
	if err != nil || len(result.Series) == 0 {
		return err
	}
	found := &result.Series[0]
	for row := range found.Len() {
		owner := group{platform: found.Texts(schema.TagPlatform)[row], account: found.Texts(schema.TagAccount)[row]}
		if !s.terms.derived(owner) {
			continue
		}
		g := copied{
			mentions: numberOr0(found, schema.FieldMentions, row), authors: numberOr0(found, schema.FieldAuthors, row),
			newcomers: numberOr0(found, schema.FieldNewcomers, row), text: found.Texts(schema.FieldText)[row],
		}
		for _, c := range rows {
			if c.spoken(g.text, found.Texts(schema.FieldTopics)[row]) && (c.copies == nil || g.mentions > c.copies.mentions) && g.mentions > 0 {
				c.copies = &g
			}
		}
	}
	return nil
}

// spoken tells whether a text with these topics speaks of the candidate: a term is
// looked for as it was counted.
func (c *candidate) spoken(text, topics string) bool {
	if c.term {
		return strings.Contains(strings.ToLower(text), c.name) && slices.Contains(words.Of(text), c.name)
	}
	return strings.Contains(topics, "|"+c.name+"|")
}

// copyColumns are the coordinated share and its evidence.
func (s *scan) copyColumns(a *Answer, rows []*candidate) []*data.Field {
	unknown := 0.0
	for _, c := range rows {
		unknown += c.now - c.compared
	}
	if unknown > 0 {
		a.Inform(s.r.Text("query.notice.not_compared", "count", s.r.number(unknown, 0)))
	}
	evidence := func(of func(*copied) float64) []*float64 {
		return columnOf(rows, func(c *candidate) *float64 {
			if c.copies == nil {
				return nil
			}
			return whole(of(c.copies))
		})
	}
	r := s.r
	return []*data.Field{
		r.column("coordinated", columnOf(rows, func(c *candidate) *float64 { return cell(analytics.Share(c.coordinated, c.compared)) }), percent),
		r.column("copies", evidence(func(g *copied) float64 { return g.mentions }), count),
		r.column("copies_authors", evidence(func(g *copied) float64 { return g.authors }), count),
		r.column("copies_newcomers", evidence(func(g *copied) float64 { return g.newcomers }), count),
		r.column("copies_text", columnOf(rows, func(c *candidate) string {
			if c.copies == nil {
				return ""
			}
			return short(c.copies.text)
		}), ""),
	}
}
