package store

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

func small() Options {
	o := Full()
	o.Accounts, o.Days, o.Posts, o.Mentions, o.Every = 12, 45, 300, 4000, 6*time.Hour
	return o
}

// points makes the store without a database, as sorted lines.
func points(t *testing.T, o Options) []string {
	t.Helper()
	var mu sync.Mutex
	var out []string
	m := &made{options: o, accounts: o.accounts(), episodes: o.episodes()}
	require.NoError(t, m.each(t.Context(), func(_ context.Context, points []*line.Point) error {
		mu.Lock()
		defer mu.Unlock()
		for _, p := range points {
			out = append(out, p.String())
		}
		return nil
	}, nil))
	slices.Sort(out)
	return out
}

func TestTheSameSeedIsTheSameStore(t *testing.T) {
	t.Parallel()
	first := points(t, small())
	require.Equal(t, first, points(t, small()))
	other := small()
	other.Seed++
	require.NotEqual(t, first, points(t, other))
}

func TestAsManyAsWereAskedFor(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	keys := map[string]bool{}
	for _, line := range points(t, small()) {
		measurement, _, _ := strings.Cut(line, ",")
		count[measurement]++
		series, _, _ := strings.Cut(strings.ReplaceAll(line, `\ `, "_"), " ")
		key := series + line[strings.LastIndexByte(line, ' '):]
		require.False(t, keys[key] && measurement != schema.Sentiment && measurement != schema.TopicVolume, "two points in one place: %s", line)
		keys[key] = true
	}
	require.Equal(t, 300, count[schema.Post])
	require.Equal(t, 4000, count[schema.Mention])
	for _, measurement := range []string{
		schema.Account, schema.PostHistory, schema.ReadingsDay, schema.PostsWeek, schema.AccountWeek, schema.Audience, schema.TopicVolume, schema.Sentiment, schema.Volume, schema.Poll,
		schema.Notice, schema.Budget, schema.Terms,
	} {
		require.Positive(t, count[measurement], measurement)
	}
}

func TestNothingLiesOutside(t *testing.T) {
	t.Parallel()
	o := small()
	m := &made{options: o, accounts: o.accounts(), episodes: o.episodes()}
	require.NoError(t, m.each(t.Context(), func(_ context.Context, points []*line.Point) error {
		for _, p := range points {
			require.False(t, p.At.Before(schema.WeekOf(o.start())), p.Name) // a notice stands at its day's start, posts at their week's
			require.True(t, p.At.Before(o.End), p.Name)
		}
		return nil
	}, nil))
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Options){
		"accounts": func(o *Options) { o.Accounts = 0 }, "mentions": func(o *Options) { o.Mentions = -1 },
		"every": func(o *Options) { o.Every = 0 }, "end": func(o *Options) { o.End = time.Time{} },
	} {
		o := small()
		change(&o)
		require.ErrorContains(t, Make(t.Context(), o, nil, nil), want)
	}
}

// A real server takes it all: no field has two types.
func TestServersTakeIt(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "scale")
		db := sink.Database{URL: s.URL, Org: influxtest.Organization, Bucket: "scale", Token: sdk.Secret(s.Token)}
		var last Progress
		require.NoError(t, Make(t.Context(), small(), []sink.Database{db}, func(p Progress) { last = p }))
		require.Equal(t, last.Units, last.Done)
		require.Equal(t, 4000, count(t, s, `SELECT count("id") FROM "mention"`))
		require.Equal(t, 300, count(t, s, `SELECT count("id") FROM "post"`))
	})
}

// count is the number that a statement answers with.
func count(t *testing.T, s *influxtest.Server, statement string) int {
	t.Helper()
	form := url.Values{"db": {"scale"}, "q": {statement}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/query", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Token "+s.Token)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var answer struct {
		Results []struct {
			Series []struct{ Values [][]any }
		}
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&answer))
	return int(answer.Results[0].Series[0].Values[0][1].(float64))
}

// A database that has no time is asked again, but not after the end.
func TestBatchesAreOfferedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy, n := errors.New("timeout"), 0
		require.NoError(t, patiently(t.Context(), func() error {
			if n++; n < tries {
				return busy
			}
			return nil
		}))
		require.Equal(t, tries, n)
		n = 0
		require.ErrorIs(t, patiently(t.Context(), func() error { n++; return busy }), busy)
		require.Equal(t, tries, n)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		n = 0
		require.ErrorIs(t, patiently(over, func() error { n++; return busy }), busy)
		require.Equal(t, 1, n)
	})
}

// BenchmarkMake is what making costs without a database to write to.
func BenchmarkMake(b *testing.B) {
	o := small()
	o.Mentions = 40_000
	m := &made{options: o, accounts: o.accounts(), episodes: o.episodes()}
	for b.Loop() {
		n := 0
		var mu sync.Mutex
		require.NoError(b, m.each(b.Context(), func(_ context.Context, points []*line.Point) error {
			mu.Lock()
			defer mu.Unlock()
			n += len(lines(points))
			return nil
		}, nil))
		b.ReportMetric(float64(n)/float64(b.N), "bytes")
	}
}
