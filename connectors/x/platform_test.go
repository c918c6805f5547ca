package x

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/x/xsim"
)

const (
	userToken = "token-of-dinas"
	appToken  = "token-of-the-app"
)

// platform is a simulated X that a test can interfere with.
type platform struct {
	*sdktest.Server
	world *sim.World
	x     *xsim.Sim
}

func newPlatform(t *testing.T, w *sim.World, o xsim.Options) *platform {
	t.Helper()
	if o.Users == nil {
		o.Users = map[string]string{userToken: "dinas"}
	}
	o.Apps = []string{appToken}
	x := xsim.New(w, o)
	return &platform{Server: sdktest.Serve(t, x), world: w, x: x}
}

// down makes requests fail whose address contains a text.
func down(part string) sdktest.Fault {
	return sdktest.Refuse(part, http.StatusInternalServerError, `{"title":"Internal Server Error","type":"about:blank"}`)
}

// connect makes a connector as a fresh process has it, with what was stored.
func (p *platform) connect(t *testing.T, more string, stored *sdktest.Stored) *connector {
	t.Helper()
	c, ok := New().(*connector)
	require.True(t, ok)
	settings := "base_url: " + p.URL + "/2\naccount: dinas\n" + more
	if !strings.Contains(more, "token: ") && !strings.Contains(more, "client_id: ") {
		settings += "\ntoken: " + userToken + "\n"
	}
	require.NoError(t, c.Configure(sdk.Settings(settings)))
	if stored != nil {
		stored.Open(c)
	}
	return c
}

// expect is what a world holds: its posts, what stands under them, and who names
// the account elsewhere. An answer to somebody else's reply can be found for 7
// days only, so those from before are left out.
func expect(w *sim.World, at, found time.Time) map[string]bool {
	a, out := w.Accounts[0], map[string]bool{"account": true}
	for _, p := range a.PostsBy(at) {
		out["post "+p.ID] = true
		for _, c := range p.CommentsBy(at) {
			if c.ReplyTo == "" || c.Created.After(found) {
				out["reply "+c.ID+" under "+p.ID] = true
			}
		}
	}
	for _, m := range a.MentionsBy(at) {
		if strings.Contains(m.Text, "@dinas") {
			out["mention "+m.ID+" under "] = true
		}
	}
	return out
}

// left is what is left of the money.
func left(all sdktest.Gathered) float64 {
	for _, b := range all.Result.Budgets {
		if b.Name == budgetMoney {
			return b.Remaining
		}
	}
	return -1
}

// oldWorld has posts over many weeks, two a day.
func oldWorld(posts int) *sim.World { return sdktest.WorldOf(xsim.Platform, posts) }
