// Package trouble says which section of docs/*/troubleshoot.md explains an
// error. Where the sections stand is in the catalogue, trouble.yaml, and a test
// of the pages compares the two.
package trouble

import (
	"errors"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Section is a part of the page on troubleshooting.
type Section string

// Sections of errors.
const (
	Start    Section = "start"    // the collector does not start
	Account  Section = "account"  // an account is not read
	Metric   Section = "metric"   // a metric is missing
	Database Section = "database" // data does not reach the database
	Grafana  Section = "grafana"  // the plugin does not answer
)

// Sections lists them, in the page's order.
var Sections = []Section{Start, Account, Metric, Database, Grafana}

// Place is where the section stands: "docs/en/troubleshoot.md#grafana".
func (s Section) Place(lang catalogue.Language) string {
	return catalogue.Text(lang, "trouble."+string(s))
}

// See refers to the section, in brackets.
func (s Section) See(lang catalogue.Language) string {
	return catalogue.Text(lang, "trouble.see", "place", s.Place(lang))
}

// explained is an error with its section. It says what the error says: only
// Text, for people, adds the reference.
type explained struct {
	error
	section Section
}

// Unwrap gives the cause.
func (e *explained) Unwrap() error { return e.error }

// In notes that a section explains err, unless one does already. nil stays nil.
func In(s Section, err error) error {
	if _, known := errors.AsType[*explained](err); known || err == nil {
		return err
	}
	return &explained{err, s}
}

// Text is what an error says, and where it is explained if that is known.
func Text(lang catalogue.Language, err error) string {
	if e, known := errors.AsType[*explained](err); known {
		return err.Error() + " " + e.section.See(lang)
	}
	return err.Error()
}
