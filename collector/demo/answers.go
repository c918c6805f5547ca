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

const month = 30 * 24 * time.Hour

var questions = []question{
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
		"demo_rising", "topic_volume", 48 * time.Hour,
		map[string]string{"format": "table"},
		[]string{"topic", "mentions", "mentions_before", "rise", "posts"},
	},
	{
		"demo_sentiment", "sentiment", month,
		map[string]string{"by": "topic", "format": "table"},
		[]string{"topic", "net_sentiment", "net_low", "net_high", "positive", "neutral", "negative", "mentions"},
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
		if err := ask.Print(o.Out, ask.Columns(frames, q.columns...), "table", wib); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(o.Out)
	}
	return nil
}
