package gdelt

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestTurnsAreApart(t *testing.T) {
	t.Parallel()
	p := newPacer(gap)
	for i, at := range []struct{ now, wait time.Duration }{{0, 0}, {0, gap}, {time.Second, 2*gap - time.Second}, {10 * gap, 0}} {
		wait, err := p.take(sdktest.Now.Add(at.now))
		require.NoError(t, err)
		require.Equal(t, at.wait, wait, i)
	}
}

func TestRefusalHoldsEverybody(t *testing.T) {
	t.Parallel()
	p := newPacer(0)
	err := p.refused(sdk.RateLimitedUntil(time.Time{}, "too much"))
	require.WithinDuration(t, time.Now().Add(rest), sdk.RetryAt(err), 10*time.Second)
	other := p.turn(t.Context())
	require.Equal(t, sdk.RateLimited, sdk.KindOf(other))
	require.Equal(t, sdk.RetryAt(err), sdk.RetryAt(other))
	_, late := p.take(time.Now().Add(2 * rest))
	require.NoError(t, late)
	stated := time.Now().Add(time.Hour)
	require.Equal(t, stated, sdk.RetryAt(p.refused(sdk.RateLimitedUntil(stated, "too much"))))
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	p := newPacer(time.Hour)
	require.NoError(t, p.turn(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.turn(ctx), context.Canceled)
}

// All accounts of the process share one pacer.
func TestAccountsShareThePace(t *testing.T) {
	t.Parallel()
	a, ok := New().(*connector)
	require.True(t, ok)
	b, ok := New().(*connector)
	require.True(t, ok)
	require.Same(t, a.pace, b.pace)
	require.Equal(t, gap, a.pace.gap)
}

// When GDELT has refused one account, the others do not ask either.
func TestAccountsShareTheRefusal(t *testing.T) {
	t.Parallel()
	p := serve(t, http.NotFoundHandler())
	p.Break(tooMuch)
	pace := newPacer(0)
	for i := range 2 {
		c := &connector{pace: pace}
		require.NoError(t, c.Configure(sdk.Settings("account: berita\nqueries: [banjir]\nbase_url: "+p.URL)))
		result, err := c.Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
		require.Equal(t, sdk.RateLimited, sdk.KindOf(err))
		require.Equal(t, 1-i, result.Requests)
	}
	require.Len(t, p.Asked(""), 1)
}
