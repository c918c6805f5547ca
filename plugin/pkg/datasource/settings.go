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
	token        string // never printed
}

// stored is the form in which Grafana keeps them.
type stored struct {
	URL          string `json:"url"`
	Org          string `json:"org"`
	Organization string `json:"organization"`
	Bucket       string `json:"bucket"`
	TimeZone     string `json:"timeZone"`
	Language     string `json:"language"`
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
