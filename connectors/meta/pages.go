package meta

import (
	"context"
	"net/url"

	"github.com/pantau/pantau/connectors/sdk"
)

// Page is a Facebook Page that the token's owner works on. Its token, which a
// long-lived one of the owner gives, does not end by itself.
type Page struct {
	ID        string
	Name      string
	Token     sdk.Secret
	Instagram Linked // the professional account linked to it; zero: none
}

// Linked is the Instagram account of a Page.
type Linked struct {
	ID       string `json:"id"`
	Username string `json:"username"`
}

type pageJSON struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Token     string `json:"access_token"`
	Instagram Linked `json:"instagram_business_account"`
}

// Pages lists the Pages that the token may work on
// (developers.facebook.com/docs/graph-api/reference/user/accounts). fields are
// those that are needed: id, name, access_token, instagram_business_account{id,username}.
func (c *Client) Pages(ctx context.Context, fields string) ([]Page, error) {
	var pages []Page
	query := url.Values{"fields": {fields}, "limit": {"100"}}
	err := Each(ctx, c, "/me/accounts", query, func(some []pageJSON) (bool, error) {
		for _, p := range some {
			pages = append(pages, Page{ID: p.ID, Name: p.Name, Token: sdk.Secret(p.Token), Instagram: p.Instagram})
		}
		return true, nil
	})
	return pages, err
}
