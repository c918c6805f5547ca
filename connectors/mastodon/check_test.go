package mastodon

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestCheckOfAFullToken(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(mastodonsim.Platform))
	report, err := p.connect(t, everything).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "reads @dinas on "+p.URL+", 1204 followers", report.Summary)
	require.Empty(t, sdktest.Bad(report))
	require.Len(t, report.Findings, 4)
}

func TestCheckSaysWhatIsMissingWithoutToken(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(mastodonsim.Platform))
	report, err := p.connect(t, "").Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Bad(report)["token"], "mentions of the account")
}

func TestCheckOfLesserTokens(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	say := func(pattern string, status int, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		})
	}
	say("/api/v1/accounts/lookup", http.StatusOK, `{"id":"1","acct":"dinas@jauh.example"}`)
	say("/other/api/v1/accounts/lookup", http.StatusOK, `{"id":"1","acct":"dinas"}`)
	say("/api/v1/accounts/verify_credentials", http.StatusOK, `{"id":"1","acct":"dinas"}`)
	say("/other/api/v1/accounts/verify_credentials", http.StatusOK, `{"id":"2","acct":"magang"}`)
	say("/api/v1/notifications", http.StatusForbidden, `{"error":"outside the authorized scopes"}`)
	say("/api/v1/timelines/tag/banjir", http.StatusUnauthorized, `{"error":"This method requires an authenticated user"}`)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	check := func(path string) map[string]string {
		c := New()
		require.NoError(t, c.Configure(sdk.Settings("base_url: "+server.URL+path+"\naccount: dinas\ntoken: abcdef\nhashtags: [banjir]\n")))
		report, err := c.Check(t.Context())
		require.NoError(t, err)
		return sdktest.Bad(report)
	}
	found := check("")
	require.Contains(t, found["read:notifications"], "mentions will be missing")
	require.Contains(t, found["base_url"], "its own server")
	require.Contains(t, found["hashtag banjir"], "will not be read")
	require.Contains(t, check("/other")["token"], "belongs to @magang")
}
