package x

import (
	"cmp"
	"html"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

func accountRecord(u userJSON) sdk.Account {
	return sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: sdk.Optional(u.Public.Followers, schema.NotOffered),
		schema.MetricFollowing: sdk.Optional(u.Public.Following, schema.NotOffered),
		schema.MetricPosts:     sdk.Optional(cmp.Or(u.Public.Tweets, u.Public.Posts), schema.NotOffered),
	}}
}

func (r *run) postRecord(p *postJSON) sdk.Post {
	m := p.Public
	private := cmp.Or(p.Private, &privateJSON{})
	missing := r.missing(p)
	return sdk.Post{
		ID: p.ID, URL: "https://x.com/" + r.self.Username + "/status/" + p.ID,
		Type: postType(p), Published: p.Created, Text: html.UnescapeString(p.fullText()),
		Metrics: sdk.Metrics{
			schema.MetricViews:        views(p),
			schema.MetricLikes:        sdk.Optional(m.Likes, schema.NotOffered),
			schema.MetricComments:     sdk.Optional(m.Replies, schema.NotOffered),
			schema.MetricShares:       sdk.Optional(cmp.Or(m.Retweets, m.Reposts), schema.NotOffered),
			schema.MetricQuotes:       sdk.Optional(m.Quotes, schema.NotOffered),
			schema.MetricSaves:        sdk.Optional(m.Bookmarks, schema.NotOffered),
			schema.MetricClicks:       sdk.Optional(private.LinkClicks, missing),
			schema.MetricInteractions: sdk.Optional(private.Engagements, missing),
			"profile_visits":          sdk.Optional(private.ProfileClicks, missing),
		},
	}
}

// missing is why a post has no private metrics.
func (r *run) missing(p *postJSON) schema.Reason {
	switch {
	case !r.self.Private:
		return schema.Permission
	case p.Private != nil: // X leaves out what a post can't have: clicks without a link
		return schema.NotOffered
	case r.now.Sub(p.Created) >= privateDays:
		return schema.NotOffered
	case !p.asked:
		return schema.NotRead
	}
	return schema.Permission
}

// viewsSince is since when the API counts impressions; it gives 0 for older
// posts (https://docs.x.com/changelog, 5 January 2023).
var viewsSince = time.Date(2023, 1, 5, 0, 0, 0, 0, time.UTC)

func views(p *postJSON) sdk.Metric {
	if n := p.Public.Impressions; n != nil && *n == 0 && p.Created.Before(viewsSince) {
		return sdk.NotAvailable(schema.NotOffered)
	}
	return sdk.Optional(p.Public.Impressions, schema.NotOffered)
}

// postType looks at what came with a post itself: X charges for attached media
// that are asked for. The number before a media key says what it is.
func postType(p *postJSON) string {
	for _, key := range p.Attachments.MediaKeys {
		switch kind, _, _ := strings.Cut(key, "_"); kind {
		case "3":
			return "image"
		case "7", "13", "16": // video, professional video, animated GIF
			return "video"
		}
	}
	switch {
	case len(p.Attachments.PollIDs) > 0:
		return "poll"
	case len(p.Article) > 2: // more than {}
		return "article"
	}
	for _, u := range p.Entities.URLs {
		if !ofX(u.Expanded) {
			return "link"
		}
	}
	return "text"
}

// ofX tells whether an address is X's own, as those of quoted posts and of
// attached media are.
func ofX(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	host := strings.TrimPrefix(u.Hostname(), "www.")
	return host == "" || host == "x.com" || host == "twitter.com" || host == "t.co"
}

// mentionRecord makes the record of someone else's post; post is the own post it
// answers, if any. Its author is an id: X charges for every name.
func mentionRecord(p *postJSON, kind, post string) sdk.Mention {
	return sdk.Mention{
		ID: p.ID, URL: "https://x.com/i/web/status/" + p.ID, MentionKind: kind, Post: post, Created: p.Created,
		Author: p.Author, Text: html.UnescapeString(p.fullText()), Language: language(p.Language),
	}
}

// language is an ISO 639 code. X's codes of its own, such as und and qme, say
// that there is none; in stands for Indonesian, as it did before 1989.
func language(code string) string {
	code, _, _ = strings.Cut(code, "-")
	switch {
	case code == "in":
		return "id"
	case code == "iw":
		return "he"
	case code == "und", code == "zxx", len(code) == 3 && code[0] == 'q':
		return ""
	}
	return code
}

// volumes are the counts of a query's hours.
func volumes(query string, said countsReply) []sdk.Record {
	out := make([]sdk.Record, 0, len(said.Data))
	for _, hour := range said.Data {
		out = append(out, sdk.Volume{
			Query: query, Start: hour.Start.UTC(), Length: hour.End.Sub(hour.Start),
			Count: sdk.Optional(cmp.Or(hour.Tweets, hour.Posts), schema.NotOffered),
		})
	}
	return out
}
