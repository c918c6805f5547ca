package mastodonsim

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// status is a post, comment or mention as Mastodon sees it: they are all the
// same. Exactly one of post and comment is set.
type status struct {
	id      string
	created time.Time
	account *sim.Account // whose public sphere it belongs to
	post    *sim.Post
	comment *sim.Comment
	parent  *status   // that it answers
	replies []*status // direct ones, oldest first
}

// text, author and tags of either kind.
func (s *status) text() string {
	if s.post != nil {
		return s.post.Text
	}
	return s.comment.Text
}

func (s *status) author() string {
	if s.post != nil {
		return s.account.Handle
	}
	return s.comment.Author
}

func (s *status) tags() []string {
	if s.post != nil {
		return s.post.Tags
	}
	return s.comment.Tags
}

// names tells whether a status names its account. By custom every answer names
// those it answers, and on Mastodon that is done for the writer.
func (s *status) names() bool {
	return s.author() != s.account.Handle && (s.parent != nil || strings.Contains(s.text(), "@"+s.account.Handle))
}

// index finds things by id without searching the world. Lists are oldest first
// and hold the future too; ids ascend with time, so they are ordered by both.
type index struct {
	accounts map[string]*sim.Account // by id
	statuses map[string]*status
	posts    map[*sim.Account][]*status
	named    map[*sim.Account][]*status // that name the account
	tags     map[string][]*status       // by lower-case tag
}

func newIndex(w *sim.World) *index {
	x := &index{
		accounts: map[string]*sim.Account{}, statuses: map[string]*status{}, posts: map[*sim.Account][]*status{},
		named: map[*sim.Account][]*status{}, tags: map[string][]*status{},
	}
	for _, a := range w.Accounts {
		if a.Platform != Platform {
			continue
		}
		x.accounts[accountID(a.Handle)] = a
		for _, p := range a.Posts {
			s := &status{id: p.ID, created: p.Published, account: a, post: p}
			x.add(s)
			x.posts[a] = append(x.posts[a], s)
			for _, c := range p.Comments {
				x.add(&status{id: c.ID, created: c.Created, account: a, comment: c, parent: cmp.Or(x.statuses[c.ReplyTo], s)})
			}
		}
		for _, c := range a.Mentions {
			x.add(&status{id: c.ID, created: c.Created, account: a, comment: c})
		}
		sortByID(x.named[a])
	}
	for _, list := range x.tags {
		sortByID(list)
	}
	return x
}

func (x *index) add(s *status) {
	x.statuses[s.id] = s
	if s.parent != nil {
		s.parent.replies = append(s.parent.replies, s)
	}
	if s.names() {
		x.named[s.account] = append(x.named[s.account], s)
	}
	for _, tag := range s.tags() {
		tag = strings.ToLower(tag)
		x.tags[tag] = append(x.tags[tag], s)
	}
}

func sortByID(list []*status) {
	slices.SortFunc(list, func(a, b *status) int { return compareIDs(a.id, b.id) })
}

// compareIDs compares ids of digits by their value.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// by cuts off the future of a list that is ordered by time.
func by(list []*status, now time.Time) []*status {
	return list[:sort.Search(len(list), func(i int) bool { return list[i].created.After(now) })]
}

// accountID makes an account's id of its handle.
func accountID(handle string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(handle)) // never fails
	return fmt.Sprint(1_000_000_000 + int64(h.Sum32()))
}
