package youtubesim

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// video is a post of the world: on YouTube all of them are videos.
type video struct {
	*sim.Post
	account *sim.Account
}

// index finds things by id without searching the world. It holds the future too.
type index struct {
	channels map[string]*sim.Account // by id
	videos   map[string]video
	threads  map[string]*sim.Comment // comments that have answers or may have them
}

func newIndex(w *sim.World) *index {
	x := &index{channels: map[string]*sim.Account{}, videos: map[string]video{}, threads: map[string]*sim.Comment{}}
	for _, a := range w.Accounts {
		if a.Platform != Platform {
			continue
		}
		x.channels[channelID(a.Handle)] = a
		for _, p := range a.Posts {
			x.videos[p.ID] = video{p, a}
			for _, c := range p.Comments {
				x.threads[c.ID] = c
			}
		}
	}
	return x
}

// channelID makes a channel's id of its handle: UC and 22 characters. The list
// of uploads has the same with UU, as on YouTube.
func channelID(handle string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(handle)) // never fails
	return fmt.Sprintf("UC%022x", h.Sum64())
}

func uploadsID(handle string) string { return "UU" + strings.TrimPrefix(channelID(handle), "UC") }

// round gives a number of subscribers as YouTube shows it: rounded down to three
// significant figures.
func round(n int) int {
	unit := 1
	for n/unit >= 1000 {
		unit *= 10
	}
	return n / unit * unit
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// title and description of a video are the first line of its text and the rest.
func words(text string) (title, description string) {
	title, description, _ = strings.Cut(text, "\n")
	return title, strings.TrimSpace(description)
}

// root is the comment that a thread begins with: YouTube has one level of
// answers, and puts answers to answers into the same thread.
func (x *index) root(c *sim.Comment) *sim.Comment {
	for range x.threads {
		above := x.threads[c.ReplyTo]
		if above == nil {
			return c
		}
		c = above
	}
	return c
}
