package youtube

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// everything has a key and the owner's consent.
const everything = "account: \"@dinas\"\n" +
	"base_url: {{base_url}}/youtube/v3\nanalytics_url: {{base_url}}/v2\ntoken_url: {{base_url}}/token\n" +
	"api_key: {{token}}\nclient_id: 123-abc.apps.googleusercontent.com\nclient_secret: not-so-secret\nrefresh_token: {{token}}\n" +
	"search: [\"#banjir\"]\n"

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: everything,
		Platform: func(testing.TB) http.Handler {
			return youtubesim.Handler(sdktest.World(youtubesim.Platform), youtubesim.Options{
				Keys: []string{sdktest.Token}, RefreshTokens: map[string]string{sdktest.Token: "dinas"},
			})
		},
	})
}
