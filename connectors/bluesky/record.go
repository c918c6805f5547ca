package bluesky

import (
	"encoding/json"
	"strings"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// readPost decodes what the author wrote. Anyone may write anything, so an
// unreadable record concerns that record alone.
func readPost(view postView) (post, error) {
	var p post
	if err := json.Unmarshal(view.Record, &p); err != nil {
		return p, sdk.Errorf(sdk.Permanent, "post %s is unreadable: %w", recordKey(view.URI), err)
	}
	return p, nil
}

func ownPost(view postView, p post) sdk.Post {
	return sdk.Post{
		ID: view.URI, URL: webAddress(view), Type: p.Embed.postType(), Published: published(p, view), Text: p.Text,
		Metrics: sdk.Metrics{
			schema.MetricLikes:    sdk.Optional(view.Likes, schema.NotRead),
			schema.MetricComments: sdk.Optional(view.Replies, schema.NotRead),
			schema.MetricShares:   sdk.Optional(view.Reposts, schema.NotRead),
			schema.MetricQuotes:   sdk.Optional(view.Quotes, schema.NotRead),
			schema.MetricSaves:    sdk.Optional(view.Bookmarks, schema.NotOffered),
		},
	}
}

// webAddress is where people see the post.
func webAddress(view postView) string {
	who := view.Author.Handle
	if who == "" || who == "handle.invalid" { // the handle no longer points back to its account
		who = view.Author.DID
	}
	return "https://bsky.app/profile/" + who + "/post/" + recordKey(view.URI)
}

// othersPost makes the mention of a post by somebody else.
func (r *run) othersPost(view postView, p post) sdk.Mention {
	m := sdk.Mention{
		ID: view.URI, URL: webAddress(view), Created: published(p, view),
		Author: view.Author.DID, Text: p.Text, Language: language(p),
	}
	m.MentionKind, m.Post = r.kindOf(p)
	return m
}

// kindOf says what a post by somebody else is to the account, and which of its
// posts it answers. Only the post itself decides, never the way it was found,
// so that it is the same record whichever way that was.
func (r *run) kindOf(p post) (kind, answers string) {
	if p.Reply != nil && repository(p.Reply.Root.URI) == r.me.DID {
		return schema.KindReply, p.Reply.Root.URI
	}
	if quoted := p.Embed.quoted(); repository(quoted) == r.me.DID {
		return schema.KindMention, quoted
	}
	if p.Reply != nil && repository(p.Reply.Parent.URI) == r.me.DID || r.named(p) {
		return schema.KindMention, ""
	}
	return schema.KindHashtag, ""
}

// named says whether the post names the account.
func (r *run) named(p post) bool {
	for _, f := range p.Facets {
		for _, feature := range f.Features {
			if feature.Type == mentionFacet && feature.DID == r.me.DID {
				return true
			}
		}
	}
	return namesHandle(p.Text, r.me.Handle)
}

// namesHandle looks for @handle as a whole, whatever its case.
func namesHandle(text, handle string) bool {
	text, handle = strings.ToLower(text), "@"+strings.ToLower(handle)
	for {
		i := strings.Index(text, handle)
		if i < 0 || handle == "@" {
			return false
		}
		text = text[i+len(handle):]
		if text == "" || !isHandleByte(text[0]) || text[0] == '.' && (len(text) == 1 || !isHandleByte(text[1])) {
			return true
		}
	}
}

func isHandleByte(b byte) bool {
	return b == '.' || b == '-' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z'
}

// language is the language that the author states, if it is one. Programs offer
// several when they don't know.
func language(p post) string {
	if len(p.Langs) != 1 {
		return ""
	}
	code, _, _ := strings.Cut(p.Langs[0], "-")
	return strings.ToLower(code)
}
