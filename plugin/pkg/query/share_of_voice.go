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

type shareOfVoiceParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Topics    []string `json:"topics"`
	Queries   []string `json:"queries"`
	Of        string   `json:"of"`
	Interval  string   `json:"interval"`
	Format    Format   `json:"format"`
}

// byQuery compares configured queries, of which a platform tells how many posts
// matched without showing them.
const byQuery = schema.TagQuery

func init() {
	register(Descriptor{
		ID: "share_of_voice", Family: Engagement, Formats: []Format{Table, TimeSeries, Value},
		Params: []Param{
			enum("of", schema.TagTopic, schema.TagAccount, byQuery),
			list("platforms"), list("accounts"), list("topics"),
			{Name: "queries", Kind: List, Default: []string{}},
			enum("interval", "auto", "hour", "day", "week"),
		},
	}, shareOfVoice)
}

// voices are the mentions of everything that is compared, by window.
type voices struct {
	r      *Request
	p      shareOfVoiceParams
	terms  *terms
	counts map[group]map[time.Time]float64
}

// shareOfVoice divides each count by that of all compared: analytics.ShareOfVoice.
func shareOfVoice(ctx context.Context, r *Request, p shareOfVoiceParams) (*Answer, error) {
	a := &Answer{
		Formula: r.Text("query.share_of_voice.formula." + p.Of),
		Source:  "Drone Emprit (share of voice); Wilson 1927 (intervals)",
	}
	step := time.Duration(0)
	if p.Format == TimeSeries {
		step = r.step(p.Interval, day)
	}
	v := &voices{r: r, p: p, counts: map[group]map[time.Time]float64{}}
	var err error
	if v.terms, err = r.terms(ctx, p.Platforms, p.Accounts); err != nil {
		return nil, err
	}
	if p.Of == byQuery {
		err = v.readVolumes(ctx, a, step)
	} else {
		err = v.readMentions(ctx, a, step)
	}
	if err != nil {
		return nil, err
	}
	if p.Of == schema.TagTopic || p.Of == schema.TagAccount && len(p.Topics) > 1 {
		a.Inform(r.Text("query.notice.topics_overlap"))
	}
	for _, windows := range v.counts {
		for _, n := range windows {
			a.N += int(n)
		}
	}
	switch p.Format {
	case TimeSeries:
		a.Frames = v.lines()
	case Value:
		a.Frames = v.values()
	default:
		a.Frames = v.table()
	}
	return a, nil
}

// readMentions reads the rollups.
func (v *voices) readMentions(ctx context.Context, a *Answer, step time.Duration) error {
	q := influx.Select{
		From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions), Range: v.r.Range(),
		Where: append(owners(v.p.Platforms, v.p.Accounts), influx.Match{Name: schema.TagTopic, Values: v.p.Topics}),
		By:    []string{schema.TagPlatform, schema.TagAccount, schema.TagTopic},
	}
	if v.p.Of == schema.TagAccount {
		q.From, q.By = schema.Sentiment, q.By[:2]
		if len(v.p.Topics) == 0 {
			q.Where[2].Values = []string{schema.AllTopics}
		}
	}
	if v.p.Of == schema.TagTopic { // the database adds the accounts up
		if err := v.nameForbidden(ctx, a, q); err != nil {
			return err
		}
		q.By, q.Without = []string{schema.TagTopic}, v.terms.without()
	}
	result, err := v.r.daily(ctx, q, step)
	if err != nil {
		return err
	}
	for i := range result.Series {
		s := &result.Series[i]
		owner := groupOf(schema.TagAccount, s.Tags)
		if !v.allowed(a, owner) {
			continue
		}
		for row, n := range s.Numbers(schema.FieldMentions) {
			v.add(groupOf(v.p.Of, s.Tags), s.Time(row), step, n)
		}
	}
	return nil
}

// nameForbidden says which accounts with mentions in the range are left out.
func (v *voices) nameForbidden(ctx context.Context, a *Answer, q influx.Select) error {
	forbidden := ownersOf(v.terms.noDerived)
	if len(forbidden) == 0 {
		return nil
	}
	q.By = q.By[:2]
	q.Where = append(slices.Clone(q.Where), owners(
		mapped(forbidden, func(g group) string { return g.platform }), mapped(forbidden, func(g group) string { return g.account }))...)
	result, err := v.r.Query(ctx, q)
	if err != nil {
		return err
	}
	for i := range result.Series {
		if owner := groupOf(schema.TagAccount, result.Series[i].Tags); !v.terms.derived(owner) {
			v.allowed(a, owner)
		}
	}
	return nil
}

// allowed tells whether an account's mentions may be compared; one that may not
// is left out, and named.
func (v *voices) allowed(a *Answer, owner group) bool {
	if v.terms.derived(owner) && (v.p.Of != schema.TagAccount || v.terms.compare(owner)) {
		return true
	}
	a.Warn(v.r.Text("query.notice.left_out_by_terms", "account", v.r.shown(owner, schema.TagAccount, "")))
	return false
}

// readVolumes reads what platforms count. A stretch that was read while it
// lasted was stored with its length of then, so the longest of a start counts.
func (v *voices) readVolumes(ctx context.Context, a *Answer, step time.Duration) error {
	result, err := v.r.Query(ctx, influx.Select{
		From: schema.Volume, Columns: influx.Fields(schema.FieldCount), Range: v.r.Range(),
		Where: append(owners(v.p.Platforms, v.p.Accounts), influx.Match{Name: schema.TagQuery, Values: v.p.Queries}),
		By:    []string{schema.TagPlatform, schema.TagAccount, schema.TagQuery, schema.TagLength},
	})
	if err != nil {
		return err
	}
	type stretch struct {
		owner group
		query string
		start int64
	}
	longest, found := map[stretch]time.Duration{}, map[stretch]float64{}
	for i := range result.Series {
		s := &result.Series[i]
		length, err := time.ParseDuration(s.Tags[schema.TagLength])
		if err != nil || !v.allowed(a, groupOf(schema.TagAccount, s.Tags)) {
			continue // not of our writing, or not for us
		}
		for row, n := range s.Numbers(schema.FieldCount) {
			at := stretch{groupOf(schema.TagAccount, s.Tags), s.Tags[schema.TagQuery], s.Time(row).UnixNano()}
			if n >= 0 && length > longest[at] {
				longest[at], found[at] = length, n
			}
		}
	}
	for at, n := range found {
		v.add(group{other: at.query}, time.Unix(0, at.start), step, n)
	}
	return nil
}

func (v *voices) add(key group, at time.Time, step time.Duration, n float64) {
	window := time.Time{}
	if step > 0 {
		window = windowOf(at, step, v.r.Zone)
		if v.p.Of == byQuery { // not cut by the database
			window = windowStart(at, step, v.r.Zone)
		}
	}
	if v.counts[key] == nil {
		v.counts[key] = map[time.Time]float64{}
	}
	v.counts[key][window] += n
}

func (v *voices) keys() []group { return slices.SortedFunc(maps.Keys(v.counts), group.compare) }

// at is the shares in one window, in the order of the keys.
func (v *voices) at(keys []group, window time.Time) ([]float64, []analytics.Voice) {
	counts := mapped(keys, func(k group) float64 { return v.counts[k][window] })
	return counts, analytics.ShareOfVoice(counts)
}

// table has a row a group, the largest share first.
func (v *voices) table() data.Frames {
	keys := v.keys()
	if len(keys) == 0 {
		return nil
	}
	slices.SortStableFunc(keys, func(x, y group) int {
		return cmp.Compare(v.counts[y][time.Time{}], v.counts[x][time.Time{}])
	})
	counts, shares := v.at(keys, time.Time{})
	low, high := bounds(shares)
	return table("share_of_voice", append(v.r.groupColumns(keys, v.p.Of),
		v.r.column("share", mapped(shares, share), percent), v.r.column("low", low, percent), v.r.column("high", high, percent),
		v.r.column("mentions", counts, count))...)
}

func share(s analytics.Voice) *float64 { return cell(s.Share) }

// bounds are those of the shares that there are.
func bounds(shares []analytics.Voice) (low, high []*float64) {
	bound := func(s analytics.Voice, v float64) *float64 {
		return cell(analytics.Number{Value: v, Reason: s.Share.Reason})
	}
	return mapped(shares, func(s analytics.Voice) *float64 { return bound(s, s.Low) }),
		mapped(shares, func(s analytics.Voice) *float64 { return bound(s, s.High) })
}

func (v *voices) values() data.Frames {
	keys := v.keys()
	_, shares := v.at(keys, time.Time{})
	var fields []*data.Field
	for i, key := range keys {
		fields = append(fields, series(key.labels(v.p.Of), v.r.shown(key, v.p.Of, ""), []*float64{share(shares[i])}, percent))
	}
	return numbers("share_of_voice", fields)
}

// lines is a series a group over the windows that have any mention; a group
// without one has a true 0 there.
func (v *voices) lines() data.Frames {
	keys, found := v.keys(), map[time.Time]bool{}
	for _, windows := range v.counts {
		for at := range windows {
			found[at] = true
		}
	}
	times := slices.SortedFunc(maps.Keys(found), time.Time.Compare)
	shares, counts := make([][]analytics.Voice, len(keys)), make([][]*float64, len(keys))
	for _, at := range times {
		n, voices := v.at(keys, at)
		for i := range keys {
			shares[i], counts[i] = append(shares[i], voices[i]), append(counts[i], whole(n[i]))
		}
	}
	var out data.Frames
	for i, key := range keys {
		labels, shown := key.labels(v.p.Of), v.r.shown(key, v.p.Of, "")
		low, high := bounds(shares[i])
		out = append(out, v.r.line(shown, times, series(labels, shown, mapped(shares[i], share), percent),
			v.r.beside("low", labels, low, percent), v.r.beside("high", labels, high, percent),
			v.r.beside("mentions", labels, counts[i], count)))
	}
	return out
}
