// Package policy says what may be done with an account's data: what the
// platform's terms allow, as its connector states them, and the exceptions that
// the operator has a reason for.
package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/connectors/sdk"
)

// Policy is what holds for one account.
type Policy struct {
	Platform  string // of its records
	Derived   bool   // rates, scores and labels may be computed
	Compare   bool   // may be compared with accounts of other owners
	Retention map[sdk.RecordKind]time.Duration
	TermsURL  string
	Exception string // the operator's reason; empty: the platform's terms as they are
	Breaks    []sdk.Break
	Sources   map[string]string // of posts' metrics: what they include, where it is stated
}

// Of works out the policy of an account from what its connector says and what
// the configuration states for the connector; nil: no exception.
func Of(info sdk.Info, platform string, exception *config.Terms) (Policy, error) {
	p := Policy{
		Platform: platform, Derived: info.Terms.DerivedMetrics, Compare: info.Terms.CompareOwners,
		Retention: map[sdk.RecordKind]time.Duration{}, TermsURL: info.Terms.URL, Breaks: info.Breaks,
		Sources: sources(info.Capabilities),
	}
	for _, r := range info.Terms.Retention {
		p.Retention[r.Of] = days(r.Days)
	}
	if exception == nil {
		return p, nil
	}
	p.Exception = exception.Reason
	if exception.DerivedMetrics != nil {
		p.Derived = *exception.DerivedMetrics
	}
	if exception.CompareOwners != nil {
		p.Compare = *exception.CompareOwners
	}
	var errs []error
	for _, kind := range slices.Sorted(maps.Keys(exception.RetentionDays)) {
		if !slices.Contains(info.Records, sdk.RecordKind(kind)) {
			errs = append(errs, fmt.Errorf("terms: %s: retention_days: %q is no kind of record of this connector; it has %s",
				info.ID, kind, kinds(info.Records)))
			continue
		}
		p.keep(sdk.RecordKind(kind), exception.RetentionDays[kind])
	}
	return p, errors.Join(errs...)
}

// sources says what the posts' metrics include. One that includes this on some
// posts and that on others includes both.
func sources(capabilities []sdk.Capability) map[string]string {
	out := map[string]string{}
	for _, c := range capabilities {
		if c.Of != sdk.KindPost || c.Source == "" {
			continue
		}
		if had := out[c.Metric]; had != "" && had != c.Source {
			c.Source = sdk.SourceAll
		}
		out[c.Metric] = c.Source
	}
	return out
}

// keep sets a retention; 0 days means for ever.
func (p *Policy) keep(kind sdk.RecordKind, n int) {
	if n == 0 {
		delete(p.Retention, kind)
		return
	}
	p.Retention[kind] = days(n)
}

// Expired tells whether a record of a kind, last seen at a time, must no longer
// be kept.
func (p Policy) Expired(kind sdk.RecordKind, seen, now time.Time) bool {
	keep, limited := p.Retention[kind]
	return limited && now.Sub(seen) > keep
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

func kinds(all []sdk.RecordKind) string {
	names := make([]string, len(all))
	for i, k := range all {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}
