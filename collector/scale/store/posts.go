package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

// readings are the ages at which a post is read and has changed.
var readings = []time.Duration{
	time.Hour, 2 * time.Hour, 3 * time.Hour, 5 * time.Hour, 8 * time.Hour, 13 * time.Hour, 24 * time.Hour,
	2 * 24 * time.Hour, 4 * 24 * time.Hour, 8 * 24 * time.Hour, 14 * 24 * time.Hour, 21 * 24 * time.Hour,
}

// post is one of the unit, for the mentions that answer it.
type post struct {
	id    string
	at    time.Time
	about topic
}

// posts makes n posts with their readings.
func (u *unit) posts(n int) []*line.Point {
	var out []*line.Point
	for i := range n {
		r := u.chance
		about, at := u.subject(), moment(r, u.from, u.to)
		p := sdk.Post{
			ID: fmt.Sprintf("%d-%d", u.stretch, i), Type: pick(r, u.account.types), Published: at,
			Text: sentence(r, about, sentiment.Neutral) + " " + sentence(r, about, sentiment.Positive),
		}
		p.URL = "https://" + u.account.id + ".example/" + u.account.name + "/" + p.ID
		response := u.account.liking * math.Exp(.7*r.NormFloat64())
		if r.IntN(100) == 0 {
			response *= 10
		}
		half := 3 + 9*r.Float64()
		count := func(age time.Duration) sdk.Metrics {
			return u.counters(response * (1 - math.Exp2(-age.Hours()/half)))
		}
		for _, age := range readings {
			if read := at.Add(age); read.Before(u.made.options.End) {
				p.Metrics = count(age)
				out = append(out, u.maker.Reading(p, read))
			}
		}
		p.Metrics = count(u.made.options.End.Sub(at))
		var named []string
		if about.name != "" && u.account.derived {
			named = []string{about.name}
		}
		out = append(out, u.maker.Post(p, named))
		u.published = append(u.published, post{p.ID, at, about})
	}
	return out
}

// counters are those of a post with so many likes.
func (u *unit) counters(likes float64) sdk.Metrics {
	out := sdk.Metrics{}
	for name, factor := range u.account.counters {
		out[name] = sdk.Number(math.Round(likes * factor))
	}
	for _, name := range u.account.missing {
		out[name] = sdk.NotAvailable(schema.NotOffered)
	}
	return out
}

// subject is what somebody writes of: the first topics are the commonest, and a
// sixth is about none.
func (u *unit) subject() topic { return subject(u.chance) }

func subject(r *rand.Rand) topic {
	if r.IntN(6) == 0 {
		return noTopic
	}
	return topics[int(float64(len(topics))*math.Pow(r.Float64(), 1.6))]
}
