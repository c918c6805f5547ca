package engine

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sim"
)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func TestOnceWritesEverythingAndTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	w := smallWorld(60, 5)
	e := open(t, load(t, writeConfig(t, t.TempDir(), serve(t, w).URL)), at(epoch))
	defer func() { require.NoError(t, e.Close()) }()
	require.NoError(t, e.Once(t.Context()))
	db := e.Database()
	requireWhole(t, db, w)
	history := column(t, db, `SELECT count(likes) FROM post_history`)
	volume := column(t, db, `SELECT sum(mentions) FROM topic_10m`)
	require.Equal(t, []any{float64(300)}, volume, "replies inherit their post's topic")

	require.NoError(t, e.Once(t.Context()))
	requireWhole(t, db, w)
	require.Equal(t, history, column(t, db, `SELECT count(likes) FROM post_history`))
	require.Equal(t, volume, column(t, db, `SELECT sum(mentions) FROM topic_10m`))
	require.Equal(t, []any{float64(300)}, column(t, db, `SELECT sum(mentions) FROM sentiment_1h WHERE topic = '_all'`))
	require.Equal(t, []any{float64(60)}, column(t, db, `SELECT sum(posts) FROM topic_10m`))
}

func TestNotAvailableIsStoredWithItsReason(t *testing.T) {
	t.Parallel()
	w := smallWorld(1, 0)
	e := open(t, load(t, writeConfig(t, t.TempDir(), serve(t, w).URL)), at(epoch))
	defer func() { require.NoError(t, e.Close()) }()
	require.NoError(t, e.Once(t.Context()))
	missing := column(t, e.Database(), `SELECT unavailable FROM post`)
	require.Contains(t, missing[0], "reach=not_offered")
	require.Empty(t, column(t, e.Database(), `SELECT reach FROM post`))
	require.Equal(t, []any{float64(1200)}, column(t, e.Database(), `SELECT followers FROM account`))
}

func TestPersonalDataNeverReachesTheDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := smallWorld(3, 4)
	e := open(t, load(t, writeConfig(t, dir, serve(t, w).URL)), at(epoch))
	require.NoError(t, e.Once(t.Context()))
	texts := column(t, e.Database(), `SELECT text FROM mention`)
	require.Len(t, texts, 12)
	require.NoError(t, e.Close())
	err := filepath.Walk(filepath.Join(dir, "data"), func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, secret := range []string{"0812-0000-0001", "warga1", "tok-3n"} {
			require.NotContains(t, string(raw), secret, path)
		}
		return err
	})
	require.NoError(t, err)
}

func TestCountersGrowWithTheClock(t *testing.T) {
	t.Parallel()
	w := smallWorld(2, 0)
	first := w.Accounts[0].Posts[0]
	clock := first.Published.Add(time.Hour) // half of the likes are there
	w.SetClock(func() time.Time { return clock })
	e := open(t, load(t, writeConfig(t, t.TempDir(), serve(t, w).URL)), func() time.Time { return clock })
	defer func() { require.NoError(t, e.Close()) }()
	require.NoError(t, e.Sequence(t.Context(), 2, func(i int) { clock = clock.Add(time.Duration(i) * 24 * time.Hour) }))
	require.Equal(t, []any{float64(5), float64(10)}, column(t, e.Database(), `SELECT likes FROM post_history WHERE id = '`+first.ID+`'`))
	require.Equal(t, []any{float64(10), float64(11)}, column(t, e.Database(), `SELECT likes FROM post`))
}

// TestKillLosesNothing kills a collector in mid-write ten times, then lets one
// finish, and compares with the world id by id.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	w := smallWorld(150, 30)
	dir := t.TempDir()
	path := writeConfig(t, dir, serve(t, w).URL)
	self, err := os.Executable()
	require.NoError(t, err)
	wrote := 0
	for i := range 10 {
		cmd := exec.Command(self, "collect", path)
		var said strings.Builder
		cmd.Stderr = &said
		require.NoError(t, cmd.Start())
		if awaitWriting(t, dir, i == 0) {
			wrote++
		}
		require.NoError(t, cmd.Process.Kill())
		require.ErrorContains(t, cmd.Wait(), "killed", said.String())
	}
	require.Positive(t, wrote, "the collector was killed while it had work")
	require.Eventually(t, func() bool { return connectorsOf(t, self) == 0 }, 10*time.Second, 100*time.Millisecond,
		"connectors outlive their collector")
	e := open(t, load(t, path), time.Now)
	defer func() { require.NoError(t, e.Close()) }()
	require.NoError(t, e.Once(t.Context()))
	requireWhole(t, e.Database(), w)
	requireRollups(t, e, w)
}

// connectorsOf counts the processes of this binary that run as connectors of
// nobody.
func connectorsOf(t *testing.T, self string) int {
	t.Helper()
	n := 0
	dirs, err := filepath.Glob("/proc/[0-9]*")
	require.NoError(t, err)
	for _, dir := range dirs {
		line, err := os.ReadFile(filepath.Join(dir, "cmdline"))
		if err != nil || !strings.HasPrefix(string(line), self+"\x00connector\x00") {
			continue
		}
		stat, err := os.ReadFile(filepath.Join(dir, "stat"))
		if fields := strings.Fields(string(stat)); err == nil && len(fields) > 3 && fields[3] != strconv.Itoa(os.Getpid()) {
			n++
		}
	}
	return n
}

// awaitWriting waits until the collector is up and something is on its way
// through the spool, then a little more, a different while each time. It is
// false when the collector stayed without work; the first of a test must have
// some.
func awaitWriting(t *testing.T, dir string, must bool) bool {
	t.Helper()
	address := filepath.Join(dir, "data", "influxdb", "address.json")
	require.Eventually(t, func() bool { _, err := os.Stat(address); return err == nil }, time.Minute, 5*time.Millisecond)
	defer func() { require.NoError(t, os.Remove(address)) }()
	patience := 2 * time.Second
	if must {
		patience = time.Minute
	}
	until := time.Now().Add(patience)
	for spooled(t, dir) == 0 {
		if time.Now().After(until) {
			return false
		}
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(rand.IntN(80)) * time.Millisecond)
	return true
}

// spooled is the size of what lies in the queue.
func spooled(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "data", "spool", "jetstream", "*", "streams", "*", "msgs", "*.blk"))
	require.NoError(t, err)
	size := 0
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			size += int(info.Size())
		}
	}
	return size
}

func requireRollups(t *testing.T, e *Engine, w *sim.World) {
	t.Helper()
	comments := 0
	for _, p := range w.Accounts[0].Posts {
		comments += len(p.Comments)
	}
	require.Equal(t, []any{float64(comments)}, column(t, e.Database(), `SELECT sum(mentions) FROM topic_10m`))
	require.Equal(t, []any{float64(comments)}, column(t, e.Database(), `SELECT sum(mentions) FROM sentiment_1h WHERE topic = '_all'`))
}
