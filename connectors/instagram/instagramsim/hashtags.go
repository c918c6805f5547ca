package instagramsim

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
)

// searches are the hashtags that accounts looked for: 30 different ones in seven
// days, each counted from the first time
// (…/instagram-graph-api/reference/ig-user/recently_searched_hashtags).
type searches struct {
	mu    sync.Mutex
	first map[string]map[string]time.Time // by account, by hashtag
	names map[string]string               // of hashtags, by id
}

func newSearches() *searches {
	return &searches{first: map[string]map[string]time.Time{}, names: map[string]string{}}
}

// take counts a search, and tells whether it is allowed.
func (s *searches) take(account, tag string, now time.Time) bool {
	const most, window = 30, 7 * 24 * time.Hour
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first[account] == nil {
		s.first[account] = map[string]time.Time{}
	}
	known := s.first[account]
	for t, at := range known {
		if now.Sub(at) >= window {
			delete(known, t)
		}
	}
	if _, again := known[tag]; !again {
		if len(known) >= most {
			return false
		}
		known[tag] = now
	}
	s.names[hashtagID(tag)] = tag
	return true
}

func (s *searches) name(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names[id]
}

// hashtagSearch gives a hashtag's id
// (…/instagram-graph-api/reference/ig-hashtag-search).
func (s *server) hashtagSearch(w http.ResponseWriter, r *http.Request) {
	if !s.mayLookFor(w, r) {
		return
	}
	tag := strings.ToLower(r.URL.Query().Get("q"))
	if !s.tags.take(r.URL.Query().Get("user_id"), tag, s.world.Now()) {
		refuseHashtag(w)
		return
	}
	metasim.Answer(w, http.StatusOK, map[string]any{"data": []map[string]string{{"id": hashtagID(tag)}}})
}

func refuseHashtag(w http.ResponseWriter) {
	metasim.Refuse(w, metasim.Fault{Code: 18, Subcode: 2207034, Message: "(#18) This account has queried too many hashtags within the last 7 days."})
}

// mayLookFor checks that the call is the account's own and the app may look for
// public content.
func (s *server) mayLookFor(w http.ResponseWriter, r *http.Request) bool {
	switch a := s.index.accounts[r.URL.Query().Get("user_id")]; {
	case a == nil || a != s.owner(r):
		metasim.NoObject(w, r.URL.Query().Get("user_id"))
	case s.o.NoPublicContent:
		metasim.Refuse(w, metasim.Fault{Code: 10, Message: "(#10) To use 'Instagram Public Content Access', your use of this endpoint must be reviewed and approved by Facebook."})
	default:
		return true
	}
	return false
}

// recentMedia lists public media of the last 24 hours with a hashtag, without
// their authors. The cursor is the same on every page; here the server remembers
// nothing, so there is one page of at most 50
// (…/instagram-graph-api/reference/ig-hashtag/recent-media).
func (s *server) recentMedia(w http.ResponseWriter, r *http.Request) {
	if !s.mayLookFor(w, r) {
		return
	}
	tag := s.tags.name(r.PathValue("id"))
	now := s.world.Now()
	if tag == "" {
		metasim.NoObject(w, r.PathValue("id"))
		return
	}
	if !s.tags.take(r.URL.Query().Get("user_id"), tag, now) {
		refuseHashtag(w)
		return
	}
	var all []any
	for _, a := range s.world.Accounts {
		for _, c := range a.MentionsBy(now) {
			if a.Platform == Platform && slices.Contains(c.Tags, tag) && now.Sub(c.Created) < 24*time.Hour {
				all = append(all, foreign(c))
			}
		}
	}
	slices.Reverse(all)
	s.gate.Page(w, r, all, metasim.Edge{Usual: 25, Most: 50, NoLinks: true})
}
