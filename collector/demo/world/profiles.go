package world

import (
	"math"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// Keys of the profiles.
const (
	cityMastodon   = "mastodon/pemkot_ranuwarna"
	healthMastodon = "mastodon/dinkes_ranuwarna"
	cityBluesky    = "bluesky/pemkot-ranuwarna.test"
	cityInstagram  = "instagram/pemkot.ranuwarna"
)

// profile is an office's account.
type profile struct {
	key, platform, handle, name string
	following                   int
	followers, gain             float64 // on the last day; the share won in a year
	liking                      float64 // likes of a usual post
	talk                        float64 // comments under a usual post
	named                       float64 // mentions on a usual day
	share                       float64 // of what is written in an episode
	healthShare                 float64 // the same where it is about health
	topics                      []weighted
}

// weighted is a topic with how often the office posts about it.
type weighted struct {
	topic  string
	weight float64
}

// general is what is no followed topic: all other services of the city.
// healthCare is that for the health office.
const (
	general    = "umum"
	healthCare = "kesehatan"
)

var profiles = []profile{
	{
		key: cityMastodon, platform: "mastodon", handle: "pemkot_ranuwarna", name: "Pemerintah Kota Ranuwarna",
		following: 148, followers: 8640, gain: .31, liking: 62, talk: 7.4, named: 10.5, share: .55, healthShare: .2,
		topics: []weighted{{general, 30}, {"layanan KTP", 14}, {"sampah", 13}, {"jalan rusak", 12}, {"banjir", 9}, {"parkir elektronik", 9}, {"beasiswa", 8}, {"vaksinasi", 5}},
	},
	{
		key: healthMastodon, platform: "mastodon", handle: "dinkes_ranuwarna", name: "Dinas Kesehatan Kota Ranuwarna",
		following: 73, followers: 3170, gain: .42, liking: 30, talk: 4.6, named: 4.2, share: .03, healthShare: .57,
		topics: []weighted{{healthCare, 60}, {"vaksinasi", 40}},
	},
	{
		key: cityBluesky, platform: "bluesky", handle: "pemkot-ranuwarna.test", name: "Pemkot Ranuwarna",
		following: 61, followers: 5230, gain: .68, liking: 41, talk: 5.4, named: 6.8, share: .42, healthShare: .23,
		topics: []weighted{{general, 34}, {"layanan KTP", 13}, {"jalan rusak", 12}, {"sampah", 12}, {"parkir elektronik", 10}, {"banjir", 9}, {"beasiswa", 7}, {"vaksinasi", 6}},
	},
	{ // Comments are switched off there; who follows, and how far posts go, only this platform tells.
		key: cityInstagram, platform: "instagram", handle: "pemkot.ranuwarna", name: "Pemkot Ranuwarna",
		following: 96, followers: 14_280, gain: .45, liking: 240,
		topics: []weighted{{general, 40}, {"layanan KTP", 14}, {"sampah", 12}, {"beasiswa", 10}, {"jalan rusak", 8}, {"banjir", 8}, {"parkir elektronik", 8}},
	},
}

const (
	outletHandle = "warta-ranuwarna"
	outletName   = "Warta Ranuwarna"
)

// accounts are the offices and the outlet as far as the world shows them. The
// outlet's feed has no followers: its Followers is nil.
func (c *city) accounts() []*sim.Account {
	var all []*sim.Account
	for _, o := range c.offices {
		a := &sim.Account{
			Platform: o.platform, Handle: o.handle, Name: o.name, Following: o.following,
			Followers: func(at time.Time) int { return c.followers(o.profile, at) },
			Mentions:  c.shown(o.mentions),
		}
		for _, p := range o.posts {
			if c.shows(p.Published) {
				p.Comments = c.shown(p.comments)
				a.Posts = append(a.Posts, p.Post)
			}
		}
		all = append(all, a)
	}
	return append(all, &sim.Account{Platform: "rss", Handle: outletHandle, Name: outletName, Mentions: c.shown(c.articles)})
}

func (c *city) shows(t time.Time) bool { return t.After(c.begin) && !t.After(c.end) }

func (c *city) shown(all []*said) []*sim.Comment {
	var out []*sim.Comment
	for _, s := range all {
		if c.shows(s.Created) {
			out = append(out, s.Comment)
		}
	}
	return out
}

// followers grow steadily, with a weekly wave and a step at each episode.
func (c *city) followers(p *profile, at time.Time) int {
	last := c.first.Add(time.Duration(c.days-1) * day)
	years := at.Sub(last).Hours() / (365 * 24)
	n := p.followers * math.Pow(1+p.gain*.8, years)
	for i := range c.episodes {
		e := &c.episodes[i]
		step := p.followers * .011 * e.comments / 1000
		if e.health {
			step *= 2.5 * p.healthShare
		}
		// Half of the step is won at the peak; the last day's number includes it all.
		n -= step * (1 - 1/(1+math.Exp(-at.Sub(e.Peak).Hours()/9)))
	}
	week := math.Mod(at.Sub(last).Hours()/(7*24), 1)
	n += p.followers * (.0016*math.Sin(2*math.Pi*week) + .0005*math.Sin(2*math.Pi*at.Sub(last).Hours()/(3.3*24)))
	return int(math.Round(n))
}
