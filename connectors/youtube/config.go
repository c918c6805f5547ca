package youtube

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// config is one channel's settings.
type config struct {
	Account      string     `yaml:"account" jsonschema:"required" jsonschema_description:"Handle of the channel, such as @dinas, or its id, which begins with UC"`
	APIKey       sdk.Secret `yaml:"api_key,omitempty" jsonschema_description:"API key of the Google Cloud project; enough for what is public"`
	ClientID     string     `yaml:"client_id,omitempty" jsonschema_description:"OAuth client of the project, for the owner's reports"`
	ClientSecret sdk.Secret `yaml:"client_secret,omitempty" jsonschema_description:"Secret of the OAuth client"`
	RefreshToken sdk.Secret `yaml:"refresh_token,omitempty" jsonschema_description:"Refresh token of the channel's owner, instead of pantau auth"`
	Search       []string   `yaml:"search,omitempty" jsonschema_description:"Words or hashtags to look for in other channels' videos"`
	Comments     bool       `yaml:"comments" jsonschema:"default=true" jsonschema_description:"Whether to read what people comment"`
	Quota        int        `yaml:"quota" jsonschema:"default=10000" jsonschema_description:"Units a day that the project has"`
	SearchQuota  int        `yaml:"search_quota" jsonschema:"default=100" jsonschema_description:"Searches a day that the project has"`
	BaseURL      string     `yaml:"base_url" jsonschema:"default=https://www.googleapis.com/youtube/v3" jsonschema_description:"Address of the Data API"`
	AnalyticsURL string     `yaml:"analytics_url" jsonschema:"default=https://youtubeanalytics.googleapis.com/v2" jsonschema_description:"Address of the Analytics API"`
	TokenURL     string     `yaml:"token_url" jsonschema:"default=https://oauth2.googleapis.com/token" jsonschema_description:"Address of Google's token endpoint"`
}

func defaultConfig() config {
	return config{
		Comments: true, Quota: 10_000, SearchQuota: 100,
		BaseURL:      "https://www.googleapis.com/youtube/v3",
		AnalyticsURL: "https://youtubeanalytics.googleapis.com/v2",
		TokenURL:     grantEndpoint,
	}
}

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() (err error) {
	if c.Account, err = channelName(c.Account); err != nil {
		return err
	}
	for field, address := range map[string]*string{"base_url": &c.BaseURL, "analytics_url": &c.AnalyticsURL, "token_url": &c.TokenURL} {
		if *address, err = sdk.BaseURL(field, *address); err != nil {
			return err
		}
	}
	for i, q := range c.Search {
		if c.Search[i] = strings.TrimSpace(q); c.Search[i] == "" {
			return errors.New("search: one of the searches is empty; write a word, a phrase or a #hashtag")
		}
	}
	if c.Quota < 1 || c.SearchQuota < 1 {
		return errors.New("quota, search_quota: at least 1; the project's page Quotas in the Google Cloud console shows them")
	}
	return c.validateCredentials()
}

func (c *config) validateCredentials() error {
	switch {
	case c.APIKey == "" && c.ClientID == "":
		return errors.New("api_key: set it, or client_id and client_secret for the owner's reports too")
	case (c.ClientID == "") != (c.ClientSecret == ""):
		return errors.New("client_secret: client_id and client_secret go together")
	case c.RefreshToken != "" && c.ClientID == "":
		return errors.New("refresh_token: it needs the client_id and client_secret that it was given to")
	}
	return nil
}

var (
	channelID = sdk.Pattern(`^UC[0-9A-Za-z_-]{22}$`)
	handle    = sdk.Pattern(`^[\pL\pN._·-]+$`)
)

// channelName gives a channel's id, or its handle with @.
func channelName(raw string) (string, error) {
	name := strings.TrimSpace(raw)
	if channelID().MatchString(name) {
		return name, nil
	}
	if name = strings.TrimPrefix(name, "@"); !handle().MatchString(name) {
		return "", fmt.Errorf("account: %q is no handle or channel id; write it like @dinas or UCxxxxxxxxxxxxxxxxxxxxxx", raw)
	}
	return "@" + name, nil
}
