package facebook

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/facebook/facebooksim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestCheckOfAFullToken(t *testing.T) {
	t.Parallel()
	report, err := start(t, healthy()).connect(t, "").Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "reads the Page Dinas Contoh, 1204 followers", report.Summary)
	require.Empty(t, sdktest.Bad(report))
	require.Len(t, report.Findings, 4)
}

func TestCheckOfLesserTokens(t *testing.T) {
	t.Parallel()
	check := func(scopes ...string) map[string]string {
		o := healthy()
		o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: scopes}}
		report, err := start(t, o).connect(t, "").Check(t.Context())
		require.NoError(t, err)
		return sdktest.Bad(report)
	}
	found := check(permissionRead, permissionInsights)
	require.Contains(t, found[permissionPeople], "comments")
	require.Contains(t, found[permissionList], "own token")
	require.Contains(t, check(permissionList, permissionRead, permissionPeople)[permissionInsights], "views")
}

func TestCheckOfASmallPage(t *testing.T) {
	t.Parallel()
	w := sdktest.World(facebooksim.Platform)
	w.Accounts[0].Followers = func(time.Time) int { return 90 }
	report, err := serve(t, facebooksim.Handler(w, healthy())).connect(t, "").Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Bad(report)[permissionInsights], "fewer than 100 likes")
}
