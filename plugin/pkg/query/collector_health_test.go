package query

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Data is old after two readings that did not come, and soon enough for those who
// read the wall: an account that is read daily is not late on the fourth day only.
func TestLateAfterTheUsualGap(t *testing.T) {
	t.Parallel()
	const m, h = time.Minute, time.Hour
	for _, c := range []struct {
		gaps []time.Duration
		want time.Duration
	}{
		{nil, day},
		{[]time.Duration{m}, leastLate},
		{[]time.Duration{15 * m, 15 * m, 15 * m}, 45 * m},
		{[]time.Duration{15 * m, 2 * day, 15 * m}, 45 * m}, // a weekend without power
		{[]time.Duration{h}, 3 * h},
		{[]time.Duration{3 * h}, 9 * h},
		{[]time.Duration{day}, 30 * h},
	} {
		require.Equal(t, c.want, lateAfter(c.gaps), c.gaps)
	}
}
