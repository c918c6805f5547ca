package meta

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// grantJSON is what Meta's endpoints for tokens answer. Instagram's documentation
// has it in a list, and permissions as a text or a list.
type grantJSON struct {
	sdk.TokenReply
	Permissions permissions `json:"permissions"`
	Data        []struct {
		sdk.TokenReply
		Permissions permissions `json:"permissions"`
	} `json:"data"`
}

type permissions []string

var _ json.Unmarshaler = (*permissions)(nil)

// UnmarshalJSON implements json.Unmarshaler.
func (p *permissions) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*p = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(p))
}

// exchangeCode gets the token of an hour for a consent's code.
func (l *Login) exchangeCode(ctx context.Context, consent sdk.Consent, code string) (sdk.Token, error) {
	return l.post(ctx, url.Values{
		"grant_type": {"authorization_code"}, "client_id": {l.access.App.ID},
		"client_secret": {l.access.App.Secret.Reveal()}, "redirect_uri": {consent.Redirect}, "code": {code},
	}, sdk.Token{})
}

// exchangeFacebook gets Facebook's token of 60 days.
func (l *Login) exchangeFacebook(ctx context.Context, short sdk.Token) (sdk.Token, error) {
	return l.post(ctx, url.Values{
		"grant_type": {grantFacebook}, "client_id": {l.access.App.ID},
		"client_secret": {l.access.App.Secret.Reveal()}, grantFacebook: {short.Access},
	}, short)
}

// post asks an endpoint that takes a form, which keeps secrets out of the
// address.
func (l *Login) post(ctx context.Context, form url.Values, from sdk.Token) (sdk.Token, error) {
	asked := time.Now()
	var reply grantJSON
	h := sdk.NewHTTP(l.oauth.TokenURL)
	h.Classify = classifyToken
	_, err := h.PostForm(ctx, "", form, &reply)
	return reply.token(asked, from, err)
}

// grant asks Instagram or Threads for a token. They take the secrets in the
// address only; no error shows it.
func (l *Login) grant(ctx context.Context, path string, from sdk.Token, query url.Values) (sdk.Token, error) {
	asked := time.Now()
	var reply grantJSON
	h := sdk.NewHTTP(l.access.Graph)
	h.Classify = classifyToken
	_, err := h.JSON(ctx, path, query, &reply)
	return reply.token(asked, from, err)
}

func (g grantJSON) token(asked time.Time, from sdk.Token, err error) (sdk.Token, error) {
	if err != nil {
		return sdk.Token{}, err
	}
	if g.AccessToken == "" && len(g.Data) > 0 {
		g.TokenReply, g.Permissions = g.Data[0].TokenReply, g.Data[0].Permissions
	}
	if g.AccessToken == "" {
		return sdk.Token{}, sdk.Errorf(sdk.Auth, "the platform gives no token")
	}
	t := g.Token(asked, separatorOfScopes)
	if len(t.Scopes) == 0 {
		t.Scopes = g.Permissions
	}
	if len(t.Scopes) == 0 {
		t.Scopes = from.Scopes
	}
	return t, nil
}

// debug asks Facebook when a token ends and what it may do, with the app's own
// token where the app is known
// (developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging).
func (l *Login) debug(ctx context.Context, t sdk.Token) (sdk.Token, error) {
	asker := t.Access
	if app := l.access.App; app.ID != "" && app.Secret != "" {
		asker = app.ID + "|" + app.Secret.Reveal()
	}
	h := sdk.NewHTTP(l.access.Graph + "/" + l.access.Version)
	h.Bearer(sdk.Secret(asker))
	h.Classify = classifyToken
	var reply struct {
		Data struct {
			Valid bool `json:"is_valid"`
			// Both in seconds since 1970; 0: never. The second is when the app may
			// not read its owner's data any more, without a new consent.
			Expires     Time     `json:"expires_at"`
			DataExpires Time     `json:"data_access_expires_at"`
			Scopes      []string `json:"scopes"`
		} `json:"data"`
	}
	if _, err := h.JSON(ctx, "/debug_token", url.Values{"input_token": {t.Access}}, &reply); err != nil {
		return t, err
	}
	if !reply.Data.Valid {
		return t, sdk.Errorf(sdk.Auth, "token: the platform says that it is not valid")
	}
	t.Expires = earliest(reply.Data.Expires.Time, reply.Data.DataExpires.Time)
	t.Scopes = reply.Data.Scopes
	return t, nil
}

// earliest is the earlier of two times, of which zero means never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// classifyToken sorts the errors of the endpoints for tokens: whatever they
// refuse is about credentials, unless it passes.
func classifyToken(said *sdk.StatusError, _ http.Header) error {
	e := decodeError(said, "")
	if e == nil {
		return nil
	}
	kind := e.kind(usage{})
	if kind == sdk.Permanent {
		kind = sdk.Auth
	}
	// The words are left out: they may hold what was asked with.
	return sdk.Errorf(kind, "the platform gives no token (code %d): %s", e.Code, cmp.Or(e.Type, "no reason given"))
}
