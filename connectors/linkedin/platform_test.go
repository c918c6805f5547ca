package linkedin

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

const token = "token-of-dinas"

// platform is a simulated LinkedIn that a test can interfere with.
type platform struct {
	url   string
	world *sim.World

	mu       sync.Mutex
	linkedin http.Handler
	now      time.Time
	requests []string
	instead  func(w http.ResponseWriter, r *http.Request) bool // answers itself
}

// newPlatform serves a world, standing still at sdktest.Now until it is set.
func newPlatform(t *testing.T, w *sim.World, o linkedinsim.Options) *platform {
	t.Helper()
	p := &platform{world: w, now: sdktest.Now}
	w.SetClock(p.clock)
	p.serve(o)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// serve replaces the LinkedIn, with nothing counted yet.
func (p *platform) serve(o linkedinsim.Options) {
	if o.Tokens == nil {
		o.Tokens = map[string]string{token: "dinas"}
	}
	p.set(func(p *platform) { p.linkedin = linkedinsim.New(p.world, o) })
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
	instead, next := p.instead, p.linkedin
	p.mu.Unlock()
	if instead != nil && instead(w, r) {
		return
	}
	next.ServeHTTP(w, r)
}

// refuse answers requests to a path with a status.
func refuse(path string, status int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, path) {
			http.Error(w, `{"message":"broken","status":500}`, status)
			return true
		}
		return false
	}
}

// memories are what the collector stores for an account.
type memories struct{ own, shared map[string][]byte }

func newMemories() *memories { return &memories{own: map[string][]byte{}, shared: map[string][]byte{}} }

func (m *memories) memory(stored map[string][]byte) *sdk.Memory {
	return sdk.NewMemory(maps.Clone(stored), func(name string, value []byte) { stored[name] = value })
}

// connect makes a connector as a fresh process has it, with what was stored.
func (p *platform) connect(t *testing.T, more string, m *memories) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	settings := "base_url: " + p.url + "/rest\nauth_url: " + p.url + "/oauth/v2\norganization: " + linkedinsim.OrganizationURN("dinas") + "\n" + more
	if !strings.Contains(more, "client_id: ") {
		settings += "\ntoken: " + token + "\n"
	}
	if !strings.Contains(more, "daily_requests: ") {
		settings += "\ndaily_requests: 10000\n"
	}
	require.NoError(t, c.Configure(sdk.Settings(settings)))
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
		return "post " + r.ID
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

// expect is what a world holds by a time: its posts, and the comments under
// those that are fresh.
func expect(w *sim.World, at time.Time) map[string]bool {
	out := map[string]bool{"account": true}
	for _, f := range facets {
		out["audience "+f.dimension] = true
	}
	for _, p := range w.Accounts[0].PostsBy(at) {
		urn := "urn:li:share:" + p.ID
		if p.Type == "video" {
			urn = "urn:li:ugcPost:" + p.ID
		}
		out["post "+urn] = true
		if at.Sub(p.Published) >= freshPost {
			continue
		}
		for _, c := range p.CommentsBy(at) {
			out["comment urn:li:comment:(urn:li:activity:"+p.ID+","+c.ID+") under "+urn] = true
		}
	}
	return out
}
