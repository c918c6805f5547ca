//go:build linux

package faults

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/sink"
)

// gatedDB is a database behind a gate.
func gatedDB(t testing.TB) (*gate, sink.Database) {
	t.Helper()
	db, err := embedded.Start(t.TempDir(), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	there := sink.Database{URL: db.URL, Org: "pantau", Bucket: "pantau", Token: db.Token}
	return newGate(t, db.URL), there
}

// through are the configuration's lines for a database behind a gate.
func (g *gate) through(db sink.Database) string {
	return strings.Replace(outside(g.url), influxToken, db.Token.Reveal(), 1)
}

// TestDatabaseThatRefuses is a database that says in turn that it is not there,
// that the token is wrong, nothing at all, and takes its time.
func TestDatabaseThatRefuses(t *testing.T) {
	t.Parallel()
	began := time.Now()
	g, db := gatedDB(t)
	o := newOffice(t, size{accounts: 2, posts: 20, comments: 4, live: 10 * time.Minute})
	dir := t.TempDir()
	config := o.configure(t, dir, g.through(db))
	g.set(refuse(http.StatusServiceUnavailable))
	p := collect(t, config)
	says := func(word string) {
		t.Helper()
		await(t, time.Minute, word, func() bool { return strings.Contains(p.said.String(), word) }, p)
	}
	says("InfluxDB does not take the data")
	g.set(refuse(http.StatusUnauthorized))
	says("may the token of influxdb.token_file write to influxdb.bucket?")
	g.set(silent)
	read := p.meter(t, "pantau_records_total")
	await(t, time.Minute, "it goes on reading", func() bool { return p.meter(t, "pantau_records_total") > read }, p)
	took := p.stop(t)
	require.Less(t, took, stopWithin(), "it waits for an answer that never comes")

	pause := 100 * time.Millisecond
	if full() {
		pause = 5 * time.Second
	}
	g.set(slow(pause))
	p = collect(t, config)
	wrote := p.meter(t, "pantau_points_written_total")
	await(t, 3*time.Minute, "it writes slowly", func() bool { return p.meter(t, "pantau_points_written_total") > wrote }, p)
	took = max(took, p.stop(t))
	require.Less(t, took, stopWithin())
	g.open()
	o.freeze()
	once(t, config)
	sum := o.requireTruth(t, db)
	require.Empty(t, letters(t, dir))
	table.note(t, began, 4, "503, 401, silence, answers after %s: %+v stored once; stopped in %.1f s", pause, sum, took.Seconds())
}

// TestDatabaseThatRefusesForGood says of every point that it can never be
// stored. All stand in the dead letters with the reason.
func TestDatabaseThatRefusesForGood(t *testing.T) {
	t.Parallel()
	began := time.Now()
	g, db := gatedDB(t)
	o := newOffice(t, size{accounts: 1, posts: 10, comments: 3})
	o.freeze()
	dir := t.TempDir()
	config := o.configure(t, dir, g.through(db))
	g.set(func(w http.ResponseWriter, r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, "/write") && refuse(http.StatusUnprocessableEntity)(w, r)
	})
	once(t, config)
	g.open()
	once(t, config)
	var missing []string
	found := letters(t, dir)
	for _, l := range found {
		require.Contains(t, l.Reason, "the test says no")
	}
	buried := func(id string) bool {
		for _, l := range found {
			if strings.Contains(l.Line, `id="`+id+`"`) {
				return true
			}
		}
		return false
	}
	stored := map[string]bool{}
	for _, r := range rows(t, db, `SELECT id FROM post, mention`) {
		stored[r.text("id")] = true
	}
	n := 0
	for _, post := range o.world.Accounts[0].Posts {
		ids := []string{post.ID}
		for _, c := range post.Comments {
			ids = append(ids, c.ID)
		}
		for _, id := range ids {
			n++
			if !stored[id] && !buried(id) {
				missing = append(missing, id)
			}
		}
	}
	require.Empty(t, missing)
	table.note(t, began, 1, "422: %d records, each in the dead letters with its reason", n)
}

// TestNetworkThatBreaks cuts the line between a connector and its platform, lets
// answers break off, and leaves connections half open.
func TestNetworkThatBreaks(t *testing.T) {
	t.Parallel()
	began, n := time.Now(), rounds(t, 1, 0.05)
	o := newOffice(t, size{accounts: 2, posts: 30, comments: 5, live: 20 * time.Minute})
	n0 := newLine(t, o.url)
	dir := t.TempDir()
	config := writeConfig(t, dir, embeddedDB+"accounts:\n"+o.accounts(n0.url))
	states := []int32{down, broken}
	if full() {
		states = append(states, halfway) // a request is given up after 30 seconds
	}
	n0.set(broken)
	p := collect(t, config)
	for i := range n {
		for _, state := range states {
			failed := p.failures(t)
			n0.set(state)
			await(t, 2*time.Minute, "a run fails", func() bool { return p.failures(t) > failed }, p)
			n0.set(up)
			good := p.meter(t, "pantau_records_total")
			await(t, 2*time.Minute, "it reads again", func() bool { return p.meter(t, "pantau_records_total") > good }, p)
		}
		progress(t, i, n)
	}
	n0.set(halfway)
	took := p.stop(t)
	require.Less(t, took, stopWithin(), "it waits for a platform that never answers")
	n0.set(up)
	o.freeze()
	once(t, config)
	sum := o.requireStored(t, dir)
	require.Empty(t, letters(t, dir))
	table.note(t, began, n, "cut, reset, half open: %+v stored once; stopped in %.1f s", sum, took.Seconds())
}

// failures is how many runs have failed.
func (p *process) failures(t testing.TB) float64 {
	t.Helper()
	return float64(strings.Count(p.said.String(), "reading failed"))
}
