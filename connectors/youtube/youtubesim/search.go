package youtubesim

import (
	"cmp"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// search is search.list for videos, ordered by date: here the world's mentions
// are other channels' videos. Titles come with HTML entities.
func (s *server) search(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	words := strings.ToLower(strings.TrimPrefix(query.Get("q"), "#"))
	var after time.Time
	if raw := query.Get("publishedAfter"); raw != "" {
		var err error
		if after, err = time.Parse(time.RFC3339, raw); err != nil {
			refuse(w, http.StatusBadRequest, "invalidSearchFilter", "The request contains an invalid combination of search filters and/or restrictions.")
			return
		}
	}
	var hits []*sim.Comment
	for _, a := range s.index.channels {
		for _, m := range a.MentionsBy(s.world.Now()) {
			if !m.Created.Before(after) && strings.Contains(strings.ToLower(m.Text+" "+strings.Join(m.Tags, " ")), words) {
				hits = append(hits, m)
			}
		}
	}
	slices.SortFunc(hits, func(a, b *sim.Comment) int { return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(a.ID, b.ID)) })
	var items []object
	for _, m := range hits {
		items = append(items, result(m))
	}
	if page, ok := cut(w, r, "searchListResponse", items, 5, 50); ok {
		answer(w, http.StatusOK, page)
	}
}

func result(m *sim.Comment) object {
	return object{
		"kind": "youtube#searchResult", "etag": "etag", "id": object{"kind": "youtube#video", "videoId": m.ID},
		"snippet": object{
			"publishedAt": stamp(m.Created), "publishTime": stamp(m.Created), "channelId": channelID(m.Author), "channelTitle": m.Author,
			"title": html.EscapeString(m.Text), "description": "", "liveBroadcastContent": "none",
		},
	}
}
