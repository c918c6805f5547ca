package instagram

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
	graph *meta.Client
	token sdk.Token
}

// open signs in.
func (c *connector) open(ctx context.Context) (*session, error) {
	token, err := c.login.Token(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	var secret sdk.Secret
	if c.config.Login == loginFacebook { // proofs are not documented for Instagram Login
		secret = c.config.AppSecret
	}
	base := c.config.BaseURL + "/" + c.config.Version
	return &session{connector: c, token: token, graph: meta.New(base, sdk.Secret(token.Access), secret)}, nil
}

// lookup finds one of the token's own accounts by its id or handle.
func (s *session) lookup(ctx context.Context, name string) (accountJSON, error) {
	if s.config.Login == loginInstagram {
		return s.lookupSelf(ctx, name)
	}
	id := name
	if strings.HasPrefix(name, "@") {
		var err error
		if id, err = s.linkedAccount(ctx, name); err != nil {
			return accountJSON{}, err
		}
	}
	var found accountJSON
	err := s.graph.Get(ctx, "/"+url.PathEscape(id), url.Values{"fields": {accountFields}}, &found)
	if meta.NotFound(err) {
		err = sdk.Errorf(sdk.Permanent, "account: the token sees no Instagram account %s; is it linked to a Page that the token's owner works on? (%w)", name, err)
	}
	return found, err
}

// lookupSelf is the account that a token of Instagram Login belongs to.
func (s *session) lookupSelf(ctx context.Context, name string) (accountJSON, error) {
	var found accountJSON
	err := s.graph.Get(ctx, "/me", url.Values{"fields": {"user_id," + accountFields}}, &found)
	if err != nil {
		return accountJSON{}, err
	}
	if found.UserID != "" {
		found.ID = found.UserID
	}
	if name != found.ID && name != "@"+strings.ToLower(found.Username) {
		return accountJSON{}, sdk.Errorf(sdk.Permanent, "account: the token belongs to @%s, not to %s; set that, or another token", found.Username, name)
	}
	return found, nil
}

// linkedAccount is the id of the account with a handle. It is found through the
// Facebook Page that it is linked to.
func (s *session) linkedAccount(ctx context.Context, name string) (string, error) {
	linked, err := s.linkedAccounts(ctx)
	if err != nil {
		return "", err
	}
	var others []string
	for _, l := range linked {
		if "@"+strings.ToLower(l.Username) == name {
			return l.ID, nil
		}
		others = append(others, "@"+l.Username)
	}
	if len(others) == 0 {
		return "", sdk.Errorf(sdk.Permanent, "account: no Instagram account is linked to the Facebook Pages that the token may work on; link %s to a Page, and assign the Page to the token's owner", name)
	}
	return "", sdk.Errorf(sdk.Permanent, "account: %s is not among the token's accounts (%s)", name, strings.Join(others, ", "))
}

const linkedField = "instagram_business_account{id,username}"

// linkedAccounts are the accounts that are linked to the token's Pages. The token
// of a Page has no list of Pages: it is one.
func (s *session) linkedAccounts(ctx context.Context) (linked []meta.Linked, err error) {
	pages, err := s.graph.Pages(ctx, linkedField)
	if err != nil && sdk.KindOf(err) == sdk.Permanent {
		var page struct {
			Instagram meta.Linked `json:"instagram_business_account"`
		}
		if s.graph.Get(ctx, "/me", url.Values{"fields": {linkedField}}, &page) == nil {
			pages, err = []meta.Page{{Instagram: page.Instagram}}, nil
		}
	}
	for _, p := range pages {
		if p.Instagram.Username != "" {
			linked = append(linked, p.Instagram)
		}
	}
	return linked, err
}
