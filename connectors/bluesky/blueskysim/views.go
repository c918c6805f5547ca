package blueskysim

import (
	"strings"
	"time"
)

// What the server sends, as the lexicons say, reduced to what has a meaning in
// the World.

type authorView struct {
	DID         string `json:"did"`
	Handle      string `json:"handle"`
	DisplayName string `json:"displayName"`
}

type postView struct {
	Type      string     `json:"$type"`
	URI       string     `json:"uri"`
	CID       string     `json:"cid"`
	Author    authorView `json:"author"`
	Record    recordView `json:"record"`
	Replies   int        `json:"replyCount"`
	Reposts   int        `json:"repostCount"`
	Likes     int        `json:"likeCount"`
	Quotes    int        `json:"quoteCount"`
	Bookmarks int        `json:"bookmarkCount"`
	IndexedAt string     `json:"indexedAt"`
}

type recordView struct {
	Type      string     `json:"$type"`
	Text      string     `json:"text"`
	CreatedAt string     `json:"createdAt"`
	Langs     []string   `json:"langs"`
	Facets    []any      `json:"facets,omitempty"`
	Reply     *replyView `json:"reply,omitempty"`
	Embed     any        `json:"embed,omitempty"`
}

type replyView struct {
	Root   refView `json:"root"`
	Parent refView `json:"parent"`
}

type refView struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

func ref(e *entry) refView { return refView{URI: e.uri, CID: cid(e)} }

func cid(e *entry) string { return "bafyrei" + e.uri[len(e.uri)-13:] }

// stamp is how servers write times: UTC, with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (a *author) view() authorView {
	return authorView{DID: a.did, Handle: a.handle, DisplayName: a.name}
}

func (e *entry) view(now time.Time, gone func(string) bool) postView {
	v := postView{
		Type: "app.bsky.feed.defs#postView", URI: e.uri, CID: cid(e), Author: e.by.view(), Record: e.record(),
		Likes: e.likes, IndexedAt: stamp(e.created.Add(time.Second)),
	}
	for _, r := range e.replies[:by(e.replies, now)] {
		if !gone(r.id) {
			v.Replies++
		}
	}
	if e.own != nil {
		c := e.own.At(now)
		v.Likes, v.Reposts, v.Quotes, v.Bookmarks = c.Likes, c.Shares, c.Quotes, c.Saves
	}
	return v
}

func (e *entry) record() recordView {
	r := recordView{Type: "app.bsky.feed.post", Text: e.text, CreatedAt: stamp(e.created), Langs: []string{"id"}}
	if e.parent != nil {
		r.Reply = &replyView{Root: ref(e.root), Parent: ref(e.parent)}
	}
	if e.names != nil {
		r.Facets = append(r.Facets, e.facet("@", map[string]string{"$type": "app.bsky.richtext.facet#mention", "did": e.names.did}))
	}
	for _, tag := range e.tags {
		r.Facets = append(r.Facets, e.facet("#"+tag, map[string]string{"$type": "app.bsky.richtext.facet#tag", "tag": tag}))
	}
	if e.own != nil {
		r.Embed = embed(e.own.Type)
	}
	return r
}

// facet marks a part of the text, from where it begins to the next space.
func (e *entry) facet(begin string, feature map[string]string) any {
	start := max(strings.Index(e.lower, strings.ToLower(begin)), 0)
	end := len(e.text)
	if n := strings.IndexByte(e.text[start:], ' '); n >= 0 {
		end = start + n
	}
	return map[string]any{"index": map[string]int{"byteStart": start, "byteEnd": end}, "features": []any{feature}}
}

func embed(postType string) any {
	blob := map[string]any{"$type": "blob", "ref": map[string]string{"$link": "bafkrei"}, "mimeType": "image/jpeg", "size": 1000}
	switch postType {
	case "image":
		return map[string]any{"$type": "app.bsky.embed.images", "images": []any{map[string]any{"alt": "", "image": blob}}}
	case "video":
		return map[string]any{"$type": "app.bsky.embed.video", "video": blob}
	case "link":
		return map[string]any{"$type": "app.bsky.embed.external", "external": map[string]string{"uri": "https://example.go.id", "title": "", "description": ""}}
	}
	return nil
}
