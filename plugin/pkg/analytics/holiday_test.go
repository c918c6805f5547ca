package analytics

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The decrees of 2024 to 2026 name 17 days each.
func TestHolidaysAreAsManyAsDecreed(t *testing.T) {
	t.Parallel()
	for year := FirstHolidayYear; year <= LastHolidayYear; year++ {
		days := strings.Fields(holidays[year])
		require.Len(t, days, 17, "%d", year)
		before := ""
		for _, day := range days {
			_, err := time.Parse("2006-01-02", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006-")+day)
			require.NoError(t, err)
			require.Greater(t, day, before, "sorted, and none twice")
			before = day
		}
	}
}

// Easter by the anonymous Gregorian computus (Meeus 1991), which the list did
// not come from: Good Friday is 2 days before, Ascension 39 after.
func TestHolidaysFollowEaster(t *testing.T) {
	t.Parallel()
	for year := FirstHolidayYear; year <= LastHolidayYear; year++ {
		a, b, c := year%19, year/100, year%100
		h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
		l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
		m := (a + 11*h + 22*l) / 451
		n := h + l - 7*m + 114
		easter := time.Date(year, time.Month(n/31), n%31+1, 12, 0, 0, 0, time.UTC)
		for _, days := range []int{-2, 0, 39} {
			require.True(t, Holiday(easter.AddDate(0, 0, days)), "%d: %+d", year, days)
		}
	}
}

func TestHourOfWeek(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*3600)
	for want, at := range map[int]time.Time{
		0:        time.Date(2026, 3, 2, 0, 59, 0, 0, wib),
		24 + 13:  time.Date(2026, 3, 3, 13, 0, 0, 0, wib),
		167:      time.Date(2026, 3, 8, 23, 59, 0, 0, wib),
		6*24 + 9: time.Date(2026, 3, 19, 9, 0, 0, 0, wib),               // Nyepi, a Thursday
		4*24 + 9: time.Date(2026, 3, 20, 9, 0, 0, 0, wib),               // collective leave is no holiday
		3*24 + 9: time.Date(2030, 8, 15, 9, 0, 0, 0, wib),               // an unknown year: a plain Thursday
		6*24 + 6: time.Date(2026, 8, 16, 23, 0, 0, 0, time.UTC).In(wib), // 17 August in Jakarta, a Monday
	} {
		require.Equal(t, want, HourOfWeek(at), "%s", at)
	}
}
