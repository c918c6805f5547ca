package world

import (
	"math"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

// voiceOf is the voice of each topic in quiet times.
var voiceOf = map[string]string{
	"vaksinasi": "vaksinasi", "banjir": "banjir", "parkir elektronik": "parkir", "layanan KTP": "ktp",
	"jalan rusak": "jalan", "sampah": "sampah", "beasiswa": "beasiswa", general: "umum", healthCare: "kesehatan",
}

// usual is how people feel about a topic in quiet times: the shares of positive,
// neutral and negative comments.
var usual = map[string][3]float64{
	"vaksinasi": {.40, .40, .20}, "banjir": {.18, .36, .46}, "parkir elektronik": {.39, .40, .21}, "layanan KTP": {.36, .36, .28},
	"jalan rusak": {.17, .28, .55}, "sampah": {.24, .30, .46}, "beasiswa": {.42, .46, .12}, general: {.44, .32, .24}, healthCare: {.44, .38, .18},
}

// spoken is what people write about to an office without being asked.
var spoken = []weighted{
	{general, 24}, {"jalan rusak", 19}, {"sampah", 16}, {"layanan KTP", 14}, {"banjir", 8}, {"parkir elektronik", 8}, {"vaksinasi", 5}, {"beasiswa", 6},
}

// spokenHealth is the same for the health office.
var spokenHealth = []weighted{{healthCare, 62}, {"vaksinasi", 38}}

func (p *profile) spoken() []weighted {
	if p.key == healthMastodon {
		return spokenHealth
	}
	return spoken
}

// active is the episode of a topic at a time, the latest if there are two; nil
// if there is none.
func (c *city) active(topic string, at time.Time) *episode {
	for i := range slices.Backward(c.episodes) {
		e := &c.episodes[i]
		if e.Topic == topic && !at.Before(e.Start) && at.Before(e.End) {
			return e
		}
	}
	return nil
}

// moods is how people feel about a topic at a time: as in the episode while it
// lasts, then back to the usual by and by.
func (c *city) moods(topic string, at time.Time) [3]float64 {
	m := usual[topic]
	for i := range c.episodes {
		e := &c.episodes[i]
		if e.Topic != topic || at.Before(e.Start) {
			continue
		}
		k := 1.0
		if at.After(e.End) {
			k = math.Exp(-float64(at.Sub(e.End)) / float64(e.fade))
		}
		for j := range m {
			m[j] += k * (e.moods[j] - m[j])
		}
	}
	return m
}

// under invents what is written under a post: most of it soon, little at night.
func (c *city) under(d dice, o *office, p *post, mean float64) []*said {
	var all []*said
	for range d.count(mean, 1.4) {
		at := p.Published
		for range 5 {
			delay := 150 * d.logNormal(1.25) // minutes
			at = p.Published.Add(time.Duration((1 + delay) * float64(time.Minute)))
			if d.chance(peopleHours[at.In(wib).Hour()]) {
				break
			}
		}
		topic := p.topic
		if d.chance(.12) {
			topic = c.subject(d, o.spoken(), at)
		}
		all = append(all, c.comment(d, o.platform, topic, at, c.active(topic, at)))
	}
	return all
}

// namings invents a day's mentions of an office.
func (c *city) namings(p *profile, date time.Time) []*said {
	d := throwFor(c.key, p.key, "mentions", date)
	var all []*said
	for range d.count(p.named*peopleDay(date), 8) {
		at := date.Add(time.Duration(d.weighted(peopleHours[:]...))*time.Hour + time.Duration(d.IntN(3600_000))*time.Millisecond)
		topic := c.subject(d, p.spoken(), at)
		s := c.comment(d, p.platform, topic, at, c.active(topic, at))
		c.address(d, p, s, nil)
		all = append(all, s)
	}
	return all
}

// comment invents one comment. In an episode most speak of that.
func (c *city) comment(d dice, platform, topic string, at time.Time, e *episode) *said {
	shares := c.moods(topic, at)
	m := mood(d.weighted(shares[:]...))
	v, likes := written().voices[voiceOf[topic]], .7
	if e != nil && d.chance(.88) && len(written().voices[e.voice].comments[m]) > 0 {
		v, likes = written().voices[e.voice], 2.6
	}
	author := c.people.somebody(d)
	text, alone := write(d, v, m, author.style)
	return &said{topic: topic, mood: m, alone: alone, Comment: &sim.Comment{
		Author: author.on(platform), Created: at.Truncate(time.Millisecond), Text: text, Likes: d.count(likes, .35),
	}}
}

// address makes a mention of a comment: it names the account or has hashtags,
// in an episode that one's.
func (c *city) address(d dice, p *profile, s *said, e *episode) {
	tags, named := []string{"LaporRanuwarna"}, .6
	switch {
	case e != nil:
		tags, named = e.Hashtags, .25
	case s.mood != negative:
		tags = []string{"Ranuwarna"}
	}
	if d.chance(named) {
		if d.chance(.5) {
			s.Text = "@" + p.handle + " " + s.Text
		} else {
			s.Text += " @" + p.handle
		}
		return
	}
	n := 1
	if len(tags) > 1 && d.chance(.35) {
		n = 2
	}
	from := d.IntN(len(tags) - n + 1)
	s.Tags = tags[from : from+n]
	for _, t := range s.Tags {
		s.Text += " #" + t
	}
}

// burst invents what is written because of an episode, hour by hour.
func (c *city) burst(e *episode) {
	d := throwFor(c.key, "burst", e.Name)
	var weights []float64
	total := 0.0
	for at := e.Start; at.Before(e.End); at = at.Add(time.Hour) {
		w := e.shape(at.Add(30*time.Minute)) * math.Pow(peopleHours[at.In(wib).Hour()], .8)
		weights = append(weights, w)
		total += w
	}
	for i, w := range weights {
		hour := e.Start.Add(time.Duration(i) * time.Hour)
		for range d.poisson(e.comments * w / total) {
			at := hour.Add(time.Duration(d.IntN(3600_000)) * time.Millisecond)
			o := c.offices[d.weighted(c.attention(e)...)]
			s := c.comment(d, o.platform, e.Topic, at, e)
			if p := o.latest(e.Topic, at); p != nil && d.chance(e.under) {
				p.comments = append(p.comments, s)
				continue
			}
			c.address(d, o.profile, s, e)
			o.mentions = append(o.mentions, s)
		}
	}
}

// shape is how much is written at a time: it grows to the peak and dies down.
func (e *episode) shape(at time.Time) float64 {
	if at.Before(e.Peak) {
		return .03 + math.Pow(float64(at.Sub(e.Start))/float64(e.Peak.Sub(e.Start)), 1.3)
	}
	return math.Exp(-3.2 * float64(at.Sub(e.Peak)) / float64(e.End.Sub(e.Peak)))
}

// attention is how an episode's comments are shared out to the offices.
func (c *city) attention(e *episode) []float64 {
	var shares []float64
	for _, o := range c.offices {
		if e.health {
			shares = append(shares, o.healthShare)
		} else {
			shares = append(shares, o.share)
		}
	}
	return shares
}

// latest is the newest post on a topic, if people still answer it.
func (o *office) latest(topic string, at time.Time) *post {
	for _, p := range slices.Backward(o.posts) {
		if p.topic == topic && p.Published.Add(time.Minute).Before(at) && at.Sub(p.Published) < 6*day {
			return p
		}
	}
	return nil
}
