// Package datasource is what Grafana talks to: one instance for each configured
// data source, one file for each of its handlers.
package datasource

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"

	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query"
)

// ID is the plugin's id in Grafana.
const ID = "pantau-social-datasource"

// Datasource is one configured data source. Grafana makes a new one when its
// settings change, so its cache never outlives them.
type Datasource struct {
	backend.CallResourceHandler
	settings Settings
	broken   error // why the settings cannot be used; nil if they can
	client   *influx.Client
	queries  *query.Dispatcher
}

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// New makes the instance of one data source. Settings that cannot be used are
// no error here: the health check and every query say what is wrong with them.
func New(ctx context.Context, from backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	d := &Datasource{}
	d.CallResourceHandler = httpadapter.New(d.routes())
	if d.settings, d.broken = ReadSettings(from); d.broken != nil {
		return d, nil
	}
	options, err := from.HTTPClientOptions(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the HTTP settings: %w", err)
	}
	options.Timeouts.Timeout = query.DefaultTimeout
	client, err := httpclient.New(options)
	if err != nil {
		return nil, fmt.Errorf("making the HTTP client: %w", err)
	}
	d.client, d.broken = influx.New(influx.Options{
		URL: d.settings.URL, Organization: d.settings.Organization, Bucket: d.settings.Bucket,
		Token: d.settings.token, HTTP: client,
	})
	if d.broken == nil {
		d.queries = query.NewDispatcher(query.Options{
			Store: d.client, Zone: d.settings.Zone, Language: d.settings.Language, Peers: d.settings.Peers,
		})
	}
	return d, nil
}
