package tiktoksim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/pantau/pantau/connectors/sim"
)

// displayRequest is one request to the Display API.
type displayRequest struct {
	*Sim
	w     http.ResponseWriter
	r     *http.Request
	owner *sim.Account
}

// display looks at token, limit and scope before an endpoint does.
func (s *Sim) display(scope string, next func(*displayRequest)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := &displayRequest{Sim: s, w: w, r: r, owner: s.whose(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))}
		switch {
		case q.owner == nil:
			q.refuse(http.StatusUnauthorized, "access_token_invalid", "The access token is invalid or not found in the request.")
		case !s.take(r.URL.Path):
			q.refuse(http.StatusTooManyRequests, "rate_limit_exceeded", "The API rate limit was exceeded. Please try again later.")
		case !s.consented(scope):
			q.refuse(http.StatusUnauthorized, "scope_not_authorized", "The user did not authorize the scope required for completing this request.")
		default:
			next(q)
		}
	}
}

// refuse answers with an error: https://developers.tiktok.com/doc/tiktok-api-v2-error-handling.
func (q *displayRequest) refuse(status int, code, message string) {
	answer(q.w, status, object{"data": object{}, "error": displayError(code, message)})
}

// ok answers with data; the error is there too, with the code "ok".
func (q *displayRequest) ok(data any) {
	answer(q.w, http.StatusOK, object{"data": data, "error": displayError("ok", "")})
}

func displayError(code, message string) object {
	return object{"code": code, "message": message, "log_id": "20260310090000010245080107186A1B2C"}
}

// pickOr gives the fields asked for, or refuses.
func (q *displayRequest) pickOr(all map[string]field) (object, bool) {
	out, unknown, denied := q.pick(all, splitFields(q.r.URL.Query().Get("fields")))
	switch {
	case unknown != "":
		q.refuse(http.StatusBadRequest, "invalid_params", "Fields: "+unknown+" is not a valid field")
	case denied != "":
		q.refuse(http.StatusUnauthorized, "scope_not_authorized", "The user did not authorize the scope required for completing this request: "+denied)
	}
	return out, unknown+denied == ""
}

// userInfo is https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info.
func (q *displayRequest) userInfo() {
	if q.r.URL.Query().Get("fields") == "" {
		q.refuse(http.StatusBadRequest, "invalid_params", "Fields is required")
		return
	}
	posts, likes := q.visible(q.owner), 0
	for _, p := range posts {
		likes += p.At(q.world.Now()).Likes
	}
	const stats = "user.info.stats"
	user, ok := q.pickOr(map[string]field{
		"open_id": {"user.info.basic", openID(q.owner)}, "display_name": {"user.info.basic", q.owner.Name},
		"username": {"user.info.profile", q.owner.Handle}, "follower_count": {stats, followers(q.owner, q.world.Now())},
		"following_count": {stats, q.owner.Following}, "likes_count": {stats, likes}, "video_count": {stats, len(posts)},
	})
	if ok {
		q.ok(object{"user": user})
	}
}

// videoList is https://developers.tiktok.com/doc/tiktok-api-v2-video-list.
func (q *displayRequest) videoList() {
	var in struct {
		Cursor   int64 `json:"cursor"`
		MaxCount *int  `json:"max_count"`
	}
	if json.NewDecoder(q.r.Body).Decode(&in) != nil {
		q.refuse(http.StatusBadRequest, "invalid_params", "The request's body is not JSON")
		return
	}
	count := 10
	if in.MaxCount != nil {
		count = *in.MaxCount
	}
	if count < 1 || count > 20 {
		q.refuse(http.StatusBadRequest, "invalid_params", "max_count must be between 1 and 20")
		return
	}
	posts, cursor, more := q.page(q.owner, in.Cursor, count)
	if videos, ok := q.videos(posts); ok {
		q.ok(object{"videos": videos, "cursor": cursor, "has_more": more})
	}
}

// videoQuery gives those of the owner's videos that were asked for by their ids:
// https://developers.tiktok.com/doc/tiktok-api-v2-video-query.
func (q *displayRequest) videoQuery() {
	var in struct {
		Filters struct {
			IDs []string `json:"video_ids"`
		} `json:"filters"`
	}
	if json.NewDecoder(q.r.Body).Decode(&in) != nil || len(in.Filters.IDs) > 20 {
		q.refuse(http.StatusBadRequest, "invalid_params", "video_ids has at most 20 ids")
		return
	}
	posts := slices.DeleteFunc(q.visible(q.owner), func(p *sim.Post) bool { return !slices.Contains(in.Filters.IDs, p.ID) })
	if videos, ok := q.videos(posts); ok {
		q.ok(object{"videos": videos})
	}
}

// videos makes https://developers.tiktok.com/doc/tiktok-api-v2-video-object.
func (q *displayRequest) videos(posts []*sim.Post) ([]any, bool) {
	out := []any{}
	if _, ok := q.pickOr(q.video(&sim.Post{})); !ok { // refused also where there is no video
		return nil, false
	}
	for _, p := range posts {
		v, _ := q.pickOr(q.video(p))
		out = append(out, v)
	}
	return out, true
}

func (q *displayRequest) video(p *sim.Post) map[string]field {
	const scope = "video.list"
	c := p.At(q.world.Now())
	return map[string]field{
		"id": {scope, p.ID}, "create_time": {scope, p.Published.Unix()}, "title": {scope, caption(p)}, "video_description": {scope, caption(p)},
		"share_url": {scope, shareURL(q.owner, p)}, "duration": {scope, 31}, "like_count": {scope, c.Likes},
		"comment_count": {scope, len(p.CommentsBy(q.world.Now()))}, "share_count": {scope, c.Shares}, "view_count": {scope, c.Views},
	}
}
