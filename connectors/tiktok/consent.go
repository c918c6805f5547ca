package tiktok

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// consentPage is where an account's owner allows the application to read. Both
// APIs have the same one.
const consentPage = "https://www.tiktok.com/v2/auth/authorize/"

// keptBusiness is the name under which the account's id in the API for Business
// is kept: it comes with the token.
const keptBusiness = "business_id"

// Consent implements sdk.Authorizer.
func (c *connector) Consent(redirect string) (sdk.Consent, error) {
	if c.config.ClientKey == "" {
		return sdk.Consent{}, sdk.Errorf(sdk.Permanent, "client_key: there is none; copy it from the app's page in TikTok's developer portal")
	}
	if c.config.business() {
		return c.oauth.Consent(redirect), nil
	}
	return hexChallenge(c.oauth.Consent(redirect))
}

// hexChallenge writes the PKCE challenge the way TikTok's login for desktop apps
// wants it: in hexadecimal digits, where RFC 7636 has base64
// (https://developers.tiktok.com/doc/login-kit-desktop; M).
func hexChallenge(consent sdk.Consent) (sdk.Consent, error) {
	u, err := url.Parse(consent.URL)
	if err != nil {
		return consent, sdk.Errorf(sdk.Permanent, "the consent page's address: %w", err)
	}
	q := u.Query()
	sum := sha256.Sum256([]byte(consent.Verifier))
	q.Set("code_challenge", hex.EncodeToString(sum[:]))
	u.RawQuery = q.Encode()
	consent.URL = u.String()
	return consent, nil
}

// Exchange implements sdk.Authorizer.
func (c *connector) Exchange(ctx context.Context, consent sdk.Consent, code string) error {
	t, err := c.exchange(ctx, consent, code)
	if err != nil {
		return err
	}
	return c.login.Save(t)
}

func (c *connector) exchange(ctx context.Context, consent sdk.Consent, code string) (sdk.Token, error) {
	if !c.config.business() {
		return c.oauth.Exchange(ctx, consent, code)
	}
	return c.businessToken(ctx, "/tt_user/oauth2/token/", map[string]string{
		"grant_type": "authorization_code", "auth_code": code, "redirect_uri": consent.Redirect,
	})
}

// renew gets a new token. Access tokens live 24 hours and refresh tokens a year;
// the new refresh token may be another one, and then the old one is dead.
// https://developers.tiktok.com/doc/oauth-user-access-token-management
func (c *connector) renew(ctx context.Context, t sdk.Token) (sdk.Token, error) {
	if !c.config.business() {
		return c.oauth.Refresh(ctx, t)
	}
	if t.Refresh == "" {
		return sdk.Token{}, sdk.Errorf(sdk.Auth, "there is no refresh token")
	}
	return c.businessToken(ctx, "/tt_user/oauth2/refresh_token/", map[string]string{
		"grant_type": "refresh_token", "refresh_token": t.Refresh,
	})
}

// businessToken asks the API for Business for a token. It wants JSON and answers
// in its own envelope, so sdk.OAuth can't.
func (c *connector) businessToken(ctx context.Context, path string, form map[string]string) (sdk.Token, error) {
	form["client_id"], form["client_secret"] = c.config.ClientKey, c.config.ClientSecret.Reveal()
	asked := time.Now()
	h := sdk.NewHTTP(c.config.BaseURL) // without the token that is to be replaced
	h.Classify = c.classify
	var said businessReply[struct {
		sdk.TokenReply
		OpenID string `json:"open_id"`
	}]
	if _, err := h.PostJSON(ctx, path, form, &said); err != nil {
		return sdk.Token{}, err
	}
	if err := said.err(c.now); err != nil {
		if sdk.KindOf(err) == sdk.Permanent {
			return sdk.Token{}, sdk.Errorf(sdk.Auth, "TikTok gives no token: %w", err)
		}
		return sdk.Token{}, err
	}
	if said.Data.AccessToken == "" {
		return sdk.Token{}, sdk.Errorf(sdk.Auth, "TikTok gives no token")
	}
	if said.Data.OpenID != "" {
		if err := c.own.Put(keptBusiness, said.Data.OpenID); err != nil {
			return sdk.Token{}, sdk.Errorf(sdk.Permanent, "keeping the account's id: %w", err)
		}
	}
	return said.Data.Token(asked, ","), nil
}
