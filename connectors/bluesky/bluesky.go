// Package bluesky reads an account of the AT protocol's social network: its
// posts and their counters, the replies under them, and what others write about
// it. It asks any server that speaks app.bsky.*: the public one without an
// account, or the account's own with an app password.
package bluesky

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Connector reads one Bluesky account. Make it with New.
type Connector struct {
	set     settings
	session *session // nil until signed in; kept between runs, since signing in is rationed
}

var _ sdk.Connector = (*Connector)(nil)

// New makes an unconfigured connector.
func New() sdk.Connector { return &Connector{} }

// Info implements sdk.Connector.
func (c *Connector) Info() sdk.Info {
	return sdk.Info{
		ID:           "bluesky",
		Name:         "Bluesky",
		Version:      "1.0.0",
		Interval:     10 * time.Minute,
		Independent:  true,
		Capabilities: capabilities(),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention},
		Settings:     defaults(),
		Terms: sdk.Terms{
			URL:            "https://docs.bsky.app/docs/support/developer-guidelines",
			DerivedMetrics: true,
			CompareOwners:  true,
		},
	}
}

func capabilities() []sdk.Capability {
	has := func(of sdk.RecordKind, metric, native, note string) sdk.Capability {
		return sdk.Capability{Of: of, Metric: metric, Native: []string{native}, Note: note}
	}
	lacks := func(of sdk.RecordKind, metric string) sdk.Capability {
		return sdk.Capability{Of: of, Metric: metric, Reason: schema.NotOffered}
	}
	return []sdk.Capability{
		has(sdk.KindPost, schema.MetricLikes, "likeCount", ""),
		has(sdk.KindPost, schema.MetricComments, "replyCount", "direct replies only"),
		has(sdk.KindPost, schema.MetricShares, "repostCount", ""),
		has(sdk.KindPost, schema.MetricQuotes, "quoteCount", ""),
		has(sdk.KindPost, schema.MetricSaves, "bookmarkCount", "not offered by servers from before bookmarks"),
		lacks(sdk.KindPost, schema.MetricViews),
		lacks(sdk.KindPost, schema.MetricReach),
		lacks(sdk.KindPost, schema.MetricClicks),
		lacks(sdk.KindPost, schema.MetricInteractions),
		has(sdk.KindAccount, schema.MetricFollowers, "followersCount", ""),
		has(sdk.KindAccount, schema.MetricFollowing, "followsCount", ""),
		has(sdk.KindAccount, schema.MetricPosts, "postsCount", "replies to others included"),
		lacks(sdk.KindAccount, schema.MetricViews),
		lacks(sdk.KindAccount, schema.MetricReach),
	}
}

// Configure implements sdk.Connector.
func (c *Connector) Configure(raw sdk.Settings) error {
	set, err := load(raw)
	if err != nil {
		return err
	}
	*c = Connector{set: set}
	return nil
}

// Check implements sdk.Connector. It reads the profile, after signing in where
// there is an app password.
func (c *Connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	x := c.newClient()
	p, err := x.profile(ctx)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	report := sdk.CheckReport{
		Summary:  fmt.Sprintf("public reading of @%s", p.Handle),
		Findings: []sdk.Finding{{OK: true, What: "posts, counters and replies"}},
	}
	search := sdk.Finding{OK: true, What: "mentions, hashtags and keywords"}
	if c.session == nil {
		search.OK = false
		search.Detail = "servers refuse search without a login: posts that mention the account, hashtags and keywords will be missing; " +
			"make an app password and set app_password"
	} else {
		report.Summary = fmt.Sprintf("signed in as @%s, reading @%s", c.session.Handle, p.Handle)
	}
	if p.Followers != nil {
		report.Summary += fmt.Sprintf(", %d followers", *p.Followers)
	}
	report.Findings = append(report.Findings, search)
	return report, nil
}
