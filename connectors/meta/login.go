package meta

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// App is the developer's app at Meta. A token can be used without it; it is
// needed for `pantau auth` and for some renewals.
type App struct {
	ID     string
	Secret sdk.Secret
}

// Access is what a Login works with.
type Access struct {
	Memory     *sdk.Memory // the account's own
	Configured sdk.Secret  // a token from the configuration, or ""
	App        App
	Graph      string // address of the Graph host, without the version
	Version    string // of Facebook's Graph API; others' logins need none
	TokenURL   string // where Instagram gives the short-lived token; empty: its own
	Scopes     []string
}

// Login is one of the ways to sign in to Meta: Facebook's, Instagram's or
// Threads'. All give a token of an hour for a consent, and one of 60 days for
// that.
type Login struct {
	*sdk.Login
	access Access
	oauth  sdk.OAuth
	// lengthen turns the token of an hour into one of 60 days.
	lengthen func(ctx context.Context, short sdk.Token) (sdk.Token, error)
	// learn finds out when a token ends and what it may do. It may be a renewal.
	learn func(ctx context.Context, t sdk.Token) (sdk.Token, error)
}

const (
	dialogHost         = "https://www.facebook.com"
	instagramDialog    = "https://www.instagram.com/oauth/authorize"
	instagramTokenURL  = "https://api.instagram.com/oauth/access_token" //nolint:gosec // an address, no secret
	threadsDialog      = "https://threads.net/oauth/authorize"
	renewalMargin      = 30 * 24 * time.Hour
	rememberLearned    = "token_looked_at"
	betweenLearning    = 24 * time.Hour
	separatorOfScopes  = ","
	grantFacebook      = "fb_exchange_token"
	grantInstagram     = "ig_exchange_token"
	grantInstagramMore = "ig_refresh_token"
	grantThreads       = "th_exchange_token"
	grantThreadsMore   = "th_refresh_token"
)

// FacebookLogin signs in with a Facebook account. Its tokens can't be renewed
// without people; those of system users never end
// (developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived).
func FacebookLogin(a Access) *Login {
	l := newLogin(a, dialogHost+"/"+a.Version+"/dialog/oauth", a.Graph+"/"+a.Version+"/oauth/access_token")
	l.lengthen = l.exchangeFacebook
	l.learn = l.debug
	return l
}

// InstagramLogin signs in with an Instagram professional account
// (developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login).
func InstagramLogin(a Access) *Login {
	if a.TokenURL == "" {
		a.TokenURL = instagramTokenURL
	}
	l := newLogin(a, instagramDialog, a.TokenURL)
	l.renewable("/access_token", grantInstagram, "/refresh_access_token", grantInstagramMore)
	return l
}

// ThreadsLogin signs in with a Threads account
// (developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
// and …/long-lived-tokens).
func ThreadsLogin(a Access) *Login {
	l := newLogin(a, threadsDialog, a.Graph+"/oauth/access_token")
	l.renewable("/access_token", grantThreads, "/refresh_access_token", grantThreadsMore)
	return l
}

func newLogin(a Access, dialog, tokenURL string) *Login {
	return &Login{
		access: a,
		Login:  &sdk.Login{Memory: a.Memory, Configured: a.Configured, Margin: renewalMargin},
		oauth: sdk.OAuth{
			AuthURL: dialog, TokenURL: tokenURL, ClientID: a.App.ID, ClientSecret: a.App.Secret,
			Scopes: a.Scopes, Separator: separatorOfScopes,
		},
	}
}

// renewable is for Instagram and Threads, whose tokens of 60 days can be renewed
// from their second day on. When a configured token ends is learnt by renewing
// it.
func (l *Login) renewable(exchangePath, exchange, refreshPath, refresh string) {
	l.lengthen = func(ctx context.Context, short sdk.Token) (sdk.Token, error) {
		return l.grant(ctx, exchangePath, short, url.Values{
			"grant_type": {exchange}, "client_secret": {l.access.App.Secret.Reveal()}, "access_token": {short.Access},
		})
	}
	l.Refresh = func(ctx context.Context, t sdk.Token) (sdk.Token, error) {
		return l.grant(ctx, refreshPath, t, url.Values{"grant_type": {refresh}, "access_token": {t.Access}})
	}
	l.learn = l.Refresh
}

// Consent is what an sdk.Authorizer's is.
func (l *Login) Consent(redirect string) (sdk.Consent, error) {
	if l.access.App.ID == "" || l.access.App.Secret == "" {
		return sdk.Consent{}, sdk.Errorf(sdk.Permanent, "app_id, app_secret: set those of your app first; the app's dashboard shows them")
	}
	return l.oauth.Consent(redirect), nil
}

// Exchange is what an sdk.Authorizer's is: it keeps the token of 60 days.
func (l *Login) Exchange(ctx context.Context, consent sdk.Consent, code string) error {
	short, err := l.exchangeCode(ctx, consent, code)
	if err != nil {
		return err
	}
	long, err := l.lengthen(ctx, short)
	if err != nil {
		return err
	}
	return l.Save(long)
}

// Token gives a token that is good for a run. Once a day it looks when a token
// ends of which that is not known. now is the clock's time.
func (l *Login) Token(ctx context.Context, now time.Time) (sdk.Token, error) {
	t, err := l.Login.Token(ctx, now)
	if err != nil || !t.Expires.IsZero() || !l.due(now) {
		return t, err
	}
	known, err := l.learn(ctx, t)
	if err != nil {
		return t, ctx.Err() // whether the token is good shows when it is used
	}
	if len(known.Scopes) == 0 {
		known.Scopes = t.Scopes
	}
	return known, l.Save(known)
}

// due tells whether the end of a token was not looked for today, and notes that
// it is now.
func (l *Login) due(now time.Time) bool {
	var last time.Time
	l.Memory.Get(rememberLearned, &last)
	if now.Sub(last) < betweenLearning {
		return false
	}
	return l.Memory.Put(rememberLearned, now.UTC()) == nil
}

// Lacks gives those of the permissions that the token is known not to have; none
// where it is not known what it has.
func Lacks(t sdk.Token, permissions ...string) []string {
	if len(t.Scopes) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(permissions), func(p string) bool { return slices.Contains(t.Scopes, p) })
}
