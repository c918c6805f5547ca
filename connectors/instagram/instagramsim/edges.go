package instagramsim

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// own is the account of an edge, if the token is its owner's and may read it;
// else the call is refused.
func (s *server) own(w http.ResponseWriter, r *http.Request) *sim.Account {
	a := s.index.accounts[r.PathValue("id")]
	switch {
	case !may(r, "instagram_basic", "instagram_business_basic"):
		metasim.NoPermission(w, "instagram_basic")
	case a == nil || a != s.owner(r):
		metasim.NoObject(w, r.PathValue("id"))
	default:
		return a
	}
	return nil
}

// media lists posts and reels, of a stretch of time where since and until are
// given (…/instagram-platform/instagram-graph-api/reference/ig-user/media).
func (s *server) media(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r)
	if a == nil {
		return
	}
	since, until := seconds(r, "since", 0), seconds(r, "until", math.MaxInt64)
	var all []any
	for _, m := range s.posts(a) {
		if at := m.Published.Unix(); at >= since && at <= until {
			all = append(all, s.medium(m))
		}
	}
	s.gate.Page(w, r, all, metasim.Edge{Usual: 25, Most: 100})
}

// seconds reads a time in seconds since 1970.
func seconds(r *http.Request, name string, usual int64) int64 {
	if n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64); err == nil {
		return n
	}
	return usual
}

// stories lists the stories of the last 24 hours
// (…/instagram-graph-api/reference/ig-user/stories).
func (s *server) stories(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r)
	if a == nil {
		return
	}
	var all []any
	for _, p := range a.PostsBy(s.world.Now()) {
		if m := (medium{p, a}); s.o.Stories[p.ID] && s.shown(m) {
			all = append(all, s.medium(m))
		}
	}
	slices.Reverse(all)
	s.gate.Page(w, r, all, metasim.Edge{Usual: 25, Most: 100})
}

// tagged lists others' media that tag the account. The page has cursors and no
// addresses (…/instagram-graph-api/reference/ig-user/tags).
func (s *server) tagged(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r)
	if a == nil {
		return
	}
	var all []any
	for _, c := range a.MentionsBy(s.world.Now()) {
		if strings.Contains(c.Text, "@"+a.Handle) {
			body := foreign(c)
			body["username"] = c.Author
			all = append(all, body)
		}
	}
	slices.Reverse(all)
	s.gate.Page(w, r, all, metasim.Edge{Usual: 25, Most: 50, NoLinks: true})
}

// foreign is somebody else's medium.
func foreign(c *sim.Comment) map[string]any {
	caption := c.Text
	for _, tag := range c.Tags {
		caption += " #" + tag
	}
	return map[string]any{
		"id": c.ID, "caption": caption, "timestamp": metasim.Stamp(c.Created), "permalink": "https://www.instagram.com/p/" + c.ID + "/",
	}
}

// comments lists the comments on a medium, the newest first and at most 50, with
// their answers where the fields ask for them
// (…/instagram-graph-api/reference/ig-media/comments).
func (s *server) comments(w http.ResponseWriter, r *http.Request) {
	m := s.index.media[r.PathValue("id")]
	switch {
	case !may(r, "instagram_manage_comments", "instagram_business_manage_comments"):
		metasim.NoPermission(w, "instagram_manage_comments")
		return
	case m.Post == nil || !s.shown(m) || m.account != s.owner(r):
		metasim.NoObject(w, r.PathValue("id"))
		return
	}
	var all []any
	for _, c := range m.CommentsBy(s.world.Now()) {
		if c.ReplyTo != "" || s.o.HideComments {
			continue
		}
		body := comment(c)
		if answers := s.answers(c, m); len(answers) > 0 && strings.Contains(r.URL.Query().Get("fields"), "replies") {
			body["replies"] = firstAnswers(r, c.ID, answers)
		}
		all = append(all, body)
	}
	slices.Reverse(all)
	s.gate.Page(w, r, all, metasim.Edge{Usual: 25, Most: 50})
}

// mostAnswers is how many answers come with a comment.
const mostAnswers = 50

// firstAnswers is the field replies: a page of its own.
func firstAnswers(r *http.Request, id string, all []any) map[string]any {
	page := map[string]any{"data": all[:min(len(all), mostAnswers)]}
	if len(all) > mostAnswers {
		page["paging"] = map[string]any{
			"cursors": map[string]string{"after": "QVFI"}, "next": "https://" + r.Host + "/" + r.PathValue("version") + "/" + id + "/replies",
		}
	}
	return page
}

// replies lists the answers to a comment
// (…/instagram-graph-api/reference/ig-comment/replies).
func (s *server) replies(w http.ResponseWriter, r *http.Request) {
	c := s.index.comments[r.PathValue("id")]
	switch {
	case !may(r, "instagram_manage_comments", "instagram_business_manage_comments"):
		metasim.NoPermission(w, "instagram_manage_comments")
	case c == nil || c.Created.After(s.world.Now()) || s.index.under[c.ID].account != s.owner(r):
		metasim.NoObject(w, r.PathValue("id"))
	default:
		s.gate.Page(w, r, s.answers(c, s.index.under[c.ID]), metasim.Edge{Usual: 25, Most: 50})
	}
}

// answers are those to a top-level comment, the oldest first.
func (s *server) answers(c *sim.Comment, m medium) (all []any) {
	for _, a := range m.CommentsBy(s.world.Now()) {
		if a.ReplyTo != "" && s.index.root(a) == c {
			all = append(all, comment(a))
		}
	}
	return all
}

// comment is an IG Comment (…/instagram-graph-api/reference/ig-comment).
func comment(c *sim.Comment) map[string]any {
	return map[string]any{
		"id": c.ID, "text": c.Text, "timestamp": metasim.Stamp(c.Created), "username": c.Author,
		"from": map[string]string{"id": "55" + accountID(c.Author), "username": c.Author},
	}
}
