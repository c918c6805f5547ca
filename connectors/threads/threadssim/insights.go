package threadssim

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// The metrics of a post and of an account (…/threads/insights).
var (
	postMetrics    = []string{"views", "likes", "replies", "reposts", "quotes", "shares"}
	accountMetrics = []string{"views", "likes", "replies", "reposts", "quotes", "clicks", "followers_count", "follower_demographics"}
)

// insights answers for a post. What the account reposted has none.
func (s *server) insights(w http.ResponseWriter, r *http.Request) {
	p := s.index.posts[r.PathValue("id")]
	if p.Post == nil || !s.shown(p) || p.account != s.owner(r) {
		metasim.NoObject(w, r.PathValue("id"))
		return
	}
	names := metasim.Metrics(r)
	if !may(w, r, "threads_manage_insights") || s.gate.Refuses(w, names, postMetrics, nil) {
		return
	}
	counted := s.world.Now().Add(-s.o.Late)
	var found []metasim.Insight
	for _, name := range names {
		if counted.After(p.Published) && !s.o.Reposts[p.ID] { // else the set is empty
			found = append(found, metasim.Lifetime(name, value(name, p.Post, counted)))
		}
	}
	metasim.AnswerInsights(w, r, found)
}

// value is one metric of a post at a time. Replies to replies count.
func value(name string, p *sim.Post, at time.Time) int {
	c := p.At(at)
	switch name {
	case "views":
		return c.Views
	case "likes":
		return c.Likes
	case "replies":
		return len(p.CommentsBy(at))
	case "reposts":
		return c.Shares
	case "quotes":
		return c.Quotes
	case "clicks":
		return c.Views / 300
	default:
		return c.Shares / 2
	}
}

// firstCounted is the time before which accounts have no insights, in seconds
// since 1970.
const firstCounted = 1712991600

// accountInsights answers for the account: of a stretch of time, from yesterday
// unless stated; followers are those of now.
func (s *server) accountInsights(w http.ResponseWriter, r *http.Request) {
	a := s.own(w, r)
	if a == nil || !may(w, r, "threads_manage_insights") {
		return
	}
	names := metasim.Metrics(r)
	if s.gate.Refuses(w, names, accountMetrics, nil) {
		return
	}
	asked := r.FormValue("since") + r.FormValue("until")
	if slices.Contains(names, "follower_demographics") {
		s.demographics(w, r, a, asked != "")
		return
	}
	now := s.world.Now()
	from, to := midnight(now.In(s.zone), -1), now
	if n, err := strconv.ParseInt(r.FormValue("since"), 10, 64); err == nil {
		from = time.Unix(n, 0)
	}
	if n, err := strconv.ParseInt(r.FormValue("until"), 10, 64); err == nil {
		to = time.Unix(n, 0)
	}
	if from.Unix() < firstCounted || !from.Before(to) {
		metasim.Refuse(w, metasim.Fault{Code: 100, Type: "THApiException", Message: "(#100) since must be at least 1712991600 and less than until"})
		return
	}
	var found []metasim.Insight
	for _, name := range names {
		if insight, ok := s.ofAccount(name, a, from, to); ok {
			found = append(found, insight)
		}
	}
	metasim.AnswerInsights(w, r, found)
}

// ofAccount is one metric of the account: views by day, others as one number. A
// stretch that is not counted yet has none.
func (s *server) ofAccount(name string, a *sim.Account, from, to time.Time) (metasim.Insight, bool) {
	counted := s.world.Now().Add(-s.o.Late)
	switch name {
	case "followers_count":
		return metasim.TotalOf(name, a.Followers(s.world.Now())), true
	case "views":
		insight := metasim.Insight{Name: name, Period: "day", Title: name, ID: userID(a.Handle) + "/insights/views/day"}
		for start := midnight(from.In(s.zone), 0); ; {
			end := midnight(start, 1)
			if end.After(to) || end.After(counted) {
				return insight, len(insight.Values) > 0
			}
			insight.Values = append(insight.Values, metasim.Value{Value: gained(name, a, start, end) / 50, EndTime: metasim.Stamp(end)})
			start = end
		}
	default:
		return metasim.TotalOf(name, gained(name, a, from, to)), !to.After(counted)
	}
}

// midnight is the beginning of a day some days later.
func midnight(at time.Time, days int) time.Time {
	y, m, d := at.Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, at.Location())
}

// gained is what an account's posts gained in a stretch of time.
func gained(name string, a *sim.Account, from, to time.Time) (sum int) {
	for _, p := range a.PostsBy(to) {
		sum += value(name, p, to) - value(name, p, from)
	}
	return max(0, sum)
}
