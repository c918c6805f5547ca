package instagram

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

// platform is a simulated Instagram that a test can interfere with.
type platform struct{ *sdktest.Server }

func newPlatform(t *testing.T, w *sim.World, o instagramsim.Options) *platform {
	t.Helper()
	return &platform{sdktest.Serve(t, simulated(w, o))}
}

// simulated is Instagram as the owner of a token sees it, unless stated.
func simulated(w *sim.World, o instagramsim.Options) http.Handler {
	if o.Tokens == nil {
		o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas"}}
	}
	return instagramsim.Handler(w, o)
}

// connect makes a connector with an account's token and further settings.
func (p *platform) connect(t *testing.T, more string) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	settings := "account: \"@dinas\"\nbase_url: " + p.URL + "\ntoken: " + sdktest.Token + "\n" + more
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	return c
}
