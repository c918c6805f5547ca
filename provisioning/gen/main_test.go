package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

func standard(t *testing.T) settings {
	t.Helper()
	found, err := readPanels("../../dashboards")
	require.NoError(t, err)
	zone, err := time.LoadLocation("Asia/Jakarta")
	require.NoError(t, err)
	return settings{found, zone}
}

func TestFilesAreCurrent(t *testing.T) {
	t.Parallel()
	files, err := generate(standard(t))
	require.NoError(t, err)
	for name, content := range files {
		got, err := os.ReadFile(filepath.Join("../alerting", name))
		require.NoError(t, err)
		require.Equal(t, string(content), string(got), "%s: run go generate ./provisioning/gen", name)
	}
	have, err := os.ReadDir("../alerting")
	require.NoError(t, err)
	require.Len(t, have, len(files), "Grafana reads every file there, and refuses to start for one that is no YAML")
}

// rules are all of them, as the files have them.
func rules(t *testing.T) []rule {
	t.Helper()
	raw, err := os.ReadFile("../alerting/rules.yaml")
	require.NoError(t, err)
	var f file
	require.NoError(t, yaml.Unmarshal(raw, &f))
	var out []rule
	for _, g := range f.Groups {
		every, err := time.ParseDuration(g.Interval)
		require.NoError(t, err)
		require.Zero(t, every%(10*time.Second), "Grafana looks every ten seconds")
		out = append(out, g.Rules...)
	}
	return out
}

func TestEveryAlarmThatAnOfficeNeedsIsThere(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range rules(t) {
		got = append(got, strings.TrimPrefix(r.UID, "pantau-"))
		require.LessOrEqual(t, len(r.UID), 40, "Grafana refuses longer ones")
		require.False(t, r.IsPaused, r.UID)
	}
	require.ElementsMatch(t, []string{
		"sentiment-shift", "topic-burst", "viral-post", "low-engagement", "silent-account", "follower-drop",
		"ends-soon", "budget-low", "account-failing", "data-stale",
	}, got)
}

// keys finds what the catalogue gives for a text that it has not.
var keys = regexp.MustCompile(`\b(alert|dashboard)\.[a-z_]+\.[a-z_]+`)

func TestRulesSayWhatTheyMean(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../alerting/rules.yaml")
	require.NoError(t, err)
	require.Empty(t, keys.FindAllString(string(raw), -1), "texts are missing")
	for _, r := range rules(t) {
		for _, part := range []string{"summary", "certainty", "first_step", "board"} {
			require.NotEmpty(t, r.Annotations[part], "%s: %s", r.UID, part)
			require.NotEmpty(t, r.Annotations[part+"_en"], "%s: %s", r.UID, part)
		}
		require.Equal(t, "pantau", r.Labels["source"], r.UID)
		require.Contains(t, []string{"critical", "warning", "info"}, r.Labels["severity"], r.UID)
		require.Contains(t, []string{"issue", "post", "account", "operation"}, r.Labels["area"], r.UID)
	}
}

// TestNothingIsTakenForAnEnvironmentVariable: Grafana expands $NAME in labels and
// annotations, in some versions only ${NAME}, so that neither $ nor $$ is right in all.
func TestNothingIsTakenForAnEnvironmentVariable(t *testing.T) {
	t.Parallel()
	for _, r := range rules(t) {
		for name, text := range r.Annotations {
			require.NotContains(t, text, "$", "%s: %s", r.UID, name)
		}
		for name, text := range r.Labels {
			require.NotContains(t, text, "$", "%s: %s", r.UID, name)
		}
	}
	for _, name := range []string{"contact.yaml", "policies.yaml"} {
		raw, err := os.ReadFile(filepath.Join("../alerting", name))
		require.NoError(t, err)
		require.NotContains(t, string(raw), "$", name)
	}
}

// TestOneOutageIsToldOnce: only the rule about stale data speaks when there is
// no answer, and none at the first evaluation, as after a restart of Grafana.
func TestOneOutageIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, r := range rules(t) {
		lasts, err := time.ParseDuration(r.For)
		require.NoError(t, err)
		require.GreaterOrEqual(t, lasts, 5*time.Minute, r.UID)
		want := [2]string{"OK", "KeepLast"}
		if r.UID == "pantau-data-stale" {
			want = [2]string{"Alerting", "Alerting"}
		}
		require.Equal(t, want, [2]string{r.NoDataState, r.ExecErrState}, r.UID)
	}
}

func TestNothingLeavesGrafanaBeforeSomebodySaysWhereTo(t *testing.T) {
	t.Parallel()
	for _, c := range contactPoints() {
		for _, r := range c.Receivers {
			require.Equal(t, "email", r.Type)
			require.Regexp(t, `@[a-z.]*\.invalid$`, r.Settings["addresses"])
		}
	}
	known := []string{team, teamEnglish, itStaff}
	for _, p := range policies() {
		for _, r := range append(p.Routes, p.route) {
			require.Contains(t, known, r.Receiver, "Grafana refuses to start for a receiver that is not there")
		}
	}
}
