package sink

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// TestPostsFollowTheirTerms: what is added up stands in a post that is known already
// as soon as its account's terms let it be added up, though nothing else has changed.
func TestPostsFollowTheirTerms(t *testing.T) {
	t.Parallel()
	const key = "mastodon/dinkes"
	store, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	matcher, err := topics.New(map[string][]string{"vaksinasi": {"vaksin*"}})
	require.NoError(t, err)
	at := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	body, err := proto.Marshal(&wire.Records{Records: []*wire.Record{sdk.ToWire(sdk.Post{
		ID: "1", Type: "text", Published: at.Add(-time.Hour), Text: "Layanan",
		Metrics: sdk.Metrics{schema.MetricLikes: sdk.Number(3), schema.MetricComments: sdk.Number(4)},
	})}})
	require.NoError(t, err)
	read := func(derived bool) []float64 {
		t.Helper()
		b := newBatch(Options{
			State: store, Now: func() time.Time { return at }, Enricher: enrich.New(matcher, sentiment.Fast()),
			Policies: map[string]policy.Policy{key: {Platform: "mastodon", Derived: derived}},
		}, nil, nil, nil)
		require.NoError(t, b.take(decode(spool.Message{Account: key, Kind: spool.Records, At: at, Body: body})))
		var written []float64
		for _, p := range b.accounts[key].ready {
			if p.Name == schema.Post {
				n, ok := p.Number(schema.FieldEngagements)
				require.Equal(t, derived, ok)
				written = append(written, n)
			}
		}
		require.NoError(t, b.remember(store))
		return written
	}
	require.Equal(t, []float64{0}, read(false))
	require.Empty(t, read(false), "nothing is new")
	require.Equal(t, []float64{7}, read(true))
	require.Empty(t, read(true))
	require.Equal(t, []float64{0}, read(false))
}
