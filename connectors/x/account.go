package x

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// keptSelf is the name under which is kept who the account is, so that its posts
// can be read where the account itself can't be looked up for a while.
const keptSelf = "self"

// self is who the account is.
type self struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Private  bool   `json:"private"` // the token is the account's own
}

// account reads the account. Its limits must not stop the others, once it is
// known who it is.
func (r *run) account(ctx context.Context) error {
	found, private, err := r.lookup(ctx)
	if err == nil {
		r.self = self{ID: found.ID, Username: found.Username, Private: private}
		if err := r.own.Put(keptSelf, r.self); err != nil {
			return err
		}
		return r.Emit(accountRecord(found))
	}
	known := r.own.Get(keptSelf, &r.self) && strings.EqualFold(r.self.Username, r.config.Account)
	if sdk.Exhausted(err) != "" && known {
		r.Fail(err)
		return nil
	}
	return whole(err)
}

// whole makes the end of one budget the end of the run: without knowing who the
// account is, nothing else can be read.
func whole(err error) error {
	if sdk.Exhausted(err) == "" {
		return err
	}
	return &sdk.Error{Kind: sdk.RateLimited, After: sdk.RetryAt(err), Err: err}
}

// lookup finds the configured account, and tells whether the token is its own.
func (c *connector) lookup(ctx context.Context) (found userJSON, private bool, err error) {
	if !c.notOurs {
		found, err = c.user(ctx, "users/me", "/users/me", url.Values{})
		switch {
		case err == nil && strings.EqualFold(found.Username, c.config.Account):
			return found, true, nil
		case err != nil && !refused(err, problemAuthentication):
			return userJSON{}, false, err
		}
		c.notOurs = true // an app's token, or another account's
	}
	found, err = c.user(ctx, "users/by", "/users/by", url.Values{"usernames": {c.config.Account}})
	return found, false, err
}

// user buys one user.
func (c *connector) user(ctx context.Context, endpoint, path string, query url.Values) (found userJSON, err error) {
	query.Set("user.fields", userFields)
	var said userReply
	err = c.purse.buy(c.now, purchase{price: priceUser, sizes: []int{1}}, func(int) ([]string, error) {
		if err := c.ask(ctx, endpoint, path, query, &said); err != nil {
			return nil, err
		}
		if found, err = said.user(); err != nil || found.ID == "" {
			return nil, err
		}
		return items("user", []string{found.ID}), nil
	})
	switch {
	case err != nil:
		return userJSON{}, err
	case found.ID != "" && found.Username != "":
		return found, nil
	}
	if err := nothing(said.Errors); err != nil {
		return userJSON{}, sdk.Errorf(sdk.KindOf(err), "account: %s: %w", c.config.Account, err)
	}
	return userJSON{}, sdk.Errorf(sdk.Permanent, "%s answered no user: is base_url the address of the API, with its version?", endpoint)
}

// user gives the user of an answer, which stands alone or in a list; none if it
// holds no data.
func (s userReply) user() (u userJSON, err error) {
	switch {
	case len(s.Data) == 0:
		return u, nil
	case s.Data[0] != '[':
		err = json.Unmarshal(s.Data, &u)
	default:
		var list []userJSON
		if err = json.Unmarshal(s.Data, &list); len(list) > 0 {
			u = list[0]
		}
	}
	if err != nil {
		return u, sdk.Errorf(sdk.Permanent, "X answered an unreadable user: %w", err)
	}
	return u, nil
}
