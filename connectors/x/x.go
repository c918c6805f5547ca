// Package x reads an account of X (formerly Twitter) over the X API v2, where
// every item that is read costs money.
package x

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one account.
type connector struct {
	config config
	http   *sdk.HTTP
	oauth  *sdk.OAuth
	login  *sdk.Login
	own    *sdk.Memory
	purse  *purse

	now     time.Time             // of the run or check that is under way
	asking  string                // the endpoint that is being asked
	limits  map[string]sdk.Budget // of each endpoint, as X last stated them
	notOurs bool                  // the token is no user token of this account: known until the process ends
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
		ID: "x", Name: "X", Version: "1.0.0", Interval: 15 * time.Minute,
		Capabilities: append(postCapabilities(), accountCapabilities()...),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindVolume},
		Settings:     config{},
		Terms:        terms(),
		Breaks:       breaks(),
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
	c.limits = map[string]sdk.Budget{}
	c.oauth = &sdk.OAuth{
		AuthURL: consentPage, TokenURL: c.config.BaseURL + "/oauth2/token",
		ClientID: c.config.ClientID, ClientSecret: c.config.ClientSecret, Scopes: scopes(), PKCE: true, Basic: true,
	}
	prices, err := c.config.priceList()
	if err != nil {
		return err
	}
	c.purse = &purse{prices: prices, max: c.config.Budget, app: c.config.app(), account: c.config.Account}
	c.Keep(sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil))
	return nil
}

// Keep implements sdk.Keeper.
func (c *connector) Keep(own, shared *sdk.Memory) {
	c.own = own
	c.purse.open(own, shared)
	c.login = &sdk.Login{Memory: own, Configured: c.config.Token, Margin: 10 * time.Minute}
	if c.config.ClientID != "" {
		c.login.Refresh = c.oauth.Refresh
	}
}

// consentPage is where an account's owner allows the application to read:
// https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token.
const consentPage = "https://x.com/i/oauth2/authorize"

// scopes are what reading needs; offline.access brings the refresh token.
func scopes() []string { return []string{"tweet.read", "users.read", "offline.access"} }

// Consent implements sdk.Authorizer.
func (c *connector) Consent(redirect string) (sdk.Consent, error) {
	if c.config.ClientID == "" {
		return sdk.Consent{}, sdk.Errorf(sdk.Permanent, "client_id: there is none; copy it from the app's keys and tokens in the X developer console")
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

// app names the application, which is what X sends the bill to.
func (c *config) app() string {
	if c.ClientID != "" {
		return c.ClientID
	}
	sum := sha256.Sum256([]byte("pantau x app " + c.Token.Reveal()))
	return hex.EncodeToString(sum[:8])
}
