package sdktest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func toyOptions(t *testing.T) Options {
	t.Helper()
	o := Options{Settings: "base_url: {{base_url}}\ntoken: {{token}}\n", Platform: toyPlatform, Dir: "testdata/toy"}
	require.NoError(t, o.check())
	return o
}

func TestGoodConnectorPasses(t *testing.T) {
	Run(t, newToy(""), toyOptions(t))
}

// Each way of breaking the contract must be found by the check of that name,
// with a message that tells the author what is wrong.
func TestBadConnectorsFail(t *testing.T) {
	found := map[string]string{
		"info: ID":               "not lower_snake_case",
		"info: capability":       "post views is missing",
		"info: secret":           "setting token holds a secret",
		"info: retention":        "Terms.Retention of mention for 30 days",
		"info: break":            "give an ID, a day and a message",
		"info: source":           "unknown source",
		"configure: unknown key": "unknown key in the settings was accepted",
		"configure: request":     "made 3 requests",
		"records: kind":          "records of kind mention",
		"records: metric":        "metric stars is not declared",
		"repeat":                 "read twice gave different records",
		"check":                  "Check on 401",
		"status":                 "want auth",
		"answers":                "web page",
		"text: drops":            "missing from the records",
		"trouble: order":         "lists in another order: missing: post,type=text id=\"1\"",
		"trouble: twice":         "lists with everything twice: not expected",
		"partial: hides":         "neither an error nor a failed part",
		"partial: loses":         "missing: post,type=text id=\"3\"",
		"cancel":                 "did not return after its context was cancelled",
		"secret":                 "the token stands in the records",
		"leak":                   "goroutines were left behind",
	}
	for _, c := range checks() {
		if c.name != "folder" {
			require.True(t, anyPrefix(found, c.name), "no bad connector for the check %s", c.name)
		}
	}
	for breaks, message := range found {
		t.Run(breaks, func(t *testing.T) {
			name, _, _ := strings.Cut(breaks, ":")
			err := checkNamed(t, name).run(&suite{t: t, factory: newToy(breaks), o: toyOptions(t), patience: 300 * time.Millisecond})
			require.ErrorContains(t, err, message)
		})
	}
}

func anyPrefix(m map[string]string, name string) bool {
	for k := range m {
		if k == name || strings.HasPrefix(k, name+":") {
			return true
		}
	}
	return false
}

func checkNamed(t *testing.T, name string) check {
	t.Helper()
	for _, c := range checks() {
		if c.name == name {
			return c
		}
	}
	t.Fatalf("no check %s", name)
	return check{}
}

func TestFolderCheckNamesWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	s := &suite{t: t, factory: newToy(""), o: Options{Dir: dir}}
	require.ErrorContains(t, s.folder(), "sample.yaml")
	write(t, filepath.Join(dir, "sample.yaml"), "base_url: https://example.org\n")
	require.ErrorContains(t, s.folder(), "README.md")
	write(t, filepath.Join(dir, "README.md"), "# Toy\n\n## Configuration\n\n```yaml\nbase_url: https://example.net\n```\n")
	err := s.folder()
	require.ErrorContains(t, err, "no heading \"## Rate limits\"")
	require.ErrorContains(t, err, "is not sample.yaml")
	require.ErrorContains(t, err, "testdata/cases")
}

func TestOptionsAreChecked(t *testing.T) {
	o := Options{Settings: "base_url: {{base_url}}", Platform: toyPlatform, Skip: map[string]string{"txet": "typo"}}
	require.ErrorContains(t, o.check(), "txet")
	require.ErrorContains(t, (&Options{Platform: toyPlatform}).check(), "base_url")
	require.ErrorContains(t, (&Options{Settings: "{{base_url}}"}).check(), "Platform")
}

func write(t *testing.T, file, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
}
