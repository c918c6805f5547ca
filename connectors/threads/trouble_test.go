package threads

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/threads/threadssim"
)

// misbehaving is a platform that makes trouble with some requests.
func misbehaving(t *testing.T, posts int, trouble func(*http.Request) metasim.Trouble) *platform {
	t.Helper()
	fine := simulated(sdktest.WorldOf(threadssim.Platform, posts), threadssim.Options{})
	return &platform{sdktest.Serve(t, metasim.Misbehave(fine, trouble))}
}

// Whatever a server does, the run ends, says what kind of failure it was, and a
// later one has everything.
func TestTroubleIsToldByItsKindAndLosesNothing(t *testing.T) {
	t.Parallel()
	for trouble, kind := range map[metasim.Trouble]sdk.ErrorKind{
		metasim.Storm: sdk.RateLimited, metasim.Down: sdk.Transient, metasim.Reset: sdk.Transient,
		metasim.WebPage: sdk.Permanent, metasim.Half: sdk.Permanent,
	} {
		t.Run(string(trouble), func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			p := misbehaving(t, 60, func(r *http.Request) metasim.Trouble {
				if strings.HasPrefix(r.URL.Path, "/v1.0") && asked.Add(1) > 2 {
					return trouble
				}
				return metasim.Fine
			})
			c := p.connect(t, "keywords: [tergenang]\n")
			var got sdktest.Gathered
			got.Collect(t, c, sdk.Request{})
			require.NotEmpty(t, got.Result.Failures)
			for _, f := range got.Result.Failures {
				require.Equal(t, kind, sdk.KindOf(f), "%v", f)
				require.NotContains(t, f.Error(), sdktest.Token)
			}
			asked.Store(-1 << 40) // it is over
			got.Next(t, c, sdk.Request{Since: sdktest.Now.AddDate(0, 0, -3)})
			got.Good(t)
			require.Len(t, got.Posts, 60)
		})
	}
}

func TestDisorderedPagesAreReadLikeOthers(t *testing.T) {
	t.Parallel()
	read := func(trouble metasim.Trouble) (sdktest.Gathered, int) {
		p := misbehaving(t, 150, func(*http.Request) metasim.Trouble { return trouble })
		var got sdktest.Gathered
		got.Collect(t, p.connect(t, "keywords: [tergenang]\n"), sdk.Request{})
		got.Good(t)
		return got, len(p.Asked(""))
	}
	fine, requests := read(metasim.Fine)
	for _, trouble := range []metasim.Trouble{metasim.Doubled, metasim.Reordered} {
		got, n := read(trouble)
		require.Equal(t, fine.Posts, got.Posts, trouble)
		require.Equal(t, fine.Mentions, got.Mentions, trouble)
		require.Equal(t, requests, n, "%s: nothing is asked for twice", trouble)
	}
}

// A body that does not end holds a run up only until it is called off.
func TestASlowServerDoesNotOutliveTheRun(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	p := misbehaving(t, 5, func(r *http.Request) metasim.Trouble {
		if !strings.HasSuffix(r.URL.Path, "/threads") {
			return metasim.Fine
		}
		cancel()
		return metasim.Slow
	})
	_, err := p.connect(t, "").Collect(ctx, sdk.Request{Now: sdktest.Now}, func(...sdk.Record) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
}
