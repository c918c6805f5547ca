package world

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/topics"
)

// TestPersonalDataIsFictional: numbers that look like personal data are there,
// so that masking can be seen, and none can belong to anybody.
func TestPersonalDataIsFictional(t *testing.T) {
	t.Parallel()
	mobile := regexp.MustCompile(`(?:\+62 ?|0)8[\d -]{8,}`)
	fictional := regexp.MustCompile(`^(?:\+62 ?|0)8\d\d[- ]?0000`)
	mail := regexp.MustCompile(`(?i)[\w.]+@[\w.-]+\.\w+`)
	nik := regexp.MustCompile(`\d{16}`)
	var phones, mails, niks int
	for _, s := range year().all() {
		for _, found := range mobile.FindAllString(nik.ReplaceAllString(s.Text, ""), -1) {
			phones++
			require.Regexp(t, fictional, found)
		}
		for _, found := range mail.FindAllString(s.Text, -1) {
			mails++
			require.Regexp(t, `(?i)@example\.id$`, found)
		}
		for _, found := range nik.FindAllString(s.Text, -1) {
			niks++
			require.Regexp(t, `^329999`, found, "regency 99 doesn't exist")
		}
	}
	for _, n := range []int{phones, mails, niks} {
		require.Greater(t, n, 20)
	}
}

// TestTopicsFindWhatIsMeant: the words of the configuration fit the texts.
func TestTopicsFindWhatIsMeant(t *testing.T) {
	t.Parallel()
	m, err := topics.New(Topics())
	require.NoError(t, err)
	meant, found, all := map[string]float64{}, map[string]float64{}, 0.0
	for _, s := range year().all() {
		all++
		meant[s.topic]++
		for _, name := range m.Match(s.Text) {
			found[name]++
			if name != s.topic {
				found["other"]++
			}
		}
	}
	for topic := range Topics() {
		require.Greater(t, found[topic], .85*meant[topic], topic)
	}
	require.Less(t, found["other"], .02*all)
}

func TestHashtagsFindWhatIsNotAddressed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, s := range year().all() {
		for _, tag := range s.Tags {
			used[strings.ToLower(tag)] = true
		}
	}
	require.ElementsMatch(t, Hashtags(), slices.Collect(maps.Keys(used)))
}
