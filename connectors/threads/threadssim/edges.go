package threadssim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// edge is the size of pages of all lists here.
var edge = metasim.Edge{Usual: 25, Most: 100}

// earliest is the earliest time that lists may be asked from, in seconds since
// 1970 (…/threads/threads-mentions).
const earliest = 1688540400

// stretch is the time that a list is asked for.
type stretch struct{ since, until int64 }

// stretch reads since and until. A time before Threads was there, or one that is
// still to come, is refused.
func (s *server) stretch(w http.ResponseWriter, r *http.Request) (asked stretch, ok bool) {
	now := s.world.Now().Unix()
	asked = stretch{earliest, now}
	for name, end := range map[string]*int64{"since": &asked.since, "until": &asked.until} {
		text := r.FormValue(name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < earliest || n > now {
			metasim.Refuse(w, metasim.Fault{Code: 100, Type: "THApiException", Message: "(#100) Param " + name + " must be between 1688540400 and the current timestamp"})
			return asked, false
		}
		*end = n
	}
	if asked.since >= asked.until {
		metasim.Refuse(w, metasim.Fault{Code: 100, Type: "THApiException", Message: "(#100) Param since must be less than until"})
		return asked, false
	}
	return asked, true
}

func (t stretch) holds(at time.Time) bool { return at.Unix() >= t.since && at.Unix() <= t.until }

// posts lists the account's posts, the newest first, with what it reposted
// (…/threads/retrieve-and-discover-posts/retrieve-posts).
func (s *server) posts(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r)
	if a == nil {
		return
	}
	asked, ok := s.stretch(w, r)
	if !ok {
		return
	}
	var all []any
	for _, p := range s.ownPosts(a) {
		if asked.holds(p.Published) {
			all = append(all, metasim.Pick(r, s.post(p)))
		}
	}
	s.gate.Page(w, r, all, edge)
}

// mentions lists what others wrote with the account's handle in it, replies
// among them, the newest first (…/threads/threads-mentions).
func (s *server) mentions(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r)
	if a == nil || !may(w, r, "threads_manage_mentions") {
		return
	}
	asked, ok := s.stretch(w, r)
	if !ok {
		return
	}
	var found []*sim.Comment
	if !s.o.NotApproved { // else only testers' would be given
		found = s.public(a, func(c *sim.Comment) bool { return strings.Contains(c.Text, "@"+a.Handle) })
	}
	s.page(w, r, found, asked)
}

// public is what others wrote by now that fits, in no order: posts about an
// account, and replies to its own.
func (s *server) public(a *sim.Account, fits func(*sim.Comment) bool) (found []*sim.Comment) {
	now := s.world.Now()
	all := slices.Clone(a.MentionsBy(now))
	for _, p := range a.PostsBy(now) {
		all = append(all, p.CommentsBy(now)...)
	}
	for _, c := range all {
		if fits(c) && !s.o.Private[c.Author] {
			found = append(found, c)
		}
	}
	return found
}

// page answers with a page of what others wrote, the newest first.
func (s *server) page(w http.ResponseWriter, r *http.Request, found []*sim.Comment, asked stretch) {
	slices.SortStableFunc(found, func(a, b *sim.Comment) int { return b.Created.Compare(a.Created) })
	var all []any
	for _, c := range found {
		if asked.holds(c.Created) {
			all = append(all, metasim.Pick(r, s.said(c)))
		}
	}
	s.gate.Page(w, r, all, edge)
}

// replies lists the replies to a post: those to it alone, or the conversation,
// which has those to replies too. The newest come first unless asked otherwise
// (…/threads/retrieve-and-manage-replies/replies-and-conversations).
func (s *server) replies(w http.ResponseWriter, r *http.Request) {
	p := s.index.posts[r.PathValue("id")]
	if p.Post == nil || !s.shown(p) || p.account != s.owner(r) {
		metasim.NoObject(w, r.PathValue("id"))
		return
	}
	if !may(w, r, "threads_read_replies") {
		return
	}
	flat := strings.HasSuffix(r.URL.Path, "/conversation")
	var all []any
	for _, c := range p.CommentsBy(s.world.Now()) {
		if flat || c.ReplyTo == "" {
			all = append(all, metasim.Pick(r, s.said(c)))
		}
	}
	if r.FormValue("reverse") != "false" {
		slices.Reverse(all)
	}
	s.gate.Page(w, r, all, edge)
}
