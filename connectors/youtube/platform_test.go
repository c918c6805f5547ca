package youtube

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

// platform is a simulated YouTube that a test can interfere with.
type platform struct {
	url string

	mu       sync.Mutex
	handler  http.Handler
	requests []string                      // paths below the APIs' addresses, with query
	broken   func(uri string) (status int) // answers with it, unless 0
}

func newPlatform(t *testing.T, w *sim.World, o youtubesim.Options) *platform {
	t.Helper()
	p := &platform{}
	p.show(w, o)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// show replaces the world and the server's options.
func (p *platform) show(w *sim.World, o youtubesim.Options) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o.Keys, o.RefreshTokens = []string{sdktest.Token}, map[string]string{sdktest.Token: "dinas"}
	p.handler = youtubesim.Handler(w, o)
}

// breaks makes the server answer with an error where broken says so.
func (p *platform) breaks(broken func(uri string) int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.broken = broken
}

// asked gives the requests since it was last called that contain a text.
func (p *platform) asked(part string) (hits []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, uri := range p.requests {
		if strings.Contains(uri, part) {
			hits = append(hits, uri)
		}
	}
	p.requests = nil
	return hits
}

// ServeHTTP implements http.Handler.
func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, r.URL.RequestURI())
	if p.broken != nil {
		if status := p.broken(r.URL.RequestURI()); status != 0 {
			http.Error(w, "", status)
			return
		}
	}
	p.handler.ServeHTTP(w, r)
}

// Settings of a channel whose public side is read, and of one whose owner has
// consented too.
const (
	publicOnly = "account: dinas\nbase_url: {{base_url}}/youtube/v3\nanalytics_url: {{base_url}}/v2\ntoken_url: {{base_url}}/token\n" +
		"api_key: " + sdktest.Token + "\n"
	withOwner = publicOnly + "client_id: 123-abc\nclient_secret: geheim\nrefresh_token: " + sdktest.Token + "\n"
)

// connect configures a connector for the platform.
func (p *platform) connect(t *testing.T, settings string) *connector {
	t.Helper()
	c := &connector{}
	require.NoError(t, c.Configure(sdk.Settings(strings.ReplaceAll(settings, "{{base_url}}", p.url))))
	return c
}

// collected is what one or more runs gave: the last line of each id.
type collected struct {
	lines  map[string]string
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
		for _, r := range records {
			all.lines[name(r)] = sdktest.Line(r)
		}
		return nil
	})
}

// good fails the test if a run had an error or a failed part.
func (all *collected) good(t *testing.T) {
	t.Helper()
	require.NoError(t, all.err)
	require.Empty(t, all.result.Failures)
}

// name is how the database tells records apart.
func name(r sdk.Record) string {
	switch r := r.(type) {
	case sdk.Post:
		return "post " + r.ID
	case sdk.Mention:
		return r.MentionKind + " " + r.ID + " under " + r.Post
	case sdk.Audience:
		return r.Dimension + " " + r.Bucket
	}
	return string(r.Kind())
}

// expect is what a world's channel shows everybody: its videos and what people
// comment, answers too.
func expect(w *sim.World) map[string]bool {
	a, out := w.Accounts[0], map[string]bool{"account": true}
	for _, p := range a.PostsBy(w.Now()) {
		out["post "+p.ID] = true
		for _, c := range p.CommentsBy(w.Now()) {
			out["reply "+c.ID+" under "+p.ID] = true
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
