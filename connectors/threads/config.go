package threads

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// version is the only version of the API.
const version = "v1.0"

// mostQueries bounds keywords and topics together: each may be asked for about
// 40 times a day.
const mostQueries = 50

// config is one account's settings.
type config struct {
	Account   string     `yaml:"account" jsonschema:"required" jsonschema_description:"Handle of the account, such as @dinas; the token must be its own"`
	Token     sdk.Secret `yaml:"token,omitempty" jsonschema_description:"Long-lived access token, instead of pantau auth"`
	AppID     string     `yaml:"app_id,omitempty" jsonschema_description:"Id of the Threads app at Meta; for pantau auth"`
	AppSecret sdk.Secret `yaml:"app_secret,omitempty" jsonschema_description:"Secret of the Threads app"`
	Replies   bool       `yaml:"replies" jsonschema:"default=true" jsonschema_description:"Whether to read what people reply"`
	Mentions  bool       `yaml:"mentions" jsonschema:"default=true" jsonschema_description:"Whether to read others' posts that name the account"`
	Keywords  []string   `yaml:"keywords,omitempty" jsonschema_description:"Words to look for in public posts"`
	Topics    []string   `yaml:"topics,omitempty" jsonschema_description:"Topic tags to look for in public posts, without #"`
	BaseURL   string     `yaml:"base_url" jsonschema:"default=https://graph.threads.net" jsonschema_description:"Address of the Threads API, without the version"`
}

func defaultConfig() config {
	return config{Replies: true, Mentions: true, BaseURL: "https://graph.threads.net"}
}

var handle = sdk.Pattern(`^[0-9a-z._]{1,30}$`)

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() (err error) {
	c.Account = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(c.Account), "@"))
	if !handle().MatchString(c.Account) {
		return fmt.Errorf("account: %q is no handle; write it like @dinas", c.Account)
	}
	if len(c.Keywords)+len(c.Topics) > mostQueries {
		return fmt.Errorf("keywords, topics: together at most %d fit into Threads' limit of a day", mostQueries)
	}
	for name, list := range map[string][]string{"keywords": c.Keywords, "topics": c.Topics} {
		for i, q := range list {
			if list[i] = strings.TrimPrefix(strings.TrimSpace(q), "#"); list[i] == "" {
				return errors.New(name + ": an entry is empty; leave it out")
			}
		}
	}
	c.BaseURL, err = sdk.BaseURL("base_url", c.BaseURL)
	return err
}

// Permissions (developers.facebook.com/documentation/threads/get-started).
const (
	permissionBasic    = "threads_basic"
	permissionInsights = "threads_manage_insights"
	permissionReplies  = "threads_read_replies"
	permissionMentions = "threads_manage_mentions"
	permissionSearch   = "threads_keyword_search"
)

// scopes are the permissions that `pantau auth` asks for.
func (c *config) scopes() []string {
	all := []string{permissionBasic, permissionInsights}
	if c.Replies {
		all = append(all, permissionReplies)
	}
	if c.Mentions {
		all = append(all, permissionMentions)
	}
	if len(c.Keywords)+len(c.Topics) > 0 {
		all = append(all, permissionSearch)
	}
	return all
}
