package datasource

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/plugin/pkg/analytics"
)

// TestHealthTellsBeforeHolidaysEnd: 90 days before, by the office's clock.
func TestHealthTellsBeforeHolidaysEnd(t *testing.T) {
	t.Parallel()
	d := instance(t, settingsFor("http://127.0.0.1:1", "pantau", "token", "id"))
	for _, c := range []struct{ at, want string }{
		{"2026-10-02T16:59:59Z", ""}, // the last second in Jakarta of which 90 days later is still 2026
		{"2026-10-02T17:00:00Z", "sampai akhir 2026. Sesudahnya, sampai akhir 2027, hari libur keagamaan adalah perkiraan"},
		{"2027-10-02T16:59:59Z", "adalah perkiraan"},
		{"2027-10-02T17:00:00Z", "sampai akhir 2027; sesudahnya dihitung sebagai hari biasa"},
		{"2031-01-01T00:00:00Z", "dihitung sebagai hari biasa"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		require.NoError(t, err)
		if c.want == "" {
			require.Empty(t, d.holidays(at), c.at)
			continue
		}
		require.Contains(t, d.holidays(at), c.want, c.at)
	}
}

// TestHelpSaysUntilWhenHolidaysAreKnown: a list that grows takes its help along.
func TestHelpSaysUntilWhenHolidaysAreKnown(t *testing.T) {
	t.Parallel()
	for _, lang := range catalogue.Languages {
		help := catalogue.Text(lang, "query.rising_topics.help")
		require.Contains(t, help, strconv.Itoa(analytics.LastDecreedYear), lang)
		require.Contains(t, help, strconv.Itoa(analytics.LastHolidayYear), lang)
	}
}
