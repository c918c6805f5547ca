package telegram

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// postRecord makes the record of a post with what is known of it now.
func (r *run) postRecord(p *post) sdk.Post {
	id := strconv.FormatInt(p.ID, 10)
	metrics := r.reactions(p)
	metrics[schema.MetricComments] = r.comments(p)
	return sdk.Post{
		ID: id, URL: r.address(id), Type: p.Type, Published: at(p.Published), Text: p.Text, Metrics: metrics,
	}
}

// reactions are the totals over the post's messages: in an album each picture
// has its own.
func (r *run) reactions(p *post) sdk.Metrics {
	var sum tally
	for _, t := range p.Reactions {
		sum = sum.plus(t)
	}
	metrics := sdk.Metrics{}
	for name, n := range map[string]int{
		schema.MetricLikes: sum.All, reactionLike: sum.Like, reactionLove: sum.Love,
		reactionHaha: sum.Haha, reactionSad: sum.Sad, reactionAngry: sum.Angry,
	} {
		switch {
		case len(p.Reactions) > 0:
			metrics[name] = sdk.Number(n)
		case r.chat.reactionsOff():
			metrics[name] = sdk.NotAvailable(schema.NotOffered)
		case p.Watched:
			metrics[name] = sdk.Number(0)
		default:
			metrics[name] = sdk.NotAvailable(schema.NotRead)
		}
	}
	return metrics
}

func (r *run) comments(p *post) sdk.Metric {
	switch {
	case !r.config.Comments:
		return sdk.NotAvailable(schema.NotRead)
	case r.chat.Linked == 0:
		return sdk.NotAvailable(schema.NotOffered)
	case p.Counted:
		return sdk.Number(p.Comments)
	case !r.known.GroupRead: // every post is forwarded there, so it is kept from the bot
		return sdk.NotAvailable(schema.Permission)
	default:
		return sdk.NotAvailable(schema.NotRead)
	}
}

// mentionRecord makes the record of a comment on the post with an id.
func (r *run) mentionRecord(m *messageJSON, id int64) sdk.Mention {
	post := strconv.FormatInt(id, 10)
	return sdk.Mention{
		// Message ids are unique in their chat only, and another group may be
		// linked some day.
		ID:          fmt.Sprintf("%s/%d", internal(m.Chat.ID), m.ID),
		URL:         r.address(post) + "?comment=" + strconv.FormatInt(m.ID, 10),
		MentionKind: schema.KindReply, Post: post, Created: at(m.Date), Author: author(m), Text: m.Words,
	}
}

// author is the number of the person or channel that wrote a message: unlike
// handles, everybody has one, and it stays.
func author(m *messageJSON) string {
	switch {
	case m.SenderChat != nil:
		return strconv.FormatInt(m.SenderChat.ID, 10)
	case m.From != nil:
		return strconv.FormatInt(m.From.ID, 10)
	}
	return ""
}

// address is the link to a post. See https://core.telegram.org/api/links,
// "Message links".
func (r *run) address(id string) string {
	if r.chat.Username != "" {
		return "https://t.me/" + r.chat.Username + "/" + id
	}
	return "https://t.me/c/" + internal(r.chat.ID) + "/" + id
}

// internal is a chat's number as links have it: the Bot API puts -100 before
// that of channels and supergroups.
func internal(chat int64) string {
	digits := strconv.FormatInt(chat, 10)
	if short, ok := strings.CutPrefix(digits, "-100"); ok {
		return short
	}
	return strings.TrimPrefix(digits, "-")
}

// count makes a tally of what Telegram says of a message's reactions.
func count(reactions []reactionCountJSON) tally {
	var t tally
	for _, r := range reactions {
		t.All += r.Total
		if r.Type.Type != "emoji" {
			continue
		}
		switch strings.TrimSuffix(r.Type.Emoji, "\uFE0F") { // some senders ask for the coloured form
		case "👍":
			t.Like += r.Total
		case "❤":
			t.Love += r.Total
		case "🤣":
			t.Haha += r.Total
		case "😢":
			t.Sad += r.Total
		case "😡":
			t.Angry += r.Total
		}
	}
	return t
}
