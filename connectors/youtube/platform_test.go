package youtube

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

// platform is a simulated YouTube that a test can interfere with.
type platform struct{ *sdktest.Server }

func newPlatform(t *testing.T, w *sim.World, o youtubesim.Options) *platform {
	t.Helper()
	return &platform{sdktest.Serve(t, simulated(w, o))}
}

// simulated is a YouTube with a key and the consent of the channel's owner.
func simulated(w *sim.World, o youtubesim.Options) http.Handler {
	o.Keys, o.RefreshTokens = []string{sdktest.Token}, map[string]string{sdktest.Token: "dinas"}
	return youtubesim.Handler(w, o)
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
	require.NoError(t, c.Configure(sdk.Settings(strings.ReplaceAll(settings, "{{base_url}}", p.URL))))
	return c
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
