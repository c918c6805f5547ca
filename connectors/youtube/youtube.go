// Package youtube reads a YouTube channel: the YouTube Data API v3 for what
// everybody may see, and, with the owner's consent, the YouTube Analytics API v2
// for what only the owner may.
package youtube

import (
	"time"
	_ "time/tzdata" // quotas and reports keep Pacific Time, also where the system has no time zones

	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one channel.
type connector struct {
	config  config
	pacific *time.Location
	login   *sdk.Login
	metrics *sdk.Insights
	ledger  *sdk.Ledger

	details *shelf
	// noBatchStats remembers that the server has no videos:batchGetStats.
	noBatchStats bool
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
		ID: "youtube", Name: "YouTube", Version: "1.0.0", Interval: 15 * time.Minute,
		Capabilities: append(postCapabilities(), accountCapabilities()...),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindAudience},
		Settings:     config{},
		Terms:        terms(),
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
		return sdk.Errorf(sdk.Permanent, "time zone of the quotas: %w", err)
	}
	c.details = newShelf()
	c.Keep(sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil))
	return nil
}

// Keep implements sdk.Keeper.
func (c *connector) Keep(own, shared *sdk.Memory) {
	c.login = &sdk.Login{
		Memory: own, ConfiguredRefresh: c.config.RefreshToken, Refresh: c.oauth().Refresh, Margin: tokenMargin,
	}
	c.metrics = &sdk.Insights{Memory: own, Refused: refusedMetric}
	c.ledger = sdk.NewLedger(shared, c.project(), c.config.Account, c.limits()...)
}
