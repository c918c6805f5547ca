package threads

import "github.com/pantau/pantau/connectors/meta"

// What the API answers (developers.facebook.com/documentation/threads/reference,
// April 2026), as far as it is used.

const userFields = "id,username,name"

type userJSON struct {
	ID       string `json:"id"`
	Username string `json:"username"`
}

// Fields of own posts, and of others'. Only public people's handles are given.
const (
	postFields  = "id,media_type,permalink,text,timestamp,has_replies,link_attachment_url"
	otherFields = "id,permalink,text,timestamp,username,is_reply,root_post{id}"
)

// repost is the media_type of others' posts in the account's own list.
const repost = "REPOST_FACADE"

type postJSON struct {
	ID         string    `json:"id"`
	Media      string    `json:"media_type"` // TEXT_POST, IMAGE, VIDEO, CAROUSEL_ALBUM, AUDIO, REPOST_FACADE
	Permalink  string    `json:"permalink"`
	Text       string    `json:"text"`
	Time       meta.Time `json:"timestamp"`
	Username   string    `json:"username"`
	HasReplies bool      `json:"has_replies"`
	Link       string    `json:"link_attachment_url"`
	IsReply    bool      `json:"is_reply"`
	Root       struct {
		ID string `json:"id"`
	} `json:"root_post"` // that a reply stands under
	Owner struct {
		ID string `json:"id"`
	} `json:"owner"` // given of own posts only
}
