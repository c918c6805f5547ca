package sink

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/enrich/newcomers"
	"github.com/pantau/pantau/collector/schema/words"
)

const (
	selectAuthors = `SELECT COUNT(author_days) FROM mention` + where
	selectFresh   = selectAuthors + ` AND author_days < 1` // newcomers.Day
)

// arrivals looks for bursts of new authors in touched hours, and asks what is usual
// only where there is one.
func (s *Sink) arrivals(ctx context.Context, o owner, h *heard) error {
	for hour, voices := range h.voices {
		if !h.hours[hour] {
			continue
		}
		bursts := arrivals(voices)
		if len(bursts) == 0 {
			continue
		}
		unusual, err := s.unusual(ctx, o, hour)
		if err != nil {
			return err
		}
		if unusual {
			h.arrived[hour] = bursts
		}
	}
	return nil
}

// unusual tells whether so many new authors are.
func (s *Sink) unusual(ctx context.Context, o owner, hour time.Time) (bool, error) {
	params := map[string]any{
		"platform": o.platform, "account": o.account, "from": hour.Add(-newcomers.Before).UnixNano(), "to": hour.UnixNano(),
	}
	var fresh, all float64
	for statement, n := range map[string]*float64{selectFresh: &fresh, selectAuthors: &all} {
		if err := s.reader.query(ctx, statement, params, func(r row) { *n = r.number("count") }); err != nil {
			return false, err
		}
	}
	return newcomers.Unusual(fresh, all), nil
}

// arrivals are the bursts on topics and hashtags, the largest first; who is in
// several is in the first of them.
func arrivals(voices []*voice) (out [][]*voice) {
	told := make([]newcomers.Voice, len(voices))
	for i, v := range voices {
		told[i] = newcomers.Voice{At: v.at, Author: v.author, Days: v.days, Post: v.post, Matters: slices.Clone(v.topics)}
		for _, word := range words.Of(v.text) {
			if strings.HasPrefix(word, "#") {
				told[i].Matters = append(told[i].Matters, word)
			}
		}
	}
	bursts, taken := newcomers.Bursts(told), map[int]bool{}
	for _, matter := range slices.SortedFunc(maps.Keys(bursts), func(a, b string) int {
		return cmp.Or(len(bursts[b])-len(bursts[a]), strings.Compare(a, b))
	}) {
		var g []*voice
		for _, i := range bursts[matter] {
			if !taken[i] {
				taken[i] = true
				g = append(g, voices[i])
			}
		}
		if len(g) > 0 {
			out = append(out, g)
		}
	}
	return out
}
