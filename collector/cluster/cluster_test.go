package cluster

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/collector/vault"
	"github.com/pantau/pantau/connectors/sdk"
)

// TestMain forgives a server that is stopped while it makes its copy of a stream or
// consumer: nats-server 2.15 leaves the copy's log open then (createRaftGroup).
func TestMain(m *testing.M) {
	const of = "github.com/nats-io/nats-server/v2/server"
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction(of+".(*fileStore).flushStreamStateLoop"), goleak.IgnoreTopFunction(of+"/ats.Register.func1"))
}

// office is four units of one account each, and who works on them.
type office struct {
	spool config.Spool
	units []Unit
	log   slog.Handler

	mu      sync.Mutex
	working map[string]string // account → collector
	ended   map[string]bool   // accounts on which work was told to end
	twice   []string
}

func newOffice(t testing.TB, url string) *office {
	t.Helper()
	o := &office{spool: config.Spool{URL: url, MaxBytes: 1 << 20}, log: slog.DiscardHandler, working: map[string]string{}, ended: map[string]bool{}}
	for i := range 4 {
		a := fmt.Sprintf("m/%d", i)
		o.units = append(o.units, Unit{Name: a, Accounts: []string{a}})
	}
	t.Cleanup(func() { require.Empty(t, o.twice, "worked on by two at once") })
	return o
}

// collector is one that takes part.
type collector struct {
	*Cluster
	memory *state.Store
	leave  func()
}

func (o *office) open(t testing.TB, name string) *collector {
	t.Helper()
	memory, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, memory.Close()) })
	c, err := Open(t.Context(), Options{Spool: o.spool, Name: name, Log: slog.New(o.log)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	c.Share(o.units, memory, fmt.Sprint(o.units))
	return &collector{Cluster: c, memory: memory}
}

// join opens a collector and lets it work.
func (o *office) join(t testing.TB, name string) *collector {
	t.Helper()
	c := o.open(t, name)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { c.Run(ctx, false, o.work(name)) })
	c.leave = sync.OnceFunc(func() { cancel(); running.Wait() })
	t.Cleanup(c.leave)
	return c
}

// take opens a collector and lets it take every account, until it leaves.
func (o *office) take(t testing.TB, name string) *collector {
	t.Helper()
	c := o.open(t, name)
	release, err := c.Take(t.Context(), 20*time.Second)
	require.NoError(t, err)
	c.leave = sync.OnceFunc(release)
	t.Cleanup(c.leave)
	return c
}

func (o *office) work(name string) Work {
	return func(ctx context.Context, accounts []string) {
		o.mu.Lock()
		for _, a := range accounts {
			if by, busy := o.working[a]; busy && (by != name || !o.ended[a]) {
				o.twice = append(o.twice, a+" by "+by+" and "+name)
			}
			o.working[a], o.ended[a] = name, false
		}
		o.mu.Unlock()
		<-ctx.Done()
		o.mu.Lock()
		defer o.mu.Unlock()
		for _, a := range accounts {
			o.ended[a] = true
		}
		time.AfterFunc(underWay, func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			for _, a := range accounts {
				if o.working[a] == name && o.ended[a] {
					delete(o.working, a)
				}
			}
		})
	}
}

// underWay is how long a platform is still being asked when work has been told to end.
const underWay = 500 * time.Millisecond

// await waits until a collector works on n accounts.
func (o *office) await(t testing.TB, name string, n int, limit time.Duration) {
	t.Helper()
	require.Eventually(t, func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		have := 0
		for _, by := range o.working {
			if by == name {
				have++
			}
		}
		return have == n
	}, limit, 20*time.Millisecond, "%s works on %d", name, n)
}

func alone(t testing.TB) *office {
	t.Helper()
	node := clustertest.Plan(t, "127.0.0.1")[0]
	node.Start(t)
	return newOffice(t, node.URL())
}

// pair is an office on one server that two collectors share.
func pair(t testing.TB) (o *office, a, b *collector) {
	t.Helper()
	o = alone(t)
	a = o.join(t, "a")
	o.await(t, "a", 4, 20*time.Second)
	b = o.join(t, "b")
	o.await(t, "b", 2, 20*time.Second)
	o.await(t, "a", 2, 20*time.Second)
	return o, a, b
}

func message(account string, n int) spool.Message {
	return spool.Message{Kind: spool.Records, Account: account, At: time.Unix(1_800_000_000, 5).UTC(), Body: fmt.Appendf(nil, "batch %d", n)}
}

// fetch takes n messages. A server that has just taken one may not give it yet.
func (c *collector) fetch(t testing.TB, n int) []spool.Delivery {
	t.Helper()
	var got []spool.Delivery
	require.Eventually(t, func() bool {
		next := c.Fetch
		if len(got) > 0 {
			next = c.More
		}
		more, err := next(t.Context(), n-len(got))
		got = append(got, more...)
		return err == nil && len(got) == n
	}, 20*time.Second, 10*time.Millisecond, "%d messages", n)
	return got
}

func TestTheWorkIsSharedAndHandedOver(t *testing.T) {
	t.Parallel()
	o, a, b := pair(t)
	s, err := b.Status(t.Context(), nil)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"a", "b"}, s.Machines)
	require.Len(t, s.Holders, 4)
	require.Equal(t, 1, s.Current)
	require.False(t, s.Differ)
	time.Sleep(roundEvery - underWay/5) // b's next look at the leases is near
	a.leave()
	o.await(t, "b", 4, strikeAfter/2) // without waiting for it to be struck off
}

func TestAnotherTakesOverFromTheDead(t *testing.T) {
	t.Parallel()
	o, a, _ := pair(t)
	a.Close() // as if it were cut off: it can tell nobody
	began := time.Now()
	o.await(t, "b", 4, 30*time.Second)
	t.Logf("taken over after %.1f s", time.Since(began).Seconds())
	require.False(t, a.Ready("m/0"))
	require.ErrorIs(t, a.Put(t.Context(), message("m/0", 0)), ErrNotHeld)
	require.ErrorIs(t, a.Append("m/0", []byte("x")), ErrNotHeld)
}

func TestMessagesAndMemoryGoWithTheLease(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a := o.take(t, "a")
	for i := range 5 {
		require.NoError(t, a.Put(t.Context(), message("m/1", i)))
	}
	at := time.Unix(1_800_000_000, 0).UTC()
	require.NoError(t, a.memory.Update("m/1", func(k *state.Account) error { return k.PutPost("p", state.Item{Created: at, Read: at}) }))
	got := a.fetch(t, 3)
	require.NoError(t, spool.Ack(t.Context(), got[0]))
	within, done := a.Within(t.Context(), "m/1")
	require.NoError(t, within.Err())
	done()
	a.leave()
	within, done = a.Within(t.Context(), "m/1")
	require.Error(t, within.Err())
	done()

	b := o.take(t, "b")
	for i, d := range b.fetch(t, 4) {
		require.Equal(t, message("m/1", i+1), d.Message)
		require.NoError(t, spool.Ack(t.Context(), d))
	}
	n, _, err := b.Waiting(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	require.NoError(t, b.memory.View("m/1", func(k *state.Account) error {
		_, found := k.Post("p")
		require.True(t, found)
		return nil
	}))
}

// What one has not heard of makes its next change void, here and in the log.
func TestOnlyTheHolderChangesTheMemory(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a := o.take(t, "a")
	put := func(id string) error {
		return a.memory.Update("m/1", func(k *state.Account) error { return k.PutPost(id, state.Item{}) })
	}
	require.NoError(t, put("p"))
	other := &accountLog{last: a.held["m/1"].logs["m/1"].last}
	require.NoError(t, a.append(t.Context(), "m/1", other, nil)) // another appends
	require.Error(t, put("q"))
	require.Eventually(t, func() bool { return a.Ready("m/1") && put("r") == nil }, 10*time.Second, 10*time.Millisecond, "it starts anew from the log")
	require.NoError(t, a.memory.View("m/1", func(k *state.Account) error {
		for id, want := range map[string]bool{"p": true, "q": false, "r": true} {
			_, found := k.Post(id)
			require.Equal(t, want, found, id)
		}
		return nil
	}))
}

func TestARewrittenLogSaysTheSame(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a := o.take(t, "a")
	for i := range 50 {
		require.NoError(t, a.memory.Update("m/1", func(k *state.Account) error {
			return k.PutPost(fmt.Sprint(i%10), state.Item{Counters: uint64(i)})
		}))
	}
	require.NoError(t, a.Compact(t.Context()))
	info, err := a.link().states.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(1), info.State.Msgs)
	require.NoError(t, a.memory.Update("m/1", func(k *state.Account) error { return k.ForgetPost("9") }))
	a.leave()
	b := o.take(t, "b")
	require.NoError(t, b.memory.View("m/1", func(k *state.Account) error {
		got := map[string]uint64{}
		require.NoError(t, k.EachPost(func(id string, it state.Item) { got[id] = it.Counters }))
		require.Equal(t, map[string]uint64{"0": 40, "1": 41, "2": 42, "3": 43, "4": 44, "5": 45, "6": 46, "7": 47, "8": 48}, got)
		return nil
	}))
}

func TestFullRefusesAndKeeps(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a := o.take(t, "a")
	big := message("m/2", 0)
	big.Body = bytes.Repeat([]byte("x"), 300<<10)
	stored := 0
	var err error
	for err == nil && stored < 10 {
		if err = a.Put(t.Context(), big); err == nil {
			stored++
		}
	}
	require.ErrorIs(t, err, spool.ErrFull)
	got := a.fetch(t, stored)
	require.NoError(t, spool.Ack(t.Context(), got[0]))
	require.Eventually(t, func() bool { return a.Put(t.Context(), big) == nil }, 5*time.Second, 10*time.Millisecond)
}

// A limit of age that somebody has given the streams would drop records in silence.
func TestStreamsDropNothing(t *testing.T) {
	t.Parallel()
	o := alone(t)
	o.open(t, "first")
	ctx := t.Context()
	c := o.open(t, "keeper of the servers")
	config := func(name string) jetstream.StreamConfig {
		t.Helper()
		s, err := c.link().js.Stream(ctx, name)
		require.NoError(t, err)
		return s.CachedInfo().Config
	}
	streams := []string{recordsStream, stateStream, "KV_" + bucket}
	var as []jetstream.StreamConfig
	for _, name := range streams {
		was := config(name)
		as = append(as, was)
		was.MaxAge, was.MaxMsgs, was.Duplicates = time.Hour, 1000, time.Minute
		if name != stateStream {
			was.Discard = jetstream.DiscardOld
		}
		_, err := c.link().js.UpdateStream(ctx, was)
		require.NoError(t, err)
		require.Equal(t, time.Hour, config(name).MaxAge)
	}
	o.open(t, "second")
	for i, name := range streams {
		now := config(name)
		require.Zero(t, now.MaxAge, name)
		require.Equal(t, as[i].Discard, now.Discard, name)
		require.Equal(t, as[i].MaxMsgs, now.MaxMsgs, name)
		require.Equal(t, as[i].MaxMsgsPerSubject, now.MaxMsgsPerSubject, name)
		require.Equal(t, as[i].MaxBytes, now.MaxBytes, name)
	}
}

func TestTakeSaysWhoHoldsTheRest(t *testing.T) {
	t.Parallel()
	o := alone(t)
	o.join(t, "a")
	o.await(t, "a", 4, 20*time.Second)
	b := o.open(t, "b")
	_, err := b.Take(t.Context(), time.Second)
	require.ErrorContains(t, err, "stop them first")
	o.await(t, "a", 4, 30*time.Second)
}

// TestBudgetsHoldForAllTogether lets three collectors take turns with a connector
// whose accounts share a limit.
func TestBudgetsHoldForAllTogether(t *testing.T) {
	t.Parallel()
	o := alone(t)
	dir := t.TempDir()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	limit := sdk.Limit{Name: "quota", Unit: "units", Max: 10, Window: sdk.Daily(time.UTC)}
	taken := 0
	for i := range 3 {
		c := o.open(t, fmt.Sprint(i))
		kept, err := vault.Open(filepath.Join(dir, fmt.Sprint(i)), filepath.Join(dir, "vault.key"))
		require.NoError(t, err)
		kept.Mirror = c
		require.NoError(t, c.SameKey(t.Context(), "vault.key", kept.Key()))
		_, shared, err := kept.Load("y/a")
		require.NoError(t, err)
		memory := sdk.NewMemory(shared, func(name string, value []byte) { require.NoError(t, kept.Keep("y/a", true, name, value)) })
		ledger := sdk.NewLedger(memory, "app", "a", limit)
		for range 4 + i {
			if ledger.Take(now, "quota", 1) == nil {
				taken++
			}
		}
	}
	require.Equal(t, 10, taken)
	c := o.open(t, "stranger")
	require.ErrorIs(t, c.SameKey(t.Context(), "vault.key", []byte("another")), ErrOtherKey)
}

func TestOldServersAreRefused(t *testing.T) {
	t.Parallel()
	for version, old := range map[string]bool{"2.14.0": false, "2.15.2": false, "3.0.0-dev": false, "2.9.25": true, "1.4": true, "": true} {
		require.Equal(t, old, tooOld(version), version)
	}
}

func TestWhoIsForgottenIsForgottenByAll(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a, b := o.open(t, "a"), o.open(t, "b")
	none, err := a.Forgotten(t.Context())
	require.NoError(t, err)
	require.Empty(t, none)
	require.NoError(t, a.Forget(t.Context(), []string{"x", "y"}))
	got, err := b.Forgotten(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"x", "y"}, got)
}
