package newcomers

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var start = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

// stream has one mention every so often, by an author of its own each.
func stream(n int, every time.Duration, days float64) []Voice {
	out := make([]Voice, n)
	for i := range out {
		out[i] = Voice{At: start.Add(time.Duration(i) * every), Author: fmt.Sprintf("%v-%d", days, i), Days: days, Matters: []string{"pajak"}}
	}
	return out
}

func TestABurstOfNewAuthors(t *testing.T) {
	t.Parallel()
	voices := append(stream(12, 30*time.Second, 0), stream(1, time.Minute, 40)...)
	voices = append(voices, Voice{At: start, Author: "warga", Matters: []string{"banjir"}}, Voice{At: start, Matters: []string{"pajak"}})
	require.Equal(t, map[string][]int{"pajak": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}, Bursts(voices), "12 of 13 authors are new")
	slices.Reverse(voices)
	require.Len(t, Bursts(voices)["pajak"], 12, "in whatever order they come")
}

// Each differs from a burst in one thing.
func TestWhatIsNoBurst(t *testing.T) {
	t.Parallel()
	cases := map[string][]Voice{
		"nine authors":        stream(9, time.Minute, 0),
		"new since yesterday": stream(20, time.Second, 1),
		"a crowd: three of five have spoken before": slices.Concat(stream(20, time.Second, 0), stream(30, time.Second, 12)),
		"two in twelve have spoken before":          slices.Concat(stream(10, time.Second, 0), stream(2, time.Second, 12)),
		"one every two minutes":                     stream(40, 2*time.Minute, 0),
	}
	one := stream(20, time.Second, 0)
	for i := range one {
		one[i].Author = fmt.Sprint(i % 9)
	}
	cases["nine authors who repeat themselves"] = one
	own := stream(20, time.Second, 0)
	for i := range own {
		own[i].Matters = []string{fmt.Sprint("topik", i%4)}
	}
	cases["many matters"] = own
	post := stream(20, time.Second, 0)
	for i := range 11 {
		post[i].Post = "p1"
	}
	cases["most answer one own post"] = post
	for name, voices := range cases {
		require.Empty(t, Bursts(voices), name)
	}
	post[0].Post = "p2" // 10 of 20
	require.Len(t, Bursts(post)["pajak"], 20)
}

// The tenth mention comes just within the window, or just not.
func TestTheWindowIsHalfOpen(t *testing.T) {
	t.Parallel()
	voices := stream(10, time.Minute, 0)
	require.Len(t, Bursts(voices)["pajak"], 10)
	voices[9].At = start.Add(Window)
	require.Empty(t, Bursts(voices))
}

func TestUnusual(t *testing.T) {
	t.Parallel()
	require.True(t, Unusual(15, 30))
	require.False(t, Unusual(16, 30), "most authors are new")
	require.False(t, Unusual(0, 29), "too few to tell")
	require.False(t, Unusual(0, 0))
}

// Sliding finds what looking at every window anew finds.
func TestEveryWindowIsLookedAt(t *testing.T) {
	t.Parallel()
	found := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		voices := make([]Voice, 20+r.IntN(80))
		for i := range voices {
			author := r.IntN(60)
			voices[i] = Voice{
				At: start.Add(time.Duration(r.IntN(3600)) * time.Second), Author: fmt.Sprint(author), Days: float64(author % 12 / 11),
				Matters: []string{"pajak"}, Post: []string{"", "", "p", "q"}[r.IntN(4)],
			}
		}
		slices.SortStableFunc(voices, func(a, b Voice) int { return a.At.Compare(b.At) })
		want := map[int]bool{}
		for last := range voices {
			w, n := window{fresh: tally{}, known: tally{}, posts: tally{}}, 0
			var within []int
			for i := range last + 1 {
				if voices[last].At.Sub(voices[i].At) < Window {
					w.add(voices[i], 1)
					within, n = append(within, i), n+1
				}
			}
			for _, i := range within {
				want[i] = want[i] || w.burst(n) && voices[i].fresh()
			}
		}
		got := map[int]bool{}
		for _, i := range Bursts(voices)["pajak"] {
			got[i] = true
		}
		for i, is := range want {
			require.Equal(t, is, got[i], "seed %d, voice %d", seed, i)
		}
		found += len(got)
	}
	require.Positive(t, found)
}

// 10,000 mentions of an hour, a third of them by new authors.
func BenchmarkBursts(b *testing.B) {
	voices := slices.Concat(stream(3_300, time.Second, 0), stream(6_700, time.Second/2, 30))
	b.ReportAllocs()
	for b.Loop() {
		Bursts(voices)
	}
	b.ReportMetric(float64(b.N*len(voices))/b.Elapsed().Seconds(), "texts/s")
}
