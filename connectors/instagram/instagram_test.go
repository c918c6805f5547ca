package instagram

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// everything looks for hashtags too.
const everything = "account: \"@dinas\"\nbase_url: {{base_url}}\ntoken: {{token}}\nhashtags: [banjir]\n"

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: everything,
		Platform: func(testing.TB) http.Handler {
			return instagramsim.Handler(sdktest.World(instagramsim.Platform), instagramsim.Options{
				Options: metasim.Options{Tokens: map[string]metasim.Token{sdktest.Token: {User: "dinas"}}},
			})
		},
	})
}
