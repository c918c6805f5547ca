package instagram

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/instagram/instagramsim"
	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
)

// current is a world whose clock is the real one, as Check's is.
func current() *sim.World {
	w := sdktest.WorldOf(instagramsim.Platform, 5)
	w.SetClock(time.Now)
	return w
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	o := instagramsim.Options{NoPublicContent: true}
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: []string{basicFB, pagesListFB}}}
	p := newPlatform(t, current(), o)
	report, err := p.connect(t, "hashtags: [banjir]\n").Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "reads @dinas, 1204 followers", report.Summary)
	findings := sdktest.Findings(report)
	require.False(t, findings[insightsFB].OK)
	require.Contains(t, findings[insightsFB].Detail, "reach")
	require.False(t, findings[commentsFB].OK)
	require.False(t, findings["Instagram Public Content Access"].OK)
	require.Empty(t, p.Asked("/insights"), "what the token may is known")
}

// Where nobody says what the token may do, it is tried.
func TestCheckTriesWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	o := instagramsim.Options{InstagramLogin: true}
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Scopes: []string{basicIG}}}
	p := newPlatform(t, current(), o)
	p.Break(metasim.Outage("/refresh_access_token"))
	report, err := p.connect(t, "login: instagram\n").Check(t.Context())
	require.NoError(t, err)
	findings := sdktest.Findings(report)
	require.Contains(t, findings[insightsIG].Detail, "(#10)")
	require.Contains(t, findings[commentsIG].Detail, "(#10)")
}

func TestCheckIsContentWithEverything(t *testing.T) {
	t.Parallel()
	w := current()
	p := newPlatform(t, w, instagramsim.Options{})
	report, err := p.connect(t, "hashtags: [banjir]\n").Check(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Findings, 3)
	for _, f := range report.Findings {
		require.True(t, f.OK, "%+v", f)
	}
	w.Accounts[0].Followers = func(time.Time) int { return 12 }
	report, err = p.connect(t, "version: v20.0\n").Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Findings(report)["audience"].Detail, "fewer than 100")
	require.Contains(t, sdktest.Findings(report)[sdk.NoticeVersionExpiring].Detail, "v20.0")
}

func TestCheckWarnsOfATokenThatEnds(t *testing.T) {
	t.Parallel()
	o := instagramsim.Options{}
	o.Tokens = map[string]metasim.Token{sdktest.Token: {User: "dinas", Expires: time.Now().Add(5 * 24 * time.Hour)}}
	p := newPlatform(t, current(), o)
	report, err := p.connect(t, "").Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, sdktest.Findings(report)[sdk.NoticeTokenExpiring].Detail, "the token ends on")
}

func TestCheckOfAnotherAccount(t *testing.T) {
	t.Parallel()
	w := current()
	other := sdktest.WorldOf(instagramsim.Platform, 2).Accounts[0]
	other.Handle = "dinaslain"
	w.Accounts = append(w.Accounts, other)
	p := newPlatform(t, w, instagramsim.Options{})
	c := p.connect(t, "via: \"@dinas\"\n")
	c.config.Account = "@dinaslain"
	report, err := c.Check(t.Context())
	require.NoError(t, err)
	require.Contains(t, report.Summary, "@dinaslain through @dinas")
	c.config.Account = "@nobody"
	_, err = c.Check(t.Context())
	require.ErrorContains(t, err, "cannot be found")
}

// The consent page's code becomes the token that runs use.
func TestConsentIsEnoughToRun(t *testing.T) {
	t.Parallel()
	for _, login := range []string{loginFacebook, loginInstagram} {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			o := instagramsim.Options{InstagramLogin: login == loginInstagram}
			o.WithoutProof = o.InstagramLogin
			o.App, o.AppSecret = "1234", "hush-hush"
			p := newPlatform(t, sdktest.WorldOf(instagramsim.Platform, 5), o)
			c := p.connect(t, "login: "+login+"\napp_id: \"1234\"\napp_secret: hush-hush\ntoken_url: "+p.URL+"/oauth/access_token\n")
			c.config.Token = ""
			c.Keep(sdk.NewMemory(nil, nil), nil)
			_, err := c.Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
			require.ErrorContains(t, err, "pantau auth")

			consent, err := c.Consent("http://127.0.0.1:1/back")
			require.NoError(t, err)
			require.Contains(t, consent.URL, "instagram_")
			require.NoError(t, c.Exchange(t.Context(), consent, metasim.CodePrefix+sdktest.Token))
			var got sdktest.Gathered
			got.Collect(t, c, sdk.Request{})
			got.Good(t)
			require.Len(t, got.Posts, 5)
			for id, post := range got.Posts {
				require.Empty(t, post.Metrics[schema.MetricReach].Reason, id)
			}
		})
	}
}
