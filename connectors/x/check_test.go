package x

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/x/xsim"
)

func TestCheckSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{})
	found := func(settings string) map[string]bool {
		report, err := p.connect(t, settings, nil).Check(t.Context())
		require.NoError(t, err)
		require.Equal(t, "reads @dinas of X, 1204 followers", report.Summary)
		out := map[string]bool{}
		for _, f := range report.Findings {
			out[f.What] = f.OK
		}
		return out
	}
	require.Equal(t, map[string]bool{"private metrics": true, "owned": true, "posts": true, "budget_usd_month": true}, found("owned: true"))
	require.Equal(t, map[string]bool{"private metrics": true, "owned": false, "posts": true, "budget_usd_month": true}, found(""))
	require.Equal(t, map[string]bool{"private metrics": false, "owned": false, "posts": true, "budget_usd_month": true}, found("owned: true\ntoken: "+appToken))
}

func TestCheckUnknownAccount(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{Users: map[string]string{userToken: "lain"}})
	c := New()
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+p.URL+"/2\naccount: siapa\ntoken: "+appToken)))
	_, err := c.Check(t.Context())
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	require.ErrorContains(t, err, "account: siapa")
}

func TestCheckWithoutToken(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, oldWorld(5), xsim.Options{})
	_, err := p.connect(t, "client_id: abc", nil).Check(t.Context())
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.ErrorContains(t, err, "pantau auth")
	require.Empty(t, p.Asked(""))
}
