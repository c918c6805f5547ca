package analytics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func none() Number { return unknown(NoBase) }

func TestRate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		interactions, base, want Number
	}{
		"30 of 1,500 followers":    {known(30), known(1500), known(2)},
		"no response":              {known(0), known(10), known(0)},
		"more than the audience":   {known(30), known(10), known(300)},
		"zero followers":           {known(30), known(0), unknown(ZeroBase)},
		"no interactions":          {unknown(NoInteractions), known(10), unknown(NoInteractions)},
		"no reach":                 {known(30), unknown(NoBase), unknown(NoBase)},
		"negative base is no base": {known(3), known(-1), unknown(ZeroBase)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, Rate(tc.interactions, tc.base))
		})
	}
}

// Three posts worked by hand: 10/100 = 10%, 30/1000 = 3%, 2/10 = 20%. The mean
// is 33/3 = 11%; together it is 42/1110 = 3.7837…%.
var threePosts = []Post{{known(10), known(100)}, {known(30), known(1000)}, {known(2), known(10)}}

func TestAggregatesByHand(t *testing.T) {
	t.Parallel()
	without := append([]Post{{known(5), none()}, {known(5), known(0)}, {unknown(NoInteractions), known(100)}}, threePosts...)
	for name, posts := range map[string][]Post{"three": threePosts, "posts without a rate change nothing": without} {
		mean, n := MeanOfRates(posts)
		require.Equal(t, 3, n, name)
		require.InDelta(t, 11, mean.Value, 1e-12, name)
		ratio, n := RatioOfSums(posts)
		require.Equal(t, 3, n, name)
		require.InDelta(t, 42.0/1110*100, ratio.Value, 1e-12, name)
	}
}

func TestAggregatesOfNothing(t *testing.T) {
	t.Parallel()
	for _, posts := range [][]Post{nil, {{known(5), known(0)}}, {{unknown(NoInteractions), none()}}} {
		mean, n := MeanOfRates(posts)
		require.Equal(t, unknown(NothingToWeigh), mean)
		require.Zero(t, n)
		ratio, n := RatioOfSums(posts)
		require.Equal(t, unknown(NothingToWeigh), ratio)
		require.Zero(t, n)
	}
}

func TestAggregatesHoldForAnyPosts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		posts := randomPosts(r)
		mean, n := MeanOfRates(posts)
		ratio, m := RatioOfSums(posts)
		require.Equal(t, n, m)
		least, most := math.Inf(1), math.Inf(-1)
		for _, p := range posts {
			if rate := Rate(p.Interactions, p.Base); rate.Known() {
				least, most = min(least, rate.Value), max(most, rate.Value)
			}
		}
		if n == 0 {
			require.False(t, mean.Known())
			continue
		}
		for _, v := range []float64{mean.Value, ratio.Value} {
			require.GreaterOrEqual(t, v, least-1e-9, "an average lies within its posts")
			require.LessOrEqual(t, v, most+1e-9)
		}
		r.Shuffle(len(posts), func(i, j int) { posts[i], posts[j] = posts[j], posts[i] })
		again, _ := MeanOfRates(posts)
		require.InDelta(t, mean.Value, again.Value, 1e-9, "the order of posts must not matter")
	}
}

func randomPosts(r *rand.Rand) []Post {
	posts := make([]Post, r.IntN(8))
	for i := range posts {
		posts[i] = Post{known(float64(r.IntN(50))), known(float64(r.IntN(300)))}
		if r.IntN(5) == 0 {
			posts[i].Base = none()
		}
	}
	return posts
}
