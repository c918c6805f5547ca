// Package tiktok reads an account of TikTok over the Display API, which gives
// counters, or the API for Business, which also gives who follows and what they
// comment.
package tiktok

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
	_ "time/tzdata" // the hours of followers' activity are of the account's zone, also where the system has no time zones

	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one account.
type connector struct {
	config config
	zone   *time.Location
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

// Info implements sdk.Connector.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "tiktok", Name: "TikTok", Version: "1.0.0", Interval: time.Hour,
		Capabilities: append(postCapabilities(), accountCapabilities()...),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention, sdk.KindAudience},
		Settings:     config{},
		Terms:        terms(),
	}
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) (err error) {
	c.config = defaultConfig()
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	if c.zone, err = time.LoadLocation(c.config.Timezone); err != nil {
		return sdk.Errorf(sdk.Permanent, "timezone: %q is no time zone; write it like Asia/Jakarta", c.config.Timezone)
	}
	c.http = sdk.NewHTTP(c.config.BaseURL)
	c.http.Classify = c.classify
	c.oauth = &sdk.OAuth{
		AuthURL: consentPage, TokenURL: c.config.BaseURL + "/oauth/token/", ClientID: c.config.ClientKey, ClientSecret: c.config.ClientSecret,
		ClientIDName: "client_key", Scopes: c.config.scopes(), Separator: ",", PKCE: !c.config.business(),
	}
	c.Keep(sdk.NewMemory(nil, nil), sdk.NewMemory(nil, nil))
	return nil
}

// Keep implements sdk.Keeper.
func (c *connector) Keep(own, shared *sdk.Memory) {
	c.own = own
	limits := make([]sdk.Limit, 0, len(endpoints))
	for _, e := range endpoints {
		limits = append(limits, sdk.Limit{Name: e, Unit: "requests", Max: perMinute, Window: sdk.Rolling(time.Minute)})
	}
	c.ledger = sdk.NewLedger(shared, c.config.app(), c.config.account(), limits...)
	c.login = &sdk.Login{Memory: own, Configured: c.config.Token, Margin: 2 * time.Hour}
	if c.config.ClientKey != "" {
		c.login.Refresh = c.renew
	}
}

// authorize sends a token that is good for a run with every request. Tokens live
// by the clock on the wall, whatever the collector's clock says.
func (c *connector) authorize(ctx context.Context) error {
	t, err := c.login.Token(ctx, time.Now())
	if err != nil {
		return err
	}
	if c.config.business() {
		c.http.Header("Access-Token", t.Access)
		return nil
	}
	c.http.Bearer(sdk.Secret(t.Access))
	return nil
}

// app names the application, whose requests TikTok counts, and account the
// account, of which only the token may be known.
func (c *config) app() string { return cmp.Or(c.ClientKey, fingerprint(c.Token)) }

func (c *config) account() string { return cmp.Or(c.BusinessID, fingerprint(c.Token), "own") }

// fingerprint names what a token belongs to without showing it.
func fingerprint(token sdk.Secret) string {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("pantau tiktok app " + token.Reveal()))
	return hex.EncodeToString(sum[:8])
}

// source is what both APIs can do.
type source interface {
	// account reads the account's counters.
	account(ctx context.Context) (sdk.Metrics, error)
	// videos reads a page of videos posted before a time in milliseconds; 0
	// means now.
	videos(ctx context.Context, before int64) (page, error)
	// byID reads single videos. Those that TikTok no longer has are left out.
	byID(ctx context.Context, ids []string) ([]video, error)
}

// page is a page of videos.
type page struct {
	videos []video
	next   int64 // for the page after it
	more   bool
}

// video is a video as either API gives it.
type video struct {
	id       string
	created  time.Time
	text     string
	url      string
	kind     string
	comments *int64
	metrics  sdk.Metrics
}
