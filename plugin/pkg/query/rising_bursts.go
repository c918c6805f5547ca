package query

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// bursts has a row a nested burst of a topic, as annotations want it.
func (p risingParams) bursts(ctx context.Context, r *Request, t *terms, a *Answer) error {
	a.Formula, a.Source = r.Text("query.rising_topics.formula.bursts"), "Kleinberg 2003, doi:10.1023/A:1024940629314"
	step := day
	if r.To.Sub(r.From) <= 2*week {
		step = time.Hour
	}
	result, err := r.Query(ctx, influx.Select{
		From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions), Where: owners(p.Platforms, p.Accounts),
		Range: r.Range(), Every: influx.Every(step), By: []string{schema.TagTopic}, Zone: r.Zone, Without: t.without(),
	})
	if err != nil {
		return err
	}
	all := newBurstTable(r, step, result)
	a.N = int(all.mentions)
	a.Frames = all.frames(p)
	return nil
}

// burstTable is the mentions of every topic in windows without gaps.
type burstTable struct {
	r        *Request
	step     time.Duration
	windows  []time.Time
	counts   map[string][]float64
	totals   []float64
	mentions float64
}

func newBurstTable(r *Request, step time.Duration, result *influx.Result) *burstTable {
	b := &burstTable{r: r, step: step, counts: map[string][]float64{}}
	index := map[int64]int{}
	for at := windowStart(r.From, step, r.Zone); at.Before(r.To); at = nextWindow(at, step) {
		index[at.Unix()] = len(b.windows)
		b.windows = append(b.windows, at)
	}
	b.totals = make([]float64, len(b.windows))
	for i := range result.Series {
		s := &result.Series[i]
		topic := s.Tags[schema.TagTopic]
		if b.counts[topic] == nil {
			b.counts[topic] = make([]float64, len(b.windows))
		}
		for row, n := range s.Numbers(schema.FieldMentions) {
			if w, ok := index[windowOf(s.Time(row), step, r.Zone).Unix()]; ok {
				b.counts[topic][w] += n
				b.totals[w] += n
				b.mentions += n
			}
		}
	}
	return b
}

// burst is an episode of a topic.
type burst struct {
	analytics.Episode
	topic            string
	mentions, common float64 // and how many the topic's usual share would be
}

func (b *burstTable) frames(p risingParams) data.Frames {
	var all []burst
	for topic, counts := range b.counts {
		if len(p.Topics) > 0 && !slices.Contains(p.Topics, topic) {
			continue
		}
		share := sumOf(counts) / b.mentions
		for _, e := range analytics.Episodes(counts, b.totals, analytics.KleinbergScale, analytics.KleinbergGamma) {
			all = append(all, burst{e, topic, sumOf(counts[e.First : e.Last+1]), share * sumOf(b.totals[e.First:e.Last+1])})
		}
	}
	slices.SortFunc(all, func(x, y burst) int {
		return cmp.Or(x.First-y.First, strings.Compare(x.topic, y.topic), x.Level-y.Level)
	})
	r := b.r
	return table("rising_topics",
		r.column("time", columnOf(all, func(e burst) time.Time { return b.windows[e.First] }), ""),
		r.column("time_end", columnOf(all, func(e burst) time.Time { return nextWindow(b.windows[e.Last], b.step) }), ""),
		r.column("topic", columnOf(all, func(e burst) string { return e.topic }), ""),
		r.column("level", columnOf(all, func(e burst) int64 { return int64(e.Level) }), ""),
		r.column("mentions", columnOf(all, func(e burst) float64 { return e.mentions }), count),
		r.column("expected", columnOf(all, func(e burst) float64 { return e.common }), count),
		r.column("weight", columnOf(all, func(e burst) float64 { return e.Weight }), count),
		r.column("summary", columnOf(all, func(e burst) string {
			return r.Text("query.rising_topics.burst", "topic", e.topic, "mentions", int(e.mentions), "level", e.Level)
		}), ""))
}

func sumOf(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}
