package x

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/x/xsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: `
base_url: {{base_url}}/2
account: dinas
token: {{token}}
owned: true
searches:
  - {query: "#banjir", mode: counts}
  - {query: "#banjir", mode: posts}
`,
		Platform: func(testing.TB) http.Handler {
			return xsim.New(sdktest.World(xsim.Platform), xsim.Options{Users: map[string]string{sdktest.Token: "dinas"}, Owner: "dinas"})
		},
	})
}
