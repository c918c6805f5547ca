package facebook

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// platform is a simulated Facebook and what was asked of it.
type platform struct {
	url   string
	asked []string
}

func start(t *testing.T, o facebooksim.Options) *platform {
	t.Helper()
	return serve(t, facebooksim.Handler(sdktest.World(facebooksim.Platform), o))
}

func serve(t *testing.T, h http.Handler) *platform {
	t.Helper()
	p := &platform{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked = append(p.asked, r.URL.Path)
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// connect makes a connector for the platform; more are further settings.
func (p *platform) connect(t *testing.T, more string) *connector {
	t.Helper()
	c := New().(*connector)
	text := strings.NewReplacer("{{base_url}}", p.url, "{{token}}", sdktest.Token).Replace(settings + more)
	require.NoError(t, c.Configure(sdk.Settings(text)))
	return c
}

// collect runs once and gives the records by kind and id.
func collect(t *testing.T, c *connector, req sdk.Request) (map[string]sdk.Record, sdk.Result) {
	t.Helper()
	if req.Now.IsZero() {
		req.Now = sdktest.Now
	}
	got := map[string]sdk.Record{}
	result, err := c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		for _, r := range records {
			switch r := r.(type) {
			case sdk.Account:
				got["account"] = r
			case sdk.Post:
				got["post "+r.ID] = r
			case sdk.Mention:
				got[r.MentionKind+" "+r.ID] = r
			}
		}
		return nil
	})
	require.NoError(t, err)
	return got, result
}
