package linkedin

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// config is one page's settings.
type config struct {
	Organization  string     `yaml:"organization" jsonschema:"required" jsonschema_description:"Number of the page, as in linkedin.com/company/123456/admin, or its urn:li:organization:123456"`
	BaseURL       string     `yaml:"base_url" jsonschema:"default=https://api.linkedin.com/rest" jsonschema_description:"Address of the API"`
	AuthURL       string     `yaml:"auth_url" jsonschema:"default=https://www.linkedin.com/oauth/v2" jsonschema_description:"Address of the consent page and of the tokens"`
	Version       string     `yaml:"version" jsonschema:"default=202608" jsonschema_description:"Version of the API as year and month; LinkedIn ends each after about a year"`
	Token         sdk.Secret `yaml:"token,omitempty" jsonschema_description:"Access token; or leave it out, set client_id and run pantau auth"`
	ClientID      string     `yaml:"client_id,omitempty" jsonschema_description:"Client ID of the app, for pantau auth"`
	ClientSecret  sdk.Secret `yaml:"client_secret,omitempty" jsonschema_description:"Primary client secret of the app"`
	Comments      bool       `yaml:"comments" jsonschema:"default=true" jsonschema_description:"Whether to read what people comment"`
	DailyRequests int        `yaml:"daily_requests" jsonschema:"default=90,minimum=10" jsonschema_description:"Requests a day (UTC) that the app may make; the developer portal shows your limit under Analytics"`
}

// defaultDailyRequests stays below what LinkedIn gives an app of the development
// tier: 100 calls a day for each member (L: LinkedIn publishes no numbers).
const defaultDailyRequests = 90

func defaultConfig() config {
	return config{
		BaseURL: "https://api.linkedin.com/rest", AuthURL: "https://www.linkedin.com/oauth/v2",
		Version: "202608", Comments: true, DailyRequests: defaultDailyRequests,
	}
}

// organizationPattern also takes showcase pages, which LinkedIn calls brands.
var organizationPattern = sdk.Pattern(`^urn:li:organization(Brand)?:[0-9]+$`)

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() (err error) {
	c.Organization = strings.TrimSpace(c.Organization)
	if !strings.Contains(c.Organization, ":") {
		c.Organization = "urn:li:organization:" + c.Organization
	}
	if c.BaseURL, err = sdk.BaseURL("base_url", c.BaseURL); err != nil {
		return err
	}
	if c.AuthURL, err = sdk.BaseURL("auth_url", c.AuthURL); err != nil {
		return err
	}
	switch {
	case !organizationPattern().MatchString(c.Organization):
		return errors.New("organization: write the page's number, like 123456, or urn:li:organization:123456")
	case c.Token == "" && c.ClientID == "":
		return errors.New("token: set an access token; or set client_id and client_secret and run `pantau auth`")
	case (c.ClientSecret == "") != (c.ClientID == ""):
		return errors.New("client_id, client_secret: set both or none; LinkedIn gives no token without the secret")
	case c.DailyRequests < 10:
		return errors.New("daily_requests: write at least 10; a run needs about 5")
	}
	if _, err := time.Parse(versionLayout, c.Version); err != nil {
		return fmt.Errorf("version: %q is no version; write year and month, like 202608", c.Version)
	}
	return nil
}
