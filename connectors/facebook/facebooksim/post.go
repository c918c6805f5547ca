package facebooksim

import (
	"net/http"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
)

// media are the world's types as media_type of an attachment and status_type.
var media = map[string][2]string{
	"image": {"photo", "added_photos"}, "video": {"video", "added_video"}, "reel": {"video", "added_video"}, "link": {"link", "shared_story"},
}

// post is a Page post (…/graph-api/reference/page-post) with the fields that are
// asked for. What nobody shared has no shares; what has no text no message.
func (s *server) post(r *http.Request, p post) map[string]any {
	now := s.world.Now()
	kind := media[p.Type]
	whole := map[string]any{
		"id": postID(p.account, p.Post), "created_time": metasim.Stamp(p.Published), "status_type": "mobile_status_update",
		"permalink_url": webHost + "/" + pageID(p.account.Handle) + "/posts/" + p.ID,
	}
	if p.Text != "" {
		whole["message"] = p.Text
	}
	if n := p.At(now).Shares; n > 0 {
		whole["shares"] = map[string]int{"count": n}
	}
	if s.isReel(p) {
		kind = media["reel"]
		if !s.o.ReelsApart {
			whole["permalink_url"] = webHost + "/reel/" + videoID(p.Post) + "/"
		}
	}
	if kind[0] != "" {
		whole["status_type"] = kind[1]
		whole["attachments"] = map[string]any{"data": []any{map[string]any{
			"media_type": kind[0], "target": map[string]string{"id": videoID(p.Post)},
		}}}
	}
	body := metasim.Pick(r, whole)
	for _, f := range metasim.Fields(r) {
		switch f.Name {
		case "comments":
			body[f.As] = summary(len(p.CommentsBy(now)))
		case "reactions":
			body[f.As] = summary(reacted(p, now, f.Args["type"]))
		}
	}
	return body
}

// summary is a list of which only the number was asked for (limit 0).
func summary(n int) map[string]any {
	return map[string]any{"data": []any{}, "summary": map[string]int{"total_count": n}}
}

// reacted is how many reacted in one way; the world knows only their number.
func reacted(p post, at time.Time, kind string) int {
	n := p.At(at).Likes
	love, haha, angry := n/5, n/10, n/20
	switch strings.ToUpper(kind) {
	case "", "NONE":
		return n
	case "LIKE":
		return n - love - haha - angry
	case "LOVE":
		return love
	case "HAHA":
		return haha
	case "ANGRY":
		return angry
	default:
		return 0
	}
}
