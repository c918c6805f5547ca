// Package mastodon reads an account of a Mastodon server, or of one that speaks
// the same API: GoToSocial, Pleroma, Akkoma, Mitra, snac.
package mastodon

import (
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one account.
type connector struct {
	config config
	http   *sdk.HTTP

	// noMultiGet remembers that the server can't give several statuses at once.
	noMultiGet bool
}

var _ sdk.Connector = (*connector)(nil)

// New makes an unconfigured connector.
func New() sdk.Connector { return &connector{} }

// Info implements sdk.Connector.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "mastodon", Name: "Mastodon", Version: "1.0.0", Interval: 10 * time.Minute, Independent: true,
		Capabilities: append(postCapabilities(), accountCapabilities()...),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention},
		Settings:     config{},
		// Servers set their own rules; the software and its API set none: no
		// limit to keeping, deriving or comparing what is public.
		Terms: sdk.Terms{URL: "https://docs.joinmastodon.org/api/guidelines/", DerivedMetrics: true, CompareOwners: true},
	}
}

func postCapabilities() []sdk.Capability {
	given := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Native: []string{native}, Note: note}
	}
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	return []sdk.Capability{
		given(schema.MetricLikes, "favourites_count", "as far as this server knows; other servers need not tell"),
		given(schema.MetricComments, "replies_count", "direct replies"),
		given(schema.MetricShares, "reblogs_count", "boosts"),
		given(schema.MetricQuotes, "quotes_count", "not offered by Mastodon before 4.5 and by other software"),
		lacking(schema.MetricViews, "Mastodon does not count views"),
		lacking(schema.MetricReach, "Mastodon does not count readers"),
		lacking(schema.MetricSaves, "bookmarks are private"),
		lacking(schema.MetricClicks, "Mastodon does not count clicks"),
		lacking(schema.MetricInteractions, "Mastodon gives no total"),
	}
}

func accountCapabilities() []sdk.Capability {
	given := func(metric, native string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Native: []string{native}}
	}
	return []sdk.Capability{
		given(schema.MetricFollowers, "followers_count"),
		given(schema.MetricFollowing, "following_count"),
		given(schema.MetricPosts, "statuses_count"),
		{Of: sdk.KindAccount, Metric: schema.MetricViews, Reason: schema.NotOffered},
		{Of: sdk.KindAccount, Metric: schema.MetricReach, Reason: schema.NotOffered},
	}
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) error {
	c.config = defaultConfig()
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	c.http = sdk.NewHTTP(c.config.BaseURL)
	if c.config.Token != "" {
		c.http.Bearer(c.config.Token)
	}
	return nil
}
