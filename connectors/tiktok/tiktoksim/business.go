package tiktoksim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// businessRequest is one request to the API for Business.
type businessRequest struct {
	*Sim
	w     http.ResponseWriter
	r     *http.Request
	owner *sim.Account
	now   time.Time
}

// Codes of https://business-api.tiktok.com/portal/docs. They
// come with HTTP status 200.
const (
	codeOK         = 0
	codePermission = 40001
	codeParameter  = 40002
	codeLimit      = 40100
	codeToken      = 40105
)

// business looks at token, limit, scope and account before an endpoint does.
func (s *Sim) business(scope string, next func(*businessRequest)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := &businessRequest{Sim: s, w: w, r: r, owner: s.whose(r.Header.Get("Access-Token")), now: s.world.Now().UTC()}
		switch {
		case q.owner == nil:
			q.say(codeToken, "Access token is incorrect or has been revoked.", object{})
		case !s.take(r.URL.Path):
			q.say(codeLimit, "Too many requests. Please retry in some time.", object{})
		case !s.consented(scope):
			q.say(codePermission, "No permission to operate: "+scope, object{})
		case r.URL.Query().Get("business_id") != openID(q.owner):
			q.say(codePermission, "No permission to operate business_id", object{})
		default:
			next(q)
		}
	}
}

// say answers in the envelope of the API for Business.
func (q *businessRequest) say(code int, message string, data any) {
	answer(q.w, http.StatusOK, object{"code": code, "message": message, "request_id": "202603100900000102450801071", "data": data})
}

func (q *businessRequest) ok(data any) { q.say(codeOK, "OK", data) }

// list is a parameter that is a JSON list of texts.
func (q *businessRequest) list(name, usual string) ([]string, bool) {
	raw := q.r.URL.Query().Get(name)
	if raw == "" {
		raw = usual
	}
	var out []string
	err := json.Unmarshal([]byte(raw), &out)
	if err != nil {
		q.say(codeParameter, name+": Not a valid list", object{})
	}
	return out, err == nil
}

// pickOr gives the fields asked for, or refuses.
func (q *businessRequest) pickOr(all map[string]field, names []string) (object, bool) {
	out, unknown, denied := q.pick(all, names)
	switch {
	case unknown != "":
		q.say(codeParameter, "Invalid value for fields: "+unknown, object{})
	case denied != "":
		q.say(codePermission, "No permission to operate: "+denied, object{})
	}
	return out, unknown+denied == ""
}

// day fields stand in metrics, one object a day.
var dayFields = []string{"video_views", "profile_views", "engaged_audience", "daily_new_followers", "daily_lost_followers", "audience_activity"}

// get is /business/get/: https://business-api.tiktok.com/portal/docs?id=1762228399168514.
func (q *businessRequest) get() {
	names, ok := q.list("fields", `["display_name","profile_image"]`)
	if !ok {
		return
	}
	const basic, stats, insights = "user.info.basic", "user.info.stats", "user.insights"
	n := followers(q.owner, q.now)
	all := map[string]field{
		"username": {basic, q.owner.Handle}, "display_name": {basic, q.owner.Name}, "profile_image": {basic, "https://p16.example/x.jpeg"},
		"followers_count": {stats, n}, "following_count": {stats, q.owner.Following}, "videos_count": {stats, len(q.visible(q.owner))},
		"audience_ages":      {insights, split(n, "age", "18-24", 0.5, "25-34", 0.3, "55+", 0.2)},
		"audience_genders":   {insights, split(n, "gender", "Female", 0.55, "Male", 0.44, "Other", 0.01)},
		"audience_countries": {insights, split(n, "country", "ID", 0.97, "MY", 0.03)},
		"audience_cities":    {insights, split(n, "city_name", "Jakarta", 0.4, "Surabaya", 0.1)},
	}
	for _, name := range dayFields {
		all[name] = field{insights, nil}
	}
	data, ok := q.pickOr(all, names)
	if !ok {
		return
	}
	if days := q.days(names); days != nil {
		data["metrics"] = days
	}
	q.ok(data)
}

// split makes a breakdown, which accounts with fewer than 100 followers have not.
func split(followers int, name string, parts ...any) []any {
	out := []any{}
	for i := 0; followers >= 100 && i+1 < len(parts); i += 2 {
		out = append(out, object{name: parts[i], "percentage": parts[i+1]})
	}
	return out
}

// days are the figures by the day, which come in no order. The last day is not
// counted yet, and full of zeros.
func (q *businessRequest) days(names []string) []any {
	wanted := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(dayFields, name) })
	if len(wanted) == 0 {
		return nil
	}
	today := q.now.Truncate(24 * time.Hour)
	out := []any{}
	for _, back := range []int{3, 1, 7, 2, 5, 4, 6} {
		at := today.AddDate(0, 0, -back)
		views := 0
		if back > 1 {
			views = 1000 + at.YearDay()
		}
		day := object{"date": at.Format(time.DateOnly)}
		for _, name := range wanted {
			switch name {
			case "audience_activity":
				day[name] = hours(views)
			case "daily_new_followers", "daily_lost_followers":
				day[name] = views / 500
			default:
				day[name] = views / len(name)
			}
		}
		out = append(out, day)
	}
	return out
}

// hours are the followers active in each hour of a day.
func hours(views int) []any {
	out := []any{}
	for h := range 24 {
		out = append(out, object{"hour": strconv.Itoa(h), "count": views * h / 100})
	}
	return out
}

// videoList is /business/video/list/: https://ads.tiktok.com/marketing_api/docs?id=1733327057319937.
func (q *businessRequest) videoList() {
	names, ok := q.list("fields", `["item_id"]`)
	if !ok {
		return
	}
	if !slices.Contains(names, "item_id") {
		q.say(codeParameter, "Invalid value for fields: item_id is required", object{})
		return
	}
	if _, ok := q.pickOr(q.video(&sim.Post{}), names); !ok { // refused also where there is no video
		return
	}
	query := q.r.URL.Query()
	before, _ := strconv.ParseInt(query.Get("cursor"), 10, 64) // 0: from now
	count, _ := strconv.Atoi(query.Get("max_count"))           // 0: the most
	posts, cursor, more := q.page(q.owner, before, count)
	var filters struct {
		IDs []string `json:"video_ids"`
	}
	if raw := query.Get("filters"); raw != "" {
		if json.Unmarshal([]byte(raw), &filters) != nil {
			q.say(codeParameter, "filters: Not a valid object", object{})
			return
		}
		posts, cursor, more = slices.DeleteFunc(q.visible(q.owner), func(p *sim.Post) bool { return !slices.Contains(filters.IDs, p.ID) }), 0, false
	}
	videos := []any{}
	for _, p := range posts {
		v, _ := q.pickOr(q.video(p), names)
		videos = append(videos, v)
	}
	q.ok(object{"videos": videos, "cursor": cursor, "has_more": more})
}

// video gives a video's fields; its counters come late.
func (q *businessRequest) video(p *sim.Post) map[string]field {
	const list, insights = "video.list", "video.insights"
	c, kind := p.At(q.now), "VIDEO"
	if p.Type == "image" {
		kind = "PHOTO"
	}
	counted := func(v any) any {
		if q.now.Sub(p.Published) < q.o.Late {
			return nil
		}
		return v
	}
	return map[string]field{
		"item_id": {list, p.ID}, "create_time": {list, strconv.FormatInt(p.Published.Unix(), 10)}, "caption": {list, caption(p)},
		"share_url": {list, shareURL(q.owner, p)}, "media_type": {list, kind}, "likes": {list, counted(c.Likes)},
		"comments": {list, counted(len(p.CommentsBy(q.now)))}, "shares": {list, counted(c.Shares)}, "favorites": {list, counted(c.Saves)},
		"video_views": {list, counted(c.Views)}, "reach": {list, counted(c.Reach)},
		"total_time_watched": {insights, counted(float64(c.Views) * 3.862)}, "average_time_watched": {insights, counted(3.862)},
		"new_followers": {insights, counted(c.Quotes)}, "profile_views": {insights, counted(c.Views / 50)}, "website_clicks": {insights, counted(c.Views / 100)},
	}
}
