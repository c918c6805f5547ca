package gdelt

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/gdelt/gdeltsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// unpaced makes a connector that waits for nobody.
func unpaced() sdk.Connector { return &connector{pace: newPacer(0)} }

// news is a world in which n articles appear, the last one now, so far apart.
// Every third is about floods, all are about the office.
func news(n int, apart time.Duration) *sim.World {
	a := &sim.Account{Platform: gdeltsim.Platform, Handle: "dinas", Name: "Dinas Contoh"}
	for i := range n {
		at := sdktest.Now.Add(-time.Duration(n-1-i) * apart)
		title := fmt.Sprintf("Kabar ke-%d", i)
		if i == n-2 {
			title += " " + sdktest.Marker
		}
		if i%3 == 0 {
			title += " tentang banjir"
		}
		a.Mentions = append(a.Mentions, &sim.Comment{
			ID: fmt.Sprint(at.Unix()), Author: fmt.Sprintf("Koran %d", i%7), Created: at, Text: title + "\nDari Dinas Kesehatan, kata juru bicara.",
		})
	}
	return sim.New(func() time.Time { return sdktest.Now }, a)
}

// The suite's platform has more than one answer can list.
func TestConnector(t *testing.T) {
	sdktest.Run(t, unpaced, sdktest.Options{
		Settings: "account: berita\nbase_url: {{base_url}}\nqueries: [dinas kesehatan, puskesmas]\n",
		Platform: func(testing.TB) http.Handler {
			return gdeltsim.Handler(news(300, time.Hour), gdeltsim.Options{})
		},
	})
}
