package sdktest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pantau/pantau/connectors/sdk"
)

// records checks that what is emitted is what Info declares.
func (s *suite) records() error {
	got, err := s.healthy()
	if err != nil {
		return err
	}
	info := s.factory().Info()
	seen := map[sdk.RecordKind]bool{}
	var errs []error
	for _, r := range got.records {
		seen[r.Kind()] = true
		switch r := r.(type) {
		case sdk.Account:
			errs = append(errs, explained(info, sdk.KindAccount, "account", r.Metrics))
		case sdk.Post:
			errs = append(errs, explained(info, sdk.KindPost, "post "+r.ID, r.Metrics))
		}
	}
	for kind := range seen {
		if !slices.Contains(info.Records, kind) {
			errs = append(errs, fmt.Errorf("records of kind %s are emitted but not declared in Info.Records", kind))
		}
	}
	return errors.Join(errs...)
}

// explained checks that a record has every canonical metric, as a number or
// with a reason, and none that Info does not know.
func explained(info sdk.Info, kind sdk.RecordKind, name string, metrics sdk.Metrics) error {
	var errs []error
	for _, metric := range expected[kind] {
		if _, ok := metrics[metric]; !ok {
			errs = append(errs, fmt.Errorf("%s: metric %s is neither a number nor not available with a reason", name, metric))
		}
	}
	for metric := range metrics {
		if !slices.ContainsFunc(info.Capabilities, func(c sdk.Capability) bool { return c.Of == kind && c.Metric == metric }) {
			errs = append(errs, fmt.Errorf("%s: metric %s is not declared in Info.Capabilities", name, metric))
		}
	}
	return errors.Join(errs...)
}
