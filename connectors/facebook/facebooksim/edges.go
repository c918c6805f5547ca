package facebooksim

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

// own is the Page of an edge, if the token is its owner's; else the call is
// refused.
func (s *server) own(w http.ResponseWriter, r *http.Request, scope string) *sim.Account {
	a := s.index.pages[r.PathValue("id")]
	switch {
	case a == nil || a != s.owner(r):
		metasim.NoObject(w, r.PathValue("id"))
	case !may(r, scope):
		metasim.NoPermission(w, scope)
	default:
		return a
	}
	return nil
}

// allowed refuses fields that the token may not read: what people do needs a
// permission of its own.
func (s *server) allowed(w http.ResponseWriter, r *http.Request) bool {
	scope := "pages_read_engagement"
	for _, f := range metasim.Fields(r) {
		if f.Name == "comments" || f.Name == "reactions" {
			scope = "pages_read_user_content"
		}
	}
	if !may(r, scope) {
		metasim.NoPermission(w, scope)
		return false
	}
	return true
}

// within tells whether a time lies in the stretch that a call asks for.
func within(r *http.Request, at time.Time) bool {
	since, err := strconv.ParseInt(r.FormValue("since"), 10, 64)
	if err == nil && at.Unix() < since {
		return false
	}
	until, err := strconv.ParseInt(r.FormValue("until"), 10, 64)
	return err != nil || at.Unix() <= until
}

// posts lists the Page's own posts, the newest first
// (…/graph-api/reference/page/feed).
func (s *server) posts(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r, "pages_read_engagement")
	if a == nil || !s.allowed(w, r) {
		return
	}
	var all []any
	for _, p := range s.ownPosts(a) {
		if within(r, p.Published) && (!s.o.ReelsApart || !s.isReel(p)) {
			all = append(all, s.post(r, p))
		}
	}
	s.gate.Page(w, r, all, edge)
}

// reels lists the Page's reels. That it can be read is not documented; Pages were
// seen to answer it.
func (s *server) reels(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r, "pages_read_engagement")
	if a == nil {
		return
	}
	if s.o.NoReelsList {
		metasim.NoObject(w, a.Handle)
		return
	}
	var all []any
	for _, p := range s.ownPosts(a) {
		if s.isReel(p) && within(r, p.Published) {
			all = append(all, metasim.Pick(r, map[string]any{
				"id": videoID(p.Post), "post_id": p.ID, "created_time": metasim.Stamp(p.Published), "description": p.Text,
			}))
		}
	}
	s.gate.Page(w, r, all, edge)
}

// tagged lists others' posts that tag the Page (…/graph-api/reference/page/tagged).
func (s *server) tagged(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r, "pages_read_user_content")
	if a == nil {
		return
	}
	var all []any
	for _, c := range a.MentionsBy(s.world.Now()) {
		if strings.Contains(c.Text, "@"+a.Handle) && within(r, c.Created) {
			all = append(all, metasim.Pick(r, s.said(c, personID(c.Author)+"_"+c.ID)))
		}
	}
	slices.Reverse(all)
	s.gate.Page(w, r, all, edge)
}

// comments lists the comments on a post: with filter=stream answers too, the
// oldest first unless asked otherwise (…/graph-api/reference/object/comments).
func (s *server) comments(w http.ResponseWriter, r *http.Request) {
	p := s.index.posts[r.PathValue("id")]
	switch {
	case p.Post == nil || !s.shown(p) || p.account != s.owner(r):
		metasim.NoObject(w, r.PathValue("id"))
		return
	case !may(r, "pages_read_user_content"):
		metasim.NoPermission(w, "pages_read_user_content")
		return
	}
	var all []any
	for _, c := range p.CommentsBy(s.world.Now()) {
		if within(r, c.Created) && (c.ReplyTo == "" || r.FormValue("filter") == "stream") {
			all = append(all, metasim.Pick(r, s.said(c, p.ID+"_"+c.ID)))
		}
	}
	if r.FormValue("order") == "reverse_chronological" {
		slices.Reverse(all)
	}
	s.gate.Page(w, r, all, edge)
}

// said is a comment or somebody's post (…/graph-api/reference/comment).
func (s *server) said(c *sim.Comment, id string) map[string]any {
	body := map[string]any{
		"id": id, "message": c.Text, "created_time": metasim.Stamp(c.Created), "permalink_url": webHost + "/" + id,
		"like_count": c.Likes,
	}
	if !s.o.HideAuthors {
		body["from"] = map[string]string{"id": personID(c.Author), "name": c.Author}
	}
	return body
}
