package meta

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
)

const appSecret = "app-secret-never-show-me"

// tokens serves the endpoints for tokens of all three platforms, and counts the
// requests by path.
func tokens(t *testing.T, granted metasim.Token) (address string, asked map[string]int) {
	t.Helper()
	gate := metasim.NewGate(metasim.Options{
		Tokens: map[string]metasim.Token{token.Reveal(): granted}, App: "1234", AppSecret: appSecret,
	}, time.Now, "")
	asked = map[string]int{}
	mux := http.NewServeMux()
	for pattern, handler := range map[string]http.HandlerFunc{
		"POST /v25.0/oauth/access_token": gate.OAuth, "POST /oauth/access_token": gate.OAuth,
		"GET /access_token": gate.Exchange, "GET /refresh_access_token": gate.Renew, "GET /v25.0/debug_token": gate.Debug,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			asked[r.URL.Path]++
			handler(w, r)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL, asked
}

func access(address string, configured sdk.Secret) Access {
	return Access{
		Memory: sdk.NewMemory(nil, nil), Configured: configured, App: App{ID: "1234", Secret: appSecret},
		Graph: address, Version: "v25.0", TokenURL: address + "/oauth/access_token", Scopes: []string{"a", "b"},
	}
}

func TestConsentBecomesATokenOfSixtyDays(t *testing.T) {
	t.Parallel()
	for name, login := range map[string]func(Access) *Login{
		"facebook": FacebookLogin, "instagram": InstagramLogin, "threads": ThreadsLogin,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, _ := tokens(t, metasim.Token{})
			l := login(access(address, ""))
			consent, err := l.Consent("http://127.0.0.1:1/back")
			require.NoError(t, err)
			page, err := url.Parse(consent.URL)
			require.NoError(t, err)
			require.Equal(t, "https", page.Scheme)
			require.Equal(t, "a,b", page.Query().Get("scope"))
			require.Equal(t, "1234", page.Query().Get("client_id"))
			require.Equal(t, consent.State, page.Query().Get("state"))

			require.NoError(t, l.Exchange(t.Context(), consent, metasim.CodePrefix+token.Reveal()))
			got, err := l.Token(t.Context(), time.Now())
			require.NoError(t, err)
			require.Equal(t, token.Reveal(), got.Access)
			require.WithinDuration(t, time.Now().Add(60*24*time.Hour), got.Expires, time.Minute)
			require.Empty(t, l.Notices(time.Now()))
			require.NotEmpty(t, l.Notices(time.Now().Add(50*24*time.Hour)), "nobody renewed it")
		})
	}
}

func TestConsentNeedsTheApp(t *testing.T) {
	t.Parallel()
	a := access("http://127.0.0.1", "")
	a.App.Secret = ""
	_, err := FacebookLogin(a).Consent("http://127.0.0.1:1/back")
	require.ErrorContains(t, err, "app_secret")
}

func TestARefusedCodeShowsNoSecret(t *testing.T) {
	t.Parallel()
	address, _ := tokens(t, metasim.Token{})
	for _, l := range []*Login{FacebookLogin(access(address, "")), InstagramLogin(access(address, "")), ThreadsLogin(access(address, ""))} {
		err := l.Exchange(t.Context(), sdk.Consent{}, "code-of-nobody")
		require.Equal(t, sdk.Auth, sdk.KindOf(err))
		require.NotContains(t, err.Error(), appSecret)
		require.NotContains(t, err.Error(), "code-of-nobody")
	}
}

func TestAConfiguredTokenOfInstagramIsRenewed(t *testing.T) {
	t.Parallel()
	address, asked := tokens(t, metasim.Token{Scopes: []string{"instagram_business_basic"}})
	l := InstagramLogin(access(address, token))
	for range 3 {
		got, err := l.Token(t.Context(), time.Now())
		require.NoError(t, err)
		require.Equal(t, token.Reveal(), got.Access)
		require.Equal(t, []string{"insights"}, Lacks(got, "instagram_business_basic", "insights"))
	}
	require.Equal(t, 1, asked["/refresh_access_token"], "then its end is known")
	_, err := l.Token(t.Context(), time.Now().Add(31*24*time.Hour))
	require.NoError(t, err)
	require.Equal(t, 2, asked["/refresh_access_token"], "30 days before its end")
}

func TestATokenThatCantBeRenewedYetIsUsed(t *testing.T) {
	t.Parallel()
	l := InstagramLogin(access("http://127.0.0.1:1", token)) // nobody listens there
	got, err := l.Token(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, token.Reveal(), got.Access)
	require.Empty(t, Lacks(got, "anything"), "what it may is not known")
}

func TestAConfiguredTokenOfFacebookIsLookedAtOnceADay(t *testing.T) {
	t.Parallel()
	end := time.Now().Add(10 * 24 * time.Hour).Truncate(time.Second).UTC()
	address, asked := tokens(t, metasim.Token{Scopes: []string{"instagram_basic"}, Expires: end})
	l := FacebookLogin(access(address, token))
	got, err := l.Token(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, end, got.Expires)
	require.Equal(t, []string{"instagram_basic"}, got.Scopes)
	require.Len(t, l.Notices(time.Now()), 1)
	_, err = l.Token(t.Context(), end.Add(time.Second))
	require.Equal(t, sdk.Auth, sdk.KindOf(err))
	require.Equal(t, 1, asked["/v25.0/debug_token"])
}

func TestATokenThatNeverEndsIsNotAskedAboutAllTheTime(t *testing.T) {
	t.Parallel()
	address, asked := tokens(t, metasim.Token{})
	l := FacebookLogin(access(address, token))
	for i := range 48 {
		_, err := l.Token(t.Context(), time.Now().Add(time.Duration(i)*time.Hour))
		require.NoError(t, err)
	}
	require.LessOrEqual(t, asked["/v25.0/debug_token"], 2)
	require.Empty(t, l.Notices(time.Now()))
}

func TestInstagramsAnswerInAListIsRead(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(says(200, `{"data":[{"access_token":"EAA-never-show-me","user_id":"1","permissions":"instagram_business_basic,instagram_business_manage_insights"}]}`))
	t.Cleanup(server.Close)
	l := InstagramLogin(access(server.URL, ""))
	got, err := l.exchangeCode(t.Context(), sdk.Consent{}, "c")
	require.NoError(t, err)
	require.Equal(t, token.Reveal(), got.Access)
	require.Len(t, got.Scopes, 2)
}

func TestVersionsEnd(t *testing.T) {
	t.Parallel()
	require.Empty(t, VersionNotices("v21.0", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)))
	require.Contains(t, VersionNotices("v21.0", time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))[0].Message, "ends on 2027-01-21")
	require.Contains(t, VersionNotices("v20.0", time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))[0].Message, "has ended")
	require.Empty(t, VersionNotices("v99.0", now))
	require.NoError(t, CheckVersion("v25.0"))
	for _, bad := range []string{"", "25.0", "v25", "v0.1", "v25.0/x"} {
		require.ErrorContains(t, CheckVersion(bad), "version:", bad)
	}
}
