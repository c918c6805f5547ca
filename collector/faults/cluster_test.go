//go:build linux && !race

package faults

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/sink"
)

const three = 3

// shared is an office whose work three collectors share through three NATS
// servers, each on a machine of its own: collectors on 0, 1, 2, servers on 3, 4, 5.
type shared struct {
	*office
	*witness
	machines   *machines
	nodes      []clustertest.Node
	lines      [three][three]*line // of a collector to a server, where there are no machines
	servers    [three]*process
	collectors [three]*process
	configs    [three]string
	dirs       [three]string
	db         sink.Database
	more       func(collector int) string // further accounts' lines; nil: none
}

func newShared(t *testing.T, s size) *shared {
	t.Helper()
	c := &shared{office: newOffice(t, s), witness: &witness{asked: map[string][]question{}}, machines: newMachines(t, 2*three)}
	c.open(t)
	return c
}

// open starts servers and database and writes the configurations.
func (c *shared) open(t *testing.T) {
	t.Helper()
	hosts := []string{"127.0.0.1", "127.0.0.1", "127.0.0.1"}
	for i := range hosts {
		if c.machines != nil {
			hosts[i] = c.machines.address(three+i, toNATS)
		}
	}
	c.nodes = clustertest.Plan(t, hosts...)
	for i := range c.nodes {
		c.serve(t, i)
	}
	db, err := embedded.Start(t.TempDir(), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	c.db = sink.Database{URL: db.URL, Org: "pantau", Bucket: "pantau", Token: db.Token}
	database := strings.Replace(outside(c.machines.reach(t, db.URL)), influxToken, db.Token.Reveal(), 1)
	keys := [2][]byte{[]byte(rand.Text() + rand.Text()), []byte(rand.Text() + rand.Text())}
	for i := range three {
		c.configureOne(t, i, database, keys)
	}
}

// configureOne gives a collector its folder, with the keys that all have.
func (c *shared) configureOne(t *testing.T, i int, database string, keys [2][]byte) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "data"), 0o700))
	for k, name := range []string{"author.key", "vault.key"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "data", name), keys[k][:32], 0o600))
	}
	urls, listen := clustertest.URLs(c.nodes), "127.0.0.1"
	if c.machines != nil {
		listen = c.machines.address(i, toRest)
	} else {
		var all []string
		for k, node := range c.nodes {
			c.lines[i][k] = newLine(t, strings.Replace(node.URL(), "nats", "http", 1))
			all = append(all, strings.Replace(c.lines[i][k].url, "http", "nats", 1))
		}
		urls = strings.Join(all, ",")
	}
	c.dirs[i] = dir
	c.configs[i] = filepath.Join(dir, "pantau.yaml")
	front := c.machines.reach(t, c.front(t, c.url, i))
	settings := fmt.Sprintf("data_dir: data\nhttp: {listen: \"%s:0\", token: a-token-of-the-test}\nlog: {level: debug}\ntopics: {vaksinasi: [vaksinasi]}\nspool: {url: %q}\n%saccounts:\n%s",
		listen, urls, database, c.accounts(front))
	if c.more != nil {
		settings += c.more(i)
	}
	require.NoError(t, os.WriteFile(c.configs[i], []byte(settings), 0o600))
}

// serve starts a NATS server.
func (c *shared) serve(t testing.TB, i int) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c.servers[i] = c.machines.on(t, three+i, self, "nats", c.nodes[i].Encode(t))
}

// collect starts a collector.
func (c *shared) collect(t testing.TB, i int) {
	t.Helper()
	c.collectors[i] = c.machines.on(t, i, built(t, pantau), "run", "--config", c.configs[i])
}

// cut cuts a collector off from the NATS servers, in silence, or ends that.
func (c *shared) cut(t testing.TB, i int, off bool) {
	t.Helper()
	if c.machines != nil {
		c.machines.pull(t, i, toNATS, off)
		return
	}
	for _, l := range c.lines[i] {
		if off {
			l.set(halfway)
		} else {
			l.set(down) // what was open is of no use any more
			l.set(up)
		}
	}
}

// awaitShared waits until each of some collectors reads something, and nobody else
// anything.
func (c *shared) awaitShared(t testing.TB, by ...int) {
	t.Helper()
	began := time.Now()
	await(t, 3*time.Minute, fmt.Sprintf("%v share the work", by), func() bool {
		reads := map[int]int{}
		for _, a := range c.world.Accounts {
			who, at := c.reader(a.Handle)
			if at.Before(began) {
				return false
			}
			reads[who]++
		}
		for _, i := range by {
			if reads[i] == 0 {
				return false
			}
		}
		return len(reads) == len(by)
	}, c.running(by)...)
}

func (c *shared) running(by []int) (out []*process) {
	for _, i := range by {
		out = append(out, c.collectors[i])
	}
	return out
}

// awaitTakeover waits until every account is read by another than those who are
// gone since a time, and gives how long it took for the last of theirs.
func (c *shared) awaitTakeover(t testing.TB, gone []int, at time.Time) (slowest time.Duration) {
	t.Helper()
	await(t, 2*time.Minute, fmt.Sprintf("the accounts of %v are taken over", gone), func() bool {
		slowest = 0
		for _, a := range c.world.Accounts {
			next := c.since(a.Handle, at, gone)
			if next.IsZero() {
				return false
			}
			slowest = max(slowest, next.Sub(at))
		}
		return true
	}, c.running(left(gone))...)
	return slowest
}

// takeoverWithin is what is promised; in every test run the machine may be as busy
// as it likes.
func takeoverWithin() time.Duration {
	if full() {
		return 30 * time.Second
	}
	return 2 * time.Minute
}

// requireAll stops the collectors, reads once more what there is, and compares.
func (c *shared) requireAll(t *testing.T) stored {
	t.Helper()
	for _, p := range c.collectors {
		if !p.ended() {
			p.stop(t)
		}
	}
	changes := c.requireOneAtATime(t)
	require.Positive(t, changes, "nothing was taken over")
	c.freeze()
	p := c.machines.on(t, 0, built(t, pantau), "run", "--once", "--config", c.configs[0])
	p.await(t, 2*time.Minute)
	require.NoError(t, p.err, p.said)
	for _, dir := range c.dirs {
		require.Empty(t, letters(t, dir))
	}
	return c.requireTruth(t, c.db)
}

// strikeOne lets one thing go wrong, waits until the others do all the work, and
// mends it. It gives how long that took; 0: nobody's work was to be taken over.
func (c *shared) strikeOne(t *testing.T, kind, i int) (took time.Duration) {
	t.Helper()
	at := time.Now()
	over := func() time.Duration { return c.awaitTakeover(t, []int{i}, at) }
	switch kind {
	case 0:
		c.collectors[i].kill(t)
		took = over()
		c.collect(t, i)
	case 1:
		c.cut(t, i, true)
		took = over()
		c.cut(t, i, false)
	case 2: // it stands still, and goes on as if nothing had been
		require.NoError(t, c.collectors[i].cmd.Process.Signal(syscall.SIGSTOP))
		took = over()
		c.excuse(i)
		require.NoError(t, c.collectors[i].cmd.Process.Signal(syscall.SIGCONT))
	case 3:
		c.servers[i].kill(t)
		c.awaitShared(t, 0, 1, 2)
		c.serve(t, i)
	case 4:
		if c.machines != nil {
			c.machines.pull(t, three+i, toNATS, true)
			c.awaitShared(t, 0, 1, 2)
			c.machines.pull(t, three+i, toNATS, false)
		}
	case 5:
		require.NoError(t, c.servers[i].cmd.Process.Signal(syscall.SIGSTOP))
		c.awaitShared(t, 0, 1, 2)
		require.NoError(t, c.servers[i].cmd.Process.Signal(syscall.SIGCONT))
	}
	c.awaitShared(t, 0, 1, 2)
	return took
}

// TestThreeCollectorsForLong lets collectors, servers and cables fail one after the
// other.
func TestThreeCollectorsForLong(t *testing.T) {
	onlyFull(t)
	t.Parallel()
	began, n := time.Now(), rounds(t, 6, 0.1)
	c := newShared(t, size{accounts: 6, posts: 12, comments: 4, live: 60 * time.Minute})
	for i := range three {
		c.collect(t, i)
	}
	c.awaitShared(t, 0, 1, 2)
	var slowest [6]time.Duration
	for i := range n {
		kind := i % len(slowest)
		slowest[kind] = max(slowest[kind], c.strikeOne(t, kind, mathrand.N(three)))
		require.Less(t, slowest[kind], takeoverWithin())
		progress(t, i, n)
	}
	sum := c.requireAll(t)
	table.note(t, began, n, "taken over from killed within %.1f s, cut off %.1f s, standing still %.1f s; NATS servers killed, cut off and standing still; %+v stored once",
		slowest[0].Seconds(), slowest[1].Seconds(), slowest[2].Seconds(), sum)
}

// TestThreeCollectors kills one of three collectors and one of three NATS servers,
// and cuts another collector off from the servers while it can still read and
// write: the one that is left does it all, none asks for what another reads, and
// everything is stored once.
func TestThreeCollectors(t *testing.T) {
	t.Parallel()
	began := time.Now()
	c := newShared(t, size{accounts: 6, posts: 12, comments: 4, live: 20 * time.Minute})
	for i := range three {
		c.collect(t, i)
	}
	c.awaitShared(t, 0, 1, 2)
	c.servers[mathrand.N(three)].kill(t)
	at := time.Now()
	c.collectors[0].kill(t)
	c.cut(t, 1, true)
	slowest := c.awaitTakeover(t, []int{0, 1}, at)
	require.Less(t, slowest, takeoverWithin())
	c.cut(t, 1, false)
	c.collect(t, 0)
	c.awaitShared(t, 0, 1, 2)
	sum := c.requireAll(t)
	table.note(t, began, 1, "a collector killed, one cut off, a NATS server killed: taken over within %.1f s; %+v stored once", slowest.Seconds(), sum)
}
