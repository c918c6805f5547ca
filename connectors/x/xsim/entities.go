package xsim

import (
	"html"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// object is a JSON object of the fields that were asked for.
type object map[string]any

func timeText(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// words are the names of things: those of tweet.fields, or those of post.fields.
// X answers in the words it was asked in; those of tweet.fields are the default.
type words struct{ fields, retweets, tweets, references, note string }

func (q *request) words() words {
	if q.r.URL.Query().Has("post.fields") {
		return words{"post.fields", "repost_count", "post_count", "referenced_posts", "note_post"}
	}
	return words{"tweet.fields", "retweet_count", "tweet_count", "referenced_tweets", "note_tweet"}
}

func (q *request) asked(parameter, field string) bool {
	return slices.Contains(strings.Split(q.r.URL.Query().Get(parameter), ","), field)
}

// userObject is the schema User: id, name and username always.
func (q *request) userObject(a *sim.Account) object {
	o := object{"id": userID(a.Handle), "name": a.Name, "username": a.Handle}
	if q.asked("user.fields", "public_metrics") {
		followers := 0
		if a.Followers != nil {
			followers = a.Followers(q.now)
		}
		o["public_metrics"] = object{
			"followers_count": followers, "following_count": a.Following, "listed_count": 0,
			q.words().tweets: len(a.PostsBy(q.now)),
		}
	}
	if q.asked("user.fields", "protected") {
		o["protected"] = false
	}
	return o
}

// tweetObject is the schema Tweet, or Post: id and text always.
func (q *request) tweetObject(t *tweet) object {
	w := q.words()
	o := object{"id": t.id, "text": html.EscapeString(t.text()), "edit_history_tweet_ids": []string{t.id}}
	set := func(field string, value any) {
		if q.asked(w.fields, field) {
			o[field] = value
		}
	}
	set("created_at", timeText(t.created))
	set("author_id", userID(t.author()))
	set("conversation_id", t.root().id)
	set("lang", "in")
	set("public_metrics", q.publicMetrics(t))
	if t.parent != nil {
		set("in_reply_to_user_id", userID(t.parent.author()))
		set(w.references, []object{{"type": "replied_to", "id": t.parent.id}})
	}
	if entities := q.entities(t); len(entities) > 0 {
		set("entities", entities)
	}
	if attached := attachments(t); len(attached) > 0 {
		set("attachments", attached)
	}
	if q.private(t) {
		set("non_public_metrics", q.privateMetrics(t))
	}
	return o
}

func (q *request) publicMetrics(t *tweet) object {
	replies := 0
	for _, reply := range t.replies {
		if !reply.created.After(q.now) {
			replies++
		}
	}
	m := object{q.words().retweets: 0, "reply_count": replies, "like_count": 0, "quote_count": 0, "bookmark_count": 0, "impression_count": 0}
	if t.post == nil {
		m["like_count"] = t.comment.Likes
		return m
	}
	c := t.post.At(q.now)
	m[q.words().retweets], m["like_count"], m["quote_count"] = c.Shares, c.Likes, c.Quotes
	m["bookmark_count"], m["impression_count"] = c.Saves, c.Views
	return m
}

// privateFor is how long private metrics are given:
// https://docs.x.com/x-api/fundamentals/metrics.
const privateFor = 30 * 24 * time.Hour

// private tells whether the asker may see a tweet's private metrics.
func (q *request) private(t *tweet) bool {
	return q.user != nil && t.author() == q.user.Handle && q.now.Sub(t.created) < privateFor
}

// privateMetrics makes up what the world does not know, from the views.
func (q *request) privateMetrics(t *tweet) object {
	c := t.post.At(q.now)
	m := object{
		"impression_count": c.Views, "user_profile_clicks": c.Views / 50,
		"engagements": c.Likes + c.Shares + c.Quotes + c.Saves + c.Views/20,
	}
	if t.post.Type == "link" {
		m["url_link_clicks"] = c.Views / 20
	}
	return m
}

func (q *request) entities(t *tweet) object {
	o := object{}
	if t.names() {
		o["mentions"] = []object{{"start": 0, "end": 1, "username": t.account.Handle, "id": userID(t.account.Handle)}}
	}
	var tags []object
	for _, tag := range t.tags() {
		tags = append(tags, object{"start": 0, "end": 1, "tag": tag})
	}
	if tags != nil {
		o["hashtags"] = tags
	}
	if t.post != nil && t.post.Type == "link" {
		o["urls"] = []object{{"start": 0, "end": 1, "url": "https://t.co/" + t.id, "expanded_url": "https://example.org/" + t.id}}
	}
	return o
}

// attachments names media by keys that begin with their kind.
func attachments(t *tweet) object {
	if t.post == nil {
		return nil
	}
	switch t.post.Type {
	case "image":
		return object{"media_keys": []string{"3_" + t.id}}
	case "video":
		return object{"media_keys": []string{"7_" + t.id}}
	case "poll":
		return object{"poll_ids": []string{t.id}}
	}
	return nil
}
