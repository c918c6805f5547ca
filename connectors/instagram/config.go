package instagram

import (
	"fmt"
	"strings"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// Ways to sign in. Facebook's can do more: hashtags and other accounts' public
// figures.
const (
	loginFacebook  = "facebook"
	loginInstagram = "instagram"
)

// mostHashtags is how many hashtags an account may look for in seven days.
const mostHashtags = 30

// config is one account's settings.
type config struct {
	Account   string     `yaml:"account" jsonschema:"required" jsonschema_description:"Handle, such as @dinas, or the id of the Instagram professional account"`
	Login     string     `yaml:"login" jsonschema:"default=facebook,enum=facebook,enum=instagram" jsonschema_description:"How the token was got: by Facebook Login or Instagram Login"`
	Token     sdk.Secret `yaml:"token,omitempty" jsonschema_description:"Access token, instead of pantau auth"`
	AppID     string     `yaml:"app_id,omitempty" jsonschema_description:"Id of the app at Meta; for pantau auth"`
	AppSecret sdk.Secret `yaml:"app_secret,omitempty" jsonschema_description:"Secret of the app; with Facebook Login requests are proven to come from the app"`
	Version   string     `yaml:"version" jsonschema:"default=v25.0" jsonschema_description:"Version of the Graph API"`
	Comments  bool       `yaml:"comments" jsonschema:"default=true" jsonschema_description:"Whether to read what people comment"`
	Tags      bool       `yaml:"tags" jsonschema:"default=true" jsonschema_description:"Whether to read others' posts that tag the account"`
	Hashtags  []string   `yaml:"hashtags,omitempty" jsonschema_description:"Hashtags to look for in public posts, at most 30; Facebook Login only"`
	Via       string     `yaml:"via,omitempty" jsonschema_description:"Read account, somebody else's, through this own account; Facebook Login only"`
	Timezone  string     `yaml:"timezone" jsonschema:"default=Asia/Jakarta" jsonschema_description:"Zone of the hours in which followers are online"`
	BaseURL   string     `yaml:"base_url,omitempty" jsonschema_description:"Address of the Graph API, without the version"`
	TokenURL  string     `yaml:"token_url,omitempty" jsonschema_description:"Address where Instagram Login gives tokens"`
}

func defaultConfig() config {
	return config{Login: loginFacebook, Version: "v25.0", Comments: true, Tags: true, Timezone: "Asia/Jakarta"}
}

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() (err error) {
	if c.Login != loginFacebook && c.Login != loginInstagram {
		return fmt.Errorf("login: %q is neither facebook nor instagram", c.Login)
	}
	if c.Account, err = accountName("account", c.Account); err != nil {
		return err
	}
	if err := c.validateVia(); err != nil {
		return err
	}
	if err := meta.CheckVersion(c.Version); err != nil {
		return err
	}
	if c.BaseURL == "" {
		c.BaseURL = "https://graph." + c.Login + ".com"
	}
	if c.BaseURL, err = sdk.BaseURL("base_url", c.BaseURL); err != nil {
		return err
	}
	if c.TokenURL != "" {
		if c.TokenURL, err = sdk.BaseURL("token_url", c.TokenURL); err != nil {
			return err
		}
	}
	return c.validateHashtags()
}

func (c *config) validateVia() (err error) {
	switch {
	case c.Via == "":
		return nil
	case c.Login != loginFacebook:
		return fmt.Errorf("via: only Facebook Login can read other accounts; set login: facebook")
	case !strings.HasPrefix(c.Account, "@"):
		return fmt.Errorf("account: with via, write the other account's handle like @dinas")
	}
	c.Via, err = accountName("via", c.Via)
	return err
}

func (c *config) validateHashtags() error {
	if len(c.Hashtags) > 0 && c.Login != loginFacebook {
		return fmt.Errorf("hashtags: only Facebook Login can look for hashtags; set login: facebook, or leave them out")
	}
	if len(c.Hashtags) > mostHashtags {
		return fmt.Errorf("hashtags: %d are too many; Instagram allows %d in seven days", len(c.Hashtags), mostHashtags)
	}
	for i, tag := range c.Hashtags {
		if c.Hashtags[i] = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(tag), "#")); !hashtag().MatchString(c.Hashtags[i]) {
			return fmt.Errorf("hashtags: %q is no hashtag; write it like banjir, without spaces", tag)
		}
	}
	return nil
}

var (
	numeric = sdk.Pattern(`^[0-9]+$`)
	handle  = sdk.Pattern(`^[0-9A-Za-z._]{1,30}$`)
	hashtag = sdk.Pattern(`^[\pL\pM\pN_]+$`)
)

// accountName gives an account's id, or its handle with @ in small letters.
func accountName(field, raw string) (string, error) {
	name := strings.TrimSpace(raw)
	if numeric().MatchString(name) {
		return name, nil
	}
	if name = strings.TrimPrefix(name, "@"); !handle().MatchString(name) {
		return "", fmt.Errorf("%s: %q is no handle or id; write it like @dinas or 17841400000000000", field, raw)
	}
	return "@" + strings.ToLower(name), nil
}

// Permissions, as Facebook Login and Instagram Login name them.
const (
	basicFB     = "instagram_basic"
	insightsFB  = "instagram_manage_insights"
	commentsFB  = "instagram_manage_comments"
	pagesListFB = "pages_show_list"
	pagesReadFB = "pages_read_engagement"
	basicIG     = "instagram_business_basic"
	insightsIG  = "instagram_business_manage_insights"
	commentsIG  = "instagram_business_manage_comments"
)

// scopes are the permissions that are asked for.
func (c *config) scopes() []string {
	if c.Login == loginInstagram {
		return []string{basicIG, insightsIG, commentsIG}
	}
	return []string{basicFB, insightsFB, commentsFB, pagesListFB, pagesReadFB}
}
