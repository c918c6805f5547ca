package tiktok

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/tiktok/tiktoksim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func healthy(testing.TB) http.Handler {
	return tiktoksim.New(sdktest.World(tiktoksim.Platform), tiktoksim.Options{Tokens: map[string]string{sdktest.Token: "dinas"}})
}

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{Settings: "base_url: {{base_url}}/v2\ntoken: {{token}}\n", Platform: healthy})
}

func TestConnectorOfTheBusinessAPI(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: "api: business\nbase_url: {{base_url}}/open_api/v1.3\ntoken: {{token}}\nbusiness_id: _000dinas\n",
		Platform: healthy,
		Skip:     map[string]string{"cases": "they run with the Display API's settings above, each with its own"},
	})
}
