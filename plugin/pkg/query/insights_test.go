package query

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

func newSurvey(lang catalogue.Language) *survey {
	zone := time.FixedZone("WIB", 7*3600)
	from := time.Date(2026, 3, 2, 0, 0, 0, 0, zone)
	return &survey{r: &Request{Language: lang, Zone: zone, From: from, To: from.AddDate(0, 0, 7), Now: from.AddDate(0, 0, 7)}}
}

// everyFinding makes each finding once, from given numbers.
func everyFinding(lang catalogue.Language) *survey {
	s := newSurvey(lang)
	dinkes := group{platform: "mastodon", account: "dinkes"}
	good := analytics.Advantage{Share: analytics.Number{Value: 71.4}, Interval: analytics.Interval{Low: 58.2, High: 84.6}, Now: 18, All: 1252}
	bad := analytics.Advantage{Share: analytics.Number{Value: 28.6}, Interval: analytics.Interval{Low: 15.4, High: 41.8}, Now: 18, All: 1252}
	s.found = append(s.found,
		s.advantage("engagement.up", good, nil), s.advantage("engagement.down", bad, nil), s.advantage("type", good, []any{"type", "video"}),
		s.quiet(dinkes, 9.25, 1.5, 3.04, 44), s.grown(dinkes, 12345, 1234, -6, 11.1), s.grown(dinkes, 11111, -1234, 6, -10),
		s.burst(&candidate{name: "banjir", now: 1234, surprise: analytics.Surprise{Expected: 100, Q: 0.0001}}, 31),
		s.burst(&candidate{name: "#banjir", term: true, now: 6, surprise: analytics.Surprise{Expected: 0.1, Q: 0.034}}, 31))
	windows := &moodWindows{times: []time.Time{s.r.From, s.r.From.Add(8*time.Hour + 5*time.Minute)}, byTopic: map[[2]int]map[string]analytics.Mood{}}
	shift := analytics.Shift{
		At: 1, Start: 0, End: 2, Probability: 0.987, Size: -40.4, Interval: analytics.Interval{Low: -52, High: -28.6},
		Before: analytics.Mood{Positive: 60, Neutral: 20, Negative: 20}, After: analytics.Mood{Positive: 520, Neutral: 160, Negative: 520},
	}
	s.turned(windows, shift)
	moved := func(before, after analytics.Mood) {
		windows.byTopic[[2]int{0, 1}] = map[string]analytics.Mood{"pasar": before}
		windows.byTopic[[2]int{1, 2}] = map[string]analytics.Mood{"pasar": after}
	}
	moved(analytics.Mood{Positive: 60, Negative: 20}, analytics.Mood{Positive: 20, Negative: 520})
	s.turned(windows, shift)
	shift.Before, shift.After, shift.Size, shift.Interval = shift.After, shift.Before, 40.4, analytics.Interval{Low: 28.6, High: 52}
	moved(analytics.Mood{Negative: 520}, analytics.Mood{Positive: 60})
	s.turned(windows, shift)
	windows.byTopic, shift.Probability = nil, 0.9999 // not 100%
	s.turned(windows, shift)
	for _, n := range []int{1, 2} {
		s.found = append(s.found, finding{key: "missing", count: n, args: []any{
			"names", listed([]string{"dinkes (x)", "b (rss)"}[:n]), "last", s.r.moment(s.r.From), "all", "5",
		}})
	}
	s.found = append(s.found, finding{key: "viral", args: []any{
		"excerpt", "Siaga banjir", "account", "dinkes", "platform", "mastodon", "value", s.r.number(1600, 0), "times", s.r.number(4.62, 1),
		"hours", "2", "expected", "347", "low", "42", "high", "518", "n", "12",
	}})
	return s
}

// TestEverySentence compares every sentence in both languages with what was read
// and corrected by hand, and leaves no text of the catalogue out.
func TestEverySentence(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, lang := range catalogue.Languages {
		s := everyFinding(lang)
		for _, f := range s.found {
			for _, part := range []string{"finding", "evidence", "compared", "suggestion"} {
				text := s.say(f, part)
				require.Regexp(t, `^[A-Z0-9“#].*[.]$`, text, "a sentence starts and ends as one")
				require.NotRegexp(t, `[{}]|insight\.|  | ,`, text)
				b.WriteString(string(lang) + " " + f.key + " " + part + ": " + text + "\n")
			}
			b.WriteString("\n")
		}
	}
	path := "testdata/sentences.txt"
	if flag.Lookup("update").Value.String() == "true" { // declared in cases_test.go
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
	for key, texts := range catalogue.Section("insight.") {
		for lang, text := range texts {
			fixed := regexp.MustCompile(`\{[a-z_]+\}`).Split(text, -1)
			slices.SortFunc(fixed, func(x, y string) int { return len(y) - len(x) })
			require.Contains(t, b.String(), fixed[0], "%s in %s is said by no finding of this test", key, lang)
		}
	}
}

// Every key that findings are filed under has its weight, and its subject.
func TestFindingsHaveWeights(t *testing.T) {
	t.Parallel()
	for key := range weights {
		require.True(t, catalogue.Has("query.insights.about."+subject(key)), key)
	}
	require.Len(t, slices.Compact(slices.Sorted(maps.Values(weights))), len(weights), "two kinds of the same weight")
}

// Links lead to dashboards that there are, with variables that they have.
func TestFindingsLeadToDashboards(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		boards := map[string]string{}
		files, err := filepath.Glob(filepath.Join("../../../dashboards", string(lang), "*.json"))
		require.NoError(t, err)
		for _, file := range files {
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			var d struct{ UID string }
			require.NoError(t, json.Unmarshal(raw, &d))
			boards[d.UID] = string(raw)
		}
		for _, f := range everyFinding(lang).found {
			if f.link == "" {
				continue // made by hand
			}
			uid, query, _ := strings.Cut(strings.TrimPrefix(f.link, "/d/"), "?")
			require.Contains(t, boards, uid)
			for pair := range strings.SplitSeq(query, "&") {
				if name, ok := strings.CutPrefix(pair, "var-"); ok {
					name, _, _ = strings.Cut(name, "=")
					require.Contains(t, boards[uid], `"name": "`+name+`"`)
				}
			}
		}
		for _, name := range []string{boardOverview, boardHealth} {
			require.Contains(t, boards, "pantau-"+name+"-"+string(lang))
		}
	}
}

func TestMultiples(t *testing.T) {
	t.Parallel()
	r := &Request{Language: catalogue.Indonesian}
	for v, want := range map[float64]string{0.4: "0,4", 12.34: "12,3", 99.9: "99,9", 99.96: "100", 567.8: "568", 12345.6: "12.346"} {
		require.Equal(t, want, r.multiple(v))
	}
}
