package datasource

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// DefaultZone is the office's time zone where none is set.
const DefaultZone = "Asia/Jakarta"

// Settings are what the operator configured. To add one: a field here, a line
// in ReadSettings, a case in its test, and a row in the config editor.
type Settings struct {
	URL          string
	Organization string
	Bucket       string
	Zone         *time.Location
	Language     catalogue.Language
	Peers        map[string][]string // the accounts of each peer group
	token        string              // never printed
}

// stored is the form in which Grafana keeps them.
type stored struct {
	URL          string `json:"url"`
	Org          string `json:"org"`
	Organization string `json:"organization"`
	Bucket       string `json:"bucket"`
	TimeZone     string `json:"timeZone"`
	Language     string `json:"language"`
	PeerGroups   []struct {
		Name     string   `json:"name"`
		Accounts []string `json:"accounts"`
	} `json:"peerGroups"`
}

// peers checks the groups. One without accounts would stand for everybody, so it
// is refused.
func (in stored) peers() (map[string][]string, error) {
	out := map[string][]string{}
	for _, g := range in.PeerGroups {
		name := strings.TrimSpace(g.Name)
		switch {
		case name == "":
			return nil, errors.New("peerGroups: a group has no name; give it one or remove it")
		case out[name] != nil:
			return nil, fmt.Errorf("peerGroups: two groups are called %q; rename one", name)
		case len(g.Accounts) == 0:
			return nil, fmt.Errorf("peerGroups: %q has no accounts; add some or remove the group", name)
		}
		out[name] = g.Accounts
	}
	return out, nil
}

// tokenKey is the name of the token among the encrypted settings.
const tokenKey = "token"

// ReadSettings checks the settings. The error names the field and the fix.
func ReadSettings(from backend.DataSourceInstanceSettings) (Settings, error) {
	var in stored
	if len(from.JSONData) > 0 {
		if err := json.Unmarshal(from.JSONData, &in); err != nil {
			return Settings{}, fmt.Errorf("jsonData: not the JSON of this data source's settings: %w", err)
		}
	}
	s := Settings{
		URL:          first(from.URL, in.URL),
		Organization: first(in.Org, in.Organization),
		Bucket:       first(in.Bucket, from.Database),
		Language:     catalogue.Parse(in.Language),
		token:        strings.TrimSpace(from.DecryptedSecureJSONData[tokenKey]),
	}
	zone := first(in.TimeZone, DefaultZone)
	var err error
	if s.Zone, err = time.LoadLocation(zone); err != nil || zone == "Local" {
		return s, fmt.Errorf("timeZone: %q is not a time zone; write one such as Asia/Jakarta, Asia/Makassar or Asia/Jayapura", zone)
	}
	if s.Peers, err = in.peers(); err != nil {
		return s, err
	}
	if err := influx.CheckURL(s.URL); err != nil {
		return s, err
	}
	if s.Bucket == "" {
		return s, errors.New("bucket is empty; write the bucket that the collector writes to, such as pantau")
	}
	return s, nil
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
