package linkedin

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: "base_url: {{base_url}}/rest\norganization: " + linkedinsim.OrganizationURN("dinas") + "\ntoken: {{token}}\ndaily_requests: 500\n",
		Platform: func(testing.TB) http.Handler {
			return linkedinsim.New(sdktest.World(linkedinsim.Platform), linkedinsim.Options{Tokens: map[string]string{sdktest.Token: "dinas"}})
		},
	})
}
