// Package instagram reads an Instagram professional account through Meta's
// Graph API: its posts, reels and stories with their insights, what people
// comment, its audience, and public posts with a hashtag.
package instagram

import (
	"context"
	"time"
	_ "time/tzdata" // insights keep Pacific Time, also where the system has no time zones

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one account.
type connector struct {
	config  config
	pacific *time.Location
	local   *time.Location
	own     *sdk.Memory
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

// Info implements sdk.Connector. Stories can be read for 24 hours only, so the
// interval must stay well below that.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "instagram", Name: "Instagram", Version: "1.0.0", Interval: time.Hour, Independent: true,
		Capabilities: append(postCapabilities(), accountCapabilities()...),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindAudience},
		Settings:     config{},
		Terms:        meta.Terms(),
		Breaks:       breaks(),
	}
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) (err error) {
	c.config = defaultConfig()
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	if c.pacific, err = time.LoadLocation("America/Los_Angeles"); err != nil {
		return sdk.Errorf(sdk.Permanent, "time zone of the insights: %w", err)
	}
	if c.local, err = time.LoadLocation(c.config.Timezone); err != nil {
		return sdk.Errorf(sdk.Permanent, "timezone: %w", err)
	}
	c.Keep(sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil))
	return nil
}

// Keep implements sdk.Keeper.
func (c *connector) Keep(own, _ *sdk.Memory) {
	access := meta.Access{
		Memory: own, Configured: c.config.Token, App: meta.App{ID: c.config.AppID, Secret: c.config.AppSecret},
		Graph: c.config.BaseURL, Version: c.config.Version, TokenURL: c.config.TokenURL, Scopes: c.config.scopes(),
	}
	if c.config.Login == loginInstagram {
		c.login = meta.InstagramLogin(access)
	} else {
		c.login = meta.FacebookLogin(access)
	}
	c.own = own
	c.metrics = &sdk.Insights{Memory: own, Refused: meta.Refused}
	c.ledger = newLedger(own, c.config.Account)
}

// Consent implements sdk.Authorizer.
func (c *connector) Consent(redirect string) (sdk.Consent, error) { return c.login.Consent(redirect) }

// Exchange implements sdk.Authorizer.
func (c *connector) Exchange(ctx context.Context, consent sdk.Consent, code string) error {
	return c.login.Exchange(ctx, consent, code)
}
