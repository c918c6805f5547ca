package linkedin

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

const client = "client_id: abc\nclient_secret: def"

func TestConsentThenCollect(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(linkedinsim.Platform), linkedinsim.Options{})
	stored := &sdktest.Stored{}
	c := p.connect(t, client, stored)
	consent, err := c.Consent("http://127.0.0.1:8976/callback")
	require.NoError(t, err)
	page, err := url.Parse(consent.URL)
	require.NoError(t, err)
	require.Equal(t, "/oauth/v2/authorization", page.Path)
	require.Equal(t, "rw_organization_admin r_organization_social", page.Query().Get("scope"))
	require.Empty(t, page.Query().Get("code_challenge"), "LinkedIn has no PKCE for web apps")

	require.NoError(t, c.Exchange(t.Context(), consent, "code-of-dinas"))
	var got sdktest.Gathered
	got.Collect(t, p.connect(t, client, stored), sdk.Request{})
	require.Contains(t, got.Lines, "account")
}

func TestTokensAreRenewedInTime(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(linkedinsim.Platform), linkedinsim.Options{Refresh: map[string]string{"r-1": "dinas"}})
	stored := &sdktest.Stored{}
	c := p.connect(t, client, stored)
	require.NoError(t, c.login.Save(sdk.Token{
		Access: "old", Refresh: "r-1", Expires: time.Now().Add(time.Hour), RefreshExpires: time.Now().Add(10 * 24 * time.Hour),
	}))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Contains(t, string(stored.Own["token"]), "access-dinas-1")
}

func TestWithoutTokenTheErrorSaysHowToGetOne(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(linkedinsim.Platform), linkedinsim.Options{})
	var got sdktest.Gathered
	err := got.Try(t, p.connect(t, client, nil), sdk.Request{})
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.ErrorContains(t, err, "pantau auth")
	_, err = p.connect(t, "", nil).Consent("http://127.0.0.1/")
	require.ErrorContains(t, err, "client_id")
}
