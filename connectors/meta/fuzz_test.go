package meta

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

// FuzzErrors reads any body of an error.
func FuzzErrors(f *testing.F) {
	f.Add(400, []byte(`{"error":{"message":"(#100) metric[0] must be one of the following values","type":"OAuthException","code":100}}`), `{"call_count":100}`)
	f.Add(403, []byte(`{"error":{"message":"\ufffd","code":-1,"error_subcode":33,"is_transient":true}}`), ``)
	f.Add(500, []byte(`{"error":"text"}`), `[`)
	f.Fuzz(func(t *testing.T, status int, body []byte, header string) {
		c := New("http://127.0.0.1/v25.0", token, "")
		err := c.classify(&sdk.StatusError{Status: status, Body: body}, http.Header{"X-App-Usage": {header}})
		if err == nil {
			return
		}
		require.NotContains(t, err.Error(), token.Reveal())
		Refused(err)
		NotFound(err)
		NoPermission(err)
	})
}

// FuzzUsage reads any header.
func FuzzUsage(f *testing.F) {
	f.Add(`{"1":[{"type":"instagram","call_count":28,"total_cputime":25,"total_time":31,"estimated_time_to_regain_access":17}]}`)
	f.Add(`{"1":[{"estimated_time_to_regain_access":1e308,"call_count":-5}]}`)
	f.Fuzz(func(t *testing.T, header string) {
		u := usage{}
		u.note(http.Header{"X-Business-Use-Case-Usage": {header}}, now)
		for _, b := range u.budgets() {
			require.GreaterOrEqual(t, b.Remaining, 0.0)
		}
		require.False(t, u.regain(now).After(now.Add(longestRegain+longestRegain)))
	})
}

// FuzzTime reads any time.
func FuzzTime(f *testing.F) {
	for _, seed := range []string{`"2026-03-10T08:00:00+0000"`, `"2026-03-10T08:00:00Z"`, `1700000000`, `""`, `null`, `"x"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(_ *testing.T, raw []byte) {
		var t Time
		_ = json.Unmarshal(raw, &t)
	})
}

// FuzzGrant reads any answer of an endpoint for tokens.
func FuzzGrant(f *testing.F) {
	f.Add([]byte(`{"access_token":"x","expires_in":5183944,"permissions":["a"]}`))
	f.Add([]byte(`{"data":[{"access_token":"x","permissions":"a,b"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var g grantJSON
		if json.Unmarshal(raw, &g) != nil {
			return
		}
		got, err := g.token(now, sdk.Token{}, nil)
		require.Equal(t, err == nil, got.Access != "")
	})
}
