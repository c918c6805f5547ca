package store

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// episode is a topic that everybody speaks of for a day or two, in a worse mood
// than usual; some of it are copies of one text.
type episode struct {
	topic topic
	start time.Time
	half  time.Duration // of its mentions lie before
	copy  string
}

// episodes are two in thirty days.
func (o Options) episodes() []episode {
	r := o.chance("episodes", 0)
	var out []episode
	for range max(1, o.Days/15) {
		t := pick(r, topics)
		out = append(out, episode{
			topic: t, start: o.start().Add(time.Duration(r.Int64N(int64(o.End.Sub(o.start()))))),
			half: time.Duration(6+r.IntN(24)) * time.Hour, copy: sentence(r, t, sentiment.Negative) + " " + sentence(r, t, sentiment.Negative),
		})
	}
	slices.SortFunc(out, func(a, b episode) int { return a.start.Compare(b.start) })
	return out
}

// chance is random numbers that belong to one purpose and stretch of the store.
func (o Options) chance(purpose string, n int) *rand.Rand {
	h := uint64(14695981039346656037)
	for _, c := range []byte(purpose) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(o.Seed, h+uint64(n)*0x9e3779b97f4a7c15))
}

// hours are how much is written in each hour of the day.
var hours = func() (sum [24]float64) {
	total := 0.0
	for h, w := range []float64{2, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 8, 9, 8, 7, 7, 8, 9, 11, 13, 13, 11, 8, 4} {
		total += w
		sum[h] = total
	}
	for h := range sum {
		sum[h] /= total
	}
	return sum
}()

// moment is a time of the stretch, by day more than by night.
func moment(r *rand.Rand, from, to time.Time) time.Time {
	days := max(1, int(to.Sub(from)/(24*time.Hour)))
	hour, _ := slices.BinarySearch(hours[:], r.Float64())
	return from.Add(time.Duration(r.IntN(days)*24+min(hour, 23))*time.Hour + time.Duration(r.Int64N(int64(time.Hour))))
}

// soon is a time after another, half of them within so long.
func soon(r *rand.Rand, after time.Time, half time.Duration) time.Time {
	return after.Add(time.Duration(r.ExpFloat64() / math.Ln2 * float64(half)))
}
