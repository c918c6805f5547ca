package mastodon

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)
	c := readCursor(nil)
	c.Posts = track{Newest: at, Rest: "max_id=5", Until: at.AddDate(-1, 0, 0)}
	c.Tags["banjir"] = track{Newest: at}
	c.Retry["7"] = 2
	c.remember([]seen{{ID: "1", Replies: 3}})
	raw, err := c.encode()
	require.NoError(t, err)
	require.Equal(t, c, readCursor(raw))
}

func TestForeignCursorsCountAsNone(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "{", "[]", `{"v":99,"posts":{"newest":"2026-03-09T08:00:00Z"}}`, "\xff"} {
		require.Equal(t, readCursor(nil), readCursor([]byte(raw)), raw)
	}
}

func TestCursorStaysSmall(t *testing.T) {
	t.Parallel()
	c := readCursor(nil)
	var read []seen
	for i := range 5000 {
		read = append(read, seen{ID: fmt.Sprintf("1093000000000%05d", i), Replies: i})
	}
	c.remember(read)
	c.remember([]seen{{ID: read[0].ID, Replies: 1}, {ID: "new", Replies: 2}})
	require.Len(t, c.Seen, mostSeen)
	n, ok := c.replies(read[0].ID)
	require.True(t, ok)
	require.Equal(t, 1, n, "the latest reading holds")
	_, ok = c.replies("new")
	require.True(t, ok)
	raw, err := c.encode()
	require.NoError(t, err)
	require.Less(t, len(raw), 20<<10)
}
