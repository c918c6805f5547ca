package meta

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

func hour(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }

func TestSpansCoverWhatWasAdded(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var spans []Span
		var added []Span
		for range random.IntN(15) {
			from := random.IntN(1000)
			s := Span{From: hour(from), To: hour(from + random.IntN(60))}
			added = append(added, s)
			spans = Spans(spans, s)
		}
		require.LessOrEqual(t, len(spans), mostSpans)
		for _, a := range added {
			for _, at := range []time.Time{a.From, a.To} {
				require.True(t, slices.ContainsFunc(spans, func(s Span) bool { return s.holds(at) }), "%v in %v", at, spans)
			}
		}
		for i := 1; i < len(spans); i++ {
			require.True(t, spans[i].To.Before(spans[i-1].From), "newest first, without overlaps: %v", spans)
		}
	}
}

func TestTrackReadsWhatCameSinceTheLastRun(t *testing.T) {
	t.Parallel()
	first := Track{}.Begin(sdk.Request{Now: hour(0)})
	require.Equal(t, []Span{{To: hour(0)}}, first.Left)
	away := Track{Read: hour(0)}.Begin(sdk.Request{Now: hour(100), Since: hour(80)})
	require.Equal(t, []Span{{From: hour(0), To: hour(100)}}, away.Left)
	usual := Track{Read: hour(99), Left: []Span{{From: hour(1), To: hour(2)}}}.Begin(sdk.Request{Now: hour(100), Since: hour(80)})
	require.Equal(t, []Span{{From: hour(80), To: hour(100)}, {From: hour(1), To: hour(2)}}, usual.Left)
}

// entry is one of a list that has one an hour.
type entry struct {
	At Time `json:"at"`
}

// hourly serves a list of 50 entries, newest first, ten on a page; honest servers
// keep to the stretch of time that is asked for.
func hourly(honest bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		since, _ := strconv.ParseInt(r.FormValue("since"), 10, 64)
		until, err := strconv.ParseInt(r.FormValue("until"), 10, 64)
		if err != nil {
			until = hour(0).Unix()
		}
		var all []string
		for i := range 50 {
			if at := hour(-i); !honest || at.Unix() >= since && at.Unix() <= until {
				all = append(all, fmt.Sprintf(`{"at":%d}`, at.Unix()))
			}
		}
		after, _ := strconv.Atoi(r.FormValue("after"))
		end := min(after+10, len(all))
		next := ""
		if end < len(all) {
			next = fmt.Sprintf(`,"paging":{"next":"https://x","cursors":{"after":"%d"}}`, end)
		}
		_, _ = fmt.Fprintf(w, `{"data":[%s]%s}`, strings.Join(all[min(after, end):end], ","), next)
	}
}

// Interrupted after every entry, a list is read to its end nevertheless.
func TestEachInGoesOn(t *testing.T) {
	t.Parallel()
	for _, honest := range []bool{true, false} {
		c := serve(t, hourly(honest))
		todo := []Span{{From: hour(-10), To: hour(0)}, {From: hour(-40), To: hour(-30)}}
		seen := map[int64]bool{}
		for rounds := 0; len(todo) > 0; rounds++ {
			require.Less(t, rounds, 60)
			taken := 0
			var err error
			todo, err = EachIn(t.Context(), c, "/x", url.Values{}, todo, func(e entry) time.Time { return e.At.Time }, func(e entry) (bool, error) {
				if taken == 2 {
					return false, nil
				}
				taken++
				seen[e.At.Unix()] = true
				return true, nil
			})
			require.NoError(t, err)
		}
		require.Len(t, seen, 22)
	}
}

func TestEachInKeepsWhatFailed(t *testing.T) {
	t.Parallel()
	todo := []Span{{From: hour(-10), To: hour(0)}, {From: hour(-40), To: hour(-30)}}
	left, err := EachIn(t.Context(), serve(t, says(http.StatusInternalServerError, "{}")), "/x", nil, todo,
		func(e entry) time.Time { return e.At.Time }, func(entry) (bool, error) { return true, nil })
	require.Error(t, err)
	require.Equal(t, todo, left)
}

func TestEachInDoesNotRelyOnThePagesOrder(t *testing.T) {
	t.Parallel()
	at := func(e entry) time.Time { return e.At.Time }
	c := serve(t, says(200, fmt.Sprintf(`{"data":[{"at":%d},{"at":%d},{"at":%d}]}`, hour(-3).Unix(), hour(-1).Unix(), hour(-2).Unix())))
	taken := 0
	left, err := EachIn(t.Context(), c, "/x", nil, []Span{{From: hour(-10), To: hour(0)}}, at, func(entry) (bool, error) {
		taken++
		return taken < 2, nil
	})
	require.NoError(t, err)
	require.Equal(t, []Span{{From: hour(-10), To: hour(-1)}}, left)
}

// Threads refuses an until that is still to come, if only by its own clock.
func TestTheNewestStretchHasNoEnd(t *testing.T) {
	t.Parallel()
	span := Span{From: hour(-10), To: hour(0)}
	require.NotContains(t, stretch(nil, span, true), "until")
	require.Equal(t, strconv.FormatInt(hour(0).Unix()+1, 10), stretch(nil, span, false).Get("until"))
}
