// Package file reads what platforms let people export: CSV and XLSX tables of
// Meta Business Suite, TikTok Studio, LinkedIn, and a form of its own. It serves
// offices without access to a platform's API.
package file

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// connector implements sdk.Connector for the files of one account.
type connector struct {
	config config
	zone   *time.Location
}

var _ sdk.Connector = (*connector)(nil)

// New makes an unconfigured connector.
func New() sdk.Connector { return &connector{} }

// Info implements sdk.Connector.
func (c *connector) Info() sdk.Info {
	return sdk.Info{
		ID: "file", Name: "Exported files", Version: "1.0.0", Interval: 15 * time.Minute, Independent: true,
		Capabilities: capabilities(),
		Records:      []sdk.RecordKind{sdk.KindAccount, sdk.KindPost, sdk.KindMention},
		Settings:     config{},
		// What was exported stays under the terms of its platform: the engine takes
		// those of the connector that the setting platform names. These hold for
		// files of no platform.
		Terms: sdk.Terms{
			URL: "https://github.com/pantau/pantau/blob/main/connectors/file/README.md#terms", DerivedMetrics: true, CompareOwners: true,
			Note: "With the setting platform, the terms of that platform apply.",
		},
		SpeaksFor: []string{"facebook", "instagram", "linkedin", "threads", "tiktok", "x", "youtube"},
	}
}

// capabilities: a file has what its columns hold. What it lacks is not read.
func capabilities() []sdk.Capability {
	var all []sdk.Capability
	add := func(of sdk.RecordKind, metrics []string) {
		for _, m := range metrics {
			all = append(all, sdk.Capability{Of: of, Metric: m, Native: headersOf(m), Note: "where the file has the column"})
		}
	}
	add(sdk.KindAccount, schema.AccountMetrics)
	add(sdk.KindPost, schema.PostMetrics)
	for _, m := range []string{"watch_time_s", "average_watch_s", "follows"} {
		all = append(all, sdk.Capability{Of: sdk.KindPost, Metric: m, Native: headersOf(m), Note: "where the file has the column"})
	}
	return all
}

// Configure implements sdk.Connector.
func (c *connector) Configure(settings sdk.Settings) (err error) {
	c.config = config{TimeZone: "Asia/Jakarta", DateOrder: orderAuto}
	if err := sdk.Decode(settings, &c.config); err != nil {
		return err
	}
	if c.zone, err = time.LoadLocation(c.config.TimeZone); err != nil {
		return sdk.Errorf(sdk.Permanent, "time_zone: %q is unknown; write one like Asia/Jakarta", c.config.TimeZone)
	}
	return nil
}

// files lists what the paths match now, in a stable order, and which files are
// missing. A pattern may match nothing yet.
func (c *connector) files() (all []string, missing []error) {
	for _, pattern := range c.config.Paths {
		found := []string{pattern} // a name may look like a pattern
		if _, err := os.Lstat(pattern); err != nil {
			if found, err = filepath.Glob(pattern); err != nil || len(found) == 0 && !strings.ContainsAny(pattern, "*?[") {
				missing = append(missing, sdk.Errorf(sdk.Permanent, "paths: there is no file %s", pattern))
			}
		}
		for _, path := range found {
			switch info, err := os.Stat(path); {
			case err != nil:
				missing = append(missing, sdk.Errorf(sdk.Permanent, "paths: %w", err))
			case info.Mode().IsRegular():
				all = append(all, path)
			case path == pattern:
				missing = append(missing, sdk.Errorf(sdk.Permanent, "paths: %s is no file; write its files, or a pattern such as %s", path, filepath.Join(path, "*.csv")))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all), missing
}

// Check implements sdk.Connector: it says which files there are and what each is
// taken for.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	files, missing := c.files()
	report := sdk.CheckReport{Summary: fmt.Sprintf("%d files", len(files))}
	for _, err := range missing {
		report.Findings = append(report.Findings, sdk.Finding{What: "paths", Detail: err.Error()})
	}
	for _, path := range files {
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		finding := sdk.Finding{OK: true, What: filepath.Base(path)}
		var err error
		if finding.Detail, err = describe(path); err != nil {
			finding.OK, finding.Detail = false, err.Error()
		}
		report.Findings = append(report.Findings, finding)
	}
	return report, nil
}

// describe says which columns of a file are read.
func describe(path string) (string, error) {
	said := ""
	err := eachSheet(path, func(s sheet) error {
		t, err := findTable(s)
		switch {
		case errors.Is(err, errNoTable):
			return nil
		case err == nil && said == "":
			said = "reads " + t.fields()
		}
		return err
	})
	if err == nil && said == "" {
		err = noTable()
	}
	return said, err
}
