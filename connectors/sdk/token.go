package sdk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Token is what a platform gives for a consent.
type Token struct {
	Access         string    `json:"access"`
	Refresh        string    `json:"refresh,omitempty"`
	Expires        time.Time `json:"expires,omitzero"`         // zero: never, or not known
	RefreshExpires time.Time `json:"refresh_expires,omitzero"` // zero: never, or not known
	Scopes         []string  `json:"scopes,omitempty"`
	// For is a fingerprint of the configured token that this one continues; a
	// new configured token ends its line.
	For string `json:"for,omitempty"`
}

// keptToken is the name under which a token is kept.
const keptToken = "token"

// WarnBefore is how long before its end a token is complained about.
const WarnBefore = 14 * 24 * time.Hour

// KeptToken finds the token among what an account keeps in the vault.
func KeptToken(own map[string][]byte) (t Token, ok bool) {
	ok = NewMemory(own, nil).Get(keptToken, &t)
	return t, ok
}

// End is when people must give consent anew; zero: not as far as is known.
func (t Token) End() time.Time {
	if t.Refresh != "" {
		return t.RefreshExpires
	}
	return t.Expires
}

// Login keeps one account's token fresh: the configured one, or the one that
// `pantau auth` got. A refreshed token is kept before it is used, since many
// platforms let a refresh token work only once.
type Login struct {
	Memory     *Memory
	Configured Secret
	// ConfiguredRefresh is a refresh token that the operator has set, where the
	// platform's access tokens are too short-lived to be set themselves.
	ConfiguredRefresh Secret
	// Refresh asks the platform for a new token; nil where it has no such call.
	Refresh func(ctx context.Context, t Token) (Token, error)
	// Margin is how long before its expiry a token is refreshed.
	Margin time.Duration
}

// Token gives a token that is good for at least one run. now is the clock's
// time, since the platform's tokens live by that.
func (l *Login) Token(ctx context.Context, now time.Time) (Token, error) {
	t, ok := l.current()
	switch {
	case !ok:
		return Token{}, Errorf(Auth, "token: there is none; set token or token_file, or run `pantau auth`")
	case t.Access != "" && (t.Expires.IsZero() || now.Before(t.Expires.Add(-l.Margin))):
		return t, nil
	case l.Refresh == nil || !t.RefreshExpires.IsZero() && now.After(t.RefreshExpires):
		return t, l.expired(t, now, nil)
	}
	fresh, err := l.Refresh(ctx, t)
	if err != nil {
		if now.Before(t.Expires) && KindOf(err) != Auth {
			return t, nil // still good; the next run tries again
		}
		return t, l.expired(t, now, err)
	}
	if fresh.Refresh == "" {
		fresh.Refresh, fresh.RefreshExpires = t.Refresh, t.RefreshExpires
	}
	if len(fresh.Scopes) == 0 {
		fresh.Scopes = t.Scopes
	}
	return fresh, l.Save(fresh)
}

// expired is nil as long as the token lives.
func (l *Login) expired(t Token, now time.Time, cause error) error {
	if cause != nil && (KindOf(cause) != Auth || t.Access == "") {
		return cause
	}
	if now.Before(t.Expires) {
		return nil
	}
	if cause == nil {
		cause = errors.New("it can't be renewed")
	}
	return Errorf(Auth, "token: it ended on %s (%w); run `pantau auth`, or set a new one", t.Expires.UTC().Format(time.DateOnly), cause)
}

// current is the kept token, unless another one has been configured since.
func (l *Login) current() (Token, bool) {
	var kept Token
	ok := l.Memory.Get(keptToken, &kept)
	switch {
	case l.Configured+l.ConfiguredRefresh == "":
		return kept, ok && kept.Access+kept.Refresh != ""
	case ok && kept.For == l.origin():
		return kept, true
	default:
		return Token{Access: l.Configured.Reveal(), Refresh: l.ConfiguredRefresh.Reveal()}, true
	}
}

// origin tells configured tokens apart without holding them.
func (l *Login) origin() string {
	if l.Configured+l.ConfiguredRefresh == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("pantau token " + l.Configured.Reveal() + " " + l.ConfiguredRefresh.Reveal()))
	return hex.EncodeToString(sum[:8])
}

// Save keeps a token, as the successor of the configured one if there is one.
func (l *Login) Save(t Token) error {
	t.For = l.origin()
	if err := l.Memory.Put(keptToken, t); err != nil {
		return Errorf(Permanent, "keeping the token: %w", err)
	}
	return nil
}

// Notices warn that the token will end and can't be renewed without people.
func (l *Login) Notices(now time.Time) []Notice {
	t, ok := l.current()
	if !ok {
		return nil
	}
	end := t.Expires
	if l.Refresh != nil && (t.Refresh != "" || !t.RefreshExpires.IsZero()) {
		end = t.RefreshExpires
	}
	if end.IsZero() || end.Sub(now) > WarnBefore {
		return nil
	}
	return []Notice{{Kind: NoticeTokenExpiring, Message: fmt.Sprintf(
		"the token ends on %s; run `pantau auth` before that, or set a new one", end.UTC().Format(time.DateOnly))}}
}
