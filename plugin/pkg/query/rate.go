package query

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// rating computes the engagement rates of posts.
type rating struct {
	posts     *posts
	base      string // followers, reach or views
	estimate  bool
	followers map[*poster][]analytics.Reading
	day       analytics.Day   // of the post that was judged last: the next is often of the same
	judged    []judged        // by row
	reasons   map[lack]string // in words
	r         *Request
}

// judged is what a post's rate is made of.
type judged struct {
	analytics.Post
	estimated bool // the base
}

// lack is what posts without a rate have in common.
type lack struct {
	reason      analytics.Reason
	unavailable string // as it is stored
}

// rateColumns are the columns that rates by this base need: what the interactions
// are made of only where it is organic in one part and paid in another.
func rateColumns(base string, t *terms) []string {
	counted := append([]string{schema.MetricInteractions}, schema.InteractionMetrics...)
	columns := []string{schema.FieldEngagements}
	if base != schema.MetricFollowers {
		counted, columns = append(counted, base), append(columns, base)
	}
	if t.mixes(counted) {
		columns = append(append(columns, schema.InteractionMetrics...), schema.MetricInteractions)
	}
	return columns
}

// rated reads posts, with the columns that their rates need and others, and what
// the rates need beside them.
func (r *Request) rated(ctx context.Context, f filter, base string, estimate bool, start, end time.Time, others ...string) (*rating, error) {
	out := &rating{base: base, estimate: estimate, reasons: map[lack]string{}, r: r}
	parts := []func(context.Context, *Request) error{func(ctx context.Context, r *Request) error {
		terms, err := r.terms(ctx, f.Platforms, f.Accounts)
		if err == nil {
			out.posts, err = r.columnsOf(ctx, f, terms, start, end, append(rateColumns(base, terms), others...)...)
		}
		return err
	}}
	var followers map[group][]analytics.Reading
	if base == schema.MetricFollowers {
		parts = append(parts, func(ctx context.Context, r *Request) (err error) {
			followers, err = r.followers(ctx, f, start, end)
			return err
		})
	}
	if err := r.together(ctx, parts...); err != nil {
		return nil, err
	}
	out.followers = map[*poster][]analytics.Reading{}
	for _, who := range out.posts.posters {
		out.followers[who] = followers[who.group]
	}
	out.judged = make([]judged, out.posts.Len())
	for _, row := range out.posts.rows {
		out.judged[row].Post, out.judged[row].estimated = out.judge(row)
	}
	return out, nil
}

// of gives the numerator and the denominator of a post's rate.
func (c *rating) of(row int) (p analytics.Post, estimated bool) {
	return c.judged[row].Post, c.judged[row].estimated
}

func (c *rating) judge(row int) (p analytics.Post, estimated bool) {
	if !c.posts.who[row].derived {
		forbidden := analytics.Number{Reason: analytics.NotAllowed}
		return analytics.Post{Interactions: forbidden, Base: forbidden}, false
	}
	p.Interactions = c.posts.interactions(row)
	if c.base == schema.MetricFollowers {
		if at := c.posts.published(row); !c.day.Holds(at) {
			c.day = analytics.DayOf(at)
		}
		p.Base, estimated = analytics.FollowersOn(c.followers[c.posts.who[row]], c.day, c.estimate)
	} else {
		p.Base = c.posts.metric(row, c.base)
	}
	if c.posts.source(row, c.base) == mixed {
		p.Base = analytics.Number{Reason: analytics.MixedSources}
	}
	return p, estimated
}

// why says in words why a post has no rate.
func (c *rating) why(row int, reason analytics.Reason) string {
	key := lack{reason, c.posts.Texts(schema.FieldUnavailable)[row]}
	if c.reasons[key] == "" {
		c.reasons[key] = c.inWords(row, reason)
	}
	return c.reasons[key]
}

func (c *rating) inWords(row int, reason analytics.Reason) string {
	switch reason {
	case analytics.NoInteractions:
		return c.whyNoInteractions(row)
	case analytics.NoBase:
		return c.r.whyMetric(c.posts, row, c.base)
	case analytics.ZeroBase:
		return c.r.Text("query.why.zero_base", "metric", c.r.Text("metric."+c.base))
	}
	return c.r.Text("query.why." + reason.String())
}

// whyNoInteractions takes the first reason that was noted for the total or a
// part of it.
func (c *rating) whyNoInteractions(row int) string {
	for _, m := range append([]string{schema.MetricInteractions}, schema.InteractionMetrics...) {
		if reason := c.posts.reason(row, m); reason != "" {
			return c.r.Text("query.why.metric",
				"metric", c.r.Text("metric."+schema.MetricInteractions), "reason", c.r.Text("reason."+string(reason)))
		}
	}
	return c.r.Text("query.why.no_interactions")
}

// whyMetric says in words why a post lacks a metric: "Reach: this platform does
// not offer it".
func (r *Request) whyMetric(p *posts, row int, metric string) string {
	return r.Text("query.why.metric", "metric", r.Text("metric."+metric), "reason", r.reason(p, row, metric))
}

func (r *Request) reason(p *posts, row int, metric string) string {
	key := "query.why.not_stored"
	if reason := p.reason(row, metric); reason != "" {
		key = "reason." + string(reason)
	}
	return r.Text(key)
}
