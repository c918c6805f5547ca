package sink

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
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

// TestTermsAreNotedDaily: at the start, and from then on once a day, so that who
// looks at the last weeks finds them.
func TestTermsAreNotedDaily(t *testing.T) {
	t.Parallel()
	body, err := spool.RunEnd{Complete: true}.Encode()
	require.NoError(t, err)
	const key = "mastodon/dinkes"
	s := &Sink{announced: map[string]time.Time{}}
	s.opts.Policies = map[string]policy.Policy{key: {Platform: "mastodon"}}
	start := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	notedAt := func(after time.Duration) int {
		b := newBatch(s.opts, s.announced, nil, nil)
		require.NoError(t, b.take(decode(spool.Message{Account: key, Kind: spool.Done, At: start.Add(after), Body: body})))
		n := 0
		for _, p := range b.accounts[key].ready {
			if p.Name == schema.Terms {
				n++
			}
		}
		return n
	}
	require.Equal(t, 1, notedAt(0))
	require.Equal(t, 1, notedAt(0), "a message that comes again")
	require.Equal(t, 0, notedAt(5*time.Minute))
	require.Equal(t, 0, notedAt(23*time.Hour))
	require.Equal(t, 1, notedAt(24*time.Hour))
	require.Equal(t, 0, notedAt(25*time.Hour))
	s.opts.Policies = nil
	require.Equal(t, 0, notedAt(50*time.Hour), "of an account that is no longer configured the last word stands")
}

// TestADayKeepsItsLastReading in the office's zone; one that comes again after a
// later one does not replace it.
func TestADayKeepsItsLastReading(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Jakarta")
	require.NoError(t, err)
	s := &Sink{read: map[owner]time.Time{}}
	s.opts.Zone = zone
	midnight := time.Date(2026, 3, 2, 0, 0, 0, 0, zone)
	a := &accountBatch{owner: owner{platform: "mastodon", account: "dinkes"}}
	take := func(after time.Duration, followers float64) []string {
		a.ready = nil
		newBatch(s.opts, nil, s.read, nil).takeAccount(a, sdk.Account{Metrics: sdk.Metrics{schema.MetricFollowers: sdk.Number(followers)}}, midnight.Add(after))
		require.Equal(t, schema.Account, a.ready[0].Name)
		return nanoseconds(a.ready[1:])
	}
	day := func(n int, followers float64) []string {
		return []string{fmt.Sprintf("account_1d,account=dinkes,platform=mastodon,zone=Asia/Jakarta followers=%v,unavailable=\"\" %d\n",
			followers, midnight.AddDate(0, 0, n).UnixNano())}
	}
	require.Equal(t, day(0, 10), take(0, 10))
	require.Equal(t, day(0, 12), take(23*time.Hour+59*time.Minute, 12))
	require.Empty(t, take(time.Hour, 11), "an earlier reading of the same day")
	require.Equal(t, day(1, 13), take(24*time.Hour, 13))
	require.Equal(t, day(0, 14), take(23*time.Hour+59*time.Minute, 14), "of another day")
}

// TestWhatWaitedTooLongIsNotDroppedInSilence: a mention that might be kept when it was
// read stands in the dead letters, without what may no longer be kept. One that was
// too old from the start is none of it.
func TestWhatWaitedTooLongIsNotDroppedInSilence(t *testing.T) {
	t.Parallel()
	const key = "mastodon/dinkes"
	read := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	now := read
	store, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	var log bytes.Buffer
	dir := t.TempDir()
	s := &Sink{writer: &writer{dead: &deadLetters{dir: dir}}, opts: Options{
		State: store, Now: func() time.Time { return now }, Meters: NewMeters(prometheus.NewRegistry()), Log: slog.New(slog.NewTextHandler(&log, nil)),
		Policies: map[string]policy.Policy{key: {Platform: "mastodon", Retention: map[sdk.RecordKind]time.Duration{sdk.KindMention: 48 * time.Hour}}},
	}}
	mention := func(id string, age time.Duration) *wire.Record {
		return sdk.ToWire(sdk.Mention{ID: id, MentionKind: "comment", Created: read.Add(-age), Text: "rahasia", Author: "kunci"})
	}
	body, err := proto.Marshal(&wire.Records{Records: []*wire.Record{mention("7", 47*time.Hour), mention("8", time.Hour), mention("9", 100*time.Hour)}})
	require.NoError(t, err)
	waits := func(d time.Duration) int {
		t.Helper()
		now = read.Add(d)
		b := newBatch(s.opts, nil, nil, nil)
		require.NoError(t, b.take(decode(spool.Message{Account: key, Kind: spool.Records, At: read, Body: body})))
		require.NoError(t, s.setAside(b.late, "too late"))
		return len(b.accounts[key].waiting)
	}
	require.Equal(t, 2, waits(0))
	require.Empty(t, log.String())
	require.Equal(t, 1, waits(2*time.Hour))
	require.Contains(t, log.String(), "too late")
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	raw, err := os.ReadFile(files[0])
	require.NoError(t, err)
	require.Equal(t, 1, bytes.Count(raw, []byte("\n")))
	require.Contains(t, string(raw), "mention 7")
	require.Contains(t, string(raw), "older than 48h0m0s")
	require.NotContains(t, string(raw), "rahasia")
	require.NotContains(t, string(raw), "kunci")
}

// TestWhatWindowsChange: counters do not, for a rollup counts posts and mentions. A post
// that is read again does so where it has other topics, and so has no mention in it
// heard anew.
func TestWhatWindowsChange(t *testing.T) {
	t.Parallel()
	store, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	matcher, err := topics.New(map[string][]string{"vaksinasi": {"vaksin*"}})
	require.NoError(t, err)
	const key = "mastodon/dinkes"
	opts := Options{
		State: store, Now: time.Now, Enricher: enrich.New(matcher, sentiment.Fast()), Meters: NewMeters(prometheus.NewRegistry()),
		Policies: map[string]policy.Policy{key: {Platform: "mastodon", Derived: true}},
	}
	read := func(records ...sdk.Record) (points int, b *batch) {
		t.Helper()
		body := &wire.Records{}
		for _, r := range records {
			body.Records = append(body.Records, sdk.ToWire(r))
		}
		raw, err := proto.Marshal(body)
		require.NoError(t, err)
		b = newBatch(opts, nil, nil, nil)
		require.NoError(t, b.take(decode(spool.Message{Account: key, Kind: spool.Records, At: hour(2, 0), Body: raw})))
		all, err := b.points(t.Context())
		require.NoError(t, err)
		require.NoError(t, b.remember(store))
		return len(all), b
	}
	post := func(text string, likes float64) sdk.Post {
		return sdk.Post{ID: "1", Type: "text", Published: hour(1, 8), Text: text, Metrics: sdk.Metrics{"likes": sdk.Number(likes)}}
	}
	hours := func(h ...time.Time) map[time.Time]bool {
		out := map[time.Time]bool{}
		for _, at := range h {
			out[at] = true
		}
		return out
	}

	n, b := read(post("Selamat pagi", 1))
	require.Equal(t, 3, n, "with the mark of its week")
	require.Empty(t, b.touched.hours, "no topic")
	n, b = read(post("Jadwal vaksinasi", 1))
	require.Equal(t, 2, n)
	require.Equal(t, hours(hour(1, 8)), b.touched.hours[office])
	require.True(t, b.touched.rewrite[office])
	require.Empty(t, b.touched.heard)
	n, b = read(post("Jadwal vaksinasi", 2))
	require.Equal(t, 3, n)
	require.Empty(t, b.touched.hours, "counters only")
	_, b = read(post("Selamat siang", 2))
	require.Equal(t, hours(hour(1, 8)), b.touched.hours[office], "the topic is gone")
	_, b = read(sdk.Mention{ID: "2", MentionKind: schema.KindReply, Created: hour(1, 9), Text: "Terima kasih"})
	require.Equal(t, hours(hour(1, 9)), b.touched.hours[office])
	require.Equal(t, hours(hour(1, 9)), b.touched.heard[office])
}

// TestABatchKnowsThoseOnTheirWay: what stands in batches whose state is not kept yet is
// known as if it were: places, topics and first authors. What is kept is let go.
func TestABatchKnowsThoseOnTheirWay(t *testing.T) {
	t.Parallel()
	var before *batch
	for i := range 6 {
		b := newBatch(Options{}, nil, nil, before)
		if i != 3 { // an account need not be in every batch
			a, err := b.account("mastodon/dinkes")
			require.NoError(t, err)
			a.posts[fmt.Sprint(i)] = state.Item{Content: uint64(i), Topics: "banjir"}
			a.mentions[fmt.Sprint(i)] = state.Item{Content: uint64(i)}
			a.authors[fmt.Sprint(i)] = hour(1, i)
		}
		if i < 2 {
			b.kept.Store(true)
		}
		before = b
	}
	a, err := newBatch(Options{}, nil, nil, before).account("mastodon/dinkes")
	require.NoError(t, err)
	known := &state.Account{}
	for _, i := range []int{2, 4, 5} {
		it, ok := a.post(known, fmt.Sprint(i))
		require.True(t, ok)
		require.Equal(t, uint64(i), it.Content)
		require.Equal(t, []string{"banjir"}, a.topicsOf(known, fmt.Sprint(i)))
		it, ok = a.mention(known, fmt.Sprint(i))
		require.True(t, ok)
		require.Equal(t, uint64(i), it.Content)
		require.Equal(t, time.Hour, a.knows(known, sdk.Mention{Author: fmt.Sprint(i), Created: hour(1, i+1)}))
	}
	for _, i := range []int{0, 1, 3} {
		_, ok := a.post(known, fmt.Sprint(i))
		require.False(t, ok)
	}
	length := 0
	for b := before; b != nil; b = b.before {
		length++
	}
	require.Equal(t, 4, length)
}
