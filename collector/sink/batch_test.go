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
		b := newBatch(s.opts, s.announced, s.read)
		require.NoError(t, b.take(decode(spool.Message{Account: key, Kind: spool.Done, At: start.Add(after), Body: body})))
		n := 0
		for _, p := range b.accounts[key].ready {
			if p.Name() == schema.Terms {
				n++
			}
		}
		s.remember(b)
		return n
	}
	require.Equal(t, 1, notedAt(0))
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
		newBatch(s.opts, nil, s.read).takeAccount(a, sdk.Account{Metrics: sdk.Metrics{schema.MetricFollowers: sdk.Number(followers)}}, midnight.Add(after))
		require.Equal(t, schema.Account, a.ready[0].Name())
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
		b := newBatch(s.opts, nil, nil)
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
