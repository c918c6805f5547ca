package blueskysim

import (
	"net/http"
	"strconv"
)

func (s *server) getProfile(c call) (any, *failure) {
	a := s.index.author(c.FormValue("actor"))
	if a == nil {
		return nil, invalid("Profile not found")
	}
	followers, following := 0, 0
	if a.account != nil {
		followers, following = a.account.Followers(c.now), a.account.Following
	}
	return map[string]any{
		"did": a.did, "handle": a.handle, "displayName": a.name,
		"followersCount": followers, "followsCount": following, "postsCount": by(a.posts, c.now),
	}, nil
}

// page is the part of a list, oldest first, that a request asks for: newest
// first, from the cursor on. The cursor is a place in the list, so that what is
// added later moves nothing.
func page(c call, list []*entry) (part []*entry, cursor string, refused *failure) {
	limit, refused := limitOf(c)
	if refused != nil {
		return nil, "", refused
	}
	end := len(list)
	if raw := c.FormValue("cursor"); raw != "" {
		at, err := strconv.Atoi(raw)
		if err != nil || at < 0 {
			return nil, "", invalid("Malformed cursor")
		}
		end = min(end, at)
	}
	for i := end - 1; i >= max(end-limit, 0); i-- {
		part = append(part, list[i])
	}
	if end > limit {
		cursor = strconv.Itoa(end - limit)
	}
	return part, cursor, nil
}

func limitOf(c call) (int, *failure) {
	raw := c.FormValue("limit")
	if raw == "" {
		return 50, nil
	}
	limit, err := strconv.Atoi(raw)
	if err != nil || limit < 1 || limit > 100 {
		return 0, invalid("limit must be between 1 and 100")
	}
	return limit, nil
}

func (s *server) getAuthorFeed(c call) (any, *failure) {
	a := s.index.author(c.FormValue("actor"))
	if a == nil {
		return nil, invalid("Profile not found")
	}
	part, cursor, refused := page(c, a.posts[:by(a.posts, c.now)])
	if refused != nil {
		return nil, refused
	}
	feed := []any{}
	for _, e := range part {
		if !s.o.Gone(e.id) {
			feed = append(feed, map[string]any{"post": e.view(c.now, s.o.Gone)})
		}
	}
	return withCursor(map[string]any{"feed": feed}, cursor), nil
}

func withCursor(answer map[string]any, cursor string) map[string]any {
	if cursor != "" {
		answer["cursor"] = cursor
	}
	return answer
}

// there finds a post that is written and not deleted; nil if there is none.
func (s *server) there(c call, uri string) *entry {
	e := s.index.posts[uri]
	if e == nil || e.created.After(c.now) || s.o.Gone(e.id) {
		return nil
	}
	return e
}

func (s *server) getPosts(c call) (any, *failure) {
	uris := c.URL.Query()["uris"]
	switch {
	case len(uris) == 0:
		return nil, invalid("Params must have the property \"uris\"")
	case len(uris) > 25:
		return nil, invalid("uris must not have more than 25 elements")
	}
	posts := []any{}
	for _, uri := range uris {
		if e := s.there(c, uri); e != nil {
			posts = append(posts, e.view(c.now, s.o.Gone))
		}
	}
	return map[string]any{"posts": posts}, nil
}

type threadView struct {
	Type    string        `json:"$type"`
	Post    postView      `json:"post"`
	Replies *[]threadView `json:"replies,omitempty"`
}

func (s *server) getPostThread(c call) (any, *failure) {
	depth := 6
	if raw := c.FormValue("depth"); raw != "" {
		var err error
		if depth, err = strconv.Atoi(raw); err != nil || depth < 0 || depth > 1000 {
			return nil, invalid("depth must be between 0 and 1000")
		}
	}
	e := s.there(c, c.FormValue("uri"))
	if e == nil {
		return nil, &failure{http.StatusBadRequest, "NotFound", "Post not found: " + c.FormValue("uri")}
	}
	return map[string]any{"thread": s.thread(c, e, min(depth, s.o.MaxDepth))}, nil
}

// thread shows a post and depth levels of replies. Below the last level the
// replies are not there at all, which is not the same as there being none.
func (s *server) thread(c call, e *entry, depth int) threadView {
	v := threadView{Type: "app.bsky.feed.defs#threadViewPost", Post: e.view(c.now, s.o.Gone)}
	if depth < 1 {
		return v
	}
	replies := []threadView{}
	for _, r := range e.replies[:by(e.replies, c.now)] {
		if !s.o.Gone(r.id) {
			replies = append(replies, s.thread(c, r, depth-1))
		}
	}
	v.Replies = &replies
	return v
}
