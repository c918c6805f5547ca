package threadssim

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// searches are when people searched and found something: 2,200 times in 24 hours
// each, whatever the app (…/threads/keyword-search).
type searches struct {
	most int

	mu   sync.Mutex
	made map[string][]time.Time // by handle
}

func newSearches(most int) *searches {
	return &searches{most: cmp.Or(most, 2200), made: map[string][]time.Time{}}
}

// left tells whether somebody may search.
func (s *searches) left(user string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made[user] = slices.DeleteFunc(s.made[user], func(at time.Time) bool { return now.Sub(at) >= 24*time.Hour })
	return len(s.made[user]) < s.most
}

func (s *searches) note(user string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made[user] = append(s.made[user], now)
}

// keywordSearch lists public posts with a word, or with a topic where the mode
// is TAG, the newest first (…/threads/keyword-search). What is answered at the
// limit is not documented; it is what Graph answers at limits of one endpoint.
func (s *server) keywordSearch(w http.ResponseWriter, r *http.Request) {
	a := s.owner(r)
	if a == nil || !may(w, r, "threads_keyword_search") {
		return
	}
	asked, ok := s.stretch(w, r)
	q := strings.ToLower(r.FormValue("q"))
	switch {
	case !ok:
		return
	case q == "":
		metasim.Refuse(w, metasim.Fault{Code: 100, Type: "THApiException", Message: "(#100) The parameter q is required"})
		return
	case !s.searches.left(a.Handle, s.world.Now()):
		metasim.Refuse(w, metasim.Fault{Code: 613, Type: "THApiException", Message: "(#613) Calls to this api have exceeded the rate limit."})
		return
	}
	topic := r.FormValue("search_mode") == "TAG"
	fits := func(text string, tags []string) bool {
		tagged := slices.ContainsFunc(tags, func(tag string) bool { return strings.EqualFold(tag, q) })
		return tagged || !topic && strings.Contains(strings.ToLower(text), q)
	}
	var found []any
	for _, p := range s.ownPosts(a) {
		if fits(p.Text, p.Tags) && asked.holds(p.Published) {
			found = append(found, metasim.Pick(r, s.post(p)))
		}
	}
	if !s.o.NotApproved {
		found = append(found, s.others(r, asked, fits)...)
		slices.SortStableFunc(found, func(a, b any) int { return cmp.Compare(stamp(b), stamp(a)) })
	}
	if len(found) > 0 {
		s.searches.note(a.Handle, s.world.Now())
	}
	s.gate.Page(w, r, found, edge)
}

// others are the posts of all other people that fit.
func (s *server) others(r *http.Request, asked stretch, fits func(string, []string) bool) (found []any) {
	for _, a := range s.world.Accounts {
		if a.Platform != Platform {
			continue
		}
		for _, c := range s.public(a, func(c *sim.Comment) bool { return fits(c.Text, c.Tags) && asked.holds(c.Created) }) {
			found = append(found, metasim.Pick(r, s.said(c)))
		}
	}
	return found
}

// stamp is the time of a post as it is shown.
func stamp(shown any) string {
	body, _ := shown.(map[string]any)
	text, _ := body["timestamp"].(string)
	return text
}
