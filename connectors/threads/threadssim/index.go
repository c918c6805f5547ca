package threadssim

import (
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// post is a post of the world.
type post struct {
	*sim.Post
	account *sim.Account
}

// index finds things by id without searching the world. It holds the future too.
type index struct {
	posts   map[string]post
	replies map[string]*sim.Comment
	under   map[string]post // the post that a reply is under
}

func newIndex(w *sim.World) *index {
	x := &index{posts: map[string]post{}, replies: map[string]*sim.Comment{}, under: map[string]post{}}
	for _, a := range w.Accounts {
		if a.Platform != Platform {
			continue
		}
		for _, p := range a.Posts {
			x.posts[p.ID] = post{p, a}
			for _, c := range p.Comments {
				x.replies[c.ID], x.under[c.ID] = c, post{p, a}
			}
		}
	}
	return x
}

// userID makes an account's id of its handle.
func userID(handle string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(handle)) // never fails
	return fmt.Sprintf("25%015d", h.Sum64()%1e15)
}

func permalink(handle, id string) string { return "https://www.threads.com/@" + handle + "/post/" + id }

// shown tells whether a post can be read now.
func (s *server) shown(p post) bool { return !p.Published.After(s.world.Now()) && !s.o.Deleted[p.ID] }

// ownPosts are an account's posts, newest first.
func (s *server) ownPosts(a *sim.Account) (all []post) {
	for _, p := range a.PostsBy(s.world.Now()) {
		if p := (post{p, a}); s.shown(p) {
			all = append(all, p)
		}
	}
	slices.Reverse(all)
	return all
}

// kinds are the world's types as media_type; a link stands in a text.
var kinds = map[string]string{"text": "TEXT_POST", "link": "TEXT_POST", "image": "IMAGE", "video": "VIDEO"}

// post is one of the account's posts (…/threads/reference/media-retrieval).
func (s *server) post(p post) map[string]any {
	body := map[string]any{
		"id": p.ID, "media_product_type": "THREADS", "media_type": kinds[p.Type], "text": p.Text,
		"permalink": permalink(p.account.Handle, p.ID), "timestamp": metasim.Stamp(p.Published),
		"username": p.account.Handle, "owner": map[string]string{"id": userID(p.account.Handle)},
		"has_replies": len(p.CommentsBy(s.world.Now())) > 0, "is_quote_post": false, "is_reply": false,
	}
	if p.Type == "link" {
		body["link_attachment_url"] = "https://dinas.example/" + p.ID
	}
	if s.o.Reposts[p.ID] {
		body["media_type"] = "REPOST_FACADE"
	}
	return body
}

// said is what somebody else wrote: a reply, or a post of their own. It has no
// owner, and no handle where the person is not public.
func (s *server) said(c *sim.Comment) map[string]any {
	body := map[string]any{
		"id": c.ID, "media_product_type": "THREADS", "media_type": "TEXT_POST", "text": c.Text,
		"permalink": permalink(c.Author, c.ID), "timestamp": metasim.Stamp(c.Created), "username": c.Author,
		"has_replies": false, "is_quote_post": false, "is_reply": false,
	}
	if len(c.Tags) > 0 {
		body["topic_tag"] = c.Tags[0]
	}
	if s.o.Private[c.Author] {
		delete(body, "username")
	}
	if root := s.index.under[c.ID]; root.Post != nil {
		above := root.ID
		if c.ReplyTo != "" {
			above = c.ReplyTo
		}
		body["is_reply"] = true
		body["root_post"] = map[string]string{"id": root.ID}
		body["replied_to"] = map[string]string{"id": above}
	}
	return body
}
