package mastodon

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: "base_url: {{base_url}}\naccount: dinas\ntoken: {{token}}\nhashtags: [banjir]\n",
		Platform: func(testing.TB) http.Handler {
			return mastodonsim.Handler(sdktest.World(mastodonsim.Platform), mastodonsim.Options{
				Tokens: map[string]string{sdktest.Token: "dinas"},
			})
		},
	})
}
