package instagramsim

import (
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// medium is a post of the world.
type medium struct {
	*sim.Post
	account *sim.Account
}

// index finds things by id without searching the world. It holds the future too.
type index struct {
	accounts map[string]*sim.Account
	media    map[string]medium
	comments map[string]*sim.Comment
	under    map[string]medium // the medium that a comment is under
}

func newIndex(w *sim.World) *index {
	x := &index{
		accounts: map[string]*sim.Account{}, media: map[string]medium{},
		comments: map[string]*sim.Comment{}, under: map[string]medium{},
	}
	for _, a := range w.Accounts {
		if a.Platform != Platform {
			continue
		}
		x.accounts[accountID(a.Handle)] = a
		for _, p := range a.Posts {
			m := medium{p, a}
			x.media[p.ID] = m
			for _, c := range p.Comments {
				x.comments[c.ID], x.under[c.ID] = c, m
			}
		}
	}
	return x
}

// root is the comment that an answer is given to: Instagram has one level of
// answers, and puts answers to answers beside them.
func (x *index) root(c *sim.Comment) *sim.Comment {
	for range x.comments {
		above := x.comments[c.ReplyTo]
		if above == nil {
			return c
		}
		c = above
	}
	return c
}

// accountID makes an account's id of its handle: 17 digits that begin as
// Instagram's do.
func accountID(handle string) string { return fmt.Sprintf("178414%011d", number(handle)%1e11) }

func hashtagID(tag string) string { return fmt.Sprintf("178430%011d", number("#"+tag)%1e11) }

func number(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // never fails
	return h.Sum64()
}

// storyTime is how long a story is shown.
const storyTime = 24 * time.Hour

// shown tells whether a medium can be read now.
func (s *server) shown(m medium) bool {
	now := s.world.Now()
	switch {
	case m.Published.After(now), s.o.Deleted[m.ID]:
		return false
	case s.o.Stories[m.ID]:
		return now.Sub(m.Published) < storyTime
	}
	return true
}

// posts are an account's posts and reels, newest first. Stories are no part of
// them.
func (s *server) posts(a *sim.Account) (all []medium) {
	for _, p := range a.PostsBy(s.world.Now()) {
		if m := (medium{p, a}); s.shown(m) && !s.o.Stories[p.ID] {
			all = append(all, m)
		}
	}
	slices.Reverse(all)
	return all
}

// product and kind are the medium's media_product_type and media_type.
func (s *server) product(m medium) (product, kind string) {
	product, kind = "FEED", "IMAGE"
	switch m.Type {
	case "video":
		product, kind = "REELS", "VIDEO"
	case "link":
		kind = "CAROUSEL_ALBUM"
	}
	if s.o.Stories[m.ID] {
		product = "STORY"
	}
	return product, kind
}

// medium is an IG Media (…/instagram-platform/reference/instagram-media). What
// has no caption lacks the field.
func (s *server) medium(m medium) map[string]any {
	now := s.world.Now()
	product, kind := s.product(m)
	body := map[string]any{
		"id": m.ID, "media_type": kind, "media_product_type": product, "timestamp": metasim.Stamp(m.Published),
		"permalink": "https://www.instagram.com/p/" + m.ID + "/", "username": m.account.Handle,
		"like_count": m.At(now).Likes, "comments_count": len(m.CommentsBy(now)),
	}
	if m.Text != "" {
		body["caption"] = m.Text
	}
	if s.o.InstagramLogin {
		delete(body, "media_product_type")
	}
	return body
}
