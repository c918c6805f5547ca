// Package instagramsim answers as Instagram's Graph API does, for the accounts
// of a simulated world on the platform "instagram". It follows the official
// documentation of the Instagram Platform of June 2026 for both ways to sign in,
// developers.facebook.com/docs/instagram-platform.
package instagramsim

import (
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// Platform is the platform whose accounts are served.
const Platform = "instagram"

// Options are what differs between accounts, and how the server misbehaves.
type Options struct {
	metasim.Options

	Stories          map[string]bool // posts that are stories
	BeforeConversion map[string]bool // posts from before the account was a professional one
	Deleted          map[string]bool // posts that are gone
	Late             time.Duration   // by which insights lag
	InstagramLogin   bool            // tokens are of Instagram Login, which lacks what Facebook's has
	NoPublicContent  bool            // the app may not look for hashtags
	HideComments     bool            // comments are counted and not given, as in development mode
}

// server serves one world.
type server struct {
	world *sim.World
	o     Options
	index *index
	gate  *metasim.Gate
	zone  *time.Location // in which insights have their days
	tags  *searches
}

// Handler answers as Instagram does for the world. It looks at the world's
// people once; what they do comes to light as the world's clock moves.
func Handler(w *sim.World, o Options) http.Handler {
	s := &server{
		world: w, o: o, index: newIndex(w), zone: metasim.Pacific(), tags: newSearches(),
		gate: metasim.NewGate(o.Options, w.Now, "instagram"),
	}
	graph := http.NewServeMux()
	graph.HandleFunc("GET /{version}/me/accounts", s.pages)
	graph.HandleFunc("GET /{version}/me", s.me)
	graph.HandleFunc("GET /{version}/ig_hashtag_search", s.hashtagSearch)
	graph.HandleFunc("GET /{version}/{id}", s.node)
	graph.HandleFunc("GET /{version}/{id}/media", s.media)
	graph.HandleFunc("GET /{version}/{id}/stories", s.stories)
	graph.HandleFunc("GET /{version}/{id}/tags", s.tagged)
	graph.HandleFunc("GET /{version}/{id}/insights", s.insights)
	graph.HandleFunc("GET /{version}/{id}/comments", s.comments)
	graph.HandleFunc("GET /{version}/{id}/replies", s.replies)
	graph.HandleFunc("GET /{version}/{id}/recent_media", s.recentMedia)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{version}/debug_token", s.gate.Debug)
	mux.HandleFunc("POST /{version}/oauth/access_token", s.gate.OAuth)
	mux.HandleFunc("POST /oauth/access_token", s.gate.OAuth)
	mux.HandleFunc("GET /access_token", s.gate.Exchange)
	mux.HandleFunc("GET /refresh_access_token", s.gate.Renew)
	mux.Handle("/", s.gate.Guard(s.fields(graph)))
	return mux
}

// fields refuses what is there with Facebook Login only: the product of media,
// hashtags and business discovery.
func (s *server) fields(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.o.InstagramLogin {
			asked := r.URL.Query().Get("fields") + r.URL.Path
			for _, name := range []string{"media_product_type", "business_discovery", "ig_hashtag_search", "me/accounts"} {
				if strings.Contains(asked, name) {
					metasim.Refuse(w, metasim.Fault{Code: 100, Message: "(#100) Tried accessing nonexisting field (" + name + ")"})
					return
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}

// may tells whether a call has a permission, by its name with Facebook Login or
// with Instagram Login.
func may(r *http.Request, facebook, instagram string) bool {
	t := metasim.TokenOf(r)
	return t.May(facebook) || t.May(instagram)
}

// owner is the account of a call's token; nil if the world has none.
func (s *server) owner(r *http.Request) *sim.Account {
	return s.world.Account(Platform, metasim.TokenOf(r).User)
}

// pages lists the owner's Facebook Pages with the accounts linked to them
// (…/docs/graph-api/reference/user/accounts).
func (s *server) pages(w http.ResponseWriter, r *http.Request) {
	var all []any
	if a := s.owner(r); a != nil {
		all = append(all, map[string]any{
			"id": "10" + accountID(a.Handle), "instagram_business_account": map[string]string{"id": accountID(a.Handle), "username": a.Handle},
		})
	}
	s.gate.Page(w, r, all, metasim.Edge{Usual: 25, Most: 100})
}

// me is the owner's account, with Instagram Login
// (…/instagram-platform/instagram-api-with-instagram-login/get-started).
func (s *server) me(w http.ResponseWriter, r *http.Request) {
	a := s.owner(r)
	if a == nil {
		metasim.NoObject(w, "me")
		return
	}
	body := s.account(a)
	body["user_id"], body["id"] = body["id"], "98"+accountID(a.Handle) // the id that the app knows it by
	metasim.Answer(w, http.StatusOK, body)
}

// node is one object by its id: an account or a medium.
func (s *server) node(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	switch a, m := s.index.accounts[id], s.index.media[id]; {
	case !may(r, "instagram_basic", "instagram_business_basic"):
		metasim.NoPermission(w, "instagram_basic")
	case a != nil && a == s.owner(r):
		body := s.account(a)
		if !s.discover(w, r, body) {
			metasim.Answer(w, http.StatusOK, body)
		}
	case m.Post != nil && s.shown(m) && m.account == s.owner(r):
		metasim.Answer(w, http.StatusOK, s.medium(m))
	default:
		metasim.NoObject(w, id)
	}
}

func (s *server) account(a *sim.Account) map[string]any {
	now := s.world.Now()
	return map[string]any{
		"id": accountID(a.Handle), "username": a.Handle, "name": a.Name,
		"followers_count": a.Followers(now), "follows_count": a.Following, "media_count": len(s.posts(a)),
	}
}
