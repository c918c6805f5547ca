package linkedin

import (
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// statisticsDays is how far back LinkedIn has statistics: the last twelve months.
const statisticsDays = 365

// postRecord makes the record of a post. Where its statistics are missing, why
// says so for all posts, or else its age does.
func postRecord(p *postJSON, s *statisticsJSON, why schema.Reason, now time.Time) sdk.Post {
	if why == "" {
		why = schema.NotReady
		if now.Sub(p.at()) > statisticsDays*24*time.Hour {
			why = schema.NotOffered
		}
	}
	if s == nil {
		s = &statisticsJSON{}
	}
	return sdk.Post{
		ID: p.ID, URL: "https://www.linkedin.com/feed/update/" + p.ID, Type: p.kind(), Published: p.at(), Text: plainText(p.Commentary),
		Metrics: sdk.Metrics{
			schema.MetricViews:    counted(s.Impressions, why),
			schema.MetricReach:    counted(s.Unique, why),
			schema.MetricClicks:   counted(s.Clicks, why),
			schema.MetricLikes:    counted(s.Likes, why),
			schema.MetricComments: counted(s.Comments, why),
			schema.MetricShares:   counted(s.Shares, why),
		},
	}
}

// kind is the type of a post.
func (p *postJSON) kind() string {
	c := p.Content
	switch {
	case c.Media != nil && strings.HasPrefix(c.Media.ID, "urn:li:video:"):
		return "video"
	case c.Media != nil && strings.HasPrefix(c.Media.ID, "urn:li:document:"):
		return "document"
	case c.Media != nil:
		return "image"
	case c.MultiImage != nil, c.Carousel != nil:
		return "carousel"
	case c.Article != nil:
		return "article"
	case c.Poll != nil:
		return "poll"
	case p.Reshare != nil:
		return "repost"
	}
	return "text"
}

// mentionRecord makes the record of a comment. Who wrote it is left out: LinkedIn
// lets nobody keep that.
func mentionRecord(c *commentJSON, post string) sdk.Mention {
	return sdk.Mention{
		ID: c.URN, URL: "https://www.linkedin.com/feed/update/" + post, MentionKind: schema.KindReply, Post: post,
		Created: c.Created.Time.Time, Text: c.text(),
	}
}
