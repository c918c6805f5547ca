package sdk

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const slack = 10 * time.Second

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func TestResetInItsThreeForms(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(5 * time.Minute).Truncate(time.Second)
	for _, raw := range []string{at.UTC().Format("2006-01-02T15:04:05.000000Z"), strconv.FormatInt(at.Unix(), 10), "300"} {
		require.WithinDuration(t, at, resetTime(raw), slack, raw)
	}
	for _, raw := range []string{"", "soon", "-5", "1e3", "99999999999999999999"} {
		require.True(t, resetTime(raw).IsZero(), raw)
	}
}

func TestRetryAt(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, test := range map[string]struct {
		header http.Header
		want   time.Time
	}{
		"seconds":          {header("Retry-After", "120"), now.Add(2 * time.Minute)},
		"date":             {header("Retry-After", now.Add(time.Hour).UTC().Format(http.TimeFormat)), now.Add(time.Hour)},
		"reset":            {header("X-RateLimit-Reset", "60"), now.Add(time.Minute)},
		"other spelling":   {header("RateLimit-Reset", "60"), now.Add(time.Minute)},
		"retry wins":       {header("Retry-After", "120", "X-RateLimit-Reset", "60"), now.Add(2 * time.Minute)},
		"unreadable retry": {header("Retry-After", "soon", "X-RateLimit-Reset", "60"), now.Add(time.Minute)},
		"a mistake":        {header("Retry-After", "9223372036854775807"), now.Add(longestWait)},
		"another":          {header("X-RateLimit-Reset", "2096-01-01T00:00:00Z"), now.Add(longestWait)},
	} {
		require.WithinDuration(t, test.want, new(HTTP).retryAt(test.header), slack, name)
	}
	require.True(t, new(HTTP).retryAt(header()).IsZero())
}

func TestBudget(t *testing.T) {
	t.Parallel()
	h := new(HTTP)
	h.noteBudget(header())
	require.Nil(t, h.Budget(), "no headers, no budget")
	h.noteBudget(header("X-RateLimit-Limit", "300", "X-RateLimit-Remaining", "299", "X-RateLimit-Reset", "2026-03-10T09:05:00.000000Z"))
	require.Equal(t, &Budget{Name: "requests", Unit: "requests", Limit: 300, Remaining: 299, Reset: time.Date(2026, 3, 10, 9, 5, 0, 0, time.UTC)}, h.Budget())
	h.noteBudget(header("RateLimit-Remaining", "-3"))
	require.Equal(t, &Budget{Name: "requests", Unit: "requests"}, h.Budget())
	h.noteBudget(header("RateLimit-Remaining", "many"))
	require.Equal(t, &Budget{Name: "requests", Unit: "requests"}, h.Budget(), "unreadable headers change nothing")
}
