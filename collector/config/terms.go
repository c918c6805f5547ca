package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Terms is an exception from a platform's terms. The default is what the terms
// allow.
type Terms struct {
	DerivedMetrics *bool          `yaml:"derived_metrics" jsonschema:"description=Whether rates\\, scores and labels may be computed"`
	CompareOwners  *bool          `yaml:"compare_owners" jsonschema:"description=Whether accounts of different owners may be compared"`
	RetentionDays  map[string]int `yaml:"retention_days" jsonschema:"description=Days that records of a kind are kept; 0: for ever"`
	Reason         string         `yaml:"reason" jsonschema:"required,description=Why this is allowed\\, such as the number of an approval; it is shown beside the data"`
}

var termsKeys = sectionsOf(reflect.TypeFor[Terms]())[""]

// UnmarshalYAML implements yaml.Unmarshaler, strictly: a slip of the pen must
// not leave the terms other than the operator thinks.
func (t *Terms) UnmarshalYAML(n *yaml.Node) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(termsKeys, key.Value) {
			return fmt.Errorf("line %d: terms: %s: no such setting; known here: %s", key.Line, key.Value, knownList(termsKeys))
		}
	}
	type plain Terms
	return n.Decode((*plain)(t))
}

// validateTerms asks for a reason for every exception.
func (c *Config) validateTerms() []error {
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(c.Terms)) {
		t := c.Terms[id]
		if t == nil || strings.TrimSpace(t.Reason) == "" {
			errs = append(errs, c.problem("terms", "%s: reason: missing; write why the terms of %s allow this, such as the number of an approval", id, id))
			continue
		}
		for _, kind := range slices.Sorted(maps.Keys(t.RetentionDays)) {
			if t.RetentionDays[kind] < 0 {
				errs = append(errs, c.problem("terms", "%s: retention_days: %s: must not be negative; 0 keeps for ever", id, kind))
			}
		}
	}
	return errs
}
