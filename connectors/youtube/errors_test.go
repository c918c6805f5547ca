package youtube

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

// answering asks a server that says one thing for a channel.
func answering(t *testing.T, status int, body string) error {
	t.Helper()
	r := commentsRun(t, status, body)
	_, err := r.lookup(t.Context(), sdktest.Now)
	return err
}

func TestGooglesErrors(t *testing.T) {
	t.Parallel()
	said := func(reason, message string) string {
		return `{"error":{"code":1,"message":"` + message + `","errors":[{"domain":"x","reason":"` + reason + `","message":"m"}]}}`
	}
	midnight := time.Date(2026, 3, 11, 7, 0, 0, 0, time.UTC)
	soon := time.Now().Add(time.Minute)
	for name, test := range map[string]struct {
		status int
		body   string
		kind   sdk.ErrorKind
		after  time.Time
		says   string
	}{
		"daily quota":     {403, said("quotaExceeded", "used up"), sdk.RateLimited, midnight, "quotaExceeded"},
		"daily limit":     {403, said("dailyLimitExceeded", "used up"), sdk.RateLimited, midnight, ""},
		"daily, new form": {429, said("rateLimitExceeded", "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day'"), sdk.RateLimited, midnight, ""},
		"too fast":        {403, said("rateLimitExceeded", "slow down"), sdk.RateLimited, soon, ""},
		"too fast, user":  {403, said("userRateLimitExceeded", "slow down"), sdk.RateLimited, soon, ""},
		"key":             {400, said("keyInvalid", "Bad Request"), sdk.Auth, time.Time{}, "api_key"},
		"API off":         {403, said("accessNotConfigured", "not used before"), sdk.Auth, time.Time{}, "enable YouTube Data API"},
		"API off, new form": {
			403, `{"error":{"code":403,"message":"disabled","status":"PERMISSION_DENIED","details":[{"reason":"SERVICE_DISABLED"}]}}`,
			sdk.Auth,
			time.Time{},
			"enable YouTube Data API",
		},
		"token":      {401, said("authError", "Invalid Credentials"), sdk.Auth, time.Time{}, "pantau auth"},
		"scope":      {403, said("insufficientPermissions", "scopes"), sdk.Auth, time.Time{}, "tick all boxes"},
		"forbidden":  {403, said("forbidden", "Forbidden"), sdk.Auth, time.Time{}, "owner"},
		"unheard of": {403, said("somethingNew", "No"), sdk.Auth, time.Time{}, "somethingNew"},
		"bad part":   {400, said("unknownPart", "part"), sdk.Permanent, time.Time{}, "unknownPart"},
		"processing": {400, said("processingFailure", "try later"), sdk.Transient, time.Time{}, ""},
		"backend":    {503, said("backendError", "Backend Error"), sdk.Transient, time.Time{}, ""},
		"not found":  {404, said("channelNotFound", "gone"), sdk.Permanent, time.Time{}, "account:"},
		"not Google": {403, `{"error":"nginx"}`, sdk.Auth, time.Time{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := answering(t, test.status, test.body)
			require.Equal(t, test.kind, sdk.KindOf(err), err)
			require.ErrorContains(t, err, test.says)
			require.WithinDuration(t, test.after, sdk.RetryAt(err), 10*time.Second)
			if test.after.Equal(midnight) {
				require.Equal(t, bucketUnits, sdk.Exhausted(err))
			}
		})
	}
}

// Days end at midnight in California, whose clocks change in March and November.
func TestMidnightIsPacific(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-01-15T12:00:00Z": "2026-01-16T08:00:00Z",
		"2026-01-15T07:59:59Z": "2026-01-15T08:00:00Z",
		"2026-03-08T12:00:00Z": "2026-03-09T07:00:00Z", // a day of 23 hours
		"2026-03-08T08:00:00Z": "2026-03-09T07:00:00Z",
		"2026-11-01T07:00:00Z": "2026-11-02T08:00:00Z", // a day of 25 hours
	} {
		c := &connector{}
		require.NoError(t, c.Configure(sdk.Settings("account: dinas\napi_key: abcdef\n")))
		at, err := time.Parse(time.RFC3339, now)
		require.NoError(t, err)
		require.Equal(t, want, c.midnight(at).UTC().Format(time.RFC3339), now)
		require.NoError(t, c.ledger.Take(at, bucketSearch, 1))
		require.Equal(t, want, c.ledger.Budgets(at)[1].Reset.UTC().Format(time.RFC3339), now)
	}
}

func TestCredentialsStayOutOfAddresses(t *testing.T) {
	t.Parallel()
	var seen []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r)
		_, _ = w.Write([]byte(`{"access_token":"ya29.geheim","expires_in":3599}`))
	}))
	t.Cleanup(server.Close)
	c := &connector{}
	require.NoError(t, c.Configure(sdk.Settings(strings.ReplaceAll(withOwner, "{{base_url}}", server.URL))))
	s, err := c.open(t.Context())
	require.NoError(t, err)
	_, err = s.lookup(t.Context(), sdktest.Now)
	require.Error(t, err)
	_, err = (&run{session: s}).query(t.Context(), report{}, []string{"views"})
	require.NoError(t, err)
	require.Len(t, seen, 3)
	for _, r := range seen {
		require.NotContains(t, r.URL.String(), sdktest.Token)
		require.NotContains(t, r.URL.String(), "geheim")
	}
	require.Equal(t, sdktest.Token, seen[1].Header.Get("X-Goog-Api-Key"))
	require.Empty(t, seen[1].Header.Get("Authorization"))
	require.Equal(t, "Bearer ya29.geheim", seen[2].Header.Get("Authorization"))
}
