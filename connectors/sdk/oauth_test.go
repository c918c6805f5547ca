package sdk

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConsentAndExchange(t *testing.T) {
	t.Parallel()
	var form url.Values
	var basic string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form, basic = r.PostForm, r.Header.Get("Authorization")
		if form.Get("code")+form.Get("refresh_token") == "bad" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"Code expired"}`))
			return
		}
		_, _ = w.Write([]byte(`{"access_token":"at","refresh_token":"rt","expires_in":7200,"refresh_token_expires_in":31536000,"scope":"a,b"}`))
	}))
	t.Cleanup(server.Close)
	o := &OAuth{
		AuthURL: "https://platform.example/consent", TokenURL: server.URL + "/token", ClientID: "id", ClientSecret: "hush",
		ClientIDName: "client_key", Scopes: []string{"a", "b"}, Separator: ",", PKCE: true, Extra: url.Values{"access_type": {"offline"}},
	}
	c := o.Consent("http://127.0.0.1:1/callback")
	page, err := url.Parse(c.URL)
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(c.Verifier))
	require.Equal(t, url.Values{
		"response_type": {"code"}, "client_key": {"id"}, "redirect_uri": {"http://127.0.0.1:1/callback"}, "state": {c.State},
		"scope": {"a,b"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
		"access_type": {"offline"},
	}, page.Query())
	require.GreaterOrEqual(t, len(c.Verifier), 43, "RFC 7636, 4.1")
	require.NotContains(t, c.URL, "hush")

	token, err := o.Exchange(t.Context(), c, "code-1")
	require.NoError(t, err)
	require.Equal(t, url.Values{
		"grant_type": {"authorization_code"}, "code": {"code-1"}, "redirect_uri": {c.Redirect}, "client_key": {"id"},
		"client_secret": {"hush"}, "code_verifier": {c.Verifier},
	}, form)
	require.Equal(t, "at", token.Access)
	require.Equal(t, []string{"a", "b"}, token.Scopes)
	require.InDelta(t, 31536000-7200, token.RefreshExpires.Sub(token.Expires).Seconds(), 1)

	_, err = o.Exchange(t.Context(), c, "bad")
	require.Equal(t, Auth, KindOf(err))
	require.ErrorContains(t, err, "invalid_grant")

	o.Basic = true
	_, err = o.Refresh(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, "refresh_token", form.Get("grant_type"))
	require.Empty(t, form.Get("client_secret"))
	require.Equal(t, "Basic "+base64.StdEncoding.EncodeToString([]byte("id:hush")), basic)
	_, err = o.Refresh(t.Context(), Token{})
	require.Equal(t, Auth, KindOf(err))
}
