package world

import (
	"fmt"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// nested is the share of comments that answer another one.
const nested = .17

// nest orders the comments of each post and lets some answer an earlier one,
// in agreement or not.
func (c *city) nest() {
	for _, o := range c.offices {
		slices.SortStableFunc(o.mentions, earlier)
		for _, p := range o.posts {
			d := throwFor(c.key, o.key, "nest", p.Published)
			slices.SortStableFunc(p.comments, earlier)
			for i, s := range p.comments {
				if i == 0 || !d.chance(nested) {
					continue
				}
				parent := p.comments[max(0, i-1-d.IntN(8))]
				if !parent.Created.Before(s.Created) || parent.Author == s.Author || !c.shows(parent.Created) {
					continue
				}
				s.parent = parent
				s.Text = reply(d, s, parent.mood == s.mood)
			}
		}
	}
	slices.SortStableFunc(c.articles, earlier)
}

func earlier(a, b *said) int { return a.Created.Compare(b.Created) }

// number gives ids that ascend with time, unique on each platform: the
// milliseconds since 1970, and 16 bits that count within one.
func (c *city) number() {
	type numbered struct {
		at time.Time
		id *string
	}
	byPlatform := map[string][]numbered{}
	add := func(platform string, at time.Time, id *string) {
		byPlatform[platform] = append(byPlatform[platform], numbered{at, id})
	}
	for _, o := range c.offices {
		for _, p := range o.posts {
			add(o.platform, p.Published, &p.ID)
			for _, s := range p.comments {
				add(o.platform, s.Created, &s.ID)
			}
		}
		for _, s := range o.mentions {
			add(o.platform, s.Created, &s.ID)
		}
	}
	for _, s := range c.articles {
		add("rss", s.Created, &s.ID)
	}
	for _, all := range byPlatform {
		slices.SortStableFunc(all, func(a, b numbered) int { return a.at.Compare(b.at) })
		var last, n int64
		for _, x := range all {
			ms := x.at.UnixMilli()
			if n++; ms != last {
				last, n = ms, 0
			}
			*x.id = fmt.Sprint(ms<<16 | n)
		}
	}
	for _, o := range c.offices {
		for _, p := range o.posts {
			for _, s := range p.comments {
				if s.parent != nil {
					s.ReplyTo = s.parent.ID
				}
			}
		}
	}
}

// report invents the outlet's articles: about one a day, more in episodes.
func (c *city) report() []*said {
	var all []*said
	for i := range c.days {
		date := c.first.Add(time.Duration(i) * day)
		d := throwFor(c.key, "articles", date)
		for range d.poisson(1.1 * peopleDay(date)) {
			at := articleTime(d, date)
			topic := c.subject(d, spoken, at)
			all = append(all, tell(d, topic, written().voices[voiceOf[topic]], at))
		}
		for j := range c.episodes {
			e := &c.episodes[j]
			if date.Add(day).Before(e.Start) || date.After(e.End) {
				continue
			}
			for range d.poisson(.5 + 1.5*e.shape(date.Add(day/2))) {
				if at := articleTime(d, date); at.After(e.Start) && at.Before(e.End) {
					all = append(all, tell(d, e.Topic, written().voices[e.voice], at))
				}
			}
		}
	}
	return all
}

func articleTime(d dice, date time.Time) time.Time {
	return date.Add(time.Duration(d.between(6, 21.5)*3600_000) * time.Millisecond)
}

// tell writes one article: its title, and its summary on the next line.
func tell(d dice, topic string, v *voice, at time.Time) *said {
	a := v.articles[d.IntN(len(v.articles))]
	return &said{topic: topic, mood: neutral, Comment: &sim.Comment{
		Author: outletName, Created: at, Text: a.title.say(d) + "\n" + a.summary.say(d),
	}}
}
