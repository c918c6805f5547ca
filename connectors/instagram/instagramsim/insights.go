package instagramsim

import (
	"net/http"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// mediaMetrics are those of each product
// (…/instagram-platform/reference/instagram-media/insights).
var mediaMetrics = map[string][]string{
	"FEED": {"views", "reach", "likes", "comments", "saved", "shares", "reposts", "total_interactions", "follows", "profile_visits", "profile_activity"},
	"REELS": {
		"views", "reach", "likes", "comments", "saved", "shares", "reposts", "total_interactions",
		"ig_reels_avg_watch_time", "ig_reels_video_view_total_time", "reels_skip_rate",
	},
	"STORY": {"views", "reach", "shares", "replies", "reposts", "navigation", "follows", "profile_visits", "profile_activity", "link_clicks", "total_interactions"},
}

// allMediaMetrics are the metrics that some product has.
func allMediaMetrics() (all []string) {
	for _, names := range mediaMetrics {
		all = append(all, names...)
	}
	return all
}

// fewViewers is the number below which a story has no insights.
const fewViewers = 5

// insights answers for a medium or an account.
func (s *server) insights(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	a, m := s.index.accounts[id], s.index.media[id]
	switch {
	case !may(r, "instagram_manage_insights", "instagram_business_manage_insights"):
		metasim.NoPermission(w, "instagram_manage_insights")
	case a != nil && a == s.owner(r):
		s.accountInsights(w, r, a)
	case m.Post != nil && s.shown(m) && m.account == s.owner(r):
		s.mediaInsights(w, r, m)
	default:
		metasim.NoObject(w, id)
	}
}

func (s *server) mediaInsights(w http.ResponseWriter, r *http.Request, m medium) {
	product, _ := s.product(m)
	names := metasim.Metrics(r)
	counted := s.world.Now().Add(-s.o.Late)
	at := m.At(counted)
	switch {
	case s.gate.Refuses(w, names, mediaMetrics[product], allMediaMetrics()):
		return
	case s.o.BeforeConversion[m.ID]:
		metasim.Refuse(w, metasim.Fault{
			Code: 100, Subcode: 2108006, Message: "Invalid parameter",
			Detail: "The media was posted before the most recent time that the user's account was converted to a business account from a personal account.",
		})
		return
	case product == "STORY" && at.Reach < fewViewers:
		metasim.Refuse(w, metasim.Fault{Code: 10, Message: "(#10) Not enough viewers for the media to show insights"})
		return
	}
	var found []metasim.Insight
	for _, name := range names {
		if counted.After(m.Published) { // else the set is empty
			found = append(found, metasim.Lifetime(name, value(name, m.Post, counted)))
		}
	}
	metasim.AnswerInsights(w, r, found)
}

// value is one metric of a post at a time. Every tenth view is watched for three
// seconds on average.
func value(name string, p *sim.Post, at time.Time) int {
	c, comments := p.At(at), len(p.CommentsBy(at))
	switch name {
	case "views":
		return c.Views
	case "reach":
		return c.Reach
	case "likes":
		return c.Likes
	case "comments", "replies":
		return comments
	case "saved":
		return c.Saves
	case "shares":
		return c.Shares
	case "total_interactions":
		return c.Likes + comments + c.Saves + c.Shares
	case "follows", "link_clicks":
		return c.Views / 300
	case "profile_visits":
		return c.Views / 50
	case "ig_reels_avg_watch_time":
		return 3000
	case "ig_reels_video_view_total_time":
		return 3000 * c.Views
	default:
		return 0
	}
}

// accountMetrics are those of a day
// (…/instagram-platform/api-reference/instagram-user/insights).
var accountMetrics = []string{
	"reach", "views", "accounts_engaged", "total_interactions", "likes", "comments", "shares", "saves", "replies",
	"follows_and_unfollows", "profile_links_taps", "profile_views", "online_followers", "follower_count",
	"follower_demographics", "engaged_audience_demographics",
}

// fewFollowers is the number below which there is nothing about followers.
const fewFollowers = 100

func (s *server) accountInsights(w http.ResponseWriter, r *http.Request, a *sim.Account) {
	names := metasim.Metrics(r)
	if s.gate.Refuses(w, names, accountMetrics, nil) {
		return
	}
	from, to, ok := s.window(r)
	if !ok {
		metasim.Refuse(w, metasim.Fault{Code: 100, Message: "(#100) There cannot be more than 30 days (2592000 s) between since and until"})
		return
	}
	few := a.Followers(s.world.Now()) < fewFollowers
	var found []metasim.Insight
	for _, name := range names {
		switch name {
		case "follower_demographics", "engaged_audience_demographics":
			if !few {
				found = append(found, s.demographics(name, r.URL.Query().Get("breakdown"), a))
			}
		case "online_followers":
			if !few {
				found = append(found, s.online(a))
			}
		case "follows_and_unfollows":
			if !few && r.URL.Query().Get("breakdown") == "follow_type" {
				found = append(found, follows(a, from, to))
			}
		default:
			if !to.After(s.world.Now().Add(-s.o.Late)) {
				found = append(found, metasim.TotalOf(name, total(name, a, from, to)))
			}
		}
	}
	metasim.AnswerInsights(w, r, found)
}

// window is the stretch of time that is asked for: the last 24 hours unless
// stated, at most 30 days.
func (s *server) window(r *http.Request) (from, to time.Time, ok bool) {
	to = s.world.Now()
	if n, err := strconv.ParseInt(r.URL.Query().Get("until"), 10, 64); err == nil {
		to = time.Unix(n, 0)
	}
	from = to.Add(-24 * time.Hour)
	if n, err := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64); err == nil {
		from = time.Unix(n, 0)
	}
	return from, to, to.Sub(from) <= 30*24*time.Hour
}

// total is what an account's posts gained in a stretch of time.
func total(name string, a *sim.Account, from, to time.Time) (sum int) {
	if name == "accounts_engaged" {
		name = "total_interactions"
	}
	if name == "profile_views" {
		name = "profile_visits"
	}
	for _, p := range a.PostsBy(to) {
		sum += value(name, p, to) - value(name, p, from)
	}
	return max(0, sum)
}
