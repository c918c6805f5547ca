package linkedin

import (
	"net/http"
	"strings"
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
type platform struct{ *sdktest.Server }

func newPlatform(t *testing.T, w *sim.World, o linkedinsim.Options) *platform {
	t.Helper()
	return &platform{sdktest.Serve(t, simulated(w, o))}
}

// simulated is a new LinkedIn, with nothing counted yet.
func simulated(w *sim.World, o linkedinsim.Options) http.Handler {
	if o.Tokens == nil {
		o.Tokens = map[string]string{token: "dinas"}
	}
	return linkedinsim.New(w, o)
}

// connect makes a connector as a fresh process has it, with what was stored.
func (p *platform) connect(t *testing.T, more string, stored *sdktest.Stored) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	settings := "base_url: " + p.URL + "/rest\nauth_url: " + p.URL + "/oauth/v2\norganization: " + linkedinsim.OrganizationURN("dinas") + "\n" + more
	if !strings.Contains(more, "client_id: ") {
		settings += "\ntoken: " + token + "\n"
	}
	if !strings.Contains(more, "daily_requests: ") {
		settings += "\ndaily_requests: 10000\n"
	}
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	if stored != nil {
		stored.Open(c)
	}
	return c
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
			out["reply urn:li:comment:(urn:li:activity:"+p.ID+","+c.ID+") under "+urn] = true
		}
	}
	return out
}
