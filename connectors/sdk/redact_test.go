package sdk

import (
	"encoding/base64"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSecretsAreTakenOutOfMessages(t *testing.T) {
	t.Parallel()
	settings := Settings("token: abcd/efgh\nshort: abc\nlist: [one-secret, {deep: two-secret}]\nlonger: abcd/efgh-ijkl\nthird: the-third-secret\nname: abcd\n")
	c := configured{
		secrets: secretValues(settings, []string{"token", "short", "list", "longer", "third", "absent"}),
		own:     NewMemory(map[string][]byte{keptToken: []byte(`{"access":"kept-access","refresh":"kept/refresh"}`)}, nil),
	}
	for said, want := range map[string]string{
		"token abcd/efgh refused":        "token [REDACTED] refused",
		"at ?token=abcd%2Fefgh":          "at ?token=[REDACTED]",
		"abcd/efgh-ijkl":                 "[REDACTED]",
		"kept-access, kept%2Frefresh":    "[REDACTED], [REDACTED]",
		"one-secret and two-secret":      "[REDACTED] and [REDACTED]",
		"abc is too short to be hidden":  "abc is too short to be hidden",
		"abcd is a name, not the secret": "abcd is a name, not the secret",
		"Basic " + base64.StdEncoding.EncodeToString([]byte("id:the-third-secret")):    "Basic aWQ6[REDACTED]A==",
		"Basic " + base64.StdEncoding.EncodeToString([]byte("an-id:the-third-secret")): "Basic YW4taWQ6[REDACTED]A==",
		"cut off at the-third-se… by the server":                                       "cut off at [REDACTED]… by the server",
		"cut off at the-third-": "cut off at the-third-",
	} {
		require.Equal(t, want, c.veil().safe(errors.New(said)).Error())
	}
	require.NoError(t, c.veil().safe(nil))
	kept := c.veil().safe(RateLimitedUntil(noon, "abcd/efgh"))
	require.Equal(t, RateLimited, KindOf(kept))
	require.Equal(t, noon, RetryAt(kept))

	res := c.veil().safeResult(Result{Notices: []Notice{{Message: "abcd/efgh"}}, Failures: []error{errors.New("abcd/efgh")}})
	require.Equal(t, "[REDACTED]", res.Notices[0].Message)
	require.Equal(t, "[REDACTED]", res.Failures[0].Error())
}

func TestUnreadableSettingsHideNothing(t *testing.T) {
	t.Parallel()
	require.Empty(t, secretValues(Settings("token: [x"), []string{"token"}))
}

// TestTheCollectorHidesSecretsToo: a connector in another language need not.
func TestTheCollectorHidesSecretsToo(t *testing.T) {
	t.Parallel()
	var h hidden
	h.names = []string{"token"}
	require.Equal(t, "sesame-open refused", h.veil().over("sesame-open refused"))
	h.told("m/a", Settings("token: sesame-open\naccount: dinas\n"))
	h.kept("m/b", keptToken, []byte(`{"access":"fresh-access"}`))
	h.kept("m/b", "ledger", []byte(`{"access":"dinas"}`))
	require.Equal(t, "dinas: [REDACTED], [REDACTED]", h.veil().over("dinas: sesame-open, fresh-access"))
	h.kept("m/b", keptToken, []byte(`{"access":"newer-access"}`))
	h.told("m/a", Settings("token: sesame-shut\n"))
	require.Equal(t, "sesame-open, fresh-access, [REDACTED], [REDACTED]", h.veil().over("sesame-open, fresh-access, newer-access, sesame-shut"), "it does not grow for ever")
}
