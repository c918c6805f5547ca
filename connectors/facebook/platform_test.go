package facebook

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// platform is a simulated Facebook that a test can interfere with.
type platform struct{ *sdktest.Server }

func start(t *testing.T, o facebooksim.Options) *platform {
	t.Helper()
	return serve(t, facebooksim.Handler(sdktest.World(facebooksim.Platform), o))
}

func serve(t *testing.T, h http.Handler) *platform {
	t.Helper()
	return &platform{sdktest.Serve(t, h)}
}

// connect makes a connector for the platform; more are further settings.
func (p *platform) connect(t *testing.T, more string) *connector {
	t.Helper()
	c := New().(*connector)
	text := strings.NewReplacer("{{base_url}}", p.URL, "{{token}}", sdktest.Token).Replace(settings + more)
	require.NoError(t, c.Configure(sdk.Settings(text)))
	return c
}
