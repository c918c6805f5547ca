package tiktok

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/tiktok/tiktoksim"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, sdktest.World(tiktoksim.Platform), tiktoksim.Options{})
	report, err := p.connect(t, overBusiness, nil).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "reads an account of TikTok over the business API, 1204 followers", report.Summary)
	require.Empty(t, sdktest.Bad(report))

	report, err = p.connect(t, overDisplay, nil).Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Bad(report)["api"], "API for Business")

	p.Show(simulated(sdktest.World(tiktoksim.Platform), tiktoksim.Options{Without: []string{"video.list", "user.info.stats"}}))
	report, err = p.connect(t, overDisplay, nil).Check(t.Context())
	require.NoError(t, err)
	found := sdktest.Bad(report)
	require.Contains(t, found["videos"], "video.list")
	require.Contains(t, found["fields of the user"], "follower_count")
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]sdk.ErrorKind{
		40001: sdk.Auth, 40002: sdk.Permanent, 40100: sdk.RateLimited, 40104: sdk.Auth, 40105: sdk.Auth, 40133: sdk.RateLimited,
		50000: sdk.Transient, 51305: sdk.Transient, 60001: sdk.Permanent,
	} {
		require.Equal(t, want, sdk.KindOf((&refusal{code: code}).kind(sdktest.Now)), code)
	}
	daily := (&refusal{code: 40133}).kind(sdktest.Now)
	require.Equal(t, midnight(sdktest.Now).AddDate(0, 0, 1), sdk.RetryAt(daily))
	require.Equal(t, sdk.RefusalUnknown, refused((&refusal{code: 40002, message: "Invalid value for fields: reach"}).kind(sdktest.Now)))
	require.Equal(t, sdk.RefusalNone, refused((&refusal{code: 40002, message: "cursor: Not a valid integer"}).kind(sdktest.Now)))
	require.Equal(t, sdk.RefusalNotHere, refused((&refusal{word: wordScope}).kind(sdktest.Now)))
}
