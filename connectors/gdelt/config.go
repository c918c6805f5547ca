package gdelt

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// config is what the operator writes for one source.
type config struct {
	Account     string   `yaml:"account" jsonschema:"required,description=A name for this source\\, such as berita"`
	Queries     []string `yaml:"queries" jsonschema:"required,description=Words and phrases; an article with any of them is found"`
	Countries   []string `yaml:"countries,omitempty" jsonschema:"description=Where the media are\\, as FIPS country codes; an empty list: anywhere,default=ID"`
	Languages   []string `yaml:"languages,omitempty" jsonschema:"description=English names of the articles' languages\\, such as indonesian; empty: any"`
	MaxRequests int      `yaml:"max_requests,omitempty" jsonschema:"description=Requests a run may make\\, six seconds apart; the next run goes on,default=30"`
	BaseURL     string   `yaml:"base_url,omitempty" jsonschema:"description=Another address of the API\\, for tests,default=https://api.gdeltproject.org"`
}

func defaults() config {
	return config{Countries: []string{"ID"}, MaxRequests: 30, BaseURL: "https://api.gdeltproject.org"}
}

var (
	countryCode  = sdk.Pattern(`^[A-Za-z]{2}$`)
	languageName = sdk.Pattern(`^[A-Za-z]+$`)
)

// Validate is called by sdk.Decode.
func (c *config) Validate() (err error) {
	switch {
	case strings.TrimSpace(c.Account) == "":
		return errors.New("account: give this source a name, such as berita")
	case len(c.Queries) == 0:
		return errors.New("queries: list the words and phrases to look for")
	case c.MaxRequests < 1:
		return errors.New("max_requests: must be at least 1")
	}
	for i, code := range c.Countries {
		if !countryCode().MatchString(code) {
			return fmt.Errorf("countries[%d]: %q is no FIPS country code; write two letters, such as ID", i, code)
		}
	}
	for i, name := range c.Languages {
		if !languageName().MatchString(name) {
			return fmt.Errorf("languages[%d]: %q is no language; write its English name without spaces, such as indonesian", i, name)
		}
	}
	c.BaseURL, err = sdk.BaseURL("base_url", c.BaseURL)
	return err
}
