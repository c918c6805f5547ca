package rss

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/rss/rsssim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sim"
)

const searching = "account: berita\nsearch_reason: uji\nsearch_url: "

// searchable is a search over ten articles, an hour apart.
func searchable(t *testing.T) string {
	t.Helper()
	w := sim.New(func() time.Time { return start.Add(9 * time.Hour) }, hourly(10))
	return serve(t, rsssim.Handler(w, rsssim.Options{})) + "/rss/search"
}

func TestSearch(t *testing.T) {
	t.Parallel()
	c := configured(t, searching+searchable(t)+"\nsearch: ['\"berita ke-7\" when:7d']\n")
	now := start.Add(9 * time.Hour)
	lines, result := collect(t, c, sdk.Request{Now: now})
	require.Equal(t, []string{
		`mention,kind=article id="news.google.com:CBMiaHR0cHM6Ly9rb3Jhbi5leGFtcGxlL2Jlcml0YS8xMDc",` +
			`url="https://news.google.com/rss/articles/CBMiaHR0cHM6Ly9rb3Jhbi5leGFtcGxlL2Jlcml0YS8xMDc?oc=5",` +
			`author="Koran 1",text="Berita ke-7" 2026-03-10T16:00:00Z`,
	}, lines)
	lines, _ = collect(t, c, sdk.Request{Now: now, Cursor: result.Cursor})
	require.Empty(t, lines)
}

func TestLanguageOfSearches(t *testing.T) {
	t.Parallel()
	address := searchable(t)
	for query, want := range map[string]int{
		`berita`: 10, `"berita ke-1"`: 1, `berita when:2h`: 3, `ke-1 OR ke-2`: 2, `kabar ke-1 OR ke-2`: 2, `banjir`: 0,
	} {
		lines, _ := collect(t, configured(t, searching+address+"\nsearch: ['"+query+"']\n"), sdk.Request{Now: start.Add(9 * time.Hour)})
		require.Len(t, lines, want, query)
	}
}

// Keywords choose from feeds; a search has chosen already. Both in one account.
func TestSearchBesideFeeds(t *testing.T) {
	t.Parallel()
	w := sim.New(func() time.Time { return start.Add(9 * time.Hour) }, hourly(10))
	base := serve(t, rsssim.Handler(w, rsssim.Options{}))
	c := configured(t, searching+base+"/rss/search\nbase_url: "+base+"/koran/rss.xml\nkeywords: [ke-3]\nsearch: [kabar ke-5, ke-6]\n")
	lines, result := collect(t, c, sdk.Request{Now: start.Add(9 * time.Hour)})
	require.Len(t, lines, 3)
	require.Equal(t, 3, result.Requests)
	report, err := c.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "3 of 3 feeds can be read: 12 items, 3 of them wanted", report.Summary)
	require.Equal(t, base+"/rss/search?q=kabar ke-5", report.Findings[1].What)
}

func TestSearchAddress(t *testing.T) {
	t.Parallel()
	s := settings{Search: []string{`"dinas kesehatan" when:1d`}}
	got, err := s.sources()
	require.NoError(t, err)
	require.Len(t, got, 1, "base_url may be missing")
	require.Equal(t, "https://news.google.com/rss/search?ceid=ID%3Aid&gl=ID&hl=id&q=%22dinas+kesehatan%22+when%3A1d", got[0].address)
}

func TestSearchSettings(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"search: [a1]": "search_reason:",
		"search: [a1]\nsearch_reason: r\nown: true":     "search:",
		"search: [a1, '!']\nsearch_reason: r":           "search[1]",
		"search: [a1, a1]\nsearch_reason: r":            "search[1]",
		"base_url: https://a.example\nsearch_reason: r": "search: is empty",
		"search: [a1]\nsearch_reason: r\nsearch_url: x": "search_url:",
	} {
		require.ErrorContains(t, New().Configure(sdk.Settings("account: a\n"+settings)), want, settings)
	}
}
