package threads

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// session is a signed-in conversation: one run, or one check.
type session struct {
	*connector
	token sdk.Token
	graph *meta.Client
	self  userJSON
}

// open signs in and looks whose token it is.
func (c *connector) open(ctx context.Context) (*session, error) {
	token, err := c.login.Token(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	// Threads documents no proof that calls come from the app.
	s := &session{connector: c, token: token, graph: meta.New(c.config.BaseURL+"/"+version, sdk.Secret(token.Access), "")}
	if err := s.graph.Get(ctx, "/me", url.Values{"fields": {userFields}}, &s.self); err != nil {
		return nil, err
	}
	if !s.own(c.config.Account) {
		return nil, sdk.Errorf(sdk.Permanent, "account: the token belongs to @%s, not to @%s; set that, or another token", s.self.Username, c.config.Account)
	}
	return s, nil
}

// own tells whether a handle is the account's own.
func (s *session) own(handle string) bool { return strings.EqualFold(handle, s.self.Username) }
