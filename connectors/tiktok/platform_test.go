package tiktok

import (
	"net/http"
	"strings"
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
type platform struct{ *sdktest.Server }

func newPlatform(t *testing.T, w *sim.World, o tiktoksim.Options) *platform {
	t.Helper()
	return &platform{sdktest.Serve(t, simulated(w, o))}
}

// simulated is a new TikTok, with nothing counted yet.
func simulated(w *sim.World, o tiktoksim.Options) http.Handler {
	if o.Tokens == nil {
		o.Tokens = map[string]string{token: "dinas"}
	}
	return tiktoksim.New(w, o)
}

// Settings of the two APIs, with a token.
const (
	overDisplay  = "api: display\ntoken: " + token + "\n"
	overBusiness = "api: business\ntoken: " + token + "\nbusiness_id: _000dinas\n"
)

// connect makes a connector as a fresh process has it, with what was stored.
func (p *platform) connect(t *testing.T, settings string, stored *sdktest.Stored) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	base := "/v2"
	if strings.Contains(settings, "business") {
		base = "/open_api/v1.3"
	}
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+p.URL+base+"\n"+settings)))
	if stored != nil {
		stored.Open(c)
	}
	return c
}

// expect is what a world holds by a time for one of the APIs.
func expect(w *sim.World, at time.Time, business bool) map[string]bool {
	out := map[string]bool{"account": true}
	for _, p := range w.Accounts[0].PostsBy(at) {
		out["post "+p.ID] = true
		if !business {
			continue
		}
		for _, c := range p.CommentsBy(at) {
			out["reply "+c.ID+" under "+p.ID] = true
		}
	}
	if business {
		for _, dimension := range []string{"age", "gender", "country", "city", "hour"} {
			out["audience "+dimension] = true
		}
	}
	return out
}
