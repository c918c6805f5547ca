package tiktok

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
	"github.com/pantau/pantau/connectors/tiktok/tiktoksim"
)

const token = "token-of-dinas"

// platform is a simulated TikTok that a test can interfere with.
type platform struct {
	url   string
	world *sim.World

	mu       sync.Mutex
	tiktok   http.Handler
	now      time.Time
	requests []string
	instead  func(w http.ResponseWriter, r *http.Request) bool // answers itself
}

// newPlatform serves a world, standing still at sdktest.Now until it is set.
func newPlatform(t *testing.T, w *sim.World, o tiktoksim.Options) *platform {
	t.Helper()
	p := &platform{world: w, now: sdktest.Now}
	w.SetClock(p.clock)
	p.serve(o)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// serve replaces the TikTok, with nothing counted yet.
func (p *platform) serve(o tiktoksim.Options) {
	if o.Tokens == nil {
		o.Tokens = map[string]string{token: "dinas"}
	}
	p.set(func(p *platform) { p.tiktok = tiktoksim.New(p.world, o) })
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

// asked gives the requests since it was last called.
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
	instead, next := p.instead, p.tiktok
	p.mu.Unlock()
	if instead != nil && instead(w, r) {
		return
	}
	next.ServeHTTP(w, r)
}

// memories are what the collector stores for an account.
type memories struct{ own, shared map[string][]byte }

func newMemories() *memories { return &memories{own: map[string][]byte{}, shared: map[string][]byte{}} }

func (m *memories) memory(stored map[string][]byte) *sdk.Memory {
	return sdk.NewMemory(maps.Clone(stored), func(name string, value []byte) { stored[name] = value })
}

// Settings of the two APIs, with a token.
const (
	overDisplay  = "api: display\ntoken: " + token + "\n"
	overBusiness = "api: business\ntoken: " + token + "\nbusiness_id: _000dinas\n"
)

// connect makes a connector as a fresh process has it, with what was stored.
func (p *platform) connect(t *testing.T, settings string, m *memories) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	base := "/v2"
	if strings.Contains(settings, "business") {
		base = "/open_api/v1.3"
	}
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+p.url+base+"\n"+settings)))
	if m != nil {
		c.Keep(m.memory(m.own), m.memory(m.shared))
	}
	return c
}

// collected is what one or more runs gave: the last line of each record.
type collected struct {
	lines  map[string]string
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
	result, err := c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		for _, r := range records {
			all.lines[name(r)] = sdktest.Line(r)
		}
		return nil
	})
	if err != nil {
		result.Cursor = req.Cursor
	}
	all.result, all.err = result, err
}

// name is how the database tells records apart.
func name(r sdk.Record) string {
	switch r := r.(type) {
	case sdk.Post:
		return "video " + r.ID
	case sdk.Mention:
		return "comment " + r.ID + " under " + r.Post
	case sdk.Audience:
		return "audience " + r.Dimension
	}
	return string(r.Kind())
}

func namesOf(all collected) map[string]bool {
	out := map[string]bool{}
	for n := range all.lines {
		out[n] = true
	}
	return out
}

// expect is what a world holds by a time for one of the APIs.
func expect(w *sim.World, at time.Time, business bool) map[string]bool {
	out := map[string]bool{"account": true}
	for _, p := range w.Accounts[0].PostsBy(at) {
		out["video "+p.ID] = true
		if !business {
			continue
		}
		for _, c := range p.CommentsBy(at) {
			out["comment "+c.ID+" under "+p.ID] = true
		}
	}
	if business {
		for _, dimension := range []string{"age", "gender", "country", "city", "hour"} {
			out["audience "+dimension] = true
		}
	}
	return out
}
