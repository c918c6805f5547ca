package mastodon

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// config is one account's settings.
type config struct {
	BaseURL  string     `yaml:"base_url" jsonschema:"required" jsonschema_description:"Address of the server, such as https://mastodon.social"`
	Account  string     `yaml:"account" jsonschema:"required" jsonschema_description:"Handle of the account, with or without @ and domain"`
	Token    sdk.Secret `yaml:"token,omitempty" jsonschema_description:"Access token; without one, mentions and long threads are not read"`
	Hashtags []string   `yaml:"hashtags,omitempty" jsonschema_description:"Hashtags to follow, without #"`
	Replies  bool       `yaml:"replies" jsonschema:"default=true" jsonschema_description:"Whether to read what people reply"`
}

func defaultConfig() config { return config{Replies: true} }

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() error {
	base, err := sdk.BaseURL("base_url", c.BaseURL)
	if err != nil {
		return err
	}
	c.BaseURL = base
	if c.Account, err = handle(c.Account, base); err != nil {
		return err
	}
	for i, tag := range c.Hashtags {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "#")
		if tag == "" || strings.ContainsAny(tag, " \t\n/?#&@.") {
			return fmt.Errorf("hashtags: %q is no hashtag; write one word without # or spaces", c.Hashtags[i])
		}
		c.Hashtags[i] = tag
	}
	return nil
}

// handle drops the leading @, and the domain where it is the server's own: some
// servers only know their accounts without it.
func handle(raw, base string) (string, error) {
	name := strings.TrimPrefix(strings.TrimSpace(raw), "@")
	user, domain, _ := strings.Cut(name, "@")
	if user == "" || strings.ContainsAny(name, " /?#&") {
		return "", errors.New("account: write the handle, like dinas or @dinas@example.org")
	}
	server, err := url.Parse(base)
	if err != nil {
		return "", fmt.Errorf("base_url: %w", err)
	}
	if strings.EqualFold(domain, server.Host) {
		return user, nil
	}
	return name, nil
}
