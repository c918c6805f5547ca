package x

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// What the API answers, as far as it is used. X renamed Tweets to posts in
// version 2.167 of its OpenAPI document (August 2026): tweet.fields became
// post.fields, retweet_count repost_count, and so on. It answers in the words it
// was asked in. The older words are sent, because with them author_id and
// referenced_tweets are fields; in the newer ones they are expansions, and X
// charges for every expanded user and post. Both are read.
const (
	postFields = "created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,lang,public_metrics,attachments,entities,note_tweet,article"
	userFields = "public_metrics,protected"
	// privateFields are given for posts of the last 30 days to their author.
	privateFields = ",non_public_metrics"
)

type userJSON struct {
	ID        string          `json:"id"`
	Username  string          `json:"username"`
	Protected bool            `json:"protected"`
	Public    userMetricsJSON `json:"public_metrics"`
}

type userMetricsJSON struct {
	Followers *sdk.Whole `json:"followers_count"`
	Following *sdk.Whole `json:"following_count"`
	Tweets    *sdk.Whole `json:"tweet_count"`
	Posts     *sdk.Whole `json:"post_count"`
}

// userReply is the answer about one user; without data, errors says why.
type userReply struct {
	Data   json.RawMessage `json:"data"`
	Errors []problem       `json:"errors"`
}

// listReply is a page. It keeps its posts raw, so that one that is unreadable
// does not spoil the others.
type listReply struct {
	Data   []json.RawMessage `json:"data"`
	Errors []problem         `json:"errors"`
	Meta   struct {
		Next string `json:"next_token"`
	} `json:"meta"`
}

type postJSON struct {
	ID               string          `json:"id"`
	Text             string          `json:"text"`
	Created          time.Time       `json:"created_at"`
	Author           string          `json:"author_id"`
	Conversation     string          `json:"conversation_id"`
	InReplyTo        string          `json:"in_reply_to_user_id"`
	Language         string          `json:"lang"`
	ReferencedTweets []referenceJSON `json:"referenced_tweets"`
	ReferencedPosts  []referenceJSON `json:"referenced_posts"`
	NoteTweet        noteJSON        `json:"note_tweet"`
	NotePost         noteJSON        `json:"note_post"`
	Article          json.RawMessage `json:"article"`
	Public           metricsJSON     `json:"public_metrics"`
	Private          *privateJSON    `json:"non_public_metrics"`
	Attachments      struct {
		MediaKeys []string `json:"media_keys"`
		PollIDs   []string `json:"poll_ids"`
	} `json:"attachments"`
	Entities struct {
		URLs     []urlJSON     `json:"urls"`
		Mentions []mentionJSON `json:"mentions"`
	} `json:"entities"`

	asked bool // for its private metrics
}

type referenceJSON struct {
	Type string `json:"type"` // retweeted, quoted, replied_to
	ID   string `json:"id"`
}

type noteJSON struct {
	Text string `json:"text"`
}

type metricsJSON struct {
	Retweets    *sdk.Whole `json:"retweet_count"`
	Reposts     *sdk.Whole `json:"repost_count"`
	Quotes      *sdk.Whole `json:"quote_count"`
	Likes       *sdk.Whole `json:"like_count"`
	Replies     *sdk.Whole `json:"reply_count"`
	Bookmarks   *sdk.Whole `json:"bookmark_count"`
	Impressions *sdk.Whole `json:"impression_count"`
}

type privateJSON struct {
	LinkClicks    *sdk.Whole `json:"url_link_clicks"`
	ProfileClicks *sdk.Whole `json:"user_profile_clicks"`
	Engagements   *sdk.Whole `json:"engagements"`
}

type urlJSON struct {
	Expanded string `json:"expanded_url"`
}

type mentionJSON struct {
	ID       string `json:"id"`
	Username string `json:"username"`
}

// countsReply is the number of posts in each hour.
type countsReply struct {
	Data []struct {
		Start  time.Time  `json:"start"`
		End    time.Time  `json:"end"`
		Tweets *sdk.Whole `json:"tweet_count"`
		Posts  *sdk.Whole `json:"post_count"`
	} `json:"data"`
	Errors []problem `json:"errors"`
	Meta   struct {
		Next string `json:"next_token"`
	} `json:"meta"`
}

// references gives the posts that a post refers to, in either of X's words.
func (p *postJSON) references() []referenceJSON {
	return slices.Concat(p.ReferencedTweets, p.ReferencedPosts)
}

// answers is the post that a post replies to; "" if none.
func (p *postJSON) answers() string {
	for _, ref := range p.references() {
		if ref.Type == "replied_to" {
			return ref.ID
		}
	}
	return ""
}

// repost tells whether a post only passes on another.
func (p *postJSON) repost() bool {
	return slices.ContainsFunc(p.references(), func(ref referenceJSON) bool { return ref.Type == "retweeted" })
}

// names tells whether a post names a user.
func (p *postJSON) names(u userJSON) bool {
	return slices.ContainsFunc(p.Entities.Mentions, func(m mentionJSON) bool {
		return m.ID == u.ID || m.ID == "" && strings.EqualFold(m.Username, u.Username)
	})
}

// fullText is the whole text: text holds only the beginning of long posts.
func (p *postJSON) fullText() string { return cmp.Or(p.NoteTweet.Text, p.NotePost.Text, p.Text) }

// laterID tells whether an id is later than another: they are numbers that
// ascend with time (https://docs.x.com/fundamentals/x-ids).
func laterID(a, b string) bool {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) > 0
}
