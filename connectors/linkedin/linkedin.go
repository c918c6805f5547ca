// Package linkedin reads a page of LinkedIn over the Community Management API:
// followers, posts with their organic statistics, and what people comment.
package linkedin

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one page.
type connector struct {
	config config
	http   *sdk.HTTP
	oauth  *sdk.OAuth
	login  *sdk.Login
	ledger *sdk.Ledger
	own    *sdk.Memory

	now time.Time // of the run or check that is under way
}

var (
	_ sdk.Connector  = (*connector)(nil)
	_ sdk.Keeper     = (*connector)(nil)
	_ sdk.Authorizer = (*connector)(nil)
)

// New makes an unconfigured connector.
func New() sdk.Connector { return &connector{} }

// Info implements sdk.Connector. The interval is long because LinkedIn counts
// requests by the day.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "linkedin", Name: "LinkedIn", Version: "1.0.0", Interval: 3 * time.Hour,
		Capabilities: append(postCapabilities(), accountCapabilities()...),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindAudience},
		Settings:     config{},
		Terms:        terms(),
	}
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) error {
	c.config = defaultConfig()
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	c.http = sdk.NewHTTP(c.config.BaseURL)
	c.http.Classify = c.classify
	c.http.Header("LinkedIn-Version", c.config.Version)
	c.http.Header("X-Restli-Protocol-Version", "2.0.0")
	c.oauth = &sdk.OAuth{
		AuthURL: c.config.AuthURL + "/authorization", TokenURL: c.config.AuthURL + "/accessToken",
		ClientID: c.config.ClientID, ClientSecret: c.config.ClientSecret, Scopes: scopes(),
	}
	c.Keep(sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil))
	return nil
}

// Keep implements sdk.Keeper.
func (c *connector) Keep(own, shared *sdk.Memory) {
	c.own = own
	c.ledger = sdk.NewLedger(shared, c.config.app(), c.config.Organization, sdk.Limit{
		Name: sdk.BudgetRequests, Unit: "requests", Max: float64(c.config.DailyRequests), Window: sdk.Daily(time.UTC),
	})
	c.login = &sdk.Login{Memory: own, Configured: c.config.Token, Margin: 24 * time.Hour}
	if c.config.ClientID != "" {
		c.login.Refresh = c.oauth.Refresh
	}
}

// scopes are what reading needs. LinkedIn has no narrower one for statistics:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics.
func scopes() []string { return []string{"rw_organization_admin", "r_organization_social"} }

// Consent implements sdk.Authorizer.
func (c *connector) Consent(redirect string) (sdk.Consent, error) {
	if c.config.ClientID == "" {
		return sdk.Consent{}, sdk.Errorf(sdk.Permanent, "client_id: there is none; copy it from the app's Auth tab in the LinkedIn developer portal")
	}
	return c.oauth.Consent(redirect), nil
}

// Exchange implements sdk.Authorizer.
func (c *connector) Exchange(ctx context.Context, consent sdk.Consent, code string) error {
	t, err := c.oauth.Exchange(ctx, consent, code)
	if err != nil {
		return err
	}
	return c.login.Save(t)
}

// authorize sends a token that is good for a run with every request. Tokens live
// by the clock on the wall, whatever the collector's clock says.
func (c *connector) authorize(ctx context.Context) error {
	t, err := c.login.Token(ctx, time.Now())
	if err != nil {
		return err
	}
	c.http.Bearer(sdk.Secret(t.Access))
	return nil
}

// app names the application, whose requests LinkedIn counts.
func (c *config) app() string {
	sum := sha256.Sum256([]byte("pantau linkedin app " + c.Token.Reveal()))
	return cmp.Or(c.ClientID, hex.EncodeToString(sum[:8]))
}
