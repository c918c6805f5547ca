package meta

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSettledDay(t *testing.T) {
	t.Parallel()
	// 10 March 2026 is in summer time, which began on the 8th: a day of 23 hours.
	q := SettledDay(time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC), 24*time.Hour)
	require.Equal(t, "1772956800", q.Get("since")) // 8 March, 8:00 UTC
	require.Equal(t, "1773039600", q.Get("until")) // 9 March, 7:00 UTC
}
