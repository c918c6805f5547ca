// Package rss reads RSS 2.0 (and 0.9x, 1.0), Atom and JSON feeds: news about the
// office as mentions of kind article, or the office's own site as posts.
package rss

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// New makes an unconfigured connector.
func New() sdk.Connector { return &connector{} }

type connector struct {
	set      settings
	sources  []source
	keywords keywords
}

var _ sdk.Connector = (*connector)(nil)

// Info implements sdk.Connector.
func (c *connector) Info() sdk.Info {
	info := sdk.Info{
		ID: "rss", Name: "RSS", Version: "1", Interval: 10 * time.Minute, Independent: true,
		Records:  []sdk.RecordKind{sdk.KindPost, sdk.KindMention},
		Settings: settings{},
		// No platform stands behind a feed: each publisher has terms of its own.
		// Title, link, time and summary are what a feed is published for.
		Terms: sdk.Terms{
			URL: "https://www.rssboard.org/rss-specification", DerivedMetrics: true, CompareOwners: true,
			Note: "each publisher has terms of its own; Google News allows its feeds to personal readers only (setting search_reason)",
		},
	}
	for _, metric := range schema.PostMetrics {
		info.Capabilities = append(info.Capabilities, sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Reason: schema.NotOffered, Note: "a feed counts nothing",
		})
	}
	return info
}

// Configure implements sdk.Connector.
func (c *connector) Configure(raw sdk.Settings) (err error) {
	if err := sdk.Decode(raw, &c.set); err != nil {
		return err
	}
	if c.sources, err = c.set.sources(); err != nil {
		return &sdk.Error{Kind: sdk.Permanent, Err: err}
	}
	c.keywords = newKeywords(c.set.Keywords)
	return nil
}

// Check implements sdk.Connector: it reads every feed once, since each is a
// server of its own. It fails where none can be read.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	var (
		report  sdk.CheckReport
		failed  []error
		items   int
		matched int
	)
	for _, src := range c.sources {
		got, err := fetch(ctx, src, feedState{})
		if err != nil {
			failed = append(failed, err)
			report.Findings = append(report.Findings, sdk.Finding{
				What: src.name, Detail: "nothing of this feed will be read: " + err.Error(),
			})
			continue
		}
		articles := got.articles(c.set.Account)
		items += len(articles)
		n := c.matching(src, articles)
		matched += n
		report.Findings = append(report.Findings, sdk.Finding{
			OK: true, What: src.name, Detail: fmt.Sprintf("%q, %d items, %d of them wanted", got.feed.Title, len(articles), n),
		})
	}
	if len(failed) == len(c.sources) {
		return sdk.CheckReport{}, allFailed(failed)
	}
	report.Summary = fmt.Sprintf("%d of %d feeds can be read: %d items, %d of them wanted",
		len(c.sources)-len(failed), len(c.sources), items, matched)
	return report, nil
}

// wants tells whether an article is one to record. What a search found is: it may
// hold the words in its text, which no feed shows.
func (c *connector) wants(src source, a article) bool { return src.found || c.keywords.match(a) }

func (c *connector) matching(src source, articles []article) (n int) {
	for _, a := range articles {
		if c.wants(src, a) {
			n++
		}
	}
	return n
}

// Collect implements sdk.Connector. It emits the items that are new or have
// changed since the cursor; a feed that answers 304 has none. The time of an
// item is fixed when it is first seen, so that an item without a date, or one
// whose date its publisher moves, stays one record.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	r := newRun(c, req)
	for _, src := range c.sources {
		records, err := r.read(ctx, src)
		if ctx.Err() != nil {
			return sdk.Result{}, sdk.Errorf(sdk.Transient, "reading feed %s: %w", src.name, ctx.Err())
		}
		if err != nil {
			r.fail(src, err)
			continue
		}
		if err := emit(records...); err != nil {
			return sdk.Result{}, err
		}
	}
	result := sdk.Result{Requests: r.requests, Notices: r.notices, Failures: r.failures, Budgets: r.budgets}
	if len(r.failures) == len(c.sources) {
		result.Failures = nil
		return result, allFailed(r.failures)
	}
	var err error
	result.Cursor, err = r.next.encode()
	return result, err
}

// allFailed makes one error of the failures of all feeds. It is of the first
// one's kind.
func allFailed(failed []error) error {
	if more := len(failed) - 1; more > 0 {
		return fmt.Errorf("%w (and %d more of %d feeds failed)", failed[0], more, len(failed))
	}
	return failed[0]
}
