package youtubesim

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// question is a call of reports.query
// (developers.google.com/youtube/analytics/reference/reports/query).
type question struct {
	account    *sim.Account
	metrics    []string
	dimensions []string
	videos     []string // of the filter
	from, to   time.Time
}

// knownMetrics are those of the reports of videos and days.
var knownMetrics = []string{
	"views", "likes", "comments", "shares", "estimatedMinutesWatched", "averageViewDuration", "subscribersGained", "subscribersLost",
}

// row is one row: dimensions, then metrics.
type row []any

// reports is reports.query. Only the owner may ask. Data is there with a delay:
// a report ends with the last day for which all its metrics are there.
func (s *server) reports(w http.ResponseWriter, r *http.Request) {
	ok, id := s.mayReport(r)
	switch {
	case id == "":
		refuse(w, http.StatusUnauthorized, "authError", "Request had invalid authentication credentials.")
		return
	case !ok:
		refuse(w, http.StatusForbidden, "forbidden", "Forbidden")
		return
	}
	q, complaint := s.question(r, s.index.channels[id])
	if complaint != "" {
		refuse(w, http.StatusBadRequest, "badRequest", complaint)
		return
	}
	rows := s.rows(q)
	if n, err := strconv.Atoi(r.URL.Query().Get("maxResults")); err == nil && n < len(rows) {
		rows = rows[:n]
	}
	headers := []object{}
	for _, d := range q.dimensions {
		headers = append(headers, object{"name": d, "columnType": "DIMENSION", "dataType": "STRING"})
	}
	for _, m := range q.metrics {
		headers = append(headers, object{"name": m, "columnType": "METRIC", "dataType": "INTEGER"})
	}
	out := object{"kind": "youtubeAnalytics#resultTable", "columnHeaders": headers}
	if len(rows) > 0 {
		out["rows"] = rows
	}
	answer(w, http.StatusOK, out)
}

const unsupported = "The query is not supported. Check the documentation at " +
	"https://developers.google.com/youtube/analytics/v2/available_reports for supported queries."

// question reads a call; complaint says what is wrong with it.
func (s *server) question(r *http.Request, a *sim.Account) (q question, complaint string) {
	query := r.URL.Query()
	q = question{account: a, metrics: values(r, "metrics"), dimensions: values(r, "dimensions")}
	var err1, err2 error
	q.from, err1 = time.ParseInLocation(time.DateOnly, query.Get("startDate"), s.zone)
	q.to, err2 = time.ParseInLocation(time.DateOnly, query.Get("endDate"), s.zone)
	if err1 != nil || err2 != nil || len(q.metrics) == 0 {
		return q, "Required"
	}
	if list, ok := strings.CutPrefix(query.Get("filters"), "video=="); ok {
		q.videos = strings.Split(list, ",")
	}
	demographic := strings.Join(q.dimensions, ",") == "ageGroup,gender"
	for _, m := range q.metrics {
		if m == s.o.DeadMetric || !slices.Contains(knownMetrics, m) && m != "viewerPercentage" {
			return q, fmt.Sprintf("Unknown identifier (%s) given in field parameters.metrics.", m)
		}
		if demographic != (m == "viewerPercentage") {
			return q, unsupported
		}
	}
	// Lists of the largest must be sorted, by few of their metrics; a list of
	// videos is none if the filter names them.
	largest := query.Get("maxResults") != "" &&
		slices.Contains([]string{"-views", "-estimatedMinutesWatched"}, query.Get("sort"))
	switch d := strings.Join(q.dimensions, ","); {
	case d == "video" && len(q.videos) == 0 && !largest, len(q.videos) > 500, d == "city" && !largest:
		return q, unsupported
	case !slices.Contains([]string{"day", "video", "country", "city", "ageGroup,gender"}, d):
		return q, unsupported
	}
	return q, ""
}

// counted is the end of the last day that is counted.
func (s *server) counted() time.Time {
	y, m, d := s.world.Now().In(s.zone).Date()
	return time.Date(y, m, d+1-orDefault(s.o.ReportsLate, 3), 0, 0, 0, 0, s.zone)
}

func (s *server) rows(q question) []row {
	switch q.dimensions[0] {
	case "video":
		return s.videoRows(q)
	case "day":
		return s.dayRows(q)
	}
	if s.o.FewViewers {
		return nil
	}
	views := s.views(q.account)
	switch q.dimensions[0] {
	case "country":
		return []row{{"ID", views * 9 / 10}, {"MY", views / 10}}
	case "city":
		return []row{{"Jakarta", views / 2}, {"Surabaya", views / 4}}
	default:
		return []row{
			{"age18-24", "female", 20.5},
			{"age18-24", "male", 14.5},
			{"age25-34", "female", 33},
			{"age25-34", "male", 24.3},
			{"age65-", "male", 7.7},
		}
	}
}

func (s *server) views(a *sim.Account) (sum int) {
	for _, p := range a.PostsBy(s.counted()) {
		sum += p.At(s.counted()).Views
	}
	return sum
}

// videoRows has a row for each video that was watched by the last counted day.
func (s *server) videoRows(q question) []row {
	var rows []row
	for _, p := range q.account.PostsBy(s.counted()) {
		if len(q.videos) > 0 && !slices.Contains(q.videos, p.ID) {
			continue
		}
		r := row{p.ID}
		for _, m := range q.metrics {
			r = append(r, Reported(p, m, s.counted()))
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		x, okx := a[1].(int)
		y, oky := b[1].(int)
		if !okx || !oky {
			return 0
		}
		return cmp.Compare(y, x)
	})
	return rows
}

// Reported is what a report says of a video at the end of a day: the world
// counts no minutes, so they are made of the views, half a minute each.
func Reported(p *sim.Post, metric string, at time.Time) int {
	c := p.At(at)
	switch metric {
	case "views":
		return c.Views
	case "likes":
		return c.Likes
	case "comments":
		return len(p.CommentsBy(at))
	case "shares":
		return c.Shares
	case "estimatedMinutesWatched":
		return c.Views / 2
	case "averageViewDuration":
		return 30
	case "subscribersGained":
		return c.Saves
	}
	return 0
}

// dayRows has a row for each counted day: how the number of subscribers changed.
func (s *server) dayRows(q question) []row {
	var rows []row
	for day := q.from; !day.After(q.to) && day.Before(s.counted()); day = day.AddDate(0, 0, 1) {
		gained, lost := 0, 0
		if q.account.Followers != nil {
			change := q.account.Followers(day.AddDate(0, 0, 1)) - q.account.Followers(day)
			gained, lost = max(change, 0), max(-change, 0)
		}
		r := row{day.Format(time.DateOnly)}
		for _, m := range q.metrics {
			switch m {
			case "subscribersGained":
				r = append(r, gained)
			case "subscribersLost":
				r = append(r, lost)
			default:
				r = append(r, 0)
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// born is when a channel was made: a year before its first video.
func (s *server) born(a *sim.Account) time.Time {
	if len(a.Posts) == 0 {
		return s.world.Now().AddDate(-1, 0, 0)
	}
	return a.Posts[0].Published.AddDate(-1, 0, 0)
}
