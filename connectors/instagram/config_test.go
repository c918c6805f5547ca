package instagram

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

func TestSettingsThatAreRefusedNameTheFix(t *testing.T) {
	t.Parallel()
	var tags []string
	for i := range mostHashtags + 1 {
		tags = append(tags, fmt.Sprint("t", i))
	}
	for settings, want := range map[string]string{
		"account: \"dinas contoh\"":                                   "account:",
		"account: \"\"":                                               "account:",
		"account: dinas\nlogin: tiktok":                               "login:",
		"account: dinas\nversion: \"25\"":                             "version:",
		"account: dinas\nbase_url: graph":                             "base_url:",
		"account: dinas\ntoken_url: x":                                "token_url:",
		"account: dinas\ntimezone: Jakarta":                           "timezone:",
		"account: dinas\nhashtags: [\"dua kata\"]":                    "hashtags:",
		"account: dinas\nlogin: instagram\nhashtags: [a]":             "set login: facebook",
		"account: dinas\nlogin: instagram\nvia: \"@x\"":               "via:",
		"account: \"1784\"\nvia: \"@x\"":                              "account:",
		"account: dinas\nvia: \"a b\"":                                "via:",
		"account: dinas\nhashtags: [" + strings.Join(tags, ",") + "]": "31 are too many",
	} {
		err := New().Configure(sdk.Settings(settings))
		require.ErrorContains(t, err, want, settings)
		require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	}
}

func TestSettingsAreNormalised(t *testing.T) {
	t.Parallel()
	c, ok := New().(*connector)
	require.True(t, ok)
	require.NoError(t, c.Configure(sdk.Settings("account: Dinas.Contoh\nhashtags: [\"#Banjir\"]\n")))
	require.Equal(t, "@dinas.contoh", c.config.Account)
	require.Equal(t, []string{"banjir"}, c.config.Hashtags)
	require.Equal(t, "https://graph.facebook.com", c.config.BaseURL)
	require.NoError(t, c.Configure(sdk.Settings("account: \"17841400000000000\"\nlogin: instagram\n")))
	require.Equal(t, "https://graph.instagram.com", c.config.BaseURL)
}
