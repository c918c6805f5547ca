package engine

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api/write"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// sinkPoints is how many posts one round writes; each makes two points, a post
// and its history.
const sinkPoints = 20_000

func database(b *testing.B) *embedded.Server {
	b.Helper()
	s, err := embedded.Start(b.TempDir(), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	return s
}

// BenchmarkWrite writes the same number of points of the same shape into the
// embedded server: with client-go alone, and through the sink, which also takes
// them from the fsynced spool, remembers them, and makes rollups. Compare the
// points/s of one run.
func BenchmarkWrite(b *testing.B) {
	b.Run("client-go alone", func(b *testing.B) {
		db := database(b)
		client := influxdb2.NewClient(db.URL, db.Token.Reveal())
		defer client.Close()
		api := client.WriteAPIBlocking("", "pantau")
		round := 0
		for b.Loop() {
			round++
			for start := 0; start < 2*sinkPoints; start += 5000 {
				batch := make([]*write.Point, 5000)
				for i := range batch {
					n := round*2*sinkPoints + start + i
					batch[i] = write.NewPoint("post", map[string]string{"platform": "mastodon", "account": "bench", "type": "text"},
						map[string]any{"id": fmt.Sprint(n), "url": "https://example.id/p", "excerpt": "Jadwal vaksinasi", "likes": 5.0, "shares": 2.0},
						time.Unix(1_700_000_000+int64(n), 0))
				}
				require.NoError(b, api.WritePoint(b.Context(), batch...))
			}
		}
		b.ReportMetric(float64(b.N*2*sinkPoints)/b.Elapsed().Seconds(), "points/s")
	})
	b.Run("sink", func(b *testing.B) {
		db, dir := database(b), b.TempDir()
		queue, err := spool.Open(b.Context(), filepath.Join(dir, "spool"), 4<<30)
		require.NoError(b, err)
		defer queue.Close()
		memory, err := state.Open(filepath.Join(dir, "state.db"))
		require.NoError(b, err)
		defer func() { require.NoError(b, memory.Close()) }()
		s := sink.New(sink.Options{
			Database: sink.Database{URL: db.URL, Bucket: "pantau", Token: db.Token}, DataDir: dir, Spool: queue, State: memory,
			Enricher: enrich.New(nil, sentiment.Fast()), Meters: sink.NewMeters(prometheus.NewRegistry()), Log: slog.New(slog.DiscardHandler),
		})
		defer s.Close()
		done := make(chan struct{})
		close(done)
		round := 0
		for b.Loop() {
			round++
			b.StopTimer()
			for start := 0; start < sinkPoints; start += 500 {
				putPosts(b, queue, round*sinkPoints+start, 500)
			}
			b.StartTimer()
			require.NoError(b, s.Drain(b.Context(), done))
		}
		b.ReportMetric(float64(b.N*2*sinkPoints)/b.Elapsed().Seconds(), "points/s")
	})
}

func putPosts(b *testing.B, queue *spool.Spool, from, n int) {
	b.Helper()
	records := make([]*wire.Record, n)
	for i := range records {
		records[i] = sdk.ToWire(sdk.Post{
			ID: fmt.Sprint(from + i), URL: "https://example.id/p", Type: "text", Text: "Jadwal vaksinasi",
			Published: time.Unix(1_700_000_000+int64(from+i), 0), Metrics: sdk.Metrics{"likes": sdk.Number(5), "shares": sdk.Number(2)},
		})
	}
	body, err := proto.Marshal(&wire.Records{Records: records})
	require.NoError(b, err)
	require.NoError(b, queue.Put(b.Context(), spool.Message{Kind: spool.Records, Account: "mastodon/bench", At: time.Unix(1_795_000_000, 0), Body: body}))
}

// BenchmarkWholePath reads a world over HTTP through a connector process, spool,
// enrichment and sink into the embedded server.
func BenchmarkWholePath(b *testing.B) {
	const posts, comments = 200, 40
	server := httptest.NewServer(mastodonsim.Handler(smallWorld(posts, comments), mastodonsim.Options{
		Tokens: map[string]string{"tok-3n": "dinkes"}, Limit: 1_000_000_000,
	}))
	defer server.Close()
	c := config.Default()
	c.InfluxDB.Port, c.HTTP.Listen = 0, ""
	c.Topics = map[string][]string{"vaksinasi": {"vaksinasi"}}
	c.Accounts = []config.Account{{
		Connector: "mastodon", Account: "dinkes", Name: "dinkes", AllowPrivate: true, History: config.Duration(3650 * 24 * time.Hour),
		Settings: config.Settings{"base_url": server.URL, "token": "tok-3n"},
	}}
	for b.Loop() {
		b.StopTimer()
		c.DataDir = b.TempDir()
		o := options(&c)
		o.Now = at(epoch)
		e, err := Open(context.Background(), o)
		require.NoError(b, err)
		b.StartTimer()
		require.NoError(b, e.Once(b.Context()))
		b.StopTimer()
		require.NoError(b, e.Close())
		b.StartTimer()
	}
	b.ReportMetric(float64(b.N*posts*(comments+1))/b.Elapsed().Seconds(), "records/s")
}
