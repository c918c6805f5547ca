package youtubesim

import (
	"net/http"
	"slices"

	"github.com/pantau/pantau/connectors/sim"
)

// shownReplies is how many answers a thread shows by itself; the reference only
// says that they are a few.
const shownReplies = 1

// commentThreads is commentThreads.list by video, ordered by time: the newest
// thread first.
func (s *server) commentThreads(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "" {
		// Reading comments with a token needs the scope youtube.force-ssl, which
		// these tokens lack; with a key it needs none.
		refuse(w, http.StatusForbidden, "insufficientPermissions", "Request had insufficient authentication scopes.")
		return
	}
	id := r.URL.Query().Get("videoId")
	v, ok := s.index.videos[id]
	switch {
	case !ok || s.o.Private[id] || s.o.Deleted[id]:
		refuse(w, http.StatusNotFound, "videoNotFound",
			`The video identified by the <code><a href="/youtube/v3/docs/commentThreads/list#videoId">videoId</a></code> parameter could not be found.`)
		return
	case s.o.CommentsOff[id]:
		refuse(w, http.StatusForbidden, "commentsDisabled",
			`The video identified by the <code><a href="/youtube/v3/docs/commentThreads/list#videoId">videoId</a></code> parameter has disabled comments.`)
		return
	}
	var threads []object
	for _, c := range slices.Backward(v.CommentsBy(s.world.Now())) {
		if s.index.root(c) == c {
			threads = append(threads, s.thread(r, v, c))
		}
	}
	if page, ok := cut(w, r, "commentThreadListResponse", threads, 20, 100); ok {
		answer(w, http.StatusOK, page)
	}
}

func (s *server) thread(r *http.Request, v video, top *sim.Comment) object {
	answers := s.answers(v, top)
	out := object{"kind": "youtube#commentThread", "etag": "etag", "id": top.ID, "snippet": object{
		"channelId": channelID(v.account.Handle), "videoId": v.ID, "topLevelComment": s.comment(v, top, nil),
		"canReply": true, "totalReplyCount": len(answers), "isPublic": true,
	}}
	if has(r, "replies") && len(answers) > 0 {
		var shown []object
		for _, c := range answers[max(0, len(answers)-shownReplies):] {
			shown = append(shown, s.comment(v, c, top))
		}
		out["replies"] = object{"comments": shown}
	}
	return out
}

// answers are all comments of a thread but the first, oldest first.
func (s *server) answers(v video, top *sim.Comment) []*sim.Comment {
	var out []*sim.Comment
	for _, c := range v.CommentsBy(s.world.Now()) {
		if c != top && s.index.root(c) == top {
			out = append(out, c)
		}
	}
	return out
}

// comments is comments.list by parent.
func (s *server) comments(w http.ResponseWriter, r *http.Request) {
	parent := r.URL.Query().Get("parentId")
	top := s.index.threads[parent]
	if top == nil {
		refuse(w, http.StatusNotFound, "commentNotFound", "One or more of the specified comments cannot be found.")
		return
	}
	var items []object
	for _, v := range s.index.videos {
		if slices.Contains(v.Comments, top) {
			for _, c := range s.answers(v, top) {
				items = append(items, s.comment(v, c, top))
			}
		}
	}
	if page, ok := cut(w, r, "commentListResponse", items, 20, 100); ok {
		answer(w, http.StatusOK, page)
	}
}

func (s *server) comment(v video, c, parent *sim.Comment) object {
	snippet := object{
		"channelId": channelID(v.account.Handle), "videoId": v.ID, "textDisplay": c.Text, "textOriginal": c.Text,
		"authorDisplayName": "@" + c.Author, "authorChannelUrl": "http://www.youtube.com/@" + c.Author,
		"authorChannelId": object{"value": channelID(c.Author)}, "canRate": true, "viewerRating": "none",
		"likeCount": c.Likes, "publishedAt": stamp(c.Created), "updatedAt": stamp(c.Created),
	}
	if parent != nil {
		snippet["parentId"] = parent.ID
	}
	return object{"kind": "youtube#comment", "etag": "etag", "id": c.ID, "snippet": snippet}
}
