package x

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

func TestSettingsAreRefusedByName(t *testing.T) {
	t.Parallel()
	for settings, field := range map[string]string{
		"token: abc":                                                                          "account",
		"account: 'dinas kota'\ntoken: abc":                                                   "account",
		"account: terlalu_panjang_sekali\ntoken: a":                                           "account",
		"account: dinas":                                                                      "token",
		"account: dinas\ntoken: a\nclient_secret: b":                                          "client_id",
		"account: dinas\ntoken: a\nbase_url: api.x.com":                                       "base_url",
		"account: dinas\ntoken: a\nbudget_usd_month: 0":                                       "budget_usd_month",
		"account: dinas\ntoken: a\ncounts_hours: 0":                                           "counts_hours",
		"account: dinas\ntoken: a\nprices: {tweet: 1}":                                        "prices",
		"account: dinas\ntoken: a\nsearches: [{query: ' '}]":                                  "searches",
		"account: dinas\ntoken: a\nsearches: [{query: a, mode: count}]":                       "searches",
		"account: dinas\ntoken: a\nsearches: [{query: a}, {query: a, mode: counts}]":          "searches",
		"account: dinas\ntoken: a\nsearches: [{query: '" + strings.Repeat("a ", 257) + "b'}]": "searches",
	} {
		err := New().Configure(sdk.Settings(settings))
		require.ErrorContains(t, err, field, settings)
		require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	}
	c, ok := New().(*connector)
	require.True(t, ok)
	require.NoError(t, c.Configure(sdk.Settings("account: ' @Dinas_1'\ntoken: abc\nsearches: [{query: a}, {query: a, mode: posts}]")))
	require.Equal(t, "Dinas_1", c.config.Account)
	require.Equal(t, "https://api.x.com/2", c.config.BaseURL)
	require.Equal(t, modeCounts, c.config.Searches[0].Mode)
}

func TestConsentPage(t *testing.T) {
	t.Parallel()
	c, ok := New().(*connector)
	require.True(t, ok)
	require.NoError(t, c.Configure(sdk.Settings("account: dinas\ntoken: abc")))
	_, err := c.Consent("http://127.0.0.1:1/")
	require.ErrorContains(t, err, "client_id")
	require.NoError(t, c.Configure(sdk.Settings("account: dinas\nclient_id: abc")))
	consent, err := c.Consent("http://127.0.0.1:1/")
	require.NoError(t, err)
	require.Contains(t, consent.URL, "https://x.com/i/oauth2/authorize?")
	require.Contains(t, consent.URL, "code_challenge_method=S256")
	require.Contains(t, consent.URL, "scope=tweet.read+users.read+offline.access")
	require.NotEmpty(t, consent.Verifier)
}

func TestAppsAreToldApartWithoutSecrets(t *testing.T) {
	t.Parallel()
	a, b := config{Token: "secret-a"}, config{Token: "secret-b"}
	require.NotEqual(t, a.app(), b.app())
	require.NotContains(t, a.app(), "secret")
	require.Equal(t, "abc", (&config{Token: "secret-a", ClientID: "abc"}).app())
}
