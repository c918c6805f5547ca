package youtubesim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pantau/pantau/connectors/sim"
)

// object is a resource: only the parts that were asked for are in it.
type object = map[string]any

// number writes a count of 64 bits, which the API gives as a string.
func number(n int) string { return strconv.Itoa(n) }

// channels is channels.list. A channel that is not there is no error: the list
// is empty.
func (s *server) channels(w http.ResponseWriter, r *http.Request) {
	var found []object
	ids := values(r, "id")
	handle := strings.TrimPrefix(r.URL.Query().Get("forHandle"), "@")
	for id, a := range s.index.channels {
		if slices.Contains(ids, id) || strings.EqualFold(a.Handle, handle) ||
			r.URL.Query().Get("mine") == "true" && s.owner(r) == a {
			found = append(found, s.channel(r, id, a))
		}
	}
	if page, ok := cut(w, r, "channelListResponse", found, 5, 50); ok {
		answer(w, http.StatusOK, page)
	}
}

func (s *server) channel(r *http.Request, id string, a *sim.Account) object {
	now := s.world.Now()
	out := object{"kind": "youtube#channel", "etag": "etag", "id": id}
	if has(r, "snippet") {
		out["snippet"] = object{
			"title": a.Name, "description": "", "customUrl": "@" + strings.ToLower(a.Handle),
			"publishedAt": stamp(s.born(a)), "country": "ID",
		}
	}
	if has(r, "contentDetails") {
		out["contentDetails"] = object{"relatedPlaylists": object{"likes": "", "uploads": uploadsID(a.Handle)}}
	}
	if has(r, "statistics") {
		views, public := 0, 0
		for _, p := range a.PostsBy(now) {
			if !s.o.Private[p.ID] && !s.o.Deleted[p.ID] {
				views, public = views+p.At(now).Views, public+1
			}
		}
		subscribers := 0
		if a.Followers != nil && !s.o.HiddenSubscribers {
			subscribers = round(a.Followers(now))
		}
		out["statistics"] = object{
			"viewCount": number(views), "subscriberCount": number(subscribers),
			"hiddenSubscriberCount": s.o.HiddenSubscribers, "videoCount": number(public),
		}
	}
	return out
}

// playlistItems is playlistItems.list of uploads, newest first. What was deleted
// or made private stays in the list, without the date of its publication.
func (s *server) playlistItems(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query().Get("playlistId")
	for _, a := range s.index.channels {
		if uploadsID(a.Handle) != asked {
			continue
		}
		var items []object
		for _, p := range slices.Backward(a.PostsBy(s.world.Now())) {
			items = append(items, s.playlistItem(p))
		}
		page, ok := cut(w, r, "playlistItemListResponse", items, 5, 50)
		if !ok {
			return
		}
		if s.o.EmptyPage && r.URL.Query().Get("pageToken") == "" {
			page.Items, page.Next = nil, token(0)
		}
		answer(w, http.StatusOK, page)
		return
	}
	refuse(w, http.StatusNotFound, "playlistNotFound",
		`The playlist identified with the request's <code>playlistId</code> parameter cannot be found.`)
}

func (s *server) playlistItem(p *sim.Post) object {
	details := object{"videoId": p.ID}
	if !s.o.Private[p.ID] && !s.o.Deleted[p.ID] {
		details["videoPublishedAt"] = stamp(p.Published)
	}
	return object{"kind": "youtube#playlistItem", "etag": "etag", "id": "item-" + p.ID, "contentDetails": details}
}

// visible gives the asked videos that everybody may see. The others are left
// out, without an error.
func (s *server) visible(r *http.Request) []video {
	var out []video
	for _, id := range values(r, "id") {
		v, ok := s.index.videos[id]
		if ok && !s.o.Private[id] && !s.o.Deleted[id] && !v.Published.After(s.world.Now()) {
			out = append(out, v)
		}
	}
	return out
}

// videos is videos.list by ids, at most 50.
func (s *server) videos(w http.ResponseWriter, r *http.Request) {
	if len(values(r, "id")) > 50 {
		refuse(w, http.StatusBadRequest, "invalidFilters", "The request specifies an invalid filter parameter.")
		return
	}
	var items []object
	for _, v := range s.visible(r) {
		items = append(items, s.video(r, v))
	}
	if page, ok := cut(w, r, "videoListResponse", items, 50, 50); ok {
		answer(w, http.StatusOK, page)
	}
}

func (s *server) video(r *http.Request, v video) object {
	out := object{"kind": "youtube#video", "etag": "etag", "id": v.ID}
	title, description := words(v.Text)
	if has(r, "snippet") {
		out["snippet"] = object{
			"publishedAt": stamp(v.Published), "channelId": channelID(v.account.Handle), "channelTitle": v.account.Name,
			"title": title, "description": description, "liveBroadcastContent": "none", "categoryId": "25",
		}
	}
	if has(r, "contentDetails") {
		out["contentDetails"] = object{"duration": "PT1M30S", "definition": "hd", "caption": "false"}
	}
	if has(r, "status") {
		out["status"] = object{"uploadStatus": "processed", "privacyStatus": "public", "license": "youtube"}
	}
	if has(r, "liveStreamingDetails") && s.o.Live[v.ID] {
		out["liveStreamingDetails"] = object{"actualStartTime": stamp(v.Published), "scheduledStartTime": stamp(v.Published)}
	}
	if has(r, "statistics") {
		out["statistics"] = s.statistics(v, true)
	}
	return out
}

// statistics are a video's counters. What the owner hides is left out.
func (s *server) statistics(v video, favorites bool) object {
	now := s.world.Now()
	counters := v.At(now)
	out := object{"viewCount": number(counters.Views)}
	if favorites {
		out["favoriteCount"] = "0"
	}
	if !s.o.HiddenLikes[v.ID] {
		out["likeCount"] = number(counters.Likes)
	}
	if !s.o.CommentsOff[v.ID] {
		out["commentCount"] = number(len(v.CommentsBy(now)))
	}
	return out
}

// batchGetStats is videos.batchGetStats, there since 3 June 2026. It answers for
// each video by itself and sums up which it has not.
func (s *server) batchGetStats(w http.ResponseWriter, r *http.Request) {
	asked := values(r, "id")
	if len(asked) > 50 {
		refuse(w, http.StatusBadRequest, "badRequest", "The number of IDs specified cannot exceed 50.")
		return
	}
	var items []object
	failed := slices.Clone(asked)
	for _, v := range s.visible(r) {
		item := object{"kind": "youtube#videoStats", "etag": "etag", "id": v.ID}
		if has(r, "statistics") {
			item["statistics"] = s.statistics(v, false)
		}
		items = append(items, item)
		failed = slices.DeleteFunc(failed, func(id string) bool { return id == v.ID })
	}
	answer(w, http.StatusOK, object{
		"kind": "youtube#batchGetStatsResponse", "etag": "etag", "items": items, "summary": object{
			"requestedVideoCount": number(len(asked)), "succeededVideoCount": number(len(items)),
			"failedVideoCount": number(len(failed)), "failedVideoIds": failed,
		},
	})
}
