//go:build linux

package faults

import (
	"cmp"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sim"
)

// office is a few accounts on a simulated Mastodon, which is the truth.
type office struct {
	world *sim.World
	url   string

	mu    sync.Mutex
	given map[string]map[int]bool // numbers of followers that were told, by account
	asked int
}

// size says how much an office has to tell.
type size struct {
	accounts, posts, comments int
	live                      time.Duration // for how long something new comes all the time
	every                     time.Duration // between two new posts; 0: liveEvery
}

// liveEvery is the time between two new posts of an account.
const liveEvery = 3 * time.Second

// newOffice makes an office whose posts were published every two hours until
// now, and from then on all the time.
func newOffice(t testing.TB, s size) *office {
	t.Helper()
	return newOfficeAt(t, s, time.Now().Truncate(time.Second), time.Now)
}

func newOfficeAt(t testing.TB, s size, base time.Time, now func() time.Time) *office {
	t.Helper()
	o := &office{given: map[string]map[int]bool{}}
	var accounts []*sim.Account
	for i := range s.accounts {
		accounts = append(accounts, o.account(i, s, base))
	}
	o.world = sim.New(now, accounts...)
	tokens := map[string]string{}
	for _, a := range accounts {
		tokens["tok-"+a.Handle] = a.Handle
	}
	server := httptest.NewServer(mastodonsim.Handler(o.world, mastodonsim.Options{Tokens: tokens, Limit: 1 << 30}))
	t.Cleanup(server.Close)
	o.url = server.URL
	return o
}

func (o *office) account(i int, s size, base time.Time) *sim.Account {
	a := &sim.Account{Platform: mastodonsim.Platform, Handle: fmt.Sprintf("dinas%d", i), Name: fmt.Sprintf("Dinas %d", i)}
	o.given[a.Handle] = map[int]bool{}
	a.Followers = func(time.Time) int { return o.followers(a.Handle) }
	said := 0
	next := func(at time.Time) string { said++; return ident(at, said, i) }
	add := func(at time.Time, step time.Duration) {
		p := &sim.Post{
			ID: next(at), Type: "text", Published: at, Text: "Jadwal vaksinasi pekan ini di puskesmas",
			Final: sim.Counters{Likes: 100, Shares: 7}, HalfLife: time.Hour,
		}
		for k := range s.comments {
			created := at.Add(time.Duration(k+1) * step)
			p.Comments = append(p.Comments, &sim.Comment{
				ID: next(created), Author: fmt.Sprintf("warga%d", k), Created: created,
				Text: [...]string{"Pelayanannya cepat, terima kasih!", "Antreannya lama sekali, mengecewakan.", "Jam berapa buka?"}[k%3] + " " + strconv.Itoa(k),
			})
		}
		a.Posts = append(a.Posts, p)
	}
	for n := range s.posts {
		add(base.Add(-time.Duration(s.posts-n)*2*time.Hour), time.Minute)
	}
	every := cmp.Or(s.every, liveEvery)
	for at := base.Add(every); at.Before(base.Add(s.live)); at = at.Add(every) {
		add(at, every/2) // so that some come when the post is known already
	}
	return a
}

// ident is an id that no other record of the world has; ids ascend with time.
func ident(at time.Time, n, account int) string {
	return strconv.FormatInt(at.UnixMilli()*1_000_000+int64(n%1000)*1000+int64(account), 10)
}

// followers tells a number that is never told again, so that each reading can be
// found.
func (o *office) followers(account string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked++
	o.given[account][o.asked] = true
	return o.asked
}

// freeze stops the world's clock: from now on nothing new happens.
func (o *office) freeze() {
	at := o.world.Now()
	o.world.SetClock(func() time.Time { return at })
}

// accounts are the configuration's lines for the office's accounts.
func (o *office) accounts(url string) string {
	var b strings.Builder
	for _, a := range o.world.Accounts {
		fmt.Fprintf(&b, "  - {connector: mastodon, account: %s, base_url: %q, allow_private: true, token: tok-%s, interval: 1s, history: 3650d}\n", a.Handle, url, a.Handle)
	}
	return b.String()
}

// embeddedDB is the database inside, on a free port.
const embeddedDB = "influxdb: {port: 0}\n"

// configure writes the office's configuration into dir; settings are what
// scenarios have of their own, and stand first.
func (o *office) configure(t testing.TB, dir, settings string) string {
	t.Helper()
	return writeConfig(t, dir, settings+"accounts:\n"+o.accounts(o.url))
}

func writeConfig(t testing.TB, dir, settings string) string {
	t.Helper()
	path := filepath.Join(dir, "pantau.yaml")
	require.NoError(t, os.WriteFile(path, []byte("data_dir: data\nhttp: {listen: \"127.0.0.1:0\"}\ntopics: {vaksinasi: [vaksinasi]}\n"+settings), 0o600))
	return path
}
