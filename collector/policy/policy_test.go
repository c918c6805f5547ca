package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/connectors/sdk"
)

const day = 24 * time.Hour

var now = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

var strict = sdk.Info{
	ID: "youtube", Records: []sdk.RecordKind{sdk.KindPost, sdk.KindMention},
	Terms: sdk.Terms{URL: "https://example.org/terms", Retention: []sdk.Retention{{Of: sdk.KindMention, Days: 30}}},
}

func TestThePlatformsTermsAreTheDefault(t *testing.T) {
	t.Parallel()
	p, err := policy.Of(strict, "youtube", nil)
	require.NoError(t, err)
	require.False(t, p.Derived)
	require.False(t, p.Compare)
	require.Empty(t, p.Exception)
	require.True(t, p.Expired(sdk.KindMention, now.Add(-31*day), now))
	require.False(t, p.Expired(sdk.KindMention, now.Add(-30*day), now))
	require.False(t, p.Expired(sdk.KindPost, now.Add(-9999*day), now), "no limit is stated")
}

func TestTheOperatorMayStateAnException(t *testing.T) {
	t.Parallel()
	yes := true
	p, err := policy.Of(strict, "youtube", &config.Terms{
		DerivedMetrics: &yes, RetentionDays: map[string]int{"mention": 0, "post": 400}, Reason: "audit 2026-09",
	})
	require.NoError(t, err)
	require.True(t, p.Derived)
	require.False(t, p.Compare, "what is not stated stays")
	require.Equal(t, "audit 2026-09", p.Exception)
	require.False(t, p.Expired(sdk.KindMention, now.Add(-999*day), now), "0 days: for ever")
	require.True(t, p.Expired(sdk.KindPost, now.Add(-401*day), now))

	_, err = policy.Of(strict, "youtube", &config.Terms{RetentionDays: map[string]int{"story": 1}, Reason: "x"})
	require.EqualError(t, err, `terms: youtube: retention_days: "story" is no kind of record of this connector; it has post, mention`)
}

func TestSourcesAreThoseOfPosts(t *testing.T) {
	t.Parallel()
	info := strict
	info.Capabilities = []sdk.Capability{
		{Of: sdk.KindPost, Metric: "views", Source: sdk.SourceOrganic, Media: []string{"reel"}},
		{Of: sdk.KindPost, Metric: "views", Source: sdk.SourcePaid, Media: []string{"story"}},
		{Of: sdk.KindPost, Metric: "reach", Source: sdk.SourceOrganic},
		{Of: sdk.KindPost, Metric: "likes"},
		{Of: sdk.KindAccount, Metric: "clicks", Source: sdk.SourceAll},
	}
	p, err := policy.Of(info, "youtube", nil)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"views": sdk.SourceAll, "reach": sdk.SourceOrganic}, p.Sources)
}
