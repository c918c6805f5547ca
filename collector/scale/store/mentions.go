package store

import (
	"fmt"
	"math"
	"time"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

// mentions makes n mentions: replies to posts, mentions and hashtags, articles in
// feeds, and in an episode its share.
func (u *unit) mentions(n int) []*line.Point {
	out := make([]*line.Point, 0, n)
	var running []episode
	for _, e := range u.made.episodes {
		if e.start.Before(u.to) && !e.start.Before(u.from) {
			running = append(running, e)
		}
	}
	for i := range n {
		r := u.chance
		m := sdk.Mention{ID: fmt.Sprintf("%d-c%d", u.stretch, i), MentionKind: schema.KindMention}
		var about topic
		switch n := r.IntN(100); {
		case len(running) > 0 && n < 15:
			m, about = u.inEpisode(m, pick(r, running))
		case u.account.id == "rss":
			m.MentionKind, m.URL = schema.KindArticle, "https://berita.example/"+m.ID
			m.Created, about = moment(r, u.from, u.to), u.subject()
		case len(u.published) > 0 && n < 75:
			p := pick(r, u.published)
			m.MentionKind, m.Post, m.Created, about = schema.KindReply, p.id, soon(r, p.at, 6*time.Hour), p.about
		default:
			if n%3 == 0 {
				m.MentionKind = schema.KindHashtag
			}
			m.Created, about = moment(r, u.from, u.to), u.subject()
		}
		if !m.Created.Before(u.to) { // windows end where the unit ends
			m.Created = moment(r, u.from, u.to)
		}
		out = append(out, u.mention(m, about))
	}
	return out
}

// inEpisode is a mention of the episode; a fifth are copies of one text.
func (u *unit) inEpisode(m sdk.Mention, e episode) (sdk.Mention, topic) {
	m.Created = soon(u.chance, e.start, e.half)
	if u.chance.IntN(5) == 0 {
		m.Text = e.copy
	}
	return m, e.topic
}

// mention gives it its author and meaning, which a model would find in the text.
func (u *unit) mention(m sdk.Mention, about topic) *line.Point {
	r := u.chance
	label := pick(r, []sentiment.Label{
		sentiment.Positive, sentiment.Positive, sentiment.Positive, sentiment.Neutral, sentiment.Neutral,
		sentiment.Neutral, sentiment.Neutral, sentiment.Negative, sentiment.Negative, sentiment.Negative,
	})
	if m.Text != "" {
		label = sentiment.Negative
	} else {
		m.Text = sentence(r, about, label)
	}
	people := 200 + 80_000*u.account.share
	author := uint64(people * math.Pow(r.Float64(), 2))
	m.Author = fmt.Sprintf("%016x", (author+1)*0x9e3779b97f4a7c15)
	meaning := enrich.Meaning{Language: "id"}
	switch r.IntN(20) {
	case 0:
		meaning.Language = "jv"
	case 1:
		meaning.Language, meaning.Second = "id", "en"
	}
	if u.account.derived {
		meaning.Label, meaning.Certainty, meaning.Reader = label, math.Round((.5+.5*r.Float64())*1e4)/1e4, schema.ReaderAccurate
		meaning.Score = map[sentiment.Label]float64{sentiment.Positive: 1, sentiment.Negative: -1}[label] * meaning.Certainty
		if about.name != "" {
			meaning.Topics = []string{about.name}
			if second := pick(r, topics); r.IntN(10) == 0 && second.name != about.name {
				meaning.Topics = append(meaning.Topics, second.name)
			}
		}
	}
	known := time.Duration(float64(m.Created.Sub(u.made.options.start())) * r.Float64())
	return u.maker.Mention(m, meaning, known)
}
