package facebook

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

const appSettings = "app_id: \"77\"\napp_secret: rahasia-aplikasi\n"

func app() facebooksim.Options {
	o := healthy()
	o.App, o.AppSecret = "77", "rahasia-aplikasi"
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Expires: sdktest.Now.Add(time.Hour)}}
	return o
}

// The consent is a person's; what is kept is the Page's token, which does not
// end.
func TestConsentKeepsThePagesToken(t *testing.T) {
	t.Parallel()
	p := start(t, app())
	c := New().(*connector)
	require.NoError(t, c.Configure(sdk.Settings("page: \""+facebooksim.PageID("dinas")+"\"\nbase_url: "+p.URL+"\n"+appSettings)))
	consent, err := c.Consent("http://127.0.0.1:1/callback")
	require.NoError(t, err)
	require.Contains(t, consent.URL, "https://www.facebook.com/v25.0/dialog/oauth?")
	require.Contains(t, consent.URL, "pages_read_user_content")
	require.NoError(t, c.Exchange(t.Context(), consent, metasim.CodePrefix+sdktest.Token))
	token, err := c.login.Token(t.Context(), sdktest.Now)
	require.NoError(t, err)
	require.Equal(t, facebooksim.PagePrefix+sdktest.Token, token.Access)
	require.True(t, token.Expires.IsZero())
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Whole(t)
}

func TestConsentForAnotherPage(t *testing.T) {
	t.Parallel()
	p := start(t, app())
	c := New().(*connector)
	require.NoError(t, c.Configure(sdk.Settings("page: \"5\"\nbase_url: "+p.URL+"\n"+appSettings)))
	err := c.Exchange(t.Context(), sdk.Consent{Redirect: "http://127.0.0.1:1/"}, metasim.CodePrefix+sdktest.Token)
	require.ErrorContains(t, err, "page: 5 is not among the token's Pages")
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
}

func TestConsentNeedsAnApp(t *testing.T) {
	t.Parallel()
	_, err := start(t, healthy()).connect(t, "").Consent("http://127.0.0.1:1/")
	require.ErrorContains(t, err, "app_id, app_secret")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"page: dinas\n":                       "page: ",
		"page: \"1\"\nversion: \"25\"\n":      "version: ",
		"page: \"1\"\nbase_url: graph.test\n": "base_url: ",
	} {
		require.ErrorContains(t, New().Configure(sdk.Settings(text)), says)
	}
}
