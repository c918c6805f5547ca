package facebooksim

import (
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/pantau/pantau/connectors/sim"
)

const webHost = "https://www.facebook.com"

// post is a post of the world.
type post struct {
	*sim.Post
	account *sim.Account
}

// index finds things by id without searching the world. It holds the future too.
type index struct {
	pages  map[string]*sim.Account
	posts  map[string]post // by the post's id
	videos map[string]post // by the video's id
}

func newIndex(w *sim.World) *index {
	x := &index{pages: map[string]*sim.Account{}, posts: map[string]post{}, videos: map[string]post{}}
	for _, a := range w.Accounts {
		if a.Platform != Platform {
			continue
		}
		x.pages[pageID(a.Handle)] = a
		for _, p := range a.Posts {
			x.posts[postID(a, p)] = post{p, a}
			x.videos[videoID(p)] = post{p, a}
		}
	}
	return x
}

// PageID is the id of the Page of a handle.
func PageID(handle string) string { return pageID(handle) }

// pageID makes a Page's id of its handle: 15 digits, as new Pages have.
func pageID(handle string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(handle)) // never fails
	return fmt.Sprintf("1%014d", h.Sum64()%1e14)
}

func postID(a *sim.Account, p *sim.Post) string { return pageID(a.Handle) + "_" + p.ID }

func videoID(p *sim.Post) string { return "77" + p.ID }

func personID(handle string) string { return "24" + pageID(handle) }

// shown tells whether a post can be read now.
func (s *server) shown(p post) bool {
	return !p.Published.After(s.world.Now()) && !s.o.Deleted[p.ID]
}

func (s *server) isReel(p post) bool { return p.Type == "reel" || s.o.Reels[p.ID] }

// ownPosts are an account's posts, newest first.
func (s *server) ownPosts(a *sim.Account) (all []post) {
	for _, p := range a.PostsBy(s.world.Now()) {
		if own := (post{p, a}); s.shown(own) {
			all = append(all, own)
		}
	}
	slices.Reverse(all)
	return all
}
