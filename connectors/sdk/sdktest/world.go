package sdktest

import (
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// World is a small public sphere for Options.Platform, standing still at Now:
// the account "dinas" on the given platform, with 45 posts of every type in the
// weeks before, nested comments under some, and mentions that carry the hashtag
// "banjir". The last post and a comment under it contain Marker.
func World(platform string) *sim.World { return WorldOf(platform, 45) }

// WorldOf is World with another number of posts, two a day up to Now. Every
// fifth has four comments, one of them an answer to another.
func WorldOf(platform string, posts int) *sim.World {
	a := &sim.Account{
		Platform: platform, Handle: "dinas", Name: "Dinas Contoh", Following: 12,
		Followers: func(time.Time) int { return 1204 },
	}
	types := []string{"text", "image", "video", "link"}
	for i := range posts {
		a.Posts = append(a.Posts, worldPost(i, types[i%len(types)], Now.Add(time.Duration(i-posts)*12*time.Hour)))
	}
	last := a.Posts[posts-1]
	last.Text = "Pengumuman " + Marker + " untuk warga"
	if len(last.Comments) > 0 {
		last.Comments[0].Text += " " + Marker
	}
	for i := range 7 { // some name the account, some only carry the hashtag
		a.Mentions = append(a.Mentions, &sim.Comment{
			ID: worldID(Now.Add(mentionAge(i))), Author: fmt.Sprintf("warga%d", i), Created: Now.Add(mentionAge(i)),
			Text: fmt.Sprintf("Jalan tergenang lagi, laporan ke-%d", i+1), Tags: []string{"banjir"},
		})
		if i%2 == 0 {
			a.Mentions[i].Text += ", mohon @dinas periksa"
		}
	}
	return sim.New(func() time.Time { return Now }, a)
}

// Comments is how many comments the posts of a world's first account have by the
// world's now.
func Comments(w *sim.World) (n int) {
	for _, p := range w.Accounts[0].PostsBy(w.Now()) {
		n += len(p.CommentsBy(w.Now()))
	}
	return n
}

// mentionAge places the mentions in the last day, at odd minutes.
func mentionAge(i int) time.Duration { return time.Duration(i-7)*3*time.Hour - 7*time.Minute }

// worldID makes an id that ascends with time, as ids in a world must.
func worldID(at time.Time) string { return fmt.Sprint(at.Unix()) }

func worldPost(i int, kind string, published time.Time) *sim.Post {
	p := &sim.Post{
		ID: worldID(published), Type: kind, Published: published, Tags: []string{"layanan"},
		Text:     fmt.Sprintf("Informasi layanan hari ke-%d: buka pukul 8 & tutup pukul 15", i+1),
		Final:    sim.Counters{Likes: 40 + i, Shares: 5 + i%7, Quotes: i % 3, Saves: i % 5, Views: 900 + 10*i, Reach: 700 + 9*i},
		HalfLife: 6 * time.Hour,
	}
	if i%5 != 4 {
		return p
	}
	for j := range 4 {
		created := published.Add(time.Duration(j+1) * time.Minute)
		c := &sim.Comment{
			ID: worldID(created), Author: fmt.Sprintf("warga%d", j), Created: created,
			Text: fmt.Sprintf("Terima kasih, informasinya membantu (%d)", j+1), Likes: j,
		}
		if j == 2 {
			c.ReplyTo = p.Comments[1].ID
		}
		p.Comments = append(p.Comments, c)
	}
	return p
}
