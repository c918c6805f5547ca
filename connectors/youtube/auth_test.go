package youtube

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/youtube/youtubesim"
)

const withoutToken = "account: dinas\nbase_url: {{base_url}}/youtube/v3\nanalytics_url: {{base_url}}/v2\ntoken_url: {{base_url}}/token\n" +
	"client_id: 123-abc\nclient_secret: geheim\n"

func TestConsentAndExchange(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{})
	c := p.connect(t, withoutToken)
	_, err := c.Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.ErrorContains(t, err, "pantau auth")

	consent, err := c.Consent("http://127.0.0.1:8085/")
	require.NoError(t, err)
	page, err := url.Parse(consent.URL)
	require.NoError(t, err)
	require.Equal(t, "accounts.google.com/o/oauth2/v2/auth", page.Host+page.Path)
	q := page.Query()
	require.Equal(t, scopeData+" "+scopeAnalytics, q.Get("scope"))
	require.Equal(t, []string{"offline", "consent", "S256", "123-abc"},
		[]string{q.Get("access_type"), q.Get("prompt"), q.Get("code_challenge_method"), q.Get("client_id")})

	require.Equal(t, sdk.Auth, sdk.KindOf(c.Exchange(t.Context(), consent, "a wrong code")))
	require.NoError(t, c.Exchange(t.Context(), consent, sdktest.Token)) // the simulator's codes are its refresh tokens
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	got.Whole(t)
	require.NotContains(t, got.Lines["account"], "follows_gained=!")
	require.Contains(t, got.Result.Notices[0].Message, "comments are not read: they need an api_key")
}

func TestConsentNeedsAClient(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{})
	_, err := p.connect(t, publicOnly).Consent("http://127.0.0.1:8085/")
	require.ErrorContains(t, err, "client_id")
}

// A token is refreshed once and kept; a new one in the configuration ends it.
func TestConfiguredRefreshToken(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{})
	c := p.connect(t, withOwner)
	own := sdk.NewMemory(nil, nil)
	c.Keep(own, sdk.NewMemory(nil, nil))
	for range 3 {
		token, err := c.token(t.Context())
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(token.Access, "ya29."))
		require.Equal(t, sdktest.Token, token.Refresh)
	}
	require.Len(t, p.Asked("/token"), 1)

	other := p.connect(t, strings.Replace(withOwner, "refresh_token: "+sdktest.Token, "refresh_token: dicabut", 1))
	other.Keep(own, sdk.NewMemory(nil, nil))
	_, err := other.token(t.Context())
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.NotContains(t, err.Error(), "dicabut")
}

// When the owner's consent is withdrawn, what is public keeps flowing.
func TestWithdrawnConsentLeavesThePublicSide(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{})
	c := p.connect(t, strings.Replace(withOwner, "refresh_token: "+sdktest.Token, "refresh_token: dicabut", 1))
	var got sdktest.Gathered
	got.Collect(t, c, sdk.Request{})
	require.Len(t, got.Result.Failures, 1)
	require.Equal(t, sdk.Auth, sdk.KindOf(got.Result.Failures[0]))
	require.Contains(t, got.Lines["account"], "followers=1200,")
	require.Contains(t, got.Lines["account"], "follows_gained=!permission")
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(youtubesim.Platform), youtubesim.Options{})
	report, err := p.connect(t, withOwner).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "reads the channel Dinas Contoh, about 1200 subscribers", report.Summary)
	for _, f := range report.Findings {
		require.True(t, f.OK, f)
	}
	report, err = p.connect(t, publicOnly).Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, report.Findings[1].Detail, "watch time")

	c := p.connect(t, withoutToken)
	consent, err := c.Consent("http://127.0.0.1:8085/")
	require.NoError(t, err)
	require.NoError(t, c.Exchange(t.Context(), consent, sdktest.Token))
	p.Show(simulated(sdktest.World(youtubesim.Platform), youtubesim.Options{HiddenSubscribers: true}))
	report, err = c.Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, report.Findings[0].Detail, "followers will be missing")
	require.Contains(t, report.Findings[1].Detail, "set api_key")
}

// Projects share their quota; accounts of one project must find its ledger.
func TestProjectsAreToldApart(t *testing.T) {
	t.Parallel()
	project := func(more string) string {
		c := &connector{}
		require.NoError(t, c.Configure(sdk.Settings("account: dinas\n"+more)))
		require.NotContains(t, c.project(), "kunci")
		return c.project()
	}
	require.Equal(t, "123456", project("client_id: 123456-abc.apps.googleusercontent.com\nclient_secret: x\n"))
	require.Equal(t, project("api_key: kunci-1\n"), project("api_key: kunci-1\nquota: 5\n"))
	require.NotEqual(t, project("api_key: kunci-1\n"), project("api_key: kunci-2\n"))
}
