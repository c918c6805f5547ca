package facebook

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// settings are those of the Page of "dinas".
var settings = "page: \"" + facebooksim.PageID("dinas") + "\"\nbase_url: {{base_url}}\ntoken: {{token}}\n"

// someReels makes some of the videos reels.
func someReels() map[string]bool {
	reels := map[string]bool{}
	for i, p := range sdktest.World(facebooksim.Platform).Accounts[0].Posts {
		if p.Type == "video" && i%3 == 0 {
			reels[p.ID] = true
		}
	}
	return reels
}

// Options of a Page whose reels are in their own list.
func healthy() facebooksim.Options {
	return facebooksim.Options{
		Options: metasim.Options{Tokens: map[string]metasim.Token{sdktest.Token: {User: "dinas"}}},
		Reels:   someReels(), ReelsApart: true,
	}
}

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: settings,
		Platform: func(testing.TB) http.Handler {
			return facebooksim.Handler(sdktest.World(facebooksim.Platform), healthy())
		},
	})
}
