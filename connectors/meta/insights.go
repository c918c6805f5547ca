package meta

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Question asks for metrics of one object.
type Question struct {
	Object string     // id of the object, or me
	Edge   string     // empty: insights
	Scope  string     // what kind of object it is, for metrics that die: media/REELS
	Names  []string   // the platform's names of the metrics
	Query  url.Values // period, metric_type, breakdown, since, until, …
}

// Answer is what came back: of each metric asked for, its insight or why there
// is none.
type Answer struct {
	Insights map[string]Insight
	Missing  map[string]schema.Reason
}

// Metric is a metric's number, or why there is none. empty is the reason where
// the platform knows the metric and gives no value, which it does instead of 0
// and for other reasons.
func (a Answer) Metric(name string, empty schema.Reason) sdk.Metric {
	if insight, ok := a.Insights[name]; ok {
		if v, ok := insight.Number(); ok {
			return sdk.Number(v)
		}
	}
	return sdk.NotAvailable(cmp.Or(a.Missing[name], empty))
}

// Ask asks for metrics in one call, and one by one where the platform refuses
// one of them. Numbers that the platform hides are no error; their reason is
// Threshold. With an error the answer still says why each metric is missing: for
// want of a permission, or because it could not be read.
func (c *Client) Ask(ctx context.Context, now time.Time, dead *sdk.Insights, q Question) (Answer, error) {
	found := map[string]Insight{}
	elsewhere := map[string]schema.Reason{}
	missing, err := dead.Ask(now, q.Scope, q.Names, func(names []string) error {
		err := c.ask(ctx, q, names, found)
		rest := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return namedAsElsewhere(err, name) })
		if len(rest) == 0 || len(rest) == len(names) {
			return err
		}
		for _, name := range names {
			if !slices.Contains(rest, name) {
				elsewhere[name] = schema.NotOffered
			}
		}
		return c.ask(ctx, q, rest, found)
	})
	maps.Copy(missing, elsewhere)
	answer := Answer{Insights: found, Missing: missing}
	switch {
	case err == nil:
	case BelowThreshold(err):
		return answer.lacking(q.Names, schema.Threshold), nil
	case NoInsights(err):
		return answer.lacking(q.Names, schema.NotOffered), nil
	case NoPermission(err):
		return answer.lacking(q.Names, schema.Permission), err
	default:
		return answer.lacking(q.Names, schema.NotRead), err
	}
	return answer, nil
}

// ask makes one call.
func (c *Client) ask(ctx context.Context, q Question, names []string, into map[string]Insight) error {
	query := cloned(q.Query)
	query.Set("metric", strings.Join(names, ","))
	return Each(ctx, c, "/"+url.PathEscape(q.Object)+"/"+cmp.Or(q.Edge, "insights"), query, func(page []Insight) (bool, error) {
		for _, insight := range page {
			into[insight.Name] = insight
		}
		return false, nil // the next page is another stretch of time
	})
}

// lacking gives a reason to all metrics that have neither value nor reason.
func (a Answer) lacking(names []string, why schema.Reason) Answer {
	for _, name := range names {
		if _, ok := a.Insights[name]; !ok && a.Missing[name] == "" {
			a.Missing[name] = why
		}
	}
	return a
}
