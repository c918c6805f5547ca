package threads

import (
	"context"
	"net/url"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// pageSize is how many posts are asked for at once.
const pageSize = "100"

// recent is how old a post may be to be read even when much of Meta's limit is
// used: its numbers still change.
const recent = 7 * 24 * time.Hour

// table maps the insights of a post to metrics. Those called shares are left
// out: they are not public, and Meta calls them a metric in development.
var table = []struct{ name, metric string }{
	{"views", schema.MetricViews},
	{"likes", schema.MetricLikes},
	{"replies", schema.MetricComments},
	{"reposts", schema.MetricShares},
	{"quotes", schema.MetricQuotes},
}

// posts reads the account's posts with what people reply to them.
func (r *run) posts(ctx context.Context) (err error) {
	query := url.Values{"fields": {postFields}, "limit": {pageSize}}
	r.cur.Posts.Left, err = meta.EachIn(ctx, r.graph, "/me/threads", query, r.cur.Posts.Left,
		func(p postJSON) time.Time { return p.Time.Time },
		func(p postJSON) (bool, error) {
			if r.graph.Busy() && r.Request.Now.Sub(p.Time.Time) > recent {
				r.Skip("older posts are left to the next run; most of Meta's limit is used")
				return false, nil
			}
			return true, r.take(ctx, p)
		})
	return err
}

// take emits one post and reads the replies to it. What the account reposted is
// somebody else's.
func (r *run) take(ctx context.Context, p postJSON) error {
	if r.looked[p.ID] || p.Media == repost {
		return nil
	}
	names := make([]string, len(table))
	for i, t := range table {
		names[i] = t.name
	}
	answer, err := r.inquiry.Ask(ctx, meta.Question{Object: p.ID, Scope: "post", Names: names})
	if err != nil {
		return err
	}
	record := p.record()
	for _, t := range table {
		record.Metrics[t.metric] = answer.Metric(t.name, r.whyEmpty(p.Time.Time))
	}
	if err := r.Emit(record); err != nil {
		return err
	}
	r.looked[p.ID], r.roots[p.ID] = true, true
	return r.repliesDue(ctx, p, record.Metrics[schema.MetricComments])
}

// whyEmpty is the reason for a metric that Threads gives no value for, which it
// does not tell.
func (r *run) whyEmpty(published time.Time) schema.Reason {
	if r.Request.Now.Sub(published) < insightsLate {
		return schema.NotReady
	}
	return schema.NotOffered
}

// reread looks again at the older posts that the collector asks for.
func (r *run) reread(ctx context.Context) error {
	for _, id := range r.Request.Reread {
		if r.looked[id] {
			continue
		}
		p, err := r.onePost(ctx, id, postFields)
		if meta.NotFound(err) {
			r.Result.Gone = append(r.Result.Gone, id)
			continue
		}
		if err != nil {
			return err
		}
		if err := r.take(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) onePost(ctx context.Context, id, fields string) (p postJSON, err error) {
	err = r.graph.Get(ctx, "/"+url.PathEscape(id), url.Values{"fields": {fields}}, &p)
	return p, err
}

// record is a post without its insights.
func (p postJSON) record() sdk.Post {
	return sdk.Post{
		ID: p.ID, URL: p.Permalink, Type: p.kind(), Published: p.Time.Time, Text: p.Text, Metrics: sdk.Metrics{},
	}
}

// kind is the type of a post.
func (p postJSON) kind() string {
	switch {
	case p.Media == "IMAGE":
		return "image"
	case p.Media == "VIDEO":
		return "video"
	case p.Media == "CAROUSEL_ALBUM":
		return "carousel"
	case p.Media == "AUDIO":
		return "audio"
	case p.Link != "":
		return "link"
	default:
		return "text"
	}
}
