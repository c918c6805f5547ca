package facebooksim

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// The metrics that were answered in September 2026 (…/graph-api/reference/insights,
// …/graph-api/reference/video/video_insights); all others are refused.
var (
	pageMetrics = []string{
		"page_media_view", "page_total_media_view_unique", "page_daily_follows_unique", "page_daily_unfollows_unique",
		"page_follows", "page_post_engagements", "page_views_total", "page_total_actions", "page_video_views",
		"page_follows_city", "page_follows_country",
	}
	postMetrics = []string{
		"post_media_view", "post_total_media_view_unique", "post_clicks", "post_reactions_by_type_total",
		"post_video_view_time", "post_video_avg_time_watched",
	}
	reelMetrics = []string{
		"blue_reels_play_count", "fb_reels_total_plays", "fb_reels_replay_count", "post_video_view_time",
		"post_video_avg_time_watched", "post_video_followers", "post_video_social_actions",
	}
)

// fewLikes is the number below which a Page has no insights.
const fewLikes = 100

// answers tells whether a call has metrics that are there. One that is not is
// enough to refuse it. Without the permission, and for Pages that are too small,
// the answer is an empty list and no error.
func (s *server) answers(w http.ResponseWriter, r *http.Request, a *sim.Account, known []string) (names []string, ok bool) {
	names = metasim.Metrics(r)
	for _, name := range names {
		if !slices.Contains(known, name) || slices.Contains(s.o.Dead, name) {
			metasim.Refuse(w, metasim.Fault{Code: 100, Message: "(#100) The value must be a valid insights metric"})
			return nil, false
		}
	}
	switch {
	case len(names) == 0:
		metasim.Refuse(w, metasim.Fault{Code: 3001, Subcode: 1504028, Message: "(#3001) No metric was specified to be fetched. Please specify one or more metrics to be fetched and try again."})
		return nil, false
	case !may(r, "read_insights"), a.Followers(s.world.Now())*9/10 < fewLikes:
		metasim.AnswerInsights(w, r, nil)
		return nil, false
	}
	return names, true
}

// insights answers for a Page or a post.
func (s *server) insights(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	a, p := s.index.pages[id], s.index.posts[id]
	switch {
	case a != nil && a == s.owner(r):
		s.pageInsights(w, r, a)
	case p.Post != nil && s.shown(p) && p.account == s.owner(r):
		s.lifetime(w, r, p, postMetrics)
	default:
		metasim.NoObject(w, id)
	}
}

// videoInsights answers for a video of a reel.
func (s *server) videoInsights(w http.ResponseWriter, r *http.Request) {
	p := s.index.videos[r.PathValue("id")]
	if p.Post == nil || !s.shown(p) || !s.isReel(p) || p.account != s.owner(r) {
		metasim.NoObject(w, r.PathValue("id"))
		return
	}
	s.lifetime(w, r, p, reelMetrics)
}

func (s *server) lifetime(w http.ResponseWriter, r *http.Request, p post, known []string) {
	names, ok := s.answers(w, r, p.account, known)
	if !ok {
		return
	}
	counted := s.world.Now().Add(-s.o.Late)
	var found []metasim.Insight
	for _, name := range names {
		if counted.After(p.Published) { // else the set is empty
			found = append(found, metasim.Lifetime(name, value(name, p, counted)))
		}
	}
	metasim.AnswerInsights(w, r, found)
}

// value is one metric of a post at a time. A view lasts three seconds. Views come
// as an object, as they do with a breakdown.
func value(name string, p post, at time.Time) any {
	c := p.At(at)
	switch name {
	case "post_media_view":
		return map[string]int{"0": c.Views - c.Views/10, "1": c.Views / 10} // is_from_ads
	case "fb_reels_total_plays":
		return c.Views
	case "blue_reels_play_count":
		return c.Views * 4 / 5
	case "post_total_media_view_unique":
		return c.Reach
	case "post_clicks":
		return c.Views / 20
	case "post_reactions_by_type_total":
		return byType(p, at)
	case "post_video_avg_time_watched":
		return 3000
	case "post_video_view_time":
		return 3000 * c.Views
	case "post_video_followers":
		return c.Views / 300
	default:
		return 0
	}
}

// byType leaves out what nobody gave.
func byType(p post, at time.Time) map[string]int {
	out := map[string]int{}
	for part, kind := range map[string]string{"like": "LIKE", "love": "LOVE", "haha": "HAHA", "wow": "WOW", "sorry": "SAD", "anger": "ANGRY"} {
		if n := reacted(p, at, kind); n > 0 {
			out[part] = n
		}
	}
	return out
}

// mostDays is the longest stretch of time that can be asked for.
const mostDays = 90

// pageInsights answers for a Page by day, or with its followers' places.
func (s *server) pageInsights(w http.ResponseWriter, r *http.Request, a *sim.Account) {
	names, ok := s.answers(w, r, a, pageMetrics)
	if !ok {
		return
	}
	since, _ := strconv.ParseInt(r.FormValue("since"), 10, 64) // absent: 0
	until, err := strconv.ParseInt(r.FormValue("until"), 10, 64)
	if err != nil {
		until = s.world.Now().Unix()
	}
	if since == 0 {
		since = time.Unix(until, 0).AddDate(0, 0, -2).Unix()
	}
	if until-since > mostDays*24*60*60 {
		metasim.Refuse(w, metasim.Fault{Code: 100, Message: "(#100) There cannot be more than 90 days (7776000 s) between since and until"})
		return
	}
	var found []metasim.Insight
	for _, name := range names {
		insight := metasim.Insight{Name: name, Period: "day", Title: name, ID: name + "/day"}
		if name == "page_follows_city" || name == "page_follows_country" {
			insight.Period = "lifetime"
			insight.Values = []metasim.Value{{Value: places(name, a.Followers(s.world.Now())), EndTime: metasim.Stamp(s.world.Now())}}
		} else {
			insight.Values = s.days(name, a, time.Unix(since, 0), time.Unix(until, 0))
		}
		if len(insight.Values) > 0 {
			found = append(found, insight)
		}
	}
	metasim.AnswerInsights(w, r, found)
}

// days are the values of the days that began in a stretch of time and are
// counted. A day ends at midnight in Pacific Time.
func (s *server) days(name string, a *sim.Account, since, until time.Time) (values []metasim.Value) {
	y, m, d := since.In(s.zone).Date()
	for {
		start, end := time.Date(y, m, d, 0, 0, 0, 0, s.zone), time.Date(y, m, d+1, 0, 0, 0, 0, s.zone)
		if end.After(until) || end.After(s.world.Now().Add(-s.o.Late)) {
			return values
		}
		values = append(values, metasim.Value{Value: ofDay(name, a, start, end), EndTime: metasim.Stamp(end)})
		d++
	}
}

// ofDay is what a Page gained in a day.
func ofDay(name string, a *sim.Account, start, end time.Time) int {
	switch change := a.Followers(end) - a.Followers(start); name {
	case "page_follows":
		return a.Followers(end)
	case "page_daily_follows_unique":
		return max(0, change) + 2
	case "page_daily_unfollows_unique":
		return max(0, -change) + 1
	}
	sum := 0
	for _, p := range a.PostsBy(end) {
		before, after := p.At(start), p.At(end)
		switch name {
		case "page_media_view":
			sum += after.Views - before.Views
		case "page_total_media_view_unique":
			sum += after.Reach - before.Reach
		case "page_post_engagements":
			sum += after.Likes - before.Likes + after.Shares - before.Shares
		case "page_views_total":
			sum += (after.Views - before.Views) / 50
		}
	}
	return sum
}

// places are how followers divide, in percent; not everybody's place is known.
func places(name string, followers int) map[string]int {
	percent := map[string]int{"ID": 94, "MY": 2, "SG": 1}
	if name == "page_follows_city" {
		percent = map[string]int{"Jakarta, Jakarta Special Capital Region, Indonesia": 31, "Bandung, West Java, Indonesia": 9}
	}
	out := map[string]int{}
	for place, n := range percent {
		out[place] = followers * n / 100
	}
	return out
}
