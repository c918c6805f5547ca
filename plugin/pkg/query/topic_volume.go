package query

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

type topicVolumeParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Interval  string   `json:"interval"`
	Format    Format   `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "topic_volume", Family: Trend, Formats: []Format{TimeSeries, Table},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"),
			enum("interval", "auto", "10m", "hour", "day", "week"),
		},
	}, topicVolume)
}

func topicVolume(ctx context.Context, r *Request, p topicVolumeParams) (*Answer, error) {
	if p.Format == Table {
		return volumeTable(ctx, r, p)
	}
	return volumeSeries(ctx, r, p)
}

func (p topicVolumeParams) where() []influx.Match {
	return append(owners(p.Platforms, p.Accounts), influx.Match{Name: schema.TagTopic, Values: p.Topics})
}

// known is the time in which mentions are known to have been counted: a window
// of it without a row had no mention, a window outside is not known.
type known struct {
	first, last time.Time
	any         bool
}

// nearby is how far around a moment rows are looked for first: looking through
// all years costs as much as all else together.
const nearby = week

// since is when the wanted time is known from: its start, or later. It looks at all
// topics, so that a silent one has zeros, not gaps; at texts of days before the start
// first, which are few.
func (p topicVolumeParams) since(ctx context.Context, r *Request, start time.Time) (k known, err error) {
	k.first = start
	before := influx.Range{From: start.Add(-nearby), To: start}
	if k.any, err = p.heardIn(ctx, r, before); err != nil || k.any {
		return k, err
	}
	if _, k.any, err = p.edge(ctx, r, influx.Last, before); err == nil && !k.any {
		k.first, k.any, err = p.edge(ctx, r, influx.First, influx.Range{})
	}
	return k, err
}

// heardIn tells whether there are texts of whole days of a range; there may be mentions
// without.
func (p topicVolumeParams) heardIn(ctx context.Context, r *Request, span influx.Range) (bool, error) {
	const longestDay = day + time.Hour // when the clock is put back
	span.To = span.To.Add(-longestDay)
	since, _, err := r.days(ctx, schema.HeardDay)
	if err != nil || !since.Before(span.To) {
		return false, err
	}
	texts, err := r.Query(ctx, influx.Select{
		From: schema.HeardDay, Columns: []influx.Column{{Func: influx.Last, Name: schema.FieldMentionsByTopic}},
		Where: owners(p.Platforms, p.Accounts), Range: span,
	})
	return err == nil && texts.Rows() > 0, err
}

// known is since, and until when the wanted time is known.
func (p topicVolumeParams) known(ctx context.Context, r *Request, start time.Time) (known, error) {
	k, err := p.since(ctx, r, start)
	if err != nil || !k.any {
		return k, err
	}
	var found bool
	if k.last, found, err = p.edge(ctx, r, influx.Last, influx.Range{From: r.To.Add(-day), To: r.To.Add(day)}); err == nil && !found {
		k.last, _, err = p.edge(ctx, r, influx.Last, influx.Range{From: start, To: r.To})
	}
	return k, err
}

// edge is the time of the first or last row of a range.
func (p topicVolumeParams) edge(ctx context.Context, r *Request, which influx.Func, span influx.Range) (time.Time, bool, error) {
	result, err := r.Query(ctx, influx.Select{
		From: schema.TopicVolume, Columns: []influx.Column{{Func: which, Name: schema.FieldMentions}},
		Where: owners(p.Platforms, p.Accounts), Range: span,
	})
	if err != nil || result.Rows() == 0 {
		return time.Time{}, false, err
	}
	return result.Series[0].Time(0), true, nil
}

func volumeSeries(ctx context.Context, r *Request, p topicVolumeParams) (*Answer, error) {
	step := r.step(p.Interval, 10*time.Minute)
	var result *influx.Result
	var counted known
	err := r.together(ctx, func(ctx context.Context, r *Request) (err error) {
		result, err = r.daily(ctx, influx.Select{
			From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions), Where: p.where(), Range: r.Range(), By: []string{schema.TagTopic},
		}, step)
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		counted, err = p.known(ctx, r, r.From)
		return err
	})
	if err != nil {
		return nil, err
	}
	windows := counted.windows(r, step)
	a := &Answer{Formula: r.Text("query.topic_volume.formula.series")}
	topics := slices.SortedFunc(slices.Values(result.Series), func(x, y influx.Series) int { // as other panels have them, which gives them their colours
		return cmp.Compare(x.Tags[schema.TagTopic], y.Tags[schema.TagTopic])
	})
	for i := range topics {
		s := &topics[i]
		found := map[int64]float64{}
		for row, n := range s.Numbers(schema.FieldMentions) {
			found[windowOf(s.Time(row), step, r.Zone).Unix()] += n
			a.N += int(n)
		}
		values := make([]*float64, len(windows))
		for w, at := range windows {
			values[w] = whole(found[at.Unix()])
		}
		topic := s.Tags[schema.TagTopic]
		a.Frames = append(a.Frames, r.line(topic, windows, series(data.Labels{schema.TagTopic: topic}, topic, values, count)))
	}
	return a, nil
}

// windows are those of the request in which mentions are known to have been
// counted.
func (k known) windows(r *Request, step time.Duration) []time.Time {
	if !k.any {
		return nil
	}
	start := r.From
	if k.first.After(start) {
		start = k.first
	}
	var out []time.Time
	for at := windowStart(start, step, r.Zone); !at.After(k.last) && at.Before(r.To); at = nextWindow(at, step) {
		out = append(out, at)
	}
	return out
}

// volume is what one topic had in the range and in the one before it.
type volume struct{ now, before, posts, compared, coordinated float64 }

func volumeTable(ctx context.Context, r *Request, p topicVolumeParams) (*Answer, error) {
	previous := influx.Range{From: r.From.Add(-r.To.Sub(r.From)), To: r.From}
	var now, before *influx.Result
	var counted known
	err := r.together(ctx, func(ctx context.Context, r *Request) (err error) {
		now, err = p.sums(ctx, r, r.Range(), schema.FieldMentions, schema.FieldPosts, schema.FieldCompared, schema.FieldCoordinated)
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		if before, err = p.sums(ctx, r, previous, schema.FieldMentions); err == nil {
			counted, err = p.since(ctx, r, previous.From)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	a := &Answer{Formula: r.Text("query.topic_volume.formula.table")}
	topics := volumesOf(now, before)
	unknown := 0.0
	for _, v := range topics {
		unknown += v.now - v.compared
		a.N += int(v.now)
	}
	if len(topics) == 0 {
		return a, nil
	}
	comparable := !counted.first.After(previous.From)
	if !comparable {
		a.Warn(r.Text("query.notice.no_previous", "start", counted.first.In(r.Zone).Format("2006-01-02 15:04")))
	}
	if unknown > 0 {
		a.Inform(r.Text("query.notice.not_compared", "count", r.number(unknown, 0)))
	}
	a.Frames = volumeRows(r, topics, comparable)
	return a, nil
}

func (p topicVolumeParams) sums(ctx context.Context, r *Request, span influx.Range, fields ...string) (*influx.Result, error) {
	return r.daily(ctx, influx.Select{
		From: schema.TopicVolume, Columns: influx.Sums(fields...), Where: p.where(), Range: span, By: []string{schema.TagTopic},
	}, 0)
}

// volumesOf puts both ranges together, by topic.
func volumesOf(now, before *influx.Result) map[string]*volume {
	topics := map[string]*volume{}
	of := func(s *influx.Series) *volume {
		name := s.Tags[schema.TagTopic]
		if topics[name] == nil {
			topics[name] = &volume{}
		}
		return topics[name]
	}
	for i := range now.Series {
		s := &now.Series[i]
		v := of(s)
		v.now, v.posts = s.Numbers(schema.FieldMentions)[0], s.Numbers(schema.FieldPosts)[0]
		v.compared, v.coordinated = numberOr0(s, schema.FieldCompared, 0), numberOr0(s, schema.FieldCoordinated, 0)
	}
	for i := range before.Series {
		of(&before.Series[i]).before = before.Series[i].Numbers(schema.FieldMentions)[0]
	}
	return topics
}

// volumeRows has a row a topic, the one that rose most first.
func volumeRows(r *Request, topics map[string]*volume, comparable bool) data.Frames {
	names := slices.Sorted(maps.Keys(topics))
	slices.SortStableFunc(names, func(x, y string) int {
		a, b := topics[x], topics[y]
		if comparable {
			if order := cmp.Compare(b.now-b.before, a.now-a.before); order != 0 {
				return order
			}
		}
		return cmp.Compare(b.now, a.now)
	})
	n := len(names)
	now, posts := make([]float64, n), make([]float64, n)
	before, rise, change, coordinated := make([]*float64, n), make([]*float64, n), make([]*float64, n), make([]*float64, n)
	for i, name := range names {
		v := topics[name]
		now[i], posts[i], coordinated[i] = v.now, v.posts, cell(analytics.Share(v.coordinated, v.compared))
		if comparable {
			before[i], rise[i], change[i] = whole(v.before), whole(v.now-v.before), cell(analytics.Change(v.now, v.before))
		}
	}
	return table("topic_volume",
		r.column("topic", names, ""), r.column("mentions", now, count), r.column("mentions_before", before, count),
		r.column("rise", rise, count), r.column("change", change, percent), r.column("posts", posts, count),
		r.column("coordinated", coordinated, percent))
}
