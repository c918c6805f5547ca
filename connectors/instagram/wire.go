package instagram

import (
	"github.com/pantau/pantau/connectors/meta"
)

// accountFields are those of an IG User that are needed
// (…/instagram-platform/instagram-graph-api/reference/ig-user). Instagram Login
// calls the account's id user_id.
const accountFields = "id,username,followers_count,follows_count,media_count"

type accountJSON struct {
	ID        string `json:"id"`
	UserID    string `json:"user_id"`
	Username  string `json:"username"`
	Followers *int64 `json:"followers_count"`
	Follows   *int64 `json:"follows_count"`
	Media     *int64 `json:"media_count"`
}

// mediaFields are those of an IG Media (…/instagram-platform/reference/instagram-media).
// The counts leave out what an advertisement brought. The product is given with
// Facebook Login only.
const (
	mediaFields  = "id,caption,media_type,permalink,timestamp,like_count,comments_count"
	productField = ",media_product_type"
)

type mediaJSON struct {
	ID        string    `json:"id"`
	Username  string    `json:"username"`
	Caption   string    `json:"caption"`
	Type      string    `json:"media_type"`         // IMAGE, VIDEO, CAROUSEL_ALBUM
	Product   string    `json:"media_product_type"` // FEED, REELS, STORY, AD
	Permalink string    `json:"permalink"`
	Time      meta.Time `json:"timestamp"`
	Likes     *int64    `json:"like_count"`
	Comments  *int64    `json:"comments_count"`
}

// commentFields are those of an IG Comment. Answers come in the comment they are
// given to; there is one level of them.
const (
	answerFields  = "id,text,timestamp,username,from"
	commentFields = answerFields + ",replies.limit(50){" + answerFields + "}"
)

type commentJSON struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	Time     meta.Time `json:"timestamp"`
	Username string    `json:"username"`
	From     struct {
		ID       string `json:"id"`
		Username string `json:"username"`
	} `json:"from"`
	Replies meta.List[commentJSON] `json:"replies"`
}

// author is a comment's author: the handle, else the id that the app knows the
// person by.
func (c commentJSON) author() string {
	for _, name := range []string{c.Username, c.From.Username, c.From.ID} {
		if name != "" {
			return name
		}
	}
	return ""
}
