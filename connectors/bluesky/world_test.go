package bluesky_test

import (
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/sim"
)

const (
	officeHandle = "dinkes.bsky.social"
	manyPosts    = 160
)

// start is when the clock of the tests' worlds stands at first.
var start = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// clock is a world's time, which tests move.
type clock struct{ now time.Time }

func (c *clock) forward(d time.Duration) { c.now = c.now.Add(d) }

// office is a world with one account: 160 posts, one every six hours up to
// start and some after it, replies three levels deep under every fourth, a post
// that the account continues, mentions, and posts with a hashtag.
func office(c *clock) (*sim.World, *sim.Account) {
	a := &sim.Account{
		Platform: blueskysim.Platform, Handle: officeHandle, Name: "Dinas Kesehatan", Following: 7,
		Followers: func(at time.Time) int { return 1000 + int(at.Sub(start).Hours()) },
	}
	for i := range manyPosts + 8 {
		a.Posts = append(a.Posts, officePost(i))
	}
	for i := range 12 {
		a.Mentions = append(a.Mentions, &sim.Comment{
			ID: fmt.Sprint(500_000 + i), Author: "warga", Created: start.Add(time.Duration(i-10) * 24 * time.Hour),
			Text: fmt.Sprintf("Mohon perhatian @%s, laporan %d", officeHandle, i),
		}, &sim.Comment{
			ID: fmt.Sprint(600_000 + i), Author: "tetangga", Created: start.Add(time.Duration(i-10)*24*time.Hour + time.Minute),
			Text: "Air naik lagi #banjir", Tags: []string{"banjir"},
		})
	}
	return sim.New(func() time.Time { return c.now }, a), a
}

func officePost(i int) *sim.Post {
	published := start.Add(time.Duration(i-manyPosts+1) * 6 * time.Hour)
	p := &sim.Post{
		ID: fmt.Sprint(1000 + i), Type: []string{"text", "image", "video", "link"}[i%4], Published: published,
		Text:     fmt.Sprintf("Informasi %d", i),
		Final:    sim.Counters{Likes: 100 + i, Shares: 20 + i, Quotes: 3, Saves: 8},
		HalfLife: 24 * time.Hour,
	}
	comment := func(n int, author, replyTo string) *sim.Comment {
		return &sim.Comment{
			ID: fmt.Sprint(1_000_000 + 10*i + n), Author: author, Created: published.Add(time.Duration(n) * time.Minute),
			Text: fmt.Sprintf("Balasan %d di bawah %d", n, i), ReplyTo: replyTo,
		}
	}
	if i%4 == 3 {
		first := comment(1, "ani", "")
		second := comment(2, "budi", first.ID)
		third := comment(3, "citra", second.ID)
		thanks := comment(4, officeHandle, third.ID) // an answer of the office: neither post nor mention
		last := comment(5, "dewi", thanks.ID)
		p.Comments = []*sim.Comment{first, second, third, thanks, last}
	}
	if i == 10 {
		more := comment(1, officeHandle, "") // the office goes on: a post
		p.Comments = []*sim.Comment{more, comment(2, "eko", more.ID)}
	}
	return p
}

// What office has by start.
const (
	threadsByStart  = manyPosts/4 + 1
	repliesByStart  = manyPosts/4*4 - 4 + 1 // the last post has just been made: nobody has answered yet
	mentionsByStart = 11
	hashtagsByStart = 10
)
