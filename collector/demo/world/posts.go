package world

import (
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// mostPosts is how many posts an office makes on a day at most, in worlds that
// leave the episodes their length.
const mostPosts = 3

// office invents what an account posts, and what people write under it and
// about it on quiet days.
func (c *city) office(p *profile) *office {
	o := &office{profile: p}
	for i := range c.days {
		date := c.first.Add(time.Duration(i) * day)
		o.posts = append(o.posts, c.postsOf(p, date)...)
		o.mentions = append(o.mentions, c.namings(p, date)...)
	}
	slices.SortStableFunc(o.posts, func(a, b *post) int { return a.Published.Compare(b.Published) })
	for _, post := range o.posts {
		d := throwFor(c.key, p.key, "effect", post.Published)
		c.answer(d, o, post)
	}
	return o
}

// postsOf makes a day's posts: what episodes ask for, then what is usual.
func (c *city) postsOf(p *profile, date time.Time) []*post {
	d := throwFor(c.key, p.key, "posts", date)
	chances := []float64{.18, .45, .37}
	if weekend(date) {
		chances = []float64{.6, .35, .05}
	}
	n := d.weighted(chances...) + 1
	hours := officeHours
	all := c.releases(p, date)
	for _, r := range all {
		hours[r.Published.In(wib).Hour()] = 0
	}
	for len(all) < n {
		h := d.weighted(hours[:]...)
		hours[h] = 0
		at := date.Add(time.Duration(h)*time.Hour + time.Duration(d.IntN(3600_000))*time.Millisecond)
		topic := c.subject(d, p.topics, at)
		v := written().voices[voiceOf[topic]]
		kind := []string{"image", "text", "link", "video"}[d.weighted(.4, .23, .2, .17)]
		p := c.post(d, v, topic, kind, d.IntN(len(v.posts[kind])), at)
		p.Text = greet(d, p.Text)
		all = append(all, p)
	}
	return all
}

// releases are the day's posts that episodes ask for.
func (c *city) releases(p *profile, date time.Time) []*post {
	var all []*post
	for i := range c.episodes {
		e := &c.episodes[i]
		for _, r := range e.releases {
			if r.office == p.key && midnight(r.at).Equal(date) && len(all) < mostPosts {
				d := throwFor(c.key, p.key, "release", r.at)
				all = append(all, c.post(d, written().voices[e.voice], e.Topic, r.kind, r.text, r.at))
			}
		}
	}
	return all
}

// subject picks what a post or a mention is about.
func (c *city) subject(d dice, topics []weighted, at time.Time) string {
	weights := make([]float64, len(topics))
	for i, t := range topics {
		weights[i] = t.weight * season(t.topic, at.In(wib).Month())
	}
	return topics[d.weighted(weights...)].topic
}

// post writes one of a voice's posts of a type, with hashtags behind its text.
func (c *city) post(d dice, v *voice, topic, kind string, which int, at time.Time) *post {
	tags := []string{"Ranuwarna"}
	if len(v.tags) > 0 {
		tags = append(tags, v.tags[d.IntN(len(v.tags))])
	}
	text := v.posts[kind][which].say(d)
	return &post{topic: topic, Post: &sim.Post{
		Type: kind, Published: at.Truncate(time.Millisecond), Text: text + " #" + strings.Join(tags, " #"), Tags: tags,
		HalfLife: time.Duration(d.between(4, 12)*60) * time.Minute,
	}}
}

// greet begins some posts with a greeting.
func greet(d dice, text string) string {
	if !d.chance(.35) {
		return text
	}
	return join(written().shared["salam_pos"].say(d), text)
}

// answer says how a post is received: its counters and the comments under it.
func (c *city) answer(d dice, o *office, p *post) {
	at := p.Published.In(wib)
	effect := typeEffect[p.Type] * hourEffect(at.Hour()) * d.logNormal(.42)
	if weekend(at) {
		effect *= 1.08
	}
	reach := float64(c.followers(o.profile, p.Published)) / o.followers
	if e := c.active(p.topic, p.Published); e != nil && e.Kind != Rumour {
		effect *= 2.1
	}
	p.Final = counters(d, o.liking*effect*reach)
	p.comments = c.under(d, o, p, o.talk*effect*reach*peopleDay(at))
}

// counters are heavy-tailed numbers around so many likes.
func counters(d dice, mean float64) sim.Counters {
	likes := d.count(mean, 6)
	n := float64(likes)
	views := int((n*19 + 240) * d.logNormal(.3))
	reach := int(float64(views) * d.between(.58, .82))
	return sim.Counters{
		Likes: likes, Shares: d.count(n*.16, 3), Quotes: d.count(n*.03, 2), Saves: d.count(n*.06, 2),
		Views: max(views, likes), Reach: max(reach, likes),
	}
}
