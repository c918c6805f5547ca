package bluesky_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/bluesky/blueskysim"
	"github.com/pantau/pantau/connectors/sdk"
)

func TestRenewsTheSession(t *testing.T) {
	t.Parallel()
	now := &clock{start}
	w, _ := office(now)
	address, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{AppPassword: password, SessionLife: time.Hour}))
	c := configured(t, "base_url: "+address+"\n"+signedIn)
	run := func() collected {
		return collect(t, c, sdk.Request{Now: now.now, Since: now.now.Add(-24 * time.Hour)})
	}
	run()
	now.forward(2 * time.Hour)
	run()
	require.Equal(t, 1, asked.of("com.atproto.server.refreshSession"))
	require.Equal(t, 1, asked.of("com.atproto.server.createSession"))
	now.forward(90 * 24 * time.Hour)
	got := run()
	require.Equal(t, 2, asked.of("com.atproto.server.refreshSession"))
	require.Equal(t, 2, asked.of("com.atproto.server.createSession"), "the renewal has run out too")
	require.NotEmpty(t, got.posts)
}

// While the server is in trouble, signing in anew would only use up the ration.
func TestDoesNotSignInWhenRenewingMayWorkLater(t *testing.T) {
	t.Parallel()
	now := &clock{start}
	w, _ := office(now)
	address, asked := serve(t, broken(blueskysim.Handler(w, blueskysim.Options{SessionLife: time.Hour}), "com.atproto.server.refreshSession"))
	c := configured(t, "base_url: "+address+"\n"+signedIn)
	collect(t, c, sdk.Request{Now: now.now, Since: now.now})
	now.forward(2 * time.Hour)
	got := tryCollect(t, c, sdk.Request{Now: now.now, Since: now.now})
	require.Equal(t, sdk.Transient, sdk.KindOf(got.err))
	require.Equal(t, 1, asked.of("com.atproto.server.createSession"))
}

func TestSignInRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status        int
		error, wanted string
		kind          sdk.ErrorKind
	}{
		"wrong password": {http.StatusUnauthorized, "AuthenticationRequired", "check identifier and app_password", sdk.Auth},
		"main password":  {http.StatusUnauthorized, "AuthFactorTokenRequired", "set app_password to an app password", sdk.Auth},
		"taken down":     {http.StatusUnauthorized, "AccountTakedown", "taken down", sdk.Auth},
		"too often":      {http.StatusTooManyRequests, "RateLimitExceeded", "signing in as dinkes.bsky.social", sdk.RateLimited},
		"too often, 400": {http.StatusBadRequest, "RateLimitExceeded", "signing in as dinkes.bsky.social", sdk.RateLimited},
		"server down":    {http.StatusBadGateway, "UpstreamFailure", "signing in as dinkes.bsky.social", sdk.Transient},
		"not a PDS":      {http.StatusNotImplemented, "MethodNotImplemented", "another base_url may", sdk.Permanent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, _ := serve(t, refusing(c.status, c.error))
			_, err := configured(t, "base_url: "+address+"\n"+signedIn).Check(t.Context())
			require.ErrorContains(t, err, c.wanted)
			require.Equal(t, c.kind, sdk.KindOf(err))
			require.NotContains(t, err.Error(), password)
		})
	}
}

// refusing answers everything with one error.
func refusing(status int, name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": name, "message": "no"})
	})
}

func TestSessionWithoutTokensIsRefused(t *testing.T) {
	t.Parallel()
	address, _ := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) }))
	_, err := configured(t, "base_url: "+address+"\n"+signedIn).Check(t.Context())
	require.ErrorContains(t, err, "is base_url a Bluesky server?")
	_, err = configured(t, "base_url: "+address+"\n"+loggedOut).Check(t.Context())
	require.ErrorContains(t, err, "is base_url a Bluesky server?")
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
}

func TestUnknownAccountIsNamed(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{}))
	_, err := configured(t, "base_url: "+address+"\naccount: nobody.example.org\n").Check(t.Context())
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	require.ErrorContains(t, err, "account nobody.example.org")
	require.ErrorContains(t, err, "Profile not found")
}

func TestCheckSaysWhatALoginWouldBring(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{AppPassword: password}))
	report, err := configured(t, "base_url: "+address+"\n"+loggedOut).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "public reading of @dinkes.bsky.social, 1000 followers", report.Summary)
	require.False(t, report.Findings[1].OK)
	require.Contains(t, report.Findings[1].Detail, "app_password")
	report, err = configured(t, "base_url: "+address+"\n"+signedIn).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "signed in as @dinkes.bsky.social, reading @dinkes.bsky.social, 1000 followers", report.Summary)
	require.True(t, report.Findings[1].OK)
}

func TestSearchNeedsALogin(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{}))
	got := collect(t, configured(t, "base_url: "+address+"\n"+loggedOut), sdk.Request{Now: start})
	require.Empty(t, got.Failures)
	require.Len(t, got.Notices, 1)
	require.Equal(t, "skipped", got.Notices[0].Kind)
	require.Contains(t, got.Notices[0].Message, "set app_password")
	require.Equal(t, map[string]int{schema.KindReply: repliesByStart}, kinds(got))
	require.Equal(t, 1, asked.of("app.bsky.feed.searchPosts"), "one refusal is enough")
}

// Somebody else's login does not hear what the account is told: the search
// must do, and finds the same mentions.
func TestAnotherAccountSignsIn(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{}))
	own := collect(t, configured(t, "base_url: "+address+"\n"+signedIn), sdk.Request{Now: start})
	require.Equal(t, 2, asked.of("app.bsky.notification.listNotifications"))
	other := collect(t, configured(t, "base_url: "+address+"\nidentifier: warga\n"+signedIn), sdk.Request{Now: start})
	require.Equal(t, 2, asked.of("app.bsky.notification.listNotifications"))
	require.Equal(t, own.lines(), other.lines())
}

func TestRepliesCanBeLeftOut(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, asked := serve(t, blueskysim.Handler(w, blueskysim.Options{}))
	got := collect(t, configured(t, "base_url: "+address+"\n"+signedIn+"replies: false\n"), sdk.Request{Now: start})
	require.Equal(t, map[string]int{schema.KindMention: mentionsByStart, schema.KindHashtag: hashtagsByStart}, kinds(got))
	require.Len(t, got.posts, manyPosts)
	require.Zero(t, asked.of("app.bsky.feed.getPostThread"))
}

// A failing part leaves the others as they are, and is made up for later.
func TestFailedPartIsMadeUpFor(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"app.bsky.feed.searchPosts", "app.bsky.notification.listNotifications", "app.bsky.feed.getPostThread"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			w, a := office(&clock{start})
			for _, p := range a.Posts[8:] { // few threads, since each fails by itself
				p.Comments = nil
			}
			var platform swap
			healthy := blueskysim.Handler(w, blueskysim.Options{OpenSearch: true})
			platform.use(broken(healthy, method))
			address, _ := serve(t, &platform)
			settings := signedIn
			if strings.HasSuffix(method, "getPostThread") {
				settings = loggedOut // or notifications would bring the replies
			}
			c := configured(t, "base_url: "+address+"\n"+settings)
			first := collect(t, c, sdk.Request{Now: start})
			require.NotEmpty(t, first.Failures)
			require.Equal(t, sdk.Transient, sdk.KindOf(first.Failures[0]))
			require.GreaterOrEqual(t, len(first.posts), manyPosts)

			platform.use(healthy)
			later := start.Add(time.Hour)
			second := collect(t, c, sdk.Request{Now: later, Since: later, Cursor: first.Cursor})
			require.Empty(t, second.Failures)
			whole := collect(t, c, sdk.Request{Now: later})
			for id := range whole.byID() {
				_, before := first.byID()[id]
				_, now := second.byID()[id]
				require.True(t, before || now, "%s was lost", id)
			}
		})
	}
}

// broken answers one method with 500.
func broken(platform http.Handler, method string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/xrpc/"+method {
			refusing(http.StatusInternalServerError, "InternalServerError").ServeHTTP(w, r)
			return
		}
		platform.ServeHTTP(w, r)
	})
}

func TestManyFailedPartsEndTheRun(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, asked := serve(t, broken(blueskysim.Handler(w, blueskysim.Options{}), "app.bsky.feed.getPostThread"))
	got := tryCollect(t, configured(t, "base_url: "+address+"\n"+signedIn), sdk.Request{Now: start})
	require.Equal(t, sdk.Transient, sdk.KindOf(got.err))
	require.Equal(t, 11, asked.of("app.bsky.feed.getPostThread"))
}

func TestConfiguringAnewForgetsTheSession(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{}))
	c := configured(t, "base_url: "+address+"\n"+signedIn)
	require.Empty(t, collect(t, c, sdk.Request{Now: start}).Notices)
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+address+"\n"+loggedOut)))
	require.Contains(t, collect(t, c, sdk.Request{Now: start}).Notices[0].Message, "without a login")
}

func TestUnreadableCursorStartsAnew(t *testing.T) {
	t.Parallel()
	w, _ := office(&clock{start})
	address, _ := serve(t, blueskysim.Handler(w, blueskysim.Options{}))
	c := configured(t, "base_url: "+address+"\n"+signedIn)
	for i, cursor := range []string{"no JSON", `{"v":99}`} {
		got := collect(t, c, sdk.Request{Now: start, Since: start, Cursor: []byte(cursor)})
		require.Contains(t, got.Notices[0].Message, "starting anew", fmt.Sprint(i))
	}
}
