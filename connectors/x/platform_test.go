package x

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/x/xsim"
)

const (
	userToken = "token-of-dinas"
	appToken  = "token-of-the-app"
)

// platform is a simulated X that a test can interfere with.
type platform struct {
	url   string
	world *sim.World
	x     *xsim.Sim

	mu       sync.Mutex
	now      time.Time
	requests []string
	instead  func(w http.ResponseWriter, r *http.Request) bool // answers itself
}

// newPlatform serves a world, standing still at sdktest.Now until it is set.
func newPlatform(t *testing.T, w *sim.World, o xsim.Options) *platform {
	t.Helper()
	p := &platform{world: w, now: sdktest.Now}
	w.SetClock(p.clock)
	if o.Users == nil {
		o.Users = map[string]string{userToken: "dinas"}
	}
	o.Apps = []string{appToken}
	p.x = xsim.New(w, o)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL + "/2"
	return p
}

func (p *platform) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// set changes how the platform behaves from now on.
func (p *platform) set(change func(*platform)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
}

// asked gives the paths asked for since it was last called.
func (p *platform) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.requests
	p.requests = nil
	return all
}

// ServeHTTP implements http.Handler.
func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.requests = append(p.requests, r.URL.RequestURI())
	instead := p.instead
	p.mu.Unlock()
	if instead != nil && instead(w, r) {
		return
	}
	p.x.ServeHTTP(w, r)
}

// fail makes requests to a path fail with 500.
func fail(path string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, path) {
			http.Error(w, `{"title":"Internal Server Error","type":"about:blank"}`, http.StatusInternalServerError)
			return true
		}
		return false
	}
}

// memories are what the collector stores for an account.
type memories struct{ own, shared map[string][]byte }

func newMemories() *memories { return &memories{own: map[string][]byte{}, shared: map[string][]byte{}} }

// connect makes a connector as a fresh process has it, with what was stored.
func (p *platform) connect(t *testing.T, more string, m *memories) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	settings := "base_url: " + p.url + "\naccount: dinas\n" + more
	if !strings.Contains(more, "token: ") && !strings.Contains(more, "client_id: ") {
		settings += "\ntoken: " + userToken + "\n"
	}
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	if m != nil {
		c.Keep(m.memory(m.own), m.memory(m.shared))
	}
	return c
}

func (m *memories) memory(stored map[string][]byte) *sdk.Memory {
	return sdk.NewMemory(maps.Clone(stored), func(name string, value []byte) { stored[name] = value })
}

// collected is what one or more runs gave: the last line of each record.
type collected struct {
	lines  map[string]string
	given  int // records of the last run
	result sdk.Result
	err    error
}

// collect runs once, from the last run's cursor, and adds to what was collected.
func (all *collected) collect(t *testing.T, p *platform, c sdk.Connector, req sdk.Request) {
	t.Helper()
	if all.lines == nil {
		all.lines = map[string]string{}
	}
	if req.Now.IsZero() {
		req.Now = p.clock()
	}
	req.Cursor = all.result.Cursor
	all.given = 0
	all.result, all.err = c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		all.given += len(records)
		for _, r := range records {
			all.lines[name(r)] = sdktest.Line(r)
		}
		return nil
	})
}

// name is how the database tells records apart: a mention's kind is part of it.
func name(r sdk.Record) string {
	switch r := r.(type) {
	case sdk.Post:
		return "post " + r.ID
	case sdk.Mention:
		return r.MentionKind + " " + r.ID + " under " + r.Post
	case sdk.Volume:
		return "volume " + r.Query + " " + r.Start.Format(time.RFC3339)
	}
	return string(r.Kind())
}

func names(all collected) map[string]bool {
	out := map[string]bool{}
	for n := range all.lines {
		out[n] = true
	}
	return out
}

// expect is what a world holds: its posts, what stands under them, and who names
// the account elsewhere. An answer to somebody else's reply can be found for 7
// days only, so those from before are left out.
func expect(w *sim.World, at, found time.Time) map[string]bool {
	a, out := w.Accounts[0], map[string]bool{"account": true}
	for _, p := range a.PostsBy(at) {
		out["post "+p.ID] = true
		for _, c := range p.CommentsBy(at) {
			if c.ReplyTo == "" || c.Created.After(found) {
				out["reply "+c.ID+" under "+p.ID] = true
			}
		}
	}
	for _, m := range a.MentionsBy(at) {
		if strings.Contains(m.Text, "@dinas") {
			out["mention "+m.ID+" under "] = true
		}
	}
	return out
}

// left is what is left of the money.
func left(all collected) float64 {
	for _, b := range all.result.Budgets {
		if b.Name == budgetMoney {
			return b.Remaining
		}
	}
	return -1
}

// oldWorld has posts over many weeks, two a day.
func oldWorld(posts int) *sim.World { return sdktest.WorldOf(xsim.Platform, posts) }
