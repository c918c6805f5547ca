// Package threads reads a Threads account through Meta's Threads API: its posts
// with their insights, what people reply, posts that name it, its audience, and
// public posts with a keyword or topic.
package threads

import (
	"context"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one account.
type connector struct {
	config  config
	login   *meta.Login
	metrics *sdk.Insights
	ledger  *sdk.Ledger
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
		ID: "threads", Name: "Threads", Version: "1.0.0", Interval: time.Hour, Independent: true,
		Capabilities: capabilities(),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindAudience},
		Settings:     config{},
		Terms:        meta.Terms(),
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
	c.login = meta.ThreadsLogin(meta.Access{
		Memory: own, Configured: c.config.Token, App: meta.App{ID: c.config.AppID, Secret: c.config.AppSecret},
		Graph: c.config.BaseURL, Scopes: c.config.scopes(),
	})
	c.metrics = &sdk.Insights{Memory: own, Refused: meta.Refused}
	c.ledger = newLedger(own, c.config.Account)
}

// Consent implements sdk.Authorizer.
func (c *connector) Consent(redirect string) (sdk.Consent, error) { return c.login.Consent(redirect) }

// Exchange implements sdk.Authorizer.
func (c *connector) Exchange(ctx context.Context, consent sdk.Consent, code string) error {
	return c.login.Exchange(ctx, consent, code)
}
