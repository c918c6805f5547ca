package mastodon

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

// platform is a simulated server that a test can interfere with.
type platform struct {
	url string

	mu       sync.Mutex
	handler  http.Handler
	requests []string
	allow    int                    // requests until 429; negative: no limit
	broken   func(path string) bool // answers 500
}

func newPlatform(t *testing.T, w *sim.World) *platform {
	t.Helper()
	p := &platform{allow: -1}
	p.show(w)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// show replaces the world.
func (p *platform) show(w *sim.World) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.handler = mastodonsim.Handler(w, mastodonsim.Options{Limit: 1 << 30, Tokens: map[string]string{sdktest.Token: "dinas"}})
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
	defer p.mu.Unlock()
	p.requests = append(p.requests, r.URL.RequestURI())
	switch {
	case p.allow == 0:
		w.Header().Set("X-RateLimit-Reset", time.Now().Add(-time.Second).Format(time.RFC3339Nano))
		http.Error(w, `{"error":"Too many requests"}`, http.StatusTooManyRequests)
		return
	case p.broken != nil && p.broken(r.URL.Path):
		http.Error(w, "", http.StatusInternalServerError)
		return
	case p.allow > 0:
		p.allow--
	}
	p.handler.ServeHTTP(w, r)
}

// connect configures a connector for the platform's account.
func (p *platform) connect(t *testing.T, more string) sdk.Connector {
	t.Helper()
	c := New()
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+p.url+"\naccount: dinas\n"+more)))
	return c
}

// collected is what one or more runs gave: the last line of each id.
type collected struct {
	lines  map[string]string
	most   int // records emitted at once
	result sdk.Result
	err    error
}

// collect runs once and adds to what was collected before.
func (all *collected) collect(t *testing.T, c sdk.Connector, req sdk.Request) {
	t.Helper()
	if all.lines == nil {
		all.lines = map[string]string{}
	}
	if req.Now.IsZero() {
		req.Now = sdktest.Now
	}
	all.result, all.err = c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		all.most = max(all.most, len(records))
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
	}
	return string(r.Kind())
}

// expect is what a world holds by a time: its posts, their comments and, with
// mentions, who else writes about the account.
func expect(w *sim.World, at time.Time, mentions bool) map[string]bool {
	a, out := w.Accounts[0], map[string]bool{"account": true}
	for _, p := range a.PostsBy(at) {
		out["post "+p.ID] = true
		for _, c := range p.CommentsBy(at) {
			out["reply "+c.ID+" under "+p.ID] = true
		}
	}
	for _, m := range a.MentionsBy(at) {
		kind := "hashtag "
		if strings.Contains(m.Text, "@dinas") {
			kind = "mention "
		}
		if mentions {
			out[kind+m.ID+" under "] = true
		}
	}
	return out
}

func names(all collected) map[string]bool {
	out := map[string]bool{}
	for n := range all.lines {
		out[n] = true
	}
	return out
}
