package rss

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/rss/rsssim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// platform is the suite's world as RSS. Its mentions get headlines, one of them
// with the marker: a summary is shortened, a headline is left to the SDK.
func platform(testing.TB) http.Handler {
	w := sdktest.World("rss")
	for i, m := range w.Account("rss", "dinas").Mentions {
		headline := "Warga melapor"
		if i == 3 {
			headline += " " + sdktest.Marker
		}
		m.Text = headline + "\n" + m.Text
	}
	return rsssim.Handler(w, rsssim.Options{})
}

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{
		Settings: "base_url: \"{{base_url}}/dinas/rss.xml\"\naccount: dinas\n",
		Platform: platform,
	})
}
