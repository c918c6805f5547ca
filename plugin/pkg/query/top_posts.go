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

const (
	// referenceDays is how far back a post is compared with its own account.
	referenceDays = 90
	// leastReference is how many posts a percentile needs to mean anything.
	leastReference = 10
	byRate         = "engagement_rate"
)

type topPostsParams struct {
	filter
	Metric   string `json:"metric"`
	Base     string `json:"base"`
	Estimate bool   `json:"estimate"`
	Limit    int    `json:"limit"`
	Format   Format `json:"format"`
}

func init() {
	register(Descriptor{
		ID: "top_posts", Family: Engagement, Formats: []Format{Table},
		Params: []Param{
			list("platforms"), list("accounts"), list("topics"), list("types"),
			enum("metric", schema.MetricInteractions, byRate, schema.MetricLikes, schema.MetricComments, schema.MetricShares,
				schema.MetricQuotes, schema.MetricSaves, schema.MetricClicks, schema.MetricViews, schema.MetricReach),
			enum("base", schema.MetricFollowers, schema.MetricReach, schema.MetricViews),
			estimate(),
			number("limit", 10, 1, 1000),
		},
	}, topPosts)
}

func topPosts(ctx context.Context, r *Request, p topPostsParams) (*Answer, error) {
	everything := p.filter // a percentile is among all of an account's posts
	everything.Topics, everything.Types = nil, nil
	found, err := p.scored(ctx, r, everything, r.From, r.To)
	if err != nil {
		return nil, err
	}
	b := &board{scored: found, r: r, p: p, reference: map[group][]float64{}}
	rows := b.rank()
	shown := rows
	if len(rows) > p.Limit && !r.Full {
		shown = rows[:p.Limit]
	}
	since := r.To.AddDate(0, 0, -referenceDays)
	b.compare(found, since)
	if len(shown) > 0 && since.Before(r.From) { // older posts are compared with only
		before, err := p.scored(ctx, r, b.owners(shown), since, r.From)
		if err != nil {
			return nil, err
		}
		b.compare(before, since)
	}
	for _, values := range b.reference {
		slices.Sort(values)
	}
	return b.answer(ctx, shown, len(rows))
}

// scored are posts with what each is ranked by.
type scored struct {
	posts *posts
	rates *rating            // nil unless ranked by rate
	score []analytics.Number // by row
}

// scored reads and scores posts.
func (p topPostsParams) scored(ctx context.Context, r *Request, f filter, start, end time.Time) (scored, error) {
	var s scored
	var err error
	if p.Metric == byRate {
		if s.rates, err = r.rated(ctx, f, p.Base, p.Estimate, start, end, p.columns()...); err != nil {
			return s, err
		}
		s.posts = s.rates.posts
	} else if s.posts, err = r.posts(ctx, f, start, end, p.columns()...); err != nil {
		return s, err
	}
	s.score = make([]analytics.Number, s.posts.Len())
	for _, row := range s.posts.rows {
		if s.rates == nil {
			s.score[row] = counter(s.posts, row, p.Metric)
			continue
		}
		post, _ := s.rates.of(row)
		s.score[row] = analytics.Rate(post.Interactions, post.Base)
	}
	return s, nil
}

// columns are what ranking needs: of the posts that are shown all else is read then.
func (p topPostsParams) columns() []string {
	var columns []string
	switch p.Metric {
	case byRate: // which needs more, see rated
		columns = []string{schema.TagType}
	case schema.MetricInteractions:
		columns = []string{schema.FieldEngagements}
	default:
		columns = []string{p.Metric}
	}
	if len(p.Topics) > 0 {
		columns = append(columns, schema.FieldTopics)
	}
	return columns
}

// board ranks posts by a metric.
type board struct {
	scored
	r         *Request
	p         topPostsParams
	reference map[group][]float64 // by account, sorted
}

// compare gathers what each account's posts since then scored.
func (b *board) compare(with scored, since time.Time) {
	for _, row := range with.posts.rows {
		if score := with.score[row]; score.Known() && !with.posts.Time(row).Before(since) {
			owner := with.posts.owner(row)
			b.reference[owner] = append(b.reference[owner], score.Value)
		}
	}
}

// owners choose the accounts of the rows.
func (b *board) owners(rows []int) filter {
	f := filter{Platforms: b.p.Platforms, Accounts: b.p.Accounts}
	found := map[group]bool{}
	for _, row := range rows {
		found[b.posts.owner(row)] = true
	}
	for _, owner := range ownersOf(found) {
		f.only = append(f.only, []influx.Tag{{Name: schema.TagPlatform, Value: owner.platform}, {Name: schema.TagAccount, Value: owner.account}})
	}
	return f
}

// rank gives the wanted rows, the highest score first; the newer of two equals.
func (b *board) rank() []int {
	var rows []int
	for _, row := range b.posts.rows {
		if !b.posts.Time(row).Before(b.r.From) && b.posts.wanted(row, b.p.filter) {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(x, y int) int {
		if better := descending(b.score[x], b.score[y]); better != 0 {
			return better
		}
		return cmp.Or(b.posts.Time(y).Compare(b.posts.Time(x)), x-y)
	})
	return rows
}

// answer shows the rows, of all that were ranked.
func (b *board) answer(ctx context.Context, rows []int, all int) (*Answer, error) {
	metric := b.r.Text("metric." + b.p.Metric)
	a := &Answer{Source: "Crocker & Algina 1986 (percentile rank)", N: all}
	if b.p.Metric == byRate {
		metric = b.r.Text("query.engagement_rate.formula.mean_of_rates", "base", b.r.Text("query.base."+b.p.Base))
		a.Source = rateSources[b.p.Base] + "; " + a.Source
	}
	a.Formula = b.r.Text("query.top_posts.formula.metric", "metric", metric)
	if len(rows) < all {
		a.Inform(b.r.Text("query.notice.limited", "shown", len(rows), "all", all))
	}
	if len(rows) == 0 {
		return a, nil
	}
	shown, err := b.r.details(ctx, b.posts, rows, append([]string{schema.FieldURL, schema.FieldExcerpt, schema.FieldEngagements}, schema.PostMetrics...)...)
	if err != nil {
		return nil, err
	}
	a.Frames = table("top_posts", b.columns(a, rows, shown)...)
	return a, nil
}

// columns show the rows, of which shown has all details in the same order.
func (b *board) columns(a *Answer, rows []int, shown *posts) []*data.Field {
	r, p := b.r, b.posts
	fields := []*data.Field{
		r.column("rank", each(rows, func(i, _ int) int64 { return int64(i + 1) }), ""),
		r.column("published", each(rows, func(_, row int) time.Time { return p.Time(row).Truncate(time.Second) }), ""),
		r.column("platform", pick(rows, p.Texts(schema.TagPlatform)), ""),
		r.column("account", pick(rows, p.Texts(schema.TagAccount)), ""),
		r.column("type", pick(rows, p.Texts(schema.TagType)), ""),
		r.column("excerpt", shown.Texts(schema.FieldExcerpt), ""),
		b.value(rows),
		r.column("percentile", each(rows, func(_, row int) *float64 { return b.percentile(a, row) }), percent),
		r.column("percentile_n", each(rows, func(_, row int) float64 { return float64(len(b.reference[p.owner(row)])) }), count),
	}
	for _, m := range schema.PostMetrics {
		if m == b.p.Metric {
			continue // it is the value
		}
		f := data.NewField(m, nil, each(rows, func(i, _ int) *float64 { return cell(counter(shown, i, m)) }))
		f.Config = &data.FieldConfig{DisplayNameFromDS: r.Text("metric." + m), Unit: count}
		fields = append(fields, f)
	}
	return append(fields,
		r.column("not_available", each(rows, func(i, row int) string { return b.missing(row, shown, i) }), ""), r.links(shown, shown.rows))
}

// counter is a number of a post; interactions are summed where the platform has
// no total of its own.
func counter(p *posts, row int, metric string) analytics.Number {
	if metric == schema.MetricInteractions {
		return p.interactions(row)
	}
	return p.metric(row, metric)
}

// value is the column that the posts are ranked by.
func (b *board) value(rows []int) *data.Field {
	f := data.NewField("value", nil, each(rows, func(_, row int) *float64 { return cell(b.score[row]) }))
	f.Config = &data.FieldConfig{DisplayNameFromDS: b.r.Text("metric." + b.p.Metric), Unit: count}
	if b.p.Metric == byRate {
		f.Config.DisplayNameFromDS, f.Config.Unit = b.r.Text("query.column.rate"), percent
	}
	return f
}

// percentile is among the account's posts of the last 90 days.
func (b *board) percentile(a *Answer, row int) *float64 {
	score := b.score[row]
	if !score.Known() {
		return nil
	}
	rank := analytics.PercentileRank(score.Value, b.reference[b.posts.owner(row)], leastReference)
	if !rank.Known() {
		a.Inform(b.r.Text("query.notice.few_posts", "count", leastReference))
	}
	return cell(rank)
}

// missing says in words which numbers a post lacks, and why: each reason once; i
// is its row among those shown.
func (b *board) missing(row int, shown *posts, i int) string {
	var reasons, said []string
	lacking := map[string][]string{}
	for _, m := range schema.PostMetrics {
		if shown.reason(i, m) != "" && !counter(shown, i, m).Known() {
			why := b.r.reason(shown, i, m)
			if lacking[why] == nil {
				reasons = append(reasons, why)
			}
			lacking[why] = append(lacking[why], b.r.Text("metric."+m))
			said = append(said, b.r.whyMetric(shown, i, m))
		}
	}
	var out []string
	for _, why := range reasons {
		out = append(out, b.r.Text("query.why.metric", "metric", strings.Join(lacking[why], ", "), "reason", why))
	}
	if score := b.score[row]; !score.Known() && b.p.Metric == byRate {
		if why := b.rates.why(row, score.Reason); !slices.Contains(said, why) {
			out = append(out, why)
		}
	}
	return strings.Join(out, "; ")
}

// links are the posts' addresses. Only web addresses become links: the text
// comes from a platform.
func (r *Request) links(p *posts, rows []int) *data.Field {
	f := r.column("url", each(rows, func(_, row int) string { return schema.WebAddress(p.Texts(schema.FieldURL)[row]) }), "")
	r.linked(f)
	return f
}

// linked makes the addresses of a column links.
func (r *Request) linked(f *data.Field) {
	f.Config.Links = []data.DataLink{{Title: r.Text("query.open_post"), URL: "${__value.raw}", TargetBlank: true}}
}

// each makes a column from the rows, in order.
func each[V any](rows []int, of func(i, row int) V) []V {
	out := make([]V, len(rows))
	for i, row := range rows {
		out[i] = of(i, row)
	}
	return out
}

func pick(rows []int, column []string) []string {
	return each(rows, func(_, row int) string { return column[row] })
}
