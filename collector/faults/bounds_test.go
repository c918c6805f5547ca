//go:build linux

package faults

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// TestFullSpool lets the spool reach its size. Reading stops and says so, the
// files stay within bounds, and nothing is missing in the end.
func TestFullSpool(t *testing.T) {
	t.Parallel()
	began := time.Now()
	const most = 1 << 20
	g, db := gatedDB(t)
	o := newOffice(t, size{accounts: 8, posts: 60, comments: 12})
	dir := t.TempDir()
	config := o.configure(t, dir, g.through(db)+fmt.Sprintf("spool: {max_bytes: %d}\n", most))
	g.set(refuse(http.StatusServiceUnavailable))
	p := collect(t, config)
	largest := int64(0)
	await(t, time.Minute, "the spool is full", func() bool {
		largest = max(largest, spooled(dir))
		return strings.Contains(p.said.String(), "the spool is full")
	}, p)
	for range 50 {
		largest = max(largest, spooled(dir))
		atRandom(40 * time.Millisecond)
	}
	require.Less(t, largest, int64(2*most))
	p.stop(t)
	g.open()
	o.freeze()
	p = collect(t, config)
	o.awaitStored(t, db, p)
	p.stop(t)
	once(t, o.configure(t, dir, g.through(db))) // with room for all that is read at once
	sum := o.requireTruth(t, db)
	require.Empty(t, letters(t, dir))
	table.note(t, began, 1, "%d KiB at most of %d; reading stopped; %+v stored once", largest>>10, most>>10, sum)
}

// TestStopUnderLoad stops the collector while it has much to understand, without
// leave to do that in a hurry.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	began := time.Now()
	o := newOffice(t, size{accounts: 3, posts: 60, comments: 60})
	dir := t.TempDir()
	config := o.configure(t, dir, embeddedDB+"text: {store: false}\n")
	p := collect(t, config)
	await(t, time.Minute, "it has work", func() bool { return p.meter(t, "pantau_spool_messages") > 8 }, p)
	took := p.stop(t)
	require.Less(t, took, stopWithin())
	table.note(t, began, 1, "stopped in %.1f s", took.Seconds())
}

// TestStartWithABacklog starts on two gigabytes that wait in the spool, after a
// good end and after a kill.
func TestStartWithABacklog(t *testing.T) {
	onlyFull(t)
	began := time.Now()
	const backlog = 2 << 30
	g, db := gatedDB(t)
	o := newOffice(t, size{accounts: 1, posts: 1, comments: 1})
	dir := t.TempDir()
	fillSpool(t, filepath.Join(dir, "data", "spool"), backlog)
	config := o.configure(t, dir, g.through(db)+"spool: {max_bytes: 4294967296}\n")
	g.set(refuse(http.StatusServiceUnavailable))
	var took [2]time.Duration
	for i := range took {
		at := time.Now()
		p := collect(t, config)
		took[i] = time.Since(at)
		t.Logf("%.1f s, %d MB", took[i].Seconds(), resident(p.pid())>>20)
		require.Greater(t, p.meter(t, "pantau_spool_bytes"), float64(backlog)*0.9)
		p.kill(t)
	}
	table.note(t, began, 2, "%d MB waiting: up after %.1f s, after a kill %.1f s", spooled(dir)>>20, took[0].Seconds(), took[1].Seconds())
	require.Less(t, max(took[0], took[1]), stopWithin())
}

func fillSpool(t testing.TB, dir string, size int64) {
	t.Helper()
	s, err := spool.Open(t.Context(), dir, 4<<30)
	require.NoError(t, err)
	defer s.Close()
	records := make([]*wire.Record, 500)
	for i := range records {
		records[i] = sdk.ToWire(sdk.Post{ID: fmt.Sprint(i), Type: "text", Published: time.Now(), Text: strings.Repeat("antrean panjang ", 64)})
	}
	body, err := proto.Marshal(&wire.Records{Records: records})
	require.NoError(t, err)
	for sum := int64(0); sum < size; sum += int64(len(body)) {
		require.NoError(t, s.Put(t.Context(), spool.Message{Kind: spool.Records, Account: "mastodon/dinas0", At: time.Now(), Body: body}))
	}
}
