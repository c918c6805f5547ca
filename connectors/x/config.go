package x

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pantau/pantau/connectors/sdk"
)

// config is one account's settings.
type config struct {
	Account      string             `yaml:"account" jsonschema:"required" jsonschema_description:"Handle of the account, with or without @"`
	BaseURL      string             `yaml:"base_url" jsonschema:"default=https://api.x.com/2" jsonschema_description:"Address of the API, version included"`
	Token        sdk.Secret         `yaml:"token,omitempty" jsonschema_description:"Bearer token of the app; without private metrics. Or leave it out and run pantau auth"`
	ClientID     string             `yaml:"client_id,omitempty" jsonschema_description:"OAuth 2.0 client ID of the app, for pantau auth"`
	ClientSecret sdk.Secret         `yaml:"client_secret,omitempty" jsonschema_description:"OAuth 2.0 client secret, of a confidential app"`
	Owned        bool               `yaml:"owned" jsonschema:"default=false" jsonschema_description:"Whether the app belongs to this account, which makes its own reads five times cheaper"`
	Replies      bool               `yaml:"replies" jsonschema:"default=true" jsonschema_description:"Whether to read what people reply"`
	Searches     []search           `yaml:"searches,omitempty" jsonschema_description:"Public posts to count or to read"`
	CountsHours  int                `yaml:"counts_hours" jsonschema:"default=1,minimum=1,maximum=160" jsonschema_description:"Hours between two counts of a query; each costs one request and covers all hours since the last"`
	Budget       float64            `yaml:"budget_usd_month" jsonschema:"default=10" jsonschema_description:"US dollars that reading may cost in a calendar month"`
	Prices       map[string]float64 `yaml:"prices,omitempty" jsonschema_description:"Prices in US dollars where yours differ: post, user, owned, counts"`
}

// search is one followed query.
type search struct {
	Query string `yaml:"query" jsonschema:"required" jsonschema_description:"In the syntax of X's recent search"`
	Mode  string `yaml:"mode" jsonschema:"enum=counts,enum=posts,default=counts" jsonschema_description:"counts: how many posts an hour, at the price of a request; posts: the posts themselves, each at its price"`
}

// Modes of a search.
const (
	modeCounts = "counts"
	modePosts  = "posts"
)

// Limits that X sets: https://docs.x.com/x-api/posts/search/integrate/build-a-query.
const (
	mostQuery   = 512 // characters, without an Enterprise plan
	recentHours = 7 * 24
)

func defaultConfig() config {
	return config{BaseURL: "https://api.x.com/2", Replies: true, CountsHours: 1, Budget: 10}
}

var handlePattern = sdk.Pattern(`^[A-Za-z0-9_]{1,15}$`)

// Validate normalises the settings and says what is wrong with them.
func (c *config) Validate() error {
	c.Account = strings.TrimPrefix(strings.TrimSpace(c.Account), "@")
	base, err := sdk.BaseURL("base_url", c.BaseURL)
	if err != nil {
		return err
	}
	c.BaseURL = base
	switch {
	case !handlePattern().MatchString(c.Account):
		return errors.New("account: write the handle, like dinas: letters, digits and _, at most 15")
	case c.Token == "" && c.ClientID == "":
		return errors.New("token: set the app's bearer token; or set client_id and run `pantau auth`")
	case c.ClientSecret != "" && c.ClientID == "":
		return errors.New("client_id: it is missing beside client_secret")
	case c.Budget <= 0:
		return errors.New("budget_usd_month: write how many US dollars reading may cost in a month, such as 10")
	case c.CountsHours < 1 || c.CountsHours >= recentHours-1:
		return errors.New("counts_hours: write 1 to 160; X counts only the last 7 days")
	}
	if _, err := c.priceList(); err != nil {
		return err
	}
	return c.validateSearches()
}

func (c *config) validateSearches() error {
	seen := map[search]bool{}
	for i := range c.Searches {
		s := &c.Searches[i]
		s.Query = strings.TrimSpace(s.Query)
		if s.Mode == "" {
			s.Mode = modeCounts
		}
		switch n := utf8.RuneCountInString(s.Query); {
		case n == 0:
			return errors.New("searches: a query is empty; write what to search for")
		case n > mostQuery:
			return fmt.Errorf("searches: the query %.40q… has %d characters; X takes %d: split it", s.Query, n, mostQuery)
		case s.Mode != modeCounts && s.Mode != modePosts:
			return fmt.Errorf("searches: mode %q of %q is unknown; write counts or posts", s.Mode, s.Query)
		case seen[*s]:
			return fmt.Errorf("searches: %q stands there twice; drop one", s.Query)
		}
		seen[*s] = true
	}
	return nil
}
