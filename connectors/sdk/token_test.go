package sdk

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLoginUsesTheConfiguredTokenUntilItIsRefreshed(t *testing.T) {
	t.Parallel()
	own := NewMemory(nil, nil)
	refreshed := 0
	login := func(configured Secret) *Login {
		return &Login{Memory: own, Configured: configured, Margin: time.Hour, Refresh: func(_ context.Context, t Token) (Token, error) {
			refreshed++
			return Token{Access: "second", Expires: noon.Add(60 * 24 * time.Hour)}, nil
		}}
	}
	got, err := login("first").Token(t.Context(), noon)
	require.NoError(t, err)
	require.Equal(t, "first", got.Access)
	require.Zero(t, refreshed, "when it ends is not known")

	require.NoError(t, login("first").Save(Token{Access: "first", Expires: noon.Add(30 * time.Minute)}))
	got, err = login("first").Token(t.Context(), noon)
	require.NoError(t, err)
	require.Equal(t, "second", got.Access)
	got, err = login("first").Token(t.Context(), noon)
	require.NoError(t, err)
	require.Equal(t, "second", got.Access, "kept")
	require.Equal(t, 1, refreshed)

	got, err = login("a new one").Token(t.Context(), noon)
	require.NoError(t, err)
	require.Equal(t, "a new one", got.Access, "what the operator sets anew counts")
}

func TestLoginOutlivesAPlatformThatIsAway(t *testing.T) {
	t.Parallel()
	away := func(kind ErrorKind) *Login {
		l := &Login{Memory: NewMemory(nil, nil), Margin: time.Hour, Refresh: func(context.Context, Token) (Token, error) {
			return Token{}, Errorf(kind, "no answer")
		}}
		require.NoError(t, l.Save(Token{Access: "old", Refresh: "r", Expires: noon}))
		return l
	}
	got, err := away(Transient).Token(t.Context(), noon.Add(-time.Minute))
	require.NoError(t, err, "still good for a minute")
	require.Equal(t, "old", got.Access)
	_, err = away(Transient).Token(t.Context(), noon.Add(time.Minute))
	require.Equal(t, Transient, KindOf(err), "the next run tries again")
	_, err = away(Auth).Token(t.Context(), noon.Add(-time.Minute))
	require.NoError(t, err)
	_, err = away(Auth).Token(t.Context(), noon.Add(time.Minute))
	require.Equal(t, Auth, KindOf(err))
	require.ErrorContains(t, err, "pantau auth")
}

func TestLoginBeginsWithAConfiguredRefreshToken(t *testing.T) {
	t.Parallel()
	var used []string
	login := func(set Secret) *Login {
		return &Login{Memory: NewMemory(nil, nil), ConfiguredRefresh: set, Margin: time.Minute, Refresh: func(_ context.Context, t Token) (Token, error) {
			used = append(used, t.Refresh)
			if t.Refresh == "revoked" {
				return Token{}, Errorf(Auth, "invalid_grant")
			}
			return Token{Access: "fresh", Expires: noon.Add(time.Hour)}, nil
		}}
	}
	l := login("set")
	for range 2 {
		got, err := l.Token(t.Context(), noon)
		require.NoError(t, err)
		require.Equal(t, "fresh", got.Access)
		require.Equal(t, "set", got.Refresh, "it serves again")
	}
	require.Equal(t, []string{"set"}, used)
	_, err := login("revoked").Token(t.Context(), noon)
	require.Equal(t, Auth, KindOf(err))
	require.ErrorContains(t, err, "invalid_grant")
}

func TestLoginWithoutAToken(t *testing.T) {
	t.Parallel()
	_, err := (&Login{Memory: NewMemory(nil, nil)}).Token(t.Context(), noon)
	require.Equal(t, Auth, KindOf(err))
	require.ErrorContains(t, err, "pantau auth")
}

func TestATokensEndIsAnnounced(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	renew := func(context.Context, Token) (Token, error) { return Token{}, nil }
	for name, tc := range map[string]struct {
		login Login
		token Token
		want  int
	}{
		"far away":                  {token: Token{Access: "a", Expires: noon.Add(15 * day)}},
		"in two weeks":              {token: Token{Access: "a", Expires: noon.Add(14 * day)}, want: 1},
		"never":                     {token: Token{Access: "a"}},
		"renewed by itself":         {login: Login{Refresh: renew}, token: Token{Access: "a", Refresh: "r", Expires: noon.Add(time.Hour)}},
		"can't be renewed for long": {login: Login{Refresh: renew}, token: Token{Access: "a", Refresh: "r", RefreshExpires: noon.Add(13 * day)}, want: 1},
	} {
		tc.login.Memory = NewMemory(nil, nil)
		require.NoError(t, tc.login.Save(tc.token), name)
		require.Len(t, tc.login.Notices(noon), tc.want, name)
	}
}
