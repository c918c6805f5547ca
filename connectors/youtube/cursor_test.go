package youtube

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	c := readCursor(nil)
	c.Uploads = track{Newest: sdktest.Now, Left: true, Rest: "P2", Until: sdktest.Now.AddDate(-1, 0, 0)}
	c.Searched["banjir"], c.Retry["v7"] = sdktest.Now, 2
	c.remember([]seen{{ID: "v1", Count: 3, Read: sdktest.Now}})
	raw, err := c.encode()
	require.NoError(t, err)
	require.Equal(t, c, readCursor(raw))
	for _, raw := range []string{"", "{", "[]", `{"v":99,"uploads":{"left":true}}`, "\xff"} {
		require.Equal(t, readCursor(nil), readCursor([]byte(raw)), raw)
	}
}

func TestCursorStaysSmall(t *testing.T) {
	t.Parallel()
	c := readCursor(nil)
	var read []seen
	var upcoming []string
	for i := range 5000 {
		id := fmt.Sprintf("vid%08d", i)
		read, upcoming = append(read, seen{ID: id, Count: int64(i), Read: sdktest.Now}), append(upcoming, id)
	}
	c.remember(read)
	c.remember([]seen{{ID: read[0].ID, Count: 1}})
	c.await(upcoming, nil)
	require.Len(t, c.Seen, mostSeen)
	known, ok := c.comments(read[0].ID)
	require.True(t, ok)
	require.EqualValues(t, 1, known.Count, "the latest reading holds")
	raw, err := c.encode()
	require.NoError(t, err)
	require.Less(t, len(raw), 40<<10)
}

func TestUpcomingVideosAreAwaited(t *testing.T) {
	t.Parallel()
	c := cursor{Awaited: []string{"a", "b", "c"}}
	c.await([]string{"b", "d"}, map[string]bool{"a": true, "b": true, "d": true})
	require.Equal(t, []string{"b", "c", "d"}, c.Awaited, "a has started, c was not looked at")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"dinas": "@dinas", "@Dinas.Kota_1": "@Dinas.Kota_1", " @dinas ": "@dinas", "UCaaaaaaaaaaaaaaaaaaaaaa": "UCaaaaaaaaaaaaaaaaaaaaaa",
		"UCpendek": "@UCpendek",
	} {
		got, err := channelName(raw)
		require.NoError(t, err, raw)
		require.Equal(t, want, got)
	}
	for settings, complaint := range map[string]string{
		"account: dinas kota\napi_key: k\n":                                    "account",
		"account: dinas\n":                                                     "api_key",
		"account: dinas\nclient_id: x\n":                                       "client_secret",
		"account: dinas\napi_key: k\nrefresh_token: r\n":                       "refresh_token",
		"account: dinas\napi_key: k\nquota: 0\n":                               "quota",
		"account: dinas\napi_key: k\nsearch: [\" \"]\n":                        "search",
		"account: dinas\napi_key: k\nanalytics_url: youtube\n":                 "analytics_url",
		"account: dinas\napi_key: k\nbase_url: https://x.example/v3?key=abc\n": "base_url",
	} {
		err := New().Configure(sdk.Settings(settings))
		require.ErrorContains(t, err, complaint, settings)
		require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	}
}

func TestDetailsAreForgotten(t *testing.T) {
	t.Parallel()
	s := newShelf()
	s.put("old", details{text: "x", read: sdktest.Now})
	_, ok := s.get("old", sdktest.Now.Add(time.Hour))
	require.True(t, ok)
	_, ok = s.get("old", sdktest.Now.Add(detailsLive))
	require.False(t, ok, "titles are edited")
	for i := range 3 * mostDetails {
		s.put(fmt.Sprint(i), details{read: sdktest.Now.Add(time.Duration(i) * time.Minute)})
	}
	require.LessOrEqual(t, len(s.all), mostDetails)
	_, ok = s.get(fmt.Sprint(3*mostDetails-1), sdktest.Now.Add(3*mostDetails*time.Minute))
	require.True(t, ok, "the last is there")
}
