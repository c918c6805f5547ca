package threads

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/threads/threadssim"
)

// current is a world whose clock is the real one, as Check's is.
func current() *sim.World {
	w := sdktest.WorldOf(threadssim.Platform, 5)
	w.SetClock(time.Now)
	return w
}

const searching = "keywords: [laporan]\n"

func TestCheckIsContentWithEverything(t *testing.T) {
	t.Parallel()
	w := current()
	p := newPlatform(t, w, threadssim.Options{})
	report, err := p.connect(t, searching).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "reads @dinas, 1204 followers", report.Summary)
	require.Len(t, report.Findings, 4)
	for _, f := range report.Findings {
		require.True(t, f.OK, "%+v", f)
	}
	w.Accounts[0].Followers = func(time.Time) int { return 12 }
	report, err = p.connect(t, "replies: false\nmentions: false\n").Check(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Findings, 2)
	require.Contains(t, sdktest.Findings(report)["audience"].Detail, "fewer than 100")
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, tried := range map[string]bool{"known": false, "tried": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := threadssim.Options{}
			o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: []string{permissionBasic}}}
			p := newPlatform(t, current(), o)
			if tried { // nobody says what the token may do
				p.Break(metasim.Outage("/refresh_access_token"))
			}
			report, err := p.connect(t, searching).Check(t.Context())
			require.NoError(t, err)
			require.Equal(t, "reads @dinas", report.Summary)
			findings := sdktest.Findings(report)
			for permission, missing := range map[string]string{
				permissionInsights: "followers", permissionReplies: "what people reply", permissionMentions: "name the account", permissionSearch: "keywords",
			} {
				require.False(t, findings[permission].OK, permission)
				require.Contains(t, findings[permission].Detail, missing)
				require.Equal(t, tried, strings.Contains(findings[permission].Detail, "(#10)"), permission)
			}
		})
	}
}

func TestCheckTellsWhetherSearchesAreApproved(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, current(), threadssim.Options{NotApproved: true})
	report, err := p.connect(t, "keywords: [layanan]\n").Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Findings(report)[permissionSearch].Detail, "advanced access")
}

func TestCheckWarnsOfATokenThatEnds(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, current(), threadssim.Options{})
	c := p.connect(t, "")
	require.NoError(t, c.login.Save(sdk.Token{Access: sdktest.Token, Expires: time.Now().Add(5 * 24 * time.Hour)}))
	p.Break(metasim.Outage("/refresh_access_token"))
	report, err := c.Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Findings(report)[sdk.NoticeTokenExpiring].Detail, "the token ends on")
}

func TestCheckOfSomebodyElsesToken(t *testing.T) {
	t.Parallel()
	c := newPlatform(t, current(), threadssim.Options{}).connect(t, "")
	c.config.Account = "lain"
	_, err := c.Check(t.Context())
	require.ErrorContains(t, err, "the token belongs to @dinas, not to @lain")
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
}
