package rsssim

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sim"
)

var start = time.Date(2026, 3, 10, 9, 0, 30, 0, time.UTC)

func world(now *time.Time) *sim.World {
	a := &sim.Account{Platform: "rss", Handle: "koran", Name: "Koran & Kota"}
	for i := range 10 {
		a.Mentions = append(a.Mentions, &sim.Comment{
			ID: fmt.Sprint(i), Author: "Koran", Created: start.Add(time.Duration(i) * time.Hour), Text: fmt.Sprintf("Judul %d\nA < B", i),
		})
	}
	return sim.New(func() time.Time { return *now }, a, &sim.Account{Platform: "rss", Handle: "sepi", Name: "Sepi"})
}

func ask(h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Both formats show the newest items that have happened, newest first.
func TestFeeds(t *testing.T) {
	t.Parallel()
	now := start.Add(6 * time.Hour)
	h := Handler(world(&now), Options{Items: 3})
	for _, format := range []string{"rss.xml", "atom.xml"} {
		feed, err := gofeed.NewParser().Parse(ask(h, "/koran/"+format).Body)
		require.NoError(t, err)
		require.Equal(t, "Koran & Kota", feed.Title)
		require.Len(t, feed.Items, 3)
		for i, item := range feed.Items {
			require.Equal(t, fmt.Sprintf("Judul %d", 6-i), item.Title)
			require.Equal(t, "A < B", item.Description)
			require.True(t, item.PublishedParsed.Equal(now.Add(-time.Duration(i)*time.Hour)))
			require.Equal(t, fmt.Sprintf("tag:koran.example,2026:%d", 6-i), item.GUID)
		}
		empty, err := gofeed.NewParser().Parse(ask(h, "/sepi/"+format).Body)
		require.NoError(t, err)
		require.Empty(t, empty.Items)
	}
	require.Equal(t, http.StatusNotFound, ask(h, "/lain/rss.xml").Code)
}

// Either validator alone gives 304 until the next item appears.
func TestConditional(t *testing.T) {
	t.Parallel()
	now := start
	h := Handler(world(&now), Options{})
	first := ask(h, "/koran/rss.xml").Header()
	for _, header := range [][]string{
		{"If-None-Match", first.Get("ETag")}, {"If-Modified-Since", first.Get("Last-Modified")},
	} {
		now = start.Add(59 * time.Minute)
		require.Equal(t, http.StatusNotModified, ask(h, "/koran/rss.xml", header...).Code)
		now = start.Add(time.Hour)
		require.Equal(t, http.StatusOK, ask(h, "/koran/rss.xml", header...).Code)
	}
}
