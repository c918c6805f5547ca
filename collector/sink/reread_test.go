package sink

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNewestHourThenLeastSureIsReadFirst(t *testing.T) {
	t.Parallel()
	at := func(h, minute int, certainty float64) hurried {
		return hurried{owner: office, at: hour(1, h).Add(time.Duration(minute) * time.Minute), certainty: certainty}
	}
	all := []hurried{at(8, 50, 0.4), at(9, 1, 0.9), at(9, 2, 0.9), at(9, 0, 0.5), at(10, 59, 0.99)}
	slices.SortFunc(all, inOrder)
	require.Equal(t, []hurried{at(10, 59, 0.99), at(9, 0, 0.5), at(9, 2, 0.9), at(9, 1, 0.9), at(8, 50, 0.4)}, all)
}

func TestAnInterruptionFetchesAnew(t *testing.T) {
	t.Parallel()
	r := rereading{next: make([]hurried, 3)}
	r.interrupted(false)
	require.Equal(t, rereading{wanted: true}, r, "what was fetched and is not done is looked for again")
	r = rereading{}
	r.interrupted(false)
	require.Equal(t, rereading{}, r)
	r.interrupted(true)
	require.Equal(t, rereading{wanted: true}, r)
}
