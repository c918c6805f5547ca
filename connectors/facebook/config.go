package facebook

import (
	"fmt"
	"strings"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// config is one Page's settings.
type config struct {
	Page      string     `yaml:"page" jsonschema:"required" jsonschema_description:"Id of the Page, in digits"`
	Token     sdk.Secret `yaml:"token,omitempty" jsonschema_description:"Access token, of a system user, of a person or of the Page, instead of pantau auth"`
	AppID     string     `yaml:"app_id,omitempty" jsonschema_description:"Id of the app at Meta; for pantau auth"`
	AppSecret sdk.Secret `yaml:"app_secret,omitempty" jsonschema_description:"Secret of the app; with it requests are proven to come from the app"`
	Version   string     `yaml:"version" jsonschema:"default=v25.0" jsonschema_description:"Version of the Graph API"`
	Comments  bool       `yaml:"comments" jsonschema:"default=true" jsonschema_description:"Whether to read what people comment"`
	Tagged    bool       `yaml:"tagged" jsonschema:"default=true" jsonschema_description:"Whether to read others' posts that tag the Page"`
	BaseURL   string     `yaml:"base_url" jsonschema:"default=https://graph.facebook.com" jsonschema_description:"Address of the Graph API, without the version"`
}

func defaultConfig() config {
	return config{Version: "v25.0", Comments: true, Tagged: true, BaseURL: "https://graph.facebook.com"}
}

var numeric = sdk.Pattern(`^[0-9]{1,30}$`)

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() (err error) {
	if c.Page = strings.TrimSpace(c.Page); !numeric().MatchString(c.Page) {
		return fmt.Errorf("page: %q is no id of a Page; it is digits, shown on the Page under About, Page transparency", c.Page)
	}
	if err := meta.CheckVersion(c.Version); err != nil {
		return err
	}
	c.BaseURL, err = sdk.BaseURL("base_url", c.BaseURL)
	return err
}

// Permissions (developers.facebook.com/docs/permissions).
const (
	permissionList     = "pages_show_list"
	permissionRead     = "pages_read_engagement"
	permissionInsights = "read_insights"
	permissionPeople   = "pages_read_user_content"
)

// scopes are the permissions that `pantau auth` asks for.
var scopes = []string{permissionList, permissionRead, permissionInsights, permissionPeople}
