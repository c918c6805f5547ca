package sdk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/url"
	"strings"
	"time"
)

// Authorizer is implemented by connectors whose platform has a consent page.
// `pantau auth` opens it, waits for the owner's answer and hands over the code.
type Authorizer interface {
	// Consent makes the address of the consent page; the platform sends the
	// owner back to redirect.
	Consent(redirect string) (Consent, error)
	// Exchange turns the code that came with the owner into a token and keeps
	// it (see Login.Save).
	Exchange(ctx context.Context, c Consent, code string) error
}

// Consent is one attempt to get an account owner's consent.
type Consent struct {
	URL      string // of the page
	State    string // comes back with the code, to tell that it is the same attempt
	Verifier string // PKCE (RFC 7636); empty: not used
	Redirect string
}

// OAuth is a platform's OAuth 2.0 authorization code flow (RFC 6749), with the
// differences that platforms have.
type OAuth struct {
	AuthURL, TokenURL string
	ClientID          string
	ClientSecret      Secret
	ClientIDName      string // of the parameter; empty: client_id
	Scopes            []string
	Separator         string // between scopes; empty: a space
	PKCE              bool
	Basic             bool       // the client's credentials go in the Authorization header
	Extra             url.Values // further parameters of the consent page
}

// Consent makes the address of the consent page.
func (o *OAuth) Consent(redirect string) Consent {
	c := Consent{State: rand.Text(), Redirect: redirect}
	q := url.Values{
		"response_type": {"code"}, o.idName(): {o.ClientID}, "redirect_uri": {redirect},
		"state": {c.State}, "scope": {strings.Join(o.Scopes, o.separator())},
	}
	if o.PKCE {
		c.Verifier = rand.Text() + rand.Text()
		sum := sha256.Sum256([]byte(c.Verifier))
		q.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
		q.Set("code_challenge_method", "S256")
	}
	maps.Copy(q, o.Extra)
	c.URL = o.AuthURL + "?" + q.Encode()
	return c
}

// Exchange asks for the token of a code.
func (o *OAuth) Exchange(ctx context.Context, c Consent, code string) (Token, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {c.Redirect}}
	if c.Verifier != "" {
		form.Set("code_verifier", c.Verifier)
	}
	return o.ask(ctx, form)
}

// Refresh asks for a new token.
func (o *OAuth) Refresh(ctx context.Context, t Token) (Token, error) {
	if t.Refresh == "" {
		return Token{}, Errorf(Auth, "there is no refresh token")
	}
	return o.ask(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {t.Refresh}})
}

// ask posts a form to the token endpoint. The credentials go where the platform
// wants them.
func (o *OAuth) ask(ctx context.Context, form url.Values) (Token, error) {
	form.Set(o.idName(), o.ClientID)
	h := NewHTTP(o.TokenURL)
	switch {
	case o.Basic && o.ClientSecret != "":
		pair := url.QueryEscape(o.ClientID) + ":" + url.QueryEscape(o.ClientSecret.Reveal())
		h.Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	case o.ClientSecret != "":
		form.Set("client_secret", o.ClientSecret.Reveal())
	}
	asked := time.Now()
	var said TokenReply
	_, err := h.PostForm(ctx, "", form, &said)
	switch {
	case err != nil && refused(err):
		return Token{}, Errorf(Auth, "the platform gives no token: %w", err)
	case err != nil:
		return Token{}, err
	case said.AccessToken == "":
		return Token{}, Errorf(Auth, "the platform gives no token: %s", strings.TrimSpace(said.Error+" "+said.ErrorDescription))
	}
	return said.Token(asked, o.separator()), nil
}

// refused tells whether a token endpoint said no for good: RFC 6749 has it
// answer 400 for a grant that is no longer valid.
func refused(err error) bool {
	s := Status(err)
	return s >= 400 && s < 500 && s != 429 && s != 408
}

// TokenReply is what token endpoints answer.
type TokenReply struct {
	AccessToken      string `json:"access_token"`
	RefreshToken     string `json:"refresh_token"`
	ExpiresIn        int64  `json:"expires_in"` // seconds
	RefreshExpiresIn int64  `json:"refresh_token_expires_in"`
	RefreshExpires2  int64  `json:"refresh_expires_in"`
	Scope            string `json:"scope"`
	Error            string `json:"error"`
	ErrorDescription string `json:"error_description"`
}

// Token is the token of an answer to what was asked at a time.
func (r TokenReply) Token(asked time.Time, separator string) Token {
	t := Token{Access: r.AccessToken, Refresh: r.RefreshToken, Expires: after(asked, r.ExpiresIn)}
	t.RefreshExpires = after(asked, max(r.RefreshExpiresIn, r.RefreshExpires2))
	if r.Scope != "" {
		t.Scopes = strings.Split(r.Scope, separator)
	}
	return t
}

func after(at time.Time, seconds int64) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return at.Add(time.Duration(seconds) * time.Second).UTC()
}

func (o *OAuth) idName() string {
	if o.ClientIDName != "" {
		return o.ClientIDName
	}
	return "client_id"
}

func (o *OAuth) separator() string {
	if o.Separator != "" {
		return o.Separator
	}
	return " "
}
