package bluesky

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// Servers that answer where the settings name none. Reading public data needs
// no account; a session lives on the account's own server.
const (
	publicServer  = "https://public.api.bsky.app"
	accountServer = "https://bsky.social"
)

// settings are the account's settings as written in the configuration.
type settings struct {
	Account     string     `yaml:"account" jsonschema:"required,description=Handle or DID of the account to read; a leading @ is dropped"`
	BaseURL     string     `yaml:"base_url,omitempty" jsonschema:"format=uri,description=Server to ask; default https://public.api.bsky.app or with an app password https://bsky.social"`
	AppPassword sdk.Secret `yaml:"app_password,omitempty" jsonschema:"description=App password (not the account's own) made under Settings > Privacy and security > App passwords"`
	Identifier  string     `yaml:"identifier,omitempty" jsonschema:"description=Who signs in with the app password; default the account itself"`
	Hashtags    []string   `yaml:"hashtags,omitempty" jsonschema:"description=Hashtags to follow; with or without #"`
	Keywords    []string   `yaml:"keywords,omitempty" jsonschema:"description=Words or phrases to follow"`
	Replies     bool       `yaml:"replies,omitempty" jsonschema:"default=true,description=Read the replies under own posts"`
}

func defaults() settings { return settings{Replies: true} }

// load reads the settings and fills what follows from the others.
func load(raw sdk.Settings) (settings, error) {
	s := defaults()
	err := sdk.Decode(raw, &s)
	if err != nil && strings.Contains(err.Error(), "field token not found") {
		err = sdk.Errorf(sdk.Permanent, "%w: Bluesky has no tokens to paste, write app_password", err)
	}
	return s, err
}

var (
	handleForm = sdk.Pattern(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)
	didForm    = sdk.Pattern(`^did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]$`)
)

// Validate implements the check that sdk.Decode asks for, and brings the
// settings into one form.
func (s *settings) Validate() error {
	s.Account = strings.TrimPrefix(strings.TrimSpace(s.Account), "@")
	switch {
	case s.Account == "":
		return errors.New("account: missing; write the handle, like dinkes.bsky.social")
	case !handleForm().MatchString(s.Account) && !didForm().MatchString(s.Account):
		return fmt.Errorf("account: %q is no handle and no DID; write the whole handle, like dinkes.bsky.social", s.Account)
	}
	s.Identifier = strings.TrimPrefix(strings.TrimSpace(s.Identifier), "@")
	switch {
	case s.Identifier == "":
		s.Identifier = s.Account
	case s.AppPassword == "":
		return errors.New("identifier: has no use without app_password; set that too, or leave both out")
	}
	if s.BaseURL == "" {
		s.BaseURL = publicServer
		if s.AppPassword != "" {
			s.BaseURL = accountServer
		}
	}
	var err error
	if s.BaseURL, err = sdk.BaseURL("base_url", s.BaseURL); err != nil {
		return err
	}
	return s.cleanSearches()
}

func (s *settings) cleanSearches() error {
	for i, tag := range s.Hashtags {
		tag = strings.TrimLeft(strings.TrimSpace(tag), "#＃")
		if tag == "" || strings.ContainsAny(tag, " \t\n#") {
			return fmt.Errorf("hashtags: %q is no hashtag; write one word without spaces", s.Hashtags[i])
		}
		s.Hashtags[i] = tag
	}
	for i, word := range s.Keywords {
		if s.Keywords[i] = strings.Join(strings.Fields(word), " "); s.Keywords[i] == "" {
			return errors.New("keywords: an entry is empty; write a word or leave it out")
		}
	}
	return nil
}
