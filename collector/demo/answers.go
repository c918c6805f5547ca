package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/schema/catalogue"
)

// question is one table of the demonstration.
type question struct {
	title   string
	kind    string
	span    time.Duration
	params  map[string]string
	columns []string // of those that the answer has
}

const (
	mostRows = 10 // of a table
	week     = 7 * 24 * time.Hour
	month    = 30 * 24 * time.Hour
)

// questions ask for every query type, what matters most first.
var questions = []question{
	{
		"demo_insights", "insights", week, nil,
		[]string{"rank", "finding", "evidence", "suggestion"},
	},
	{
		"demo_engagement", "engagement_rate", month,
		map[string]string{"base": "followers", "by": "account", "format": "table"},
		[]string{"platform", "account", "rate", "posts", "interactions", "reason"},
	},
	{
		"demo_top", "top_posts", month,
		map[string]string{"metric": "interactions", "limit": "5"},
		[]string{"rank", "published", "account", "type", "excerpt", "value", "percentile", "likes", "comments", "shares", "reach"},
	},
	{
		"demo_viral", "viral_posts", month,
		map[string]string{"metric": "interactions", "max_age": "168", "limit": "5"},
		[]string{"state", "published", "platform", "account", "excerpt", "actual", "expected", "times", "percentile_age"},
	},
	{
		"demo_mix", "content_mix", 3 * month,
		map[string]string{"platforms": "mastodon"},
		[]string{"account", "type", "topic", "estimate", "low", "high", "state", "posts"},
	},
	{
		"demo_best_time", "best_time", 3 * month,
		map[string]string{"show": "best"},
		[]string{"rank", "weekday", "hour", "gain", "low", "high", "posts"},
	},
	{
		"demo_growth", "growth", month,
		map[string]string{"format": "table"},
		[]string{"platform", "account", "followers_before", "followers", "net", "percent", "reason"},
	},
	{
		"demo_audience", "audience", month,
		map[string]string{"dimension": "age"},
		[]string{"platform", "account", "bucket", "share", "as_of"},
	},
	{
		"demo_benchmark", "benchmark", month, nil,
		[]string{"platform", "account", "rate", "percentile_peers", "median", "peers", "reason"},
	},
	{
		"demo_voice", "share_of_voice", month, nil, []string{"topic", "share", "low", "high", "mentions"},
	},
	{
		"demo_rising", "rising_topics", 48 * time.Hour,
		map[string]string{"window": "day"},
		[]string{"kind", "name", "mentions", "expected", "times", "q", "coordinated", "platforms", "sample_1"},
	},
	{
		"demo_volume", "topic_volume", 48 * time.Hour,
		map[string]string{"format": "table"},
		[]string{"topic", "mentions", "mentions_before", "rise", "posts", "coordinated"},
	},
	{
		"demo_sentiment", "sentiment", month,
		map[string]string{"by": "topic", "format": "table"},
		[]string{"topic", "net_sentiment", "net_low", "net_high", "positive", "neutral", "negative", "mentions", "unsure", "coordinated"},
	},
	{
		"demo_shift", "sentiment_shift", 3 * month, nil,
		[]string{"time", "shift", "shift_low", "shift_high", "probability", "mover"},
	},
	{
		"demo_drivers", "sentiment_drivers", month,
		map[string]string{"limit": "5"},
		[]string{"word", "tone", "z", "in_negative", "in_positive"},
	},
	{
		"demo_mentions", "mentions", week,
		map[string]string{"limit": "5", "label": "negative"},
		[]string{"time", "platform", "account", "tone", "text", "topic"},
	},
	{
		"demo_health", "collector_health", week,
		map[string]string{"format": "table"},
		[]string{"connector", "account", "status", "last_success", "records", "errors"},
	},
}

// answer asks the plugin and prints what it says.
func (o Options) answer(ctx context.Context, e *engine.Engine, binary string, end time.Time) error {
	db := e.Database()
	p, err := ask.Start(binary, ask.Source{
		URL: db.URL, Org: db.Org, Bucket: db.Bucket, Token: db.Token, TimeZone: zone, Language: string(o.Language),
	})
	if err != nil {
		return err
	}
	defer p.Close()
	if o.Ask != nil {
		return o.Ask(ctx, p)
	}
	wib, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	for _, q := range questions {
		frames, err := p.Ask(ctx, ask.Question{Type: q.kind, Params: q.params, From: end.Add(-q.span), To: end})
		if err != nil {
			return fmt.Errorf("%s: %w", q.kind, err)
		}
		_, _ = fmt.Fprintf(o.Out, "## %s\n\n", catalogue.Text(o.Language, "cli."+q.title))
		if err := ask.Print(o.Out, frames.Columns(q.columns...).First(mostRows), "table", wib, o.Language); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(o.Out)
	}
	return nil
}
