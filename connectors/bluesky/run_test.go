package bluesky_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/bluesky"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func configured(t *testing.T, settings string) sdk.Connector {
	t.Helper()
	c := bluesky.New()
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	return c
}

// collected is what one run gave.
type collected struct {
	sdk.Result
	err      error
	account  sdk.Account
	posts    map[string]sdk.Post
	mentions map[string]sdk.Mention
	records  []sdk.Record
}

// collect runs once; the run must go well.
func collect(t *testing.T, c sdk.Connector, req sdk.Request) collected {
	t.Helper()
	got := tryCollect(t, c, req)
	require.NoError(t, got.err)
	return got
}

// tryCollect runs once. No record may come twice.
func tryCollect(t *testing.T, c sdk.Connector, req sdk.Request) collected {
	t.Helper()
	got := collected{posts: map[string]sdk.Post{}, mentions: map[string]sdk.Mention{}}
	got.Result, got.err = c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		for _, r := range records {
			got.records = append(got.records, r)
			switch r := r.(type) {
			case sdk.Account:
				got.account = r
			case sdk.Post:
				require.NotContains(t, got.posts, r.ID)
				got.posts[r.ID] = r
			case sdk.Mention:
				require.NotContains(t, got.mentions, r.ID)
				got.mentions[r.ID] = r
			}
		}
		return nil
	})
	return got
}

// lines are the records in words, sorted.
func (c collected) lines() []string {
	var out []string
	for _, r := range c.records {
		out = append(out, sdktest.Line(r))
	}
	slices.Sort(out)
	return out
}

// byID are the posts and mentions in words.
func (c collected) byID() map[string]string {
	out := map[string]string{}
	for id, p := range c.posts {
		out[id] = sdktest.Line(p)
	}
	for id, m := range c.mentions {
		out[id] = sdktest.Line(m)
	}
	return out
}

func afterOf(err error) time.Time {
	if e, ok := errors.AsType[*sdk.Error](err); ok {
		return e.After
	}
	return time.Time{}
}

// asked counts requests by method.
type asked struct {
	mu sync.Mutex
	n  map[string]int
}

func (a *asked) of(method string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n[method]
}

// serve starts a platform and counts what it is asked.
func serve(t *testing.T, platform http.Handler) (address string, requests *asked) {
	t.Helper()
	requests = &asked{n: map[string]int{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.mu.Lock()
		requests.n[r.URL.Path[len("/xrpc/"):]]++
		requests.mu.Unlock()
		platform.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}
