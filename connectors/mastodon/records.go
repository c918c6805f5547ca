package mastodon

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

func accountRecord(a accountJSON) sdk.Account {
	return sdk.Account{Metrics: sdk.Metrics{
		schema.MetricFollowers: count(a.Followers),
		schema.MetricFollowing: count(a.Following),
		schema.MetricPosts:     count(a.Statuses),
	}}
}

func postRecord(s *statusJSON) sdk.Post {
	return sdk.Post{
		ID: string(s.ID), URL: cmp.Or(s.URL, s.URI), Type: postType(s), Published: s.Created.Time, Text: plainText(s),
		Metrics: sdk.Metrics{
			schema.MetricLikes:    count(s.Favourites),
			schema.MetricComments: count(s.Replies),
			schema.MetricShares:   count(s.Reblogs),
			schema.MetricQuotes:   count(s.Quotes),
		},
	}
}

// mentionRecord makes the record of someone else's status; post is the own post
// it answers, if any.
func mentionRecord(s *statusJSON, kind, post string) sdk.Mention {
	language, _, _ := strings.Cut(s.Language, "-") // "zh-TW"
	return sdk.Mention{
		ID: string(s.ID), URL: cmp.Or(s.URL, s.URI), MentionKind: kind, Post: post, Created: s.Created.Time,
		Author: s.Account.Acct, Text: plainText(s), Language: language,
	}
}

// count is a counter as servers give it: absent where the software has none,
// -1 where its owner hides it.
func count(n *sdk.Whole) sdk.Metric {
	if n != nil && *n < 0 {
		return sdk.NotAvailable(schema.Permission)
	}
	return sdk.Optional(n, schema.NotOffered)
}

// plainText is the text with its content warning before it, as it is shown.
func plainText(s *statusJSON) string {
	text := sdk.PlainText(s.Content)
	if s.Spoiler == "" {
		return text
	}
	return strings.TrimSpace(sdk.PlainText(s.Spoiler) + "\n" + text)
}

func postType(s *statusJSON) string {
	if len(s.MediaAttachments) > 0 {
		switch kind := s.MediaAttachments[0].Type; kind {
		case "image", "video", "audio":
			return kind
		case "gifv":
			return "video"
		}
	}
	switch {
	case s.Poll != nil:
		return "poll"
	case s.Card != nil && s.Card.URL != "":
		return "link"
	}
	return "text"
}

// public tells whether a status was meant for everybody. Software that has no
// visibility publishes everything; some has kinds of its own, of which Akkoma's
// local is shown to everybody on its server.
func (s *statusJSON) public() bool {
	switch s.Visibility {
	case "", "public", "unlisted", "local":
		return true
	}
	return false
}

// names tells whether a status names an account.
func (s *statusJSON) names(account id) bool {
	return slices.ContainsFunc(s.Mentions, func(m mentionJSON) bool { return m.ID == account })
}

// ownPost tells whether a status is a post of the account: by it, public, no
// boost, and no reply to somebody else. What an account answers to itself is a
// thread, and each part of it a post; Mastodon draws the line there too.
func (s *statusJSON) ownPost(account id) bool {
	return s.Account.ID == account && s.Reblog == nil && s.public() &&
		(s.ReplyTo == "" || s.ReplyToAccount == account)
}
