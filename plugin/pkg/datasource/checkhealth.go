package datasource

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/plugin/pkg/analytics"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// healthTimeout bounds a health check: someone is waiting for it.
const healthTimeout = 10 * time.Second

// health is the JSON of a health check's details.
type health struct {
	Code    string     `json:"code"`              // ok, no_data, settings, or an influx.Kind
	Fix     string     `json:"verboseMessage"`    // what to do; Grafana shows it under the message
	Newest  *time.Time `json:"newest,omitempty"`  // the collector's last run
	Problem string     `json:"problem,omitempty"` // the cause, word for word
}

// CheckHealth says what is wrong, if anything is, and what to do about it.
func (d *Datasource) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	if d.broken != nil {
		return d.unwell("settings", d.broken), nil
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	newest, err := d.newest(ctx)
	if err != nil {
		return d.unwell("", err), nil
	}
	stored, err := d.client.Query(ctx, influx.Stored{})
	if err != nil {
		return d.unwell("", err), nil
	}
	if !holdsOurs(stored) {
		return d.well(health{Code: "no_data"}), nil
	}
	return d.well(health{Code: "ok", Newest: newest}), nil
}

func holdsOurs(stored *influx.Result) bool {
	known := map[string]bool{}
	for _, m := range influx.Measurements() {
		known[m] = true
	}
	for i := range stored.Series {
		for _, name := range stored.Series[i].Texts(influx.NameColumn) {
			if known[name] {
				return true
			}
		}
	}
	return false
}

// newest is when the collector last ran; nil if it never did.
func (d *Datasource) newest(ctx context.Context) (*time.Time, error) {
	result, err := d.client.Query(ctx, influx.Select{
		From: schema.Poll, Columns: []influx.Column{{Func: influx.Last, Name: schema.FieldRecords}},
		Range: influx.Range{From: time.Now().AddDate(0, 0, -90)},
	})
	if err != nil || result.Rows() == 0 {
		return nil, err
	}
	at := result.Series[0].Time(0)
	return &at, nil
}

// holidayNotice is how long before the list of national holidays ends a health
// check says so: time to install a newer Pantau.
const holidayNotice = 90 * 24 * time.Hour

// holidays says what is soon not known of them any more; "" while all is.
func (d *Datasource) holidays(now time.Time) string {
	switch year := now.Add(holidayNotice).In(d.settings.Zone).Year(); {
	case year > analytics.LastHolidayYear:
		return d.text("holidays.end", "year", analytics.LastHolidayYear)
	case year > analytics.LastDecreedYear:
		return d.text("holidays.forecast", "year", analytics.LastDecreedYear, "until", analytics.LastHolidayYear)
	}
	return ""
}

func (d *Datasource) text(key string, pairs ...any) string {
	return catalogue.Text(d.settings.Language, "health."+key, pairs...)
}

func (d *Datasource) well(h health) *backend.CheckHealthResult {
	newest := d.text("never_ran")
	if h.Newest != nil {
		newest = h.Newest.In(d.settings.Zone).Format("2006-01-02 15:04 MST")
	}
	h.Fix = d.text(h.Code+".fix", "bucket", d.settings.Bucket)
	if h.Code != "ok" {
		h.Fix += " " + trouble.Grafana.See(d.settings.Language)
	} else if soon := d.holidays(time.Now()); soon != "" {
		h.Fix = soon
	}
	return d.result(backend.HealthStatusOk, d.text(h.Code+".message", "bucket", d.settings.Bucket, "newest", newest), h)
}

func (d *Datasource) unwell(code string, err error) *backend.CheckHealthResult {
	var database *influx.Error
	if errors.As(err, &database) {
		code = string(database.Kind)
	} else if code == "" {
		code = "internal"
	}
	pairs := []any{"url", d.settings.URL, "bucket", d.settings.Bucket, "problem", err.Error()}
	return d.result(backend.HealthStatusError, d.text(code+".message", pairs...),
		health{Code: code, Fix: d.text(code+".fix", pairs...) + " " + trouble.Grafana.See(d.settings.Language), Problem: err.Error()})
}

func (d *Datasource) result(status backend.HealthStatus, message string, h health) *backend.CheckHealthResult {
	details, _ := json.Marshal(h) // texts and a time: cannot fail
	return &backend.CheckHealthResult{Status: status, Message: message, JSONDetails: details}
}
