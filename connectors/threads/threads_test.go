package threads

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/threads/threadssim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// everything looks for words and topics too.
const everything = "account: \"@dinas\"\nbase_url: {{base_url}}\ntoken: {{token}}\nkeywords: [laporan]\ntopics: [banjir]\n"

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: everything,
		Platform: func(testing.TB) http.Handler {
			return threadssim.Handler(sdktest.World(threadssim.Platform), threadssim.Options{
				Options: metasim.Options{Tokens: map[string]metasim.Token{sdktest.Token: {User: "dinas"}}},
			})
		},
	})
}
