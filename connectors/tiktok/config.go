package tiktok

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// The two APIs.
const (
	apiDisplay  = "display"
	apiBusiness = "business"
)

// config is one account's settings.
type config struct {
	API          string     `yaml:"api" jsonschema:"default=display,enum=display,enum=business" jsonschema_description:"display: counters only; business: also reach, watch time, audience and comments, of a TikTok Business account"`
	BaseURL      string     `yaml:"base_url,omitempty" jsonschema_description:"Address of the API, version included"`
	Token        sdk.Secret `yaml:"token,omitempty" jsonschema_description:"Access token, which lives a day; better set client_key and run pantau auth"`
	ClientKey    string     `yaml:"client_key,omitempty" jsonschema_description:"Client key of the app; of the API for Business its app id"`
	ClientSecret sdk.Secret `yaml:"client_secret,omitempty" jsonschema_description:"Client secret of the app"`
	BusinessID   string     `yaml:"business_id,omitempty" jsonschema_description:"Only with api business and token: the open_id that came with the token"`
	Comments     bool       `yaml:"comments" jsonschema:"default=true" jsonschema_description:"Whether to read what people comment; api business only"`
	Timezone     string     `yaml:"timezone" jsonschema:"default=Asia/Jakarta" jsonschema_description:"Zone of the hours in which followers are active"`
}

func defaultConfig() config {
	return config{API: apiDisplay, Comments: true, Timezone: "Asia/Jakarta"}
}

// bases are the addresses of the APIs.
var bases = map[string]string{
	apiDisplay:  "https://open.tiktokapis.com/v2",
	apiBusiness: "https://business-api.tiktok.com/open_api/v1.3",
}

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() (err error) {
	if bases[c.API] == "" {
		return fmt.Errorf("api: %q is neither display nor business", c.API)
	}
	if c.BaseURL == "" {
		c.BaseURL = bases[c.API]
	}
	if c.BaseURL, err = sdk.BaseURL("base_url", c.BaseURL); err != nil {
		return err
	}
	c.BusinessID = strings.TrimSpace(c.BusinessID)
	switch {
	case c.Token == "" && c.ClientKey == "":
		return errors.New("client_key: set client_key and client_secret and run `pantau auth`; or set a token")
	case (c.ClientKey == "") != (c.ClientSecret == ""):
		return errors.New("client_key, client_secret: set both or none; TikTok gives no token without the secret")
	case c.business() && c.Token != "" && c.BusinessID == "":
		return errors.New("business_id: it is missing beside token; it is the open_id that came with it")
	case !c.business() && c.BusinessID != "":
		return errors.New("business_id: only the API for Business has it; set api: business, or leave it out")
	}
	return nil
}

func (c *config) business() bool { return c.API == apiBusiness }

// scopes are what reading needs:
// https://developers.tiktok.com/doc/tiktok-api-scopes for the Display API (H);
// the documentation of each field for the API for Business (M).
func (c *config) scopes() []string {
	if c.business() {
		return []string{"user.info.basic", "user.info.stats", "user.insights", "video.list", "video.insights", "comment.list"}
	}
	return []string{"user.info.basic", "user.info.stats", "video.list"}
}
