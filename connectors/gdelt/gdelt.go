// Package gdelt finds news articles about the office with the DOC 2.0 API of
// the GDELT Project, which reads the online media of the whole world.
//
// The API is described at
// https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/. What it says nothing
// about (how errors look, how short a phrase and how long a query may be) was
// taken from what users of the API report, and is marked so.
package gdelt

import (
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for one source: a set of queries.
type connector struct {
	config   config
	searches []string // values of the parameter query
	http     *sdk.HTTP
	pace     *pacer
}

var _ sdk.Connector = (*connector)(nil)

// everyone is the pacer of all accounts of this process: GDELT counts by address.
var everyone = newPacer(gap)

// New makes an unconfigured connector.
func New() sdk.Connector { return &connector{pace: everyone} }

// Info implements sdk.Connector.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "gdelt", Name: "GDELT", Version: "1", Interval: 30 * time.Minute,
		Records:  []sdk.RecordKind{sdk.KindMention},
		Settings: config{},
		// "Unlimited and unrestricted use for any academic, commercial, or
		// governmental use of any kind without fee", with a citation.
		Terms: sdk.Terms{
			URL: "https://www.gdeltproject.org/about.html", DerivedMetrics: true, CompareOwners: true,
			Note: "wherever the data is shown, name the GDELT Project and link to https://www.gdeltproject.org/",
		},
	}
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) (err error) {
	c.config = defaults()
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	if c.searches, err = c.config.searches(); err != nil {
		return &sdk.Error{Kind: sdk.Permanent, Err: err}
	}
	c.http = sdk.NewHTTP(c.config.BaseURL)
	c.http.Timeout(time.Minute) // its answers have been seen to take 38 seconds
	return nil
}
