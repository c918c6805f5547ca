package tiktok

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/tiktok/tiktoksim"
)

const client = "client_key: abc\nclient_secret: def\n"

func TestConsentThenCollect(t *testing.T) {
	t.Parallel()
	for _, api := range []string{apiDisplay, apiBusiness} {
		p := newPlatform(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{})
		stored := &sdktest.Stored{}
		c := p.connect(t, "api: "+api+"\n"+client, stored)
		consent, err := c.Consent("http://127.0.0.1:8976/callback")
		require.NoError(t, err)
		page, err := url.Parse(consent.URL)
		require.NoError(t, err)
		require.Equal(t, "https://www.tiktok.com/v2/auth/authorize/", consentPage)
		require.Equal(t, "abc", page.Query().Get("client_key"))
		require.Empty(t, page.Query().Get("client_id"))
		require.Equal(t, strings.Join(c.config.scopes(), ","), page.Query().Get("scope"))
		if api == apiDisplay {
			sum := sha256.Sum256([]byte(consent.Verifier))
			require.Equal(t, hex.EncodeToString(sum[:]), page.Query().Get("code_challenge"))
		}
		require.NoError(t, c.Exchange(t.Context(), consent, "code-of-dinas"))
		var got sdktest.Gathered
		got.Collect(t, p.connect(t, "api: "+api+"\n"+client, stored), sdk.Request{})
		require.Contains(t, got.Lines["account"], "followers=1204", api)
	}
}

// A refresh token works once, so the new one must be kept at once.
func TestTokensAreRenewedInTime(t *testing.T) {
	t.Parallel()
	for _, api := range []string{apiDisplay, apiBusiness} {
		p := newPlatform(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{Refresh: map[string]string{"r-1": "dinas"}})
		stored := &sdktest.Stored{}
		c := p.connect(t, "api: "+api+"\n"+client, stored)
		require.NoError(t, c.login.Save(sdk.Token{Access: "old", Refresh: "r-1", Expires: time.Now().Add(time.Minute)}))
		var got sdktest.Gathered
		got.Collect(t, c, sdk.Request{})
		require.Contains(t, string(stored.Own["token"]), "rft.dinas.1")
		require.NotContains(t, string(stored.Own["token"]), "r-1")

		require.NoError(t, c.login.Save(sdk.Token{Access: "old", Refresh: "r-1", Expires: time.Now().Add(-time.Minute)}))
		err := got.Try(t, c, sdk.Request{})
		require.Equal(t, sdk.Auth, sdk.KindOf(err), "the old refresh token is dead")
		require.ErrorContains(t, err, "pantau auth")
	}
}

func TestWithoutTokenTheErrorSaysHowToGetOne(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{})
	var got sdktest.Gathered
	err := got.Try(t, p.connect(t, client, nil), sdk.Request{})
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.ErrorContains(t, err, "pantau auth")
	_, err = p.connect(t, overDisplay, nil).Consent("http://127.0.0.1/")
	require.ErrorContains(t, err, "client_key")

	c := p.connect(t, "api: business\n"+client, nil)
	require.NoError(t, c.login.Save(sdk.Token{Access: token}))
	require.ErrorContains(t, got.Try(t, c, sdk.Request{}), "business_id: there is none")
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"":                                    "client_key: set client_key",
		"client_key: a":                       "client_secret: set both",
		"token: abcd\napi: ads":               "api: \"ads\" is neither",
		"token: abcd\napi: business":          "business_id: it is missing",
		"token: abcd\nbusiness_id: 5":         "business_id: only the API for Business",
		"token: abcd\nbase_url: tiktok":       "base_url",
		"token: abcd\ntimezone: Jakarta/Raya": "timezone: \"Jakarta/Raya\" is no time zone",
	} {
		require.ErrorContains(t, New().Configure(sdk.Settings(settings+"\n")), want, settings)
	}
}
