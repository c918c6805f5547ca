package cluster

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/state"
)

// What was let go and had come to rest when the membership was lost is worked on
// again when it comes back.
func TestWhatHadComeToRestIsTakenAgain(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a := o.join(t, "a")
	o.await(t, "a", 4, 20*time.Second)
	a.mu.Lock()
	h, s := a.held["m/1"], a.session
	a.mu.Unlock()
	h.letGo()
	<-h.rested
	s.lose()
	o.await(t, "a", 4, 30*time.Second)
}

// Where work does not end, the others take over, and it is told before.
func TestWhoDoesNotComeToRestIsReplaced(t *testing.T) {
	t.Parallel()
	o, a, _ := pair(t)
	a.mu.Lock()
	s := a.session
	a.mu.Unlock()
	unit := ""
	for _, u := range o.units {
		if a.Ready(u.Name) {
			unit = u.Name
		}
	}
	_, done := a.Within(t.Context(), unit)
	defer done()
	a.restart(unit) // and waits for done
	require.Eventually(t, func() bool { return !a.Ready(unit) }, 5*time.Second, 10*time.Millisecond)
	k := &care{leaving: map[string]time.Time{}, idle: map[string]*lasting{}}
	for _, u := range o.units {
		k.idle[u.Name] = &lasting{since: time.Now().Add(-2 * tooLate)}
	}
	a.watch(s, []string{unit}, k)
	require.True(t, k.idle[unit].told)
	require.Contains(t, k.leaving, unit)
	require.True(t, s.valid())
	k.leaving[unit] = time.Now().Add(-2 * tooLate)
	a.watch(s, []string{unit}, k)
	require.False(t, s.valid())
	o.await(t, "b", 4, 30*time.Second)
}

// A machine that slept for longer than its lease knows so before anything else: the
// clock that timers go by stood still, the one on the wall did not.
func TestAMachineThatSleptHoldsNothing(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a := o.join(t, "a")
	o.await(t, "a", 4, 20*time.Second)
	s := a.current()
	within, done := a.Within(t.Context(), "m/1")
	defer done()
	require.Eventually(t, func() bool { // a renewal may come between
		s.mu.Lock()
		s.wall = s.wall.Add(-strikeAfter)
		s.mu.Unlock()
		return !s.valid()
	}, stopAfter/2, time.Millisecond)
	require.False(t, a.Ready("m/1"))
	require.ErrorIs(t, a.Put(t.Context(), message("m/1", 0)), ErrNotHeld)
	require.ErrorIs(t, a.Append("m/1", []byte("x")), ErrNotHeld)
	select {
	case <-within.Done():
	case <-time.After(stopAfter / 2):
		require.Fail(t, "what is under way goes on")
	}
	done()
	require.Eventually(t, func() bool { return a.current() != s && a.Ready("m/1") }, 20*time.Second, 10*time.Millisecond, "it joins again")
}

// A collector with an older configuration does not know an account: the others read it,
// also beyond their share, and that the configurations differ is told.
func TestAnAccountThatNotAllKnowIsRead(t *testing.T) {
	t.Parallel()
	o := alone(t)
	all := append(o.units[:4:4], Unit{Name: "m/4", Accounts: []string{"m/4"}})
	older := o.units
	o.units = all
	o.join(t, "a")
	o.await(t, "a", 5, 20*time.Second)
	var said bytes.Buffer
	o.units, o.log = older, slog.NewTextHandler(&said, nil)
	b := o.join(t, "b")
	o.await(t, "b", 1, 20*time.Second)
	o.await(t, "a", 4, time.Minute)
	s, err := b.Status(t.Context(), nil)
	require.NoError(t, err)
	require.True(t, s.Differ)
	b.leave()
	require.Equal(t, 1, strings.Count(said.String(), "another collector has another configuration"), said.String())
	o.await(t, "a", 5, 20*time.Second)
}

func TestWhatLastsIsToldOnceEachTime(t *testing.T) {
	t.Parallel()
	var l lasting
	at := time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)
	for i, step := range []struct {
		after time.Duration
		on    bool
		tell  bool
	}{{0, true, false}, {late - 1, true, false}, {late, true, true}, {2 * late, true, false}, {3 * late, false, false}, {4 * late, true, false}, {5 * late, true, true}} {
		require.Equal(t, step.tell, l.note(at.Add(step.after), step.on), i)
	}
}

// TestEveryAccountIsWorkedOnWhateverFails lets memberships, servers, collectors and
// connections fail in turn, also while accounts are handed over.
func TestEveryAccountIsWorkedOnWhateverFails(t *testing.T) {
	t.Parallel()
	nodes := clustertest.Plan(t, "127.0.0.1", "127.0.0.1", "127.0.0.1")
	var servers [3]*server.Server
	for i, node := range nodes {
		servers[i] = node.Start(t)
	}
	o := newOffice(t, clustertest.URLs(nodes))
	names := []string{"0", "1", "2"}
	var members [3]*collector
	for i, name := range names {
		members[i] = o.join(t, name)
	}
	o.awaitAll(t, names)
	for round := range 8 {
		i := rand.N(3)
		next := (i + 1) % 3
		switch round % 4 {
		case 0, 3:
			members[next].leave()
			if round%4 == 3 {
				members[i].link().close()
			}
			if s := members[i].current(); s != nil {
				s.lose()
			}
		case 1:
			servers[i].Shutdown()
			servers[i].WaitForShutdown()
			o.awaitAll(t, names)
			servers[i] = nodes[i].Start(t)
		case 2:
			members[next].Close()
		}
		if round%4 != 1 {
			names[next] = fmt.Sprintf("%d in round %d", next, round)
			members[next] = o.join(t, names[next])
		}
		o.awaitAll(t, names)
	}
}

// current gives the session; nil: between two.
func (c *collector) current() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// awaitAll waits until each account is worked on by one of these.
func (o *office) awaitAll(t testing.TB, names []string) {
	t.Helper()
	require.Eventually(t, func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		for _, u := range o.units {
			if !slices.Contains(names, o.working[u.Name]) {
				return false
			}
		}
		return true
	}, time.Minute, 20*time.Millisecond, "all accounts are worked on")
}

// A log is read for so long and no longer, also where its stream has gone with the
// server.
func TestReadingALogEnds(t *testing.T) {
	t.Parallel()
	node := clustertest.Plan(t, "127.0.0.1")[0]
	running := node.Start(t)
	a := newOffice(t, node.URL()).open(t, "a")
	subject := stateSubject + token("m/1")
	last := &accountLog{}
	require.NoError(t, a.append(t.Context(), "m/1", last, []byte("x")))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	read := make(chan error, 1)
	go func() {
		_, _, err := a.read(ctx, subject, last.last+1) // never comes
		read <- err
	}()
	require.Eventually(t, func() bool {
		info, err := a.link().states.Info(t.Context())
		return err == nil && info.State.Consumers > 0
	}, 5*time.Second, 10*time.Millisecond)
	running.Shutdown()
	running.WaitForShutdown()
	node.Dir = t.TempDir()
	node.Start(t)
	select {
	case err := <-read:
		require.Error(t, err)
	case <-time.After(40 * time.Second):
		t.Fatal("it reads for ever")
	}
}

// A member whose key has gone is struck off like one that does not renew it: nobody
// can renew it any more.
func TestAMemberWithoutAKeyIsStruckOff(t *testing.T) {
	t.Parallel()
	o := alone(t)
	a := o.open(t, "a")
	key := memberKey("ghost")
	_, err := a.link().kv.Create(t.Context(), key, []byte("g"))
	require.NoError(t, err)
	require.NoError(t, a.link().kv.Purge(t.Context(), key))
	known := map[string]seen{"ghost": {since: time.Now().Add(-time.Hour)}}
	dead, err := a.strike(t.Context(), table{Members: map[string]string{"ghost": "g"}}, "a", known)
	require.NoError(t, err)
	require.Equal(t, []string{"ghost"}, dead)
	e, err := a.link().kv.Get(t.Context(), key)
	require.NoError(t, err)
	require.Equal(t, struck, string(e.Value()))
	_, err = a.link().kv.Update(t.Context(), key, []byte("g"), e.Revision()-1)
	require.ErrorIs(t, err, jetstream.ErrKeyRevisionMismatch)
}

// Where streams have gone, with the disk of the only server or by somebody's hand, they
// are made again, as at a start.
func TestStreamsThatHaveGoneAreMadeAgain(t *testing.T) {
	t.Parallel()
	node := clustertest.Plan(t, "127.0.0.1")[0]
	running := node.Start(t)
	o := newOffice(t, node.URL())
	a := o.join(t, "a")
	o.await(t, "a", 4, 20*time.Second)
	works := func() bool { // the sink always looks for what waits
		_, err := a.Fetch(t.Context(), 10)
		return err == nil && a.Put(t.Context(), message("m/1", 0)) == nil &&
			a.memory.Update("m/1", func(k *state.Account) error { return k.PutPost("p", state.Item{}) }) == nil
	}
	require.True(t, works())
	for _, name := range []string{recordsStream, stateStream} {
		require.NoError(t, a.link().js.DeleteStream(t.Context(), name))
		require.Eventually(t, works, time.Minute, 100*time.Millisecond, name)
	}
	running.Shutdown()
	running.WaitForShutdown()
	node.Dir = t.TempDir()
	node.Start(t)
	require.Eventually(t, works, time.Minute, 100*time.Millisecond)
	o.await(t, "a", 4, 20*time.Second)
}
