// Package facebook reads a Facebook Page through Meta's Graph API: its posts and
// reels with their insights, what people comment, who follows it from where, and
// posts that tag it.
package facebook

import (
	"context"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one Page.
type connector struct {
	config  config
	login   *meta.Login
	metrics *sdk.Insights
}

var (
	_ sdk.Connector  = (*connector)(nil)
	_ sdk.Keeper     = (*connector)(nil)
	_ sdk.Authorizer = (*connector)(nil)
)

// New makes an unconfigured connector.
func New() sdk.Connector { return &connector{} }

// Info implements sdk.Connector.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "facebook", Name: "Facebook", Version: "1.0.0", Interval: time.Hour, Independent: true,
		Capabilities: capabilities(),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindAudience},
		Settings:     config{},
		Terms:        meta.Terms(),
		Breaks:       breaks(),
	}
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) error {
	c.config = defaultConfig()
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	c.Keep(sdk.NewMemory(nil, nil), nil)
	return nil
}

// Keep implements sdk.Keeper.
func (c *connector) Keep(own, _ *sdk.Memory) {
	c.login = meta.FacebookLogin(meta.Access{
		Memory: own, Configured: c.config.Token, App: meta.App{ID: c.config.AppID, Secret: c.config.AppSecret},
		Graph: c.config.BaseURL, Version: c.config.Version, Scopes: scopes,
	})
	c.metrics = &sdk.Insights{Memory: own, Refused: meta.Refused}
}

// Consent implements sdk.Authorizer.
func (c *connector) Consent(redirect string) (sdk.Consent, error) { return c.login.Consent(redirect) }

// Exchange implements sdk.Authorizer. A person's token ends after 60 days; that
// of the Page, which it gives, does not, so this one is kept
// (developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived).
func (c *connector) Exchange(ctx context.Context, consent sdk.Consent, code string) error {
	if err := c.login.Exchange(ctx, consent, code); err != nil {
		return err
	}
	person, err := c.login.Token(ctx, time.Now())
	if err != nil {
		return err
	}
	pages, err := c.client(sdk.Secret(person.Access)).Pages(ctx, "id,name,access_token")
	if err != nil {
		return err
	}
	for _, p := range pages {
		if p.ID == c.config.Page && p.Token != "" {
			return c.login.Save(sdk.Token{Access: p.Token.Reveal(), Scopes: person.Scopes})
		}
	}
	return notAmong(c.config.Page, pages)
}

func (c *connector) client(token sdk.Secret) *meta.Client {
	return meta.New(c.config.BaseURL+"/"+c.config.Version, token, c.config.AppSecret)
}
