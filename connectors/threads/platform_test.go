package threads

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/threads/threadssim"
)

// platform is a simulated Threads that a test can interfere with.
type platform struct {
	url string

	mu       sync.Mutex
	handler  http.Handler
	requests []string              // addresses without the host
	broken   func(uri string) bool // answers that it is down
}

func newPlatform(t *testing.T, w *sim.World, o threadssim.Options) *platform {
	t.Helper()
	p := &platform{}
	p.show(w, o)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// show replaces the world and the server's options.
func (p *platform) show(w *sim.World, o threadssim.Options) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if o.Tokens == nil {
		o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas"}}
	}
	p.handler = threadssim.Handler(w, o)
}

// breaks makes the server answer that it is down where broken says so.
func (p *platform) breaks(broken func(uri string) bool) {
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
	p.requests = append(p.requests, r.URL.String())
	if p.broken != nil && p.broken(r.URL.String()) {
		metasim.Refuse(w, metasim.Fault{Status: http.StatusInternalServerError, Code: 2, Message: "Service temporarily unavailable", Transient: true})
		return
	}
	p.handler.ServeHTTP(w, r)
}

// connect makes a connector with an account's token and further settings.
func (p *platform) connect(t *testing.T, more string) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	settings := "account: \"@dinas\"\nbase_url: " + p.url + "\ntoken: " + sdktest.Token + "\n" + more
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	return c
}

// collected is what runs gave: the last reading of each record.
type collected struct {
	posts    map[string]sdk.Post
	mentions map[string]sdk.Mention
	audience []sdk.Audience
	account  sdk.Account
	result   sdk.Result
}

// collect adds a run; its Now is the suite's unless stated.
func (g *collected) collect(t *testing.T, c *connector, req sdk.Request) {
	t.Helper()
	if req.Now.IsZero() {
		req.Now = sdktest.Now
	}
	if g.posts == nil {
		g.posts, g.mentions = map[string]sdk.Post{}, map[string]sdk.Mention{}
	}
	g.audience = nil
	var err error
	g.result, err = c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		for _, r := range records {
			switch r := r.(type) {
			case sdk.Post:
				g.posts[r.ID] = r
			case sdk.Mention:
				g.mentions[r.ID] = r
			case sdk.Audience:
				g.audience = append(g.audience, r)
			case sdk.Account:
				g.account = r
			}
		}
		return nil
	})
	require.NoError(t, err)
}

// good checks that nothing failed.
func (g *collected) good(t *testing.T) {
	t.Helper()
	require.Empty(t, g.result.Failures)
	require.Empty(t, g.result.Notices)
}

// replies is how many replies all posts of a world have by its now.
func replies(w *sim.World) (n int) {
	for _, p := range w.Accounts[0].PostsBy(w.Now()) {
		n += len(p.CommentsBy(w.Now()))
	}
	return n
}

// at moves a world's clock.
func at(w *sim.World, d time.Duration) time.Time {
	now := sdktest.Now.Add(d)
	w.SetClock(func() time.Time { return now })
	return now
}
