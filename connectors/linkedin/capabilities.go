package linkedin

import (
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

const (
	adminScope  = "rw_organization_admin, role ADMINISTRATOR"
	socialScope = "r_organization_social"
)

// postCapabilities follows
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics
// (view li-lms-2025-11): organic statistics of the last twelve months.
func postCapabilities() []sdk.Capability {
	given := func(metric, native, note string) sdk.Capability {
		return sdk.Capability{
			Of: sdk.KindPost, Metric: metric, Native: []string{"totalShareStatistics." + native},
			Permission: adminScope, Source: sdk.SourceOrganic, Note: note,
		}
	}
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindPost, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	return []sdk.Capability{
		given(schema.MetricViews, "impressionCount", "impressions of posts of the last 12 months"),
		given(schema.MetricReach, "uniqueImpressionsCount", "members who were shown the post"),
		given(schema.MetricLikes, "likeCount", "reactions of every kind; LinkedIn lets it fall below zero where people take back a like of a sponsored showing: then not available"),
		given(schema.MetricComments, "commentCount", "below zero as with likes: not available"),
		given(schema.MetricShares, "shareCount", "reposts"),
		given(schema.MetricClicks, "clickCount", "on content, logo or page name"),
		lacking(schema.MetricQuotes, "reposts with a text are counted with the others"),
		lacking(schema.MetricSaves, "LinkedIn shows saves to members only"),
		lacking(schema.MetricInteractions, "LinkedIn gives a rate, no total"),
	}
}

func accountCapabilities() []sdk.Capability {
	lacking := func(metric, note string) sdk.Capability {
		return sdk.Capability{Of: sdk.KindAccount, Metric: metric, Reason: schema.NotOffered, Note: note}
	}
	return []sdk.Capability{
		{Of: sdk.KindAccount, Metric: schema.MetricFollowers, Native: []string{"networkSizes.firstDegreeSize"}},
		{
			Of: sdk.KindAccount, Metric: metricGained, Native: []string{"followerGains.organicFollowerGain", "followerGains.paidFollowerGain"},
			Permission: adminScope, Source: sdk.SourceAll,
			Note: "net, of the last day that LinkedIn has counted, usually two days back; a day on which more people left than came is not available",
		},
		lacking(schema.MetricFollowing, "pages follow nobody that the API would tell"),
		lacking(schema.MetricPosts, "LinkedIn gives no count of a page's posts"),
		lacking(schema.MetricViews, "LinkedIn gives a page's impressions of the last 12 months only, which is no total"),
		lacking(schema.MetricReach, "as views"),
	}
}

// terms follows https://learn.microsoft.com/en-us/linkedin/marketing/data-storage-requirements
// and the restricted uses of the Community Management API, both as quoted in
// June and September 2026 (M): members' activity 48 hours, a page's own social
// activity 6 months, reporting data a year.
func terms() sdk.Terms {
	return sdk.Terms{
		URL: "https://learn.microsoft.com/en-us/linkedin/marketing/data-storage-requirements", DerivedMetrics: true,
		Retention: []sdk.Retention{
			{Of: sdk.KindMention, Days: 2, Why: "LinkedIn lets members' activity, their comments included, be kept for 48 hours"},
			{Of: sdk.KindPost, Days: 180, Why: "LinkedIn lets a page's social activity be kept for 6 months"},
			{Of: sdk.KindAccount, Days: 365, Why: "LinkedIn lets a page's reporting data be kept for a year"},
			{Of: sdk.KindAudience, Days: 365, Why: "LinkedIn lets a page's reporting data be kept for a year"},
		},
		Note: "Only for those who administer the page: comments may be shown to nobody else, and nothing of it may become a feed on a public screen or website. " +
			"Who comments is not kept. Page statistics of different owners may not be compared.",
	}
}
