package sdktest

import (
	"slices"
	"testing"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// check is one promise of a connector. run says how it was broken.
type check struct {
	name    string
	run     func(*suite) error
	offline bool // needs no platform
}

// checks in the order of the package comment. leak is the last: it looks at
// what the ones before it left behind too.
func checks() []check {
	return []check{
		{"info", (*suite).info, true},
		{"folder", (*suite).folder, true},
		{"configure", (*suite).configure, true},
		{"records", (*suite).records, false},
		{"repeat", (*suite).repeat, false},
		{"check", (*suite).check, false},
		{"status", (*suite).status, false},
		{"answers", (*suite).answers, false},
		{"text", (*suite).text, false},
		{"trouble", (*suite).trouble, false},
		{"partial", (*suite).partial, false},
		{"cancel", (*suite).cancel, false},
		{"secret", (*suite).secret, false},
		{"leak", (*suite).leak, false},
	}
}

// casesCheck is the name of the walk over testdata/cases, which is no check but
// a subtest a case.
const casesCheck = "cases"

func isCheck(name string) bool {
	return name == casesCheck || slices.ContainsFunc(checks(), func(c check) bool { return c.name == name })
}

// suite is one connector under test.
type suite struct {
	t        testing.TB
	factory  sdk.Factory
	o        Options
	patience time.Duration // how long a cancelled run may take
}

// Run checks the connector that factory makes. See the package comment.
func Run(t *testing.T, factory sdk.Factory, o Options) {
	t.Helper()
	if err := o.check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range checks() {
		t.Run(c.name, func(t *testing.T) {
			if why, skip := o.Skip[c.name]; skip {
				t.Skip(why)
			}
			if o.NoServer && !c.offline {
				t.Skip("the connector asks no server")
			}
			if err := c.run(&suite{t: t, factory: factory, o: o, patience: patience}); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run(casesCheck, func(t *testing.T) { runCases(t, factory, o) })
}
