package sdk

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSecretsAreTakenOutOfMessages(t *testing.T) {
	t.Parallel()
	settings := Settings("token: abcd/efgh\nshort: abc\nlist: [one-secret, {deep: two-secret}]\nlonger: abcd/efgh-ijkl\nname: abcd\n")
	c := configured{
		secrets: secretValues(settings, []string{"token", "short", "list", "longer", "absent"}),
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
	} {
		require.Equal(t, want, c.safe(errors.New(said)).Error())
	}
	require.NoError(t, c.safe(nil))
	kept := c.safe(RateLimitedUntil(noon, "abcd/efgh"))
	require.Equal(t, RateLimited, KindOf(kept))
	require.Equal(t, noon, RetryAt(kept))

	res := c.safeResult(Result{Notices: []Notice{{Message: "abcd/efgh"}}, Failures: []error{errors.New("abcd/efgh")}})
	require.Equal(t, "[REDACTED]", res.Notices[0].Message)
	require.Equal(t, "[REDACTED]", res.Failures[0].Error())
}

func TestUnreadableSettingsHideNothing(t *testing.T) {
	t.Parallel()
	require.Empty(t, secretValues(Settings("token: [x"), []string{"token"}))
}
