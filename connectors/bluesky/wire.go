package bluesky

import (
	"encoding/json"
	"strings"
)

// What the server sends, as the lexicons under app.bsky say, reduced to what is
// read. Counts are optional there; a missing one is nil.

type profile struct {
	DID       string `json:"did"`
	Handle    string `json:"handle"`
	Followers *int   `json:"followersCount"`
	Follows   *int   `json:"followsCount"`
	Posts     *int   `json:"postsCount"`
}

type authorFeed struct {
	Cursor string     `json:"cursor"`
	Feed   []feedItem `json:"feed"`
}

type feedItem struct {
	Post   postView `json:"post"`
	Reason *reason  `json:"reason"`
}

// reason says why a post of somebody else, or out of its turn, is in a feed.
type reason struct {
	Type      string `json:"$type"`
	IndexedAt string `json:"indexedAt"`
}

const (
	reasonRepost = "app.bsky.feed.defs#reasonRepost"
	reasonPin    = "app.bsky.feed.defs#reasonPin"
)

type postsPage struct {
	Cursor string     `json:"cursor"`
	Posts  []postView `json:"posts"`
}

type postView struct {
	URI       string          `json:"uri"`
	Author    author          `json:"author"`
	Record    json.RawMessage `json:"record"`
	Replies   *int            `json:"replyCount"`
	Reposts   *int            `json:"repostCount"`
	Likes     *int            `json:"likeCount"`
	Quotes    *int            `json:"quoteCount"`
	Bookmarks *int            `json:"bookmarkCount"`
	IndexedAt string          `json:"indexedAt"`
}

// replies is the number of direct replies, 0 if it is not stated.
func (v postView) replies() int {
	if v.Replies == nil {
		return 0
	}
	return *v.Replies
}

type author struct {
	DID    string `json:"did"`
	Handle string `json:"handle"`
}

// threadAnswer is a post with the tree under it. A node that was deleted or is
// hidden by a block has no post.
type threadAnswer struct {
	Thread threadNode `json:"thread"`
}

type threadNode struct {
	Post    *postView    `json:"post"`
	Replies []threadNode `json:"replies"`
}

type notificationsPage struct {
	Cursor        string         `json:"cursor"`
	Notifications []notification `json:"notifications"`
}

type notification struct {
	URI       string          `json:"uri"`
	Author    author          `json:"author"`
	Reason    string          `json:"reason"`
	Record    json.RawMessage `json:"record"`
	IndexedAt string          `json:"indexedAt"`
}

func (n notification) view() postView {
	return postView{URI: n.URI, Author: n.Author, Record: n.Record, IndexedAt: n.IndexedAt}
}

// post is a record of type app.bsky.feed.post, as its author wrote it.
type post struct {
	Text      string   `json:"text"`
	CreatedAt string   `json:"createdAt"`
	Langs     []string `json:"langs"`
	Reply     *struct {
		Root   reference `json:"root"`
		Parent reference `json:"parent"`
	} `json:"reply"`
	Embed  *embed  `json:"embed"`
	Facets []facet `json:"facets"`
}

type reference struct {
	URI string `json:"uri"`
}

type facet struct {
	Features []struct {
		Type string `json:"$type"`
		DID  string `json:"did"`
	} `json:"features"`
}

const mentionFacet = "app.bsky.richtext.facet#mention"

// embed is what a post carries beside its text. Record is a reference, or, in a
// quote with media, an embed that holds one.
type embed struct {
	Type   string `json:"$type"`
	Record struct {
		reference
		Record reference `json:"record"`
	} `json:"record"`
	Media struct {
		Type string `json:"$type"`
	} `json:"media"`
}

// quoted is the address of the record that the post quotes, or "".
func (e *embed) quoted() string {
	if e == nil {
		return ""
	}
	if e.Record.URI != "" {
		return e.Record.URI
	}
	return e.Record.Record.URI
}

// postType is the post's type in Pantau's words.
func (e *embed) postType() string {
	if e == nil {
		return "text"
	}
	kind := e.Type
	if kind == "app.bsky.embed.recordWithMedia" {
		kind = e.Media.Type
	}
	switch kind {
	case "app.bsky.embed.images", "app.bsky.embed.gallery":
		return "image"
	case "app.bsky.embed.video":
		return "video"
	case "app.bsky.embed.external":
		return "link"
	case "app.bsky.embed.record":
		return "quote"
	}
	return "text"
}

// An at:// address names the repository (a DID) and the record's key.
// repository and recordKey give them; "" for anything else.
func repository(uri string) string {
	did, _, _ := strings.Cut(strings.TrimPrefix(uri, "at://"), "/")
	if !strings.HasPrefix(uri, "at://") {
		return ""
	}
	return did
}

func recordKey(uri string) string {
	if !strings.HasPrefix(uri, "at://") {
		return ""
	}
	return uri[strings.LastIndexByte(uri, '/')+1:]
}
