package linkedin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/linkedin/linkedinsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	young := time.Now().Format(versionLayout)
	old := time.Now().AddDate(0, -11, 0).Format(versionLayout)
	p := newPlatform(t, sdktest.World(linkedinsim.Platform), linkedinsim.Options{Versions: []string{young, old}})
	report, err := p.connect(t, "version: "+young, nil).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "reads "+linkedinsim.OrganizationURN("dinas")+" of LinkedIn, 1204 followers", report.Summary)
	require.Empty(t, sdktest.Bad(report))

	p.Show(simulated(sdktest.World(linkedinsim.Platform), linkedinsim.Options{Versions: []string{young, old}, NotAdmin: []string{"dinas"}, NoSocial: []string{"dinas"}}))
	report, err = p.connect(t, "version: "+old, nil).Check(t.Context())
	require.NoError(t, err)
	found := sdktest.Bad(report)
	require.Contains(t, found["posts"], "r_organization_social")
	require.Contains(t, found["statistics"], "rw_organization_admin")
	require.Contains(t, found["version"], "set version to a newer one")
}

func TestVersionIsComplainedAboutSixtyDaysAhead(t *testing.T) {
	t.Parallel()
	c := config{Version: "202608"} // may end on 1 August 2027
	require.Empty(t, c.versionNotices(time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)))
	notices := c.versionNotices(time.Date(2027, 6, 3, 0, 0, 0, 0, time.UTC))
	require.Len(t, notices, 1)
	require.Equal(t, sdk.NoticeVersionExpiring, notices[0].Kind)
	require.Contains(t, notices[0].Message, "2027-08-01")
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"organization: dinas\ntoken: abcd":                      "organization: write the page's number",
		"organization: 12":                                      "token: set an access token",
		"organization: 12\nclient_id: a":                        "client_secret: set both",
		"organization: 12\ntoken: abcd\nversion: v2":            "version: \"v2\" is no version",
		"organization: 12\ntoken: abcd\nversion: 202613":        "is no version",
		"organization: 12\ntoken: abcd\ndaily_requests: 3":      "daily_requests: write at least 10",
		"organization: 12\ntoken: abcd\nbase_url: linkedin.com": "base_url",
		"organization: 12\ntoken: abcd\nauth_url: ftp://a":      "auth_url",
	} {
		require.ErrorContains(t, New().Configure(sdk.Settings(settings)), want, settings)
	}
	for _, organization := range []string{"12", "urn:li:organization:12"} {
		c, ok := New().(*connector)
		require.True(t, ok)
		require.NoError(t, c.Configure(sdk.Settings("organization: "+organization+"\ntoken: abcd\n")))
		require.Equal(t, "urn:li:organization:12", c.config.Organization)
	}
	require.NoError(t, New().Configure(sdk.Settings("organization: urn:li:organizationBrand:12\ntoken: abcd\n")))
}
