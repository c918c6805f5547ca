package mastodon

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

// platform is a simulated server that a test can interfere with.
type platform struct{ *sdktest.Server }

func newPlatform(t *testing.T, w *sim.World) *platform {
	t.Helper()
	return &platform{sdktest.Serve(t, simulated(w))}
}

// simulated is a server that knows a token of the account and sets no limit.
func simulated(w *sim.World) http.Handler {
	return mastodonsim.Handler(w, mastodonsim.Options{Limit: 1 << 30, Tokens: map[string]string{sdktest.Token: "dinas"}})
}

// tooMany answers every request with 429.
func tooMany(w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("X-RateLimit-Reset", time.Now().Add(-time.Second).Format(time.RFC3339Nano))
	http.Error(w, `{"error":"Too many requests"}`, http.StatusTooManyRequests)
	return true
}

// connect configures a connector for the platform's account.
func (p *platform) connect(t *testing.T, more string) sdk.Connector {
	t.Helper()
	c := New()
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+p.URL+"\naccount: dinas\n"+more)))
	return c
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
