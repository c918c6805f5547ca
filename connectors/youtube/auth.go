package youtube

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Scopes that are asked for: reading the channel, and its reports without money.
const (
	scopeData      = "https://www.googleapis.com/auth/youtube.readonly"
	scopeAnalytics = "https://www.googleapis.com/auth/yt-analytics.readonly"
)

const (
	consentPage   = "https://accounts.google.com/o/oauth2/v2/auth"
	grantEndpoint = "https://oauth2.googleapis.com/token"
	// tokenMargin is longer than a run takes; access tokens live an hour.
	tokenMargin = 15 * time.Minute
)

// oauth is Google's flow for web server and installed applications. Google gives
// a refresh token only with access_type=offline, and again only with
// prompt=consent.
func (c *connector) oauth() *sdk.OAuth {
	return &sdk.OAuth{
		AuthURL: consentPage, TokenURL: c.config.TokenURL,
		ClientID: c.config.ClientID, ClientSecret: c.config.ClientSecret,
		Scopes: []string{scopeData, scopeAnalytics}, PKCE: true,
		Extra: url.Values{"access_type": {"offline"}, "prompt": {"consent"}},
	}
}

// Consent implements sdk.Authorizer.
func (c *connector) Consent(redirect string) (sdk.Consent, error) {
	if c.config.ClientID == "" {
		return sdk.Consent{}, sdk.Errorf(sdk.Permanent, "client_id: set client_id and client_secret of an OAuth client first")
	}
	return c.oauth().Consent(redirect), nil
}

// Exchange implements sdk.Authorizer.
func (c *connector) Exchange(ctx context.Context, consent sdk.Consent, code string) error {
	token, err := c.oauth().Exchange(ctx, consent, code)
	if err != nil {
		return err
	}
	return c.login.Save(token)
}

// session is a signed-in conversation with both APIs: one run, or one check.
//
// What is public is read with the key where there is one: comments can't be read
// with a consent to read, only with one to manage the channel, which is more
// than anybody should give.
type session struct {
	*connector
	data, reports *sdk.HTTP
	noOwner       error // why the owner's reports can't be read; nil: they can
}

// open signs in. Credentials go in headers, where no log shows them.
func (c *connector) open(ctx context.Context) (*session, error) {
	s := &session{connector: c, data: sdk.NewHTTP(c.config.BaseURL), reports: sdk.NewHTTP(c.config.AnalyticsURL)}
	s.data.Classify, s.reports.Classify = classify, classify
	token, err := c.token(ctx)
	if err != nil && (c.config.APIKey == "" || sdk.KindOf(err) != sdk.Auth) {
		return nil, err
	}
	s.noOwner = err
	if err == nil {
		s.reports.Bearer(sdk.Secret(token.Access))
	}
	if c.config.APIKey != "" {
		s.data.Header("X-Goog-Api-Key", c.config.APIKey.Reveal())
	} else {
		s.data.Bearer(sdk.Secret(token.Access))
	}
	return s, nil
}

// token is the owner's access token.
func (c *connector) token(ctx context.Context) (sdk.Token, error) {
	if c.config.ClientID == "" {
		return sdk.Token{}, sdk.Errorf(sdk.Auth, "client_id: there is none; set client_id and client_secret, then run `pantau auth`")
	}
	return c.login.Token(ctx, time.Now())
}

// project tells Google Cloud projects apart, since a project's quota is shared:
// the number that a client's id begins with, or a fingerprint of the key.
func (c *connector) project() string {
	if number, _, ok := strings.Cut(c.config.ClientID, "-"); ok {
		return number
	}
	sum := sha256.Sum256([]byte("pantau youtube " + c.config.ClientID + c.config.APIKey.Reveal()))
	return hex.EncodeToString(sum[:8])
}
