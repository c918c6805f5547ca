//go:build linux

package faults

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/sink"
)

// guests makes a folder of misbehaving connectors, each this test's own binary
// under the name of what it does.
func guests(t testing.TB, dir string, names ...string) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	folder := filepath.Join(dir, "connectors")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	for _, name := range names {
		path := filepath.Join(folder, name)
		if os.Link(self, path) == nil {
			continue
		}
		raw, err := os.ReadFile(self)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, raw, 0o700))
	}
	settings := fmt.Sprintf("connectors_dir: %q\n", folder)
	if schema, err := config.Schema(nil); err == nil && strings.Contains(string(schema), "connectors_sha256") {
		raw, err := os.ReadFile(self)
		require.NoError(t, err)
		settings += "connectors_sha256:\n"
		for _, name := range names {
			settings += fmt.Sprintf("  %s: %x\n", name, sha256.Sum256(raw))
		}
	}
	return settings
}

// beside writes a configuration in which accounts of misbehaving connectors
// stand before the office's.
func (o *office) beside(t testing.TB, dir, settings string, accounts ...string) string {
	t.Helper()
	var b strings.Builder
	for _, a := range accounts {
		connector, name, _ := strings.Cut(a, "/")
		fmt.Fprintf(&b, "  - {connector: %s, account: %q, interval: 1s}\n", connector, name)
	}
	return writeConfig(t, dir, settings+"accounts:\n"+b.String()+o.accounts(o.url))
}

// running is the database that a running collector has open in dir.
func running(t testing.TB, dir string) sink.Database {
	t.Helper()
	db, err := embedded.Running(filepath.Join(dir, "data"), "pantau")
	require.NoError(t, err)
	return sink.Database{URL: db.URL, Bucket: "pantau", Token: db.Token}
}

// awaitAll waits until a running collector has stored as many posts as the
// office has.
func (o *office) awaitAll(t testing.TB, dir string, limit time.Duration, p *process) {
	t.Helper()
	o.awaitPosts(t, running(t, dir), limit, p)
}

// awaitStored is awaitAll where the database is another process.
func (o *office) awaitStored(t testing.TB, db sink.Database, p *process) {
	t.Helper()
	o.awaitPosts(t, db, 5*time.Minute, p)
}

func (o *office) awaitPosts(t testing.TB, db sink.Database, limit time.Duration, p *process) {
	t.Helper()
	want := 0
	for _, a := range o.world.Accounts {
		want += len(a.PostsBy(o.world.Now()))
	}
	await(t, limit, "the honest accounts are read", func() bool {
		return len(rows(t, db, `SELECT id FROM post WHERE platform = 'mastodon'`)) >= want
	}, p)
}

// TestConnectorThatLies tells numbers, dates and ids that can't be. Each lie
// stands in the dead letters with its reason, the truths beside it are stored,
// and the account whose ids were taken in vain is untouched.
func TestConnectorThatLies(t *testing.T) {
	t.Parallel()
	began := time.Now()
	o := newOffice(t, size{accounts: 1, posts: 6, comments: 2})
	stolen := []string{o.world.Accounts[0].Posts[4].ID, o.world.Accounts[0].Posts[5].ID}
	dir := t.TempDir()
	config := o.beside(t, dir, embeddedDB+guests(t, dir, "liar"), "liar/"+strings.Join(stolen, ","))
	o.freeze()
	for range 2 {
		once(t, config)
	}
	o.requireStored(t, dir)
	found := letters(t, dir)
	for id, reason := range lies {
		n := 0
		for _, l := range found {
			if strings.Contains(l.Reason, reason) && (strings.Contains(l.Line, id) || id == "nameless" || id == "unknown") {
				n++
			}
		}
		require.Positive(t, n, "%s: no dead letter says %q in\n%v", id, reason, found)
	}
	p := collect(t, config)
	await(t, time.Minute, "the liar is read once more", func() bool { return p.meter(t, "pantau_polls_total") >= 2 }, p)
	var ids []string
	for _, r := range rows(t, running(t, dir), `SELECT id FROM post, mention WHERE platform = 'liar'`) {
		ids = append(ids, r.text("id"))
	}
	p.stop(t)
	requireSame(t, "the liar's truths", append([]string{"truth-1", "truth-2"}, stolen...), ids)
	require.LessOrEqual(t, len(letters(t, dir)), 4*len(lies), "the same lie is noted anew with each run")
	table.note(t, began, 3, "%d kinds of lies in the dead letters, 4 records beside them stored", len(lies))
}

// TestConnectorThatHangs hangs in more accounts than are read at the same time.
// The others are read, and the collector stops in time.
func TestConnectorThatHangs(t *testing.T) {
	t.Parallel()
	began := time.Now()
	o := newOffice(t, size{accounts: 2, posts: 6, comments: 2})
	dir := t.TempDir()
	var hanging []string
	for i := range 12 {
		hanging = append(hanging, fmt.Sprintf("hanger/%d", i))
	}
	p := collect(t, o.beside(t, dir, embeddedDB+guests(t, dir, "hanger"), hanging...))
	o.freeze()
	o.awaitAll(t, dir, 20*time.Second, p)
	took := p.stop(t)
	require.Less(t, took, stopWithin())
	once(t, o.configure(t, dir, embeddedDB))
	o.requireStored(t, dir)
	table.note(t, began, 1, "12 accounts hang, the others are read; stopped in %.1f s", took.Seconds())
}

// TestConnectorThatStandsStill is a process that no longer even answers the
// order to end.
func TestConnectorThatStandsStill(t *testing.T) {
	t.Parallel()
	began := time.Now()
	o := newOffice(t, size{accounts: 1, posts: 6, comments: 2})
	dir := t.TempDir()
	p := collect(t, o.configure(t, dir, embeddedDB))
	child := children(p.pid(), "connector\x00mastodon")
	require.Len(t, child, 1)
	require.NoError(t, syscall.Kill(child[0], syscall.SIGSTOP))
	t.Cleanup(func() { _ = syscall.Kill(child[0], syscall.SIGKILL) }) // it may be gone
	took := p.stop(t)
	require.Less(t, took, stopWithin())
	require.Empty(t, children(p.pid(), "connector"), "it outlives the collector")
	table.note(t, began, 1, "stopped in %.1f s", took.Seconds())
}

// TestConnectorThatFloods sends without end, and another one more at once than
// anybody has to say. The others are read.
func TestConnectorThatFloods(t *testing.T) {
	t.Parallel()
	began := time.Now()
	o := newOffice(t, size{accounts: 2, posts: 6, comments: 2})
	dir := t.TempDir()
	p := collect(t, o.beside(t, dir, embeddedDB+"spool: {max_bytes: 8388608}\n"+guests(t, dir, "flooder", "giant"), "flooder/a", "giant/a"))
	o.freeze()
	o.awaitAll(t, dir, time.Minute, p)
	await(t, time.Minute, "the flood is ended", func() bool { return strings.Contains(p.said.String(), "in one run") }, p)
	await(t, time.Minute, "the giant is refused", func() bool { return strings.Contains(p.said.String(), "broke its contract") }, p)
	require.NotContains(t, p.said.String(), "is the disk full?")
	took := p.stop(t)
	require.Less(t, took, stopWithin())
	once(t, o.configure(t, dir, embeddedDB))
	o.requireStored(t, dir)
	table.note(t, began, 1, "ended at half the spool; the others are read; stopped in %.1f s", took.Seconds())
}

// TestConnectorThatLeaks holds more and more memory until it is ended.
func TestConnectorThatLeaks(t *testing.T) {
	t.Parallel()
	began := time.Now()
	o := newOffice(t, size{accounts: 1, posts: 6, comments: 2})
	dir := t.TempDir()
	p := collect(t, o.beside(t, dir, embeddedDB+guests(t, dir, "leaker"), "leaker/a"))
	o.freeze()
	o.awaitAll(t, dir, 20*time.Second, p)
	child, most := children(p.pid(), "leaker"), int64(0)
	require.Len(t, child, 1)
	await(t, 30*time.Second, "the leaking process is ended", func() bool {
		most = max(most, resident(child[0]))
		return resident(child[0]) == 0
	}, p)
	require.Less(t, most, int64(1200<<20))
	await(t, 30*time.Second, "the log tells why", func() bool { return strings.Contains(p.said.String(), "memory") }, p)
	p.stop(t)
	once(t, o.configure(t, dir, embeddedDB))
	o.requireStored(t, dir)
	table.note(t, began, 1, "ended at %d MB", most>>20)
}
