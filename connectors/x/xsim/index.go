package xsim

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// tweet is a post, comment or mention as X sees it: they are all the same.
// Exactly one of post and comment is set.
type tweet struct {
	id      string
	created time.Time
	account *sim.Account // whose public sphere it belongs to
	post    *sim.Post
	comment *sim.Comment
	parent  *tweet // that it answers
	replies []*tweet
}

func (t *tweet) text() string {
	if t.post != nil {
		return t.post.Text
	}
	return t.comment.Text
}

func (t *tweet) author() string {
	if t.post != nil {
		return t.account.Handle
	}
	return t.comment.Author
}

func (t *tweet) tags() []string {
	if t.post != nil {
		return t.post.Tags
	}
	return t.comment.Tags
}

// root is where the conversation began:
// https://docs.x.com/x-api/fundamentals/conversation-id.
func (t *tweet) root() *tweet {
	for t.parent != nil {
		t = t.parent
	}
	return t
}

// names tells whether a tweet names its account. An answer names whom it answers;
// those who answer others have taken the account's name out.
func (t *tweet) names() bool {
	answers := t.parent != nil && t.parent.author() == t.account.Handle
	return t.author() != t.account.Handle && (answers || strings.Contains(t.text(), "@"+t.account.Handle))
}

// index finds things by id. all is in order of ids, which is that of time, and
// holds the future too.
type index struct {
	users  map[string]*sim.Account // by id
	tweets map[string]*tweet
	all    []*tweet
}

func newIndex(w *sim.World, deleted []string) *index {
	x := &index{users: map[string]*sim.Account{}, tweets: map[string]*tweet{}}
	for _, a := range w.Accounts {
		if a.Platform != Platform {
			continue
		}
		x.users[userID(a.Handle)] = a
		for _, p := range a.Posts {
			root := &tweet{id: p.ID, created: p.Published.UTC(), account: a, post: p}
			x.add(root)
			for _, c := range p.Comments {
				x.add(&tweet{id: c.ID, created: c.Created.UTC(), account: a, comment: c, parent: cmp.Or(x.tweets[c.ReplyTo], root)})
			}
		}
		for _, c := range a.Mentions {
			x.add(&tweet{id: c.ID, created: c.Created.UTC(), account: a, comment: c})
		}
	}
	x.all = slices.DeleteFunc(x.all, func(t *tweet) bool { return slices.Contains(deleted, t.id) })
	for _, id := range deleted {
		delete(x.tweets, id)
	}
	slices.SortFunc(x.all, func(a, b *tweet) int { return compareIDs(a.id, b.id) })
	return x
}

func (x *index) add(t *tweet) {
	x.tweets[t.id] = t
	x.all = append(x.all, t)
	if t.parent != nil {
		t.parent.replies = append(t.parent.replies, t)
	}
}

// by gives the tweets written by a time that wanted holds for, oldest first.
func (x *index) by(now time.Time, wanted func(*tweet) bool) []*tweet {
	var out []*tweet
	for _, t := range x.all {
		if !t.created.After(now) && wanted(t) {
			out = append(out, t)
		}
	}
	return out
}

// compareIDs compares ids of digits by their value.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// userID makes a user's id of the handle.
func userID(handle string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.ToLower(handle))) // never fails
	return fmt.Sprint(1_000_000_000 + int64(h.Sum32()))
}
