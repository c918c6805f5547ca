package threads

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/threads/threadssim"
)

// The consent page's code becomes the token that runs use.
func TestConsentIsEnoughToRun(t *testing.T) {
	t.Parallel()
	o := threadssim.Options{}
	o.App, o.AppSecret = "1234", "hush-hush"
	p := newPlatform(t, sdktest.WorldOf(threadssim.Platform, 5), o)
	c := p.connect(t, "app_id: \"1234\"\napp_secret: hush-hush\n")
	c.config.Token = ""
	c.Keep(sdk.NewMemory(nil, nil), nil)
	_, err := c.Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
	require.ErrorContains(t, err, "pantau auth")

	consent, err := c.Consent("http://127.0.0.1:1/back")
	require.NoError(t, err)
	page, err := url.Parse(consent.URL)
	require.NoError(t, err)
	require.Equal(t, "threads.net", page.Host)
	require.Equal(t, "threads_basic,threads_manage_insights,threads_read_replies,threads_manage_mentions", page.Query().Get("scope"))
	require.NoError(t, c.Exchange(t.Context(), consent, metasim.CodePrefix+sdktest.Token))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Good(t)
	require.Len(t, got.Posts, 5)
}

func TestOnlyNeededPermissionsAreAskedFor(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string][]string{
		"replies: false\nmentions: false\n": {permissionBasic, permissionInsights},
		"mentions: false\ntopics: [a]\n":    {permissionBasic, permissionInsights, permissionReplies, permissionSearch},
	} {
		c, ok := New().(*connector)
		require.True(t, ok)
		require.NoError(t, c.Configure(sdk.Settings("account: dinas\n"+settings)))
		require.Equal(t, want, c.config.scopes())
	}
}

// An expired token is refused by the platform, and is not asked with again once
// its end is known.
func TestExpiredTokensAreTheOperators(t *testing.T) {
	t.Parallel()
	o := threadssim.Options{}
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Expires: sdktest.Now.Add(-time.Hour)}}
	p := newPlatform(t, sdktest.WorldOf(threadssim.Platform, 5), o)
	_, err := p.connect(t, "").Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.ErrorContains(t, err, "it has expired; run `pantau auth`")
	require.NotContains(t, err.Error(), sdktest.Token)
}

func TestSettingsThatAreRefusedNameTheFix(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"account: \"dinas contoh\"":                                       "account:",
		"account: \"\"":                                                   "account:",
		"account: dinas\nbase_url: graph":                                 "base_url:",
		"account: dinas\nkeywords: [\"\"]":                                "keywords:",
		"account: dinas\ntopics: [\"#\"]":                                 "topics:",
		"account: dinas\nkeywords: [" + strings.Repeat("a,", 50) + "a]\n": "at most 50",
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
	require.NoError(t, c.Configure(sdk.Settings("account: \" @Dinas.Contoh\"\ntopics: [\"#Layanan Publik \"]\n")))
	require.Equal(t, "dinas.contoh", c.config.Account)
	require.Equal(t, []string{"Layanan Publik"}, c.config.Topics)
	require.Equal(t, "https://graph.threads.net", c.config.BaseURL)
}
