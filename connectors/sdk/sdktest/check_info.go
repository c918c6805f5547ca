package sdktest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// info asks for Info before anything is configured, as the supervisor does.
func (s *suite) info() error {
	c, err := s.dial(http.NotFoundHandler())
	if err != nil {
		return err
	}
	defer c.close()
	info, err := c.client.Info(s.t.Context())
	if err != nil {
		return fmt.Errorf("Info failed: %w", err)
	}
	if c.requests.Load() != 0 {
		return errors.New("Info asked the platform; it must do no I/O")
	}
	return errors.Join(s.identity(info), capabilities(info), s.secretSettings(info))
}

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (s *suite) identity(info sdk.Info) error {
	var errs []error
	complain := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("Info: "+format, args...))
		}
	}
	complain(!idPattern.MatchString(info.ID), "ID %q is not lower_snake_case", info.ID)
	complain(info.ID != filepath.Base(s.o.Dir), "ID %q is not the folder's name %q", info.ID, filepath.Base(s.o.Dir))
	complain(info.Name == "", "Name is empty")
	complain(info.Version == "", "Version is empty")
	complain(info.Interval < time.Minute, "Interval %s is shorter than a minute", info.Interval)
	complain(len(info.Records) == 0, "Records is empty")
	complain(len(info.Schema) == 0, "Settings is nil: give the zero value of the settings")
	terms, err := url.Parse(info.Terms.URL)
	complain(err != nil || terms.Scheme != "https" || terms.Host == "", "Terms.URL %q is no https address", info.Terms.URL)
	return errors.Join(append(errs, declared(info)...)...)
}

// declared checks the terms and the regime breaks.
func declared(info sdk.Info) []error {
	var errs []error
	for _, r := range info.Terms.Retention {
		if !slices.Contains(info.Records, r.Of) || r.Days <= 0 || r.Why == "" {
			errs = append(errs, fmt.Errorf("Info: Terms.Retention of %s for %d days: give a kind of Records, a number of days and why", r.Of, r.Days))
		}
	}
	for _, b := range info.Breaks {
		if b.ID == "" || b.At.IsZero() || b.Message == "" {
			errs = append(errs, fmt.Errorf("Info: Breaks %q: give an ID, a day and a message", b.ID))
		}
	}
	for _, c := range info.Capabilities {
		switch {
		case c.Source != "" && c.Source != sdk.SourceOrganic && c.Source != sdk.SourcePaid && c.Source != sdk.SourceAll:
			errs = append(errs, fmt.Errorf("Info: capability %s %s has unknown source %q", c.Of, c.Metric, c.Source))
		case c.Status != "" && c.Status != sdk.StatusDeprecated && c.Status != sdk.StatusRemoved:
			errs = append(errs, fmt.Errorf("Info: capability %s %s has unknown status %q", c.Of, c.Metric, c.Status))
		}
	}
	return errs
}

// expected are the canonical metrics of each kind of record that has metrics.
var expected = map[sdk.RecordKind][]string{
	sdk.KindAccount: schema.AccountMetrics,
	sdk.KindPost:    schema.PostMetrics,
}

// extra are further metrics that a connector may declare.
var extra = map[sdk.RecordKind][]string{
	sdk.KindAccount: schema.ExtraAccountMetrics,
	sdk.KindPost:    schema.ExtraPostMetrics,
}

// capabilities checks that Info explains every canonical metric of the kinds of
// record that the connector emits, once.
func capabilities(info sdk.Info) error {
	var errs []error
	seen := map[string]bool{}
	for _, c := range info.Capabilities {
		name := string(c.Of) + " " + c.Metric
		if seen[name] {
			errs = append(errs, fmt.Errorf("Info: capability %s is given twice", name))
		}
		seen[name] = true
		if c.Reason == "" && len(c.Native) == 0 {
			errs = append(errs, fmt.Errorf("Info: capability %s is available but has no native name", name))
		}
		if c.Reason != "" && !slices.Contains(schema.Reasons, c.Reason) {
			errs = append(errs, fmt.Errorf("Info: capability %s has unknown reason %q", name, c.Reason))
		}
		if want, ok := expected[c.Of]; ok && !slices.Contains(want, c.Metric) && !slices.Contains(extra[c.Of], c.Metric) {
			errs = append(errs, fmt.Errorf("Info: capability %s is no canonical metric (see schema.Metric… and schema.Extra…)", name))
		}
	}
	for _, kind := range info.Records {
		for _, metric := range expected[kind] {
			if name := string(kind) + " " + metric; !seen[name] {
				errs = append(errs, fmt.Errorf("Info: capability %s is missing: say where it comes from, or why it is not available", name))
			}
		}
	}
	return errors.Join(errs...)
}

// secretSettings checks that the settings that hold the token are of type
// sdk.Secret: only those are kept out of logs and passed safely.
func (s *suite) secretSettings(info sdk.Info) error {
	var settings map[string]any
	if err := yaml.Unmarshal([]byte(fill(s.o.Settings, "http://127.0.0.1")), &settings); err != nil {
		return fmt.Errorf("sdktest: Options.Settings: %w", err)
	}
	var errs []error
	for name, v := range settings {
		if v == Token && !slices.Contains(info.Secrets, name) {
			errs = append(errs, fmt.Errorf("setting %s holds a secret but is not of type sdk.Secret", name))
		}
	}
	return errors.Join(errs...)
}
