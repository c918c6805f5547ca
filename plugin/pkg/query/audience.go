package query

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

type audienceParams struct {
	Platforms []string `json:"platforms"`
	Accounts  []string `json:"accounts"`
	Dimension string   `json:"dimension"`
	Of        string   `json:"of"`
	By        string   `json:"by"`
	Format    Format   `json:"format"`
}

// engaged is the prefix of the dimensions of those who responded.
const engaged = "engaged"

func init() {
	register(Descriptor{
		ID: "audience", Family: Engagement, Formats: []Format{Table, Value},
		Params: []Param{
			list("platforms"), list("accounts"),
			enum("dimension", "age", "gender", "age_gender", "city", "country", "geo", "function", "seniority", "industry",
				"company_size", "association", "hour"),
			enum("of", "followers", engaged), enum("by", "none", schema.TagTopic),
		},
	}, audience)
}

// segments is the newest breakdown of an account.
type segments struct {
	owner     group
	at        time.Time
	buckets   []segment
	followers analytics.Number
	derived   bool
	engaged   bool // of those who responded
}

// segment is one bucket: what the platform tells of it.
type segment struct {
	name         string
	value, share analytics.Number // a count; a part of the whole, 0…1
}

// audience shows what platforms tell of an account's audience, and nothing that
// they do not: no platform breaks one post's or topic's audience down in what is
// collected, and none is guessed.
func audience(ctx context.Context, r *Request, p audienceParams) (*Answer, error) {
	found, err := r.segments(ctx, p)
	if err != nil {
		return nil, err
	}
	a := &Answer{Formula: r.Text("query.audience.formula"), N: len(found)}
	switch {
	case len(found) == 0:
		a.Warn(r.Text("query.notice.no_audience", "dimension", r.Text("query.audience.option.dimension."+p.Dimension)))
		return a, nil
	case p.By == schema.TagTopic:
		a.N = 0
		a.Warn(r.Text("query.why.no_audience_by_topic"))
		owners := mapped(found, func(s *segments) group { return s.owner })
		reasons := mapped(found, func(*segments) string { return r.Text("query.why.no_audience_by_topic") })
		a.Frames = table("audience", append(r.groupColumns(owners, schema.TagAccount), r.column("reason", reasons, ""))...)
		return a, nil
	}
	for _, s := range found {
		s.explain(a, r)
	}
	if p.Format == Value {
		a.Frames = segmentValues(r, found)
	} else {
		a.Frames = segmentTable(r, found)
	}
	return a, nil
}

// segments are sorted by account.
func (r *Request) segments(ctx context.Context, p audienceParams) ([]*segments, error) {
	var result *influx.Result
	var terms *terms
	var followers map[group]float64
	err := r.together(ctx, func(ctx context.Context, r *Request) (err error) {
		if result, err = p.breakdowns(ctx, r); err == nil && len(result.Series) > 0 && p.Format != Value {
			followers, err = p.followers(ctx, r, result)
		}
		return err
	}, func(ctx context.Context, r *Request) (err error) {
		terms, err = r.terms(ctx, p.Platforms, p.Accounts)
		return err
	})
	if err != nil {
		return nil, err
	}
	found := map[group]*segments{}
	for i := range result.Series {
		s := &result.Series[i]
		owner := groupOf(schema.TagAccount, s.Tags)
		if found[owner] == nil {
			n := analytics.Number{Reason: analytics.NoReading}
			if count, read := followers[owner]; read {
				n = analytics.Number{Value: count}
			}
			found[owner] = &segments{owner: owner, followers: n, derived: terms.derived(owner), engaged: p.Of == engaged}
		}
		found[owner].add(s)
	}
	var out []*segments
	for _, s := range found {
		s.sort(p.Dimension)
		out = append(out, s)
	}
	slices.SortFunc(out, func(x, y *segments) int { return x.owner.compare(y.owner) })
	return out, nil
}

// add takes a bucket; those of an older breakdown than the newest are gone.
func (s *segments) add(of *influx.Series) {
	at := of.Time(0)
	if at.Before(s.at) {
		return
	}
	if at.After(s.at) {
		s.at, s.buckets = at, nil
	}
	stored := func(v float64) analytics.Number {
		if !(v >= 0) {
			return analytics.Number{Reason: analytics.NoBase}
		}
		return analytics.Number{Value: v}
	}
	s.buckets = append(s.buckets, segment{
		name:  of.Tags[schema.TagBucket],
		value: stored(of.Numbers(schema.FieldValue)[0]), share: stored(of.Numbers(schema.FieldShare)[0]),
	})
}

// sort puts the largest first, and hours as the day runs.
func (s *segments) sort(dimension string) {
	if dimension == "hour" {
		hour := func(b segment) int { n, _ := strconv.Atoi(b.name); return n } // "0" to "23"
		slices.SortFunc(s.buckets, func(x, y segment) int { return cmp.Compare(hour(x), hour(y)) })
		return
	}
	slices.SortFunc(s.buckets, func(x, y segment) int {
		return cmp.Or(descending(x.share, y.share), descending(x.value, y.value), strings.Compare(x.name, y.name))
	})
}

// listed is the sum of the counts that there are.
func (s *segments) listed() analytics.Number {
	sum := analytics.Number{Reason: analytics.NothingToWeigh}
	for _, b := range s.buckets {
		if b.value.Known() {
			sum = analytics.Number{Value: sum.Value + b.value.Value}
		}
	}
	return sum
}

// cutOff tells whether the list is only the largest: then no shares are stored.
func (s *segments) cutOff() bool {
	return s.listed().Known() && !slices.ContainsFunc(s.buckets, func(b segment) bool { return b.share.Known() })
}

// countsViews are the platforms whose breakdowns count views, not followers.
var countsViews = map[string]bool{"youtube": true}

// coverage is how much of the followers the list holds, in percent, where it is
// one of followers.
func (s *segments) coverage() analytics.Number {
	switch {
	case !s.derived:
		return analytics.Number{Reason: analytics.NotAllowed}
	case s.engaged || countsViews[s.owner.platform]:
		return analytics.Number{Reason: analytics.NoBase}
	}
	return analytics.Rate(s.listed(), s.followers)
}

// ofListed is a bucket's part of those listed, in percent.
func (s *segments) ofListed(b segment) analytics.Number {
	if !s.derived {
		return analytics.Number{Reason: analytics.NotAllowed}
	}
	return analytics.Rate(b.value, s.listed())
}

func (s *segments) explain(a *Answer, r *Request) {
	account := r.shown(s.owner, schema.TagAccount, "")
	if s.cutOff() {
		a.Warn(r.Text("query.notice.audience_cut_off", "account", account, "count", len(s.buckets)))
	}
	if !s.derived {
		a.Warn(account + ": " + r.Text("query.why.not_allowed"))
	}
}

// segmentTable has a row a bucket, account by account, the largest first.
func segmentTable(r *Request, found []*segments) data.Frames {
	var owners []group
	var names []string
	var shares, ofListed, values, coverage []*float64
	var times []time.Time
	for _, s := range found {
		for _, b := range s.buckets {
			owners, names, times = append(owners, s.owner), append(names, b.name), append(times, s.at)
			shares, values = append(shares, b.percent()), append(values, cell(b.value))
			ofListed, coverage = append(ofListed, cell(s.ofListed(b))), append(coverage, cell(s.coverage()))
		}
	}
	return table("audience", append(r.groupColumns(owners, schema.TagAccount),
		r.column("bucket", names, ""), r.column("share", shares, percent), r.column("share_listed", ofListed, percent),
		r.column("people", values, count), r.column("coverage", coverage, percent), r.column("as_of", times, ""))...)
}

func (b segment) percent() *float64 {
	return cell(analytics.Number{Value: b.share.Value * 100, Reason: b.share.Reason})
}

// segmentValues has a value a bucket: its share of the whole, else of those
// listed.
func segmentValues(r *Request, found []*segments) data.Frames {
	var fields []*data.Field
	for _, s := range found {
		for _, b := range s.buckets {
			labels := s.owner.labels(schema.TagAccount)
			labels[schema.TagBucket] = b.name
			value := b.percent()
			if s.cutOff() {
				value = cell(s.ofListed(b))
			}
			fields = append(fields, series(labels, b.name+", "+r.shown(s.owner, schema.TagAccount, ""), []*float64{value}, percent))
		}
	}
	return numbers("audience", fields)
}
