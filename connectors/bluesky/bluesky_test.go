package bluesky_test

import (
	"net/http"
	"testing"

	"github.com/pantau/pantau/connectors/bluesky"
	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestConnector(t *testing.T) {
	sdktest.Run(t, bluesky.New, sdktest.Options{
		Settings: "base_url: {{base_url}}\naccount: dinas.bsky.social\napp_password: {{token}}\nhashtags: [banjir]\nkeywords: [terima kasih]\n",
		Platform: func(testing.TB) http.Handler {
			return blueskysim.Handler(sdktest.World("bluesky"), blueskysim.Options{})
		},
	})
}
