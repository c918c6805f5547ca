package rss

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"HTTPS://Berita.Example:443":                             "https://berita.example/",
		"http://berita.example:80/a/":                            "http://berita.example/a/",
		"https://berita.example:8443/a":                          "https://berita.example:8443/a",
		"https://b.example/a?utm_source=x&id=2&UTM_medium=y#top": "https://b.example/a?id=2",
		"https://b.example/a?utm_source=x":                       "https://b.example/a",
		"https://b.example/a?b=%20&a=1":                          "https://b.example/a?b=%20&a=1",
		"https://nama:sandi@b.example/a":                         "https://b.example/a",
		"/daerah/1":                                              "https://feed.example/daerah/1",
		"//lain.example/1":                                       "https://lain.example/1",
		" https://b.example/a\n":                                 "https://b.example/a",
		"javascript:alert(1)":                                    "",
		"mailto:a@b.example":                                     "",
		"https://%zz/":                                           "",
		"":                                                       "",
		"https://b.example/" + strings.Repeat("a", 2048):         "",
	} {
		got := sdk.CanonicalURL(link, at)
		require.Equal(t, want, got, link)
		require.Equal(t, got, sdk.CanonicalURL(got, at), "canonical twice is canonical once: %s", link)
	}
}

func TestLongGuidIsHashed(t *testing.T) {
	t.Parallel()
	d := document{feed: &gofeed.Feed{}, at: at}
	a := d.article(&gofeed.Item{GUID: "urn:" + strings.Repeat("x", maxID), Title: "t"})
	b := d.article(&gofeed.Item{GUID: "urn:" + strings.Repeat("x", maxID+1), Title: "t"})
	require.Len(t, a.id, len("hash:")+32)
	require.NotEqual(t, a.id, b.id)
}

func TestIDsWithoutGuidAndLinkDiffer(t *testing.T) {
	t.Parallel()
	d := document{feed: &gofeed.Feed{}, at: at}
	ids := map[string]bool{}
	for _, item := range []*gofeed.Item{
		{Title: "a", Published: "1"},
		{Title: "a", Published: "2"},
		{Title: "b", Published: "1"},
		{Description: "a", Published: "1"},
		{Content: "c"},
		{Title: "a", Updated: "1"},
	} {
		ids[d.article(item).id] = true
	}
	require.Len(t, ids, 6)
	require.Equal(t, d.article(&gofeed.Item{Title: "a", Description: "x"}).id,
		d.article(&gofeed.Item{Title: "a", Description: "diralat"}).id, "a corrected summary is the same item")
	require.Empty(t, d.article(&gofeed.Item{Published: "1", Title: "<b> </b>"}).id)
}

func TestShorten(t *testing.T) {
	t.Parallel()
	require.Equal(t, "pendek", shorten("pendek", 6))
	require.Equal(t, "satu dua…", shorten("satu dua tiga", 11))
	require.Equal(t, "aaaa…", shorten("aaaaaaaa", 5))
	long := shorten(strings.Repeat("é", 700), maxSummary)
	require.Equal(t, maxSummary, utf8.RuneCountInString(long))
	require.True(t, utf8.ValidString(long))
}

func TestKeywords(t *testing.T) {
	t.Parallel()
	k := newKeywords([]string{"COVID-19", "dinas kesehatan", "STRASSE"})
	for text, want := range map[string]bool{
		"Kasus covid 19 turun": true, "kasus (Covid‑19).": true, "covid-190": false, "covid": false,
		"Dinas  Kesehatan": true, "dinas, kesehatan": true, "Kedinas kesehatan": false, "dinas kesehatanku": false,
		"Straße": true, "": false,
	} {
		require.Equal(t, want, k.match(article{title: text}), text)
		require.Equal(t, want, k.match(article{summary: text}), text)
		require.Equal(t, want, k.match(article{categories: []string{"x", text}}), text)
	}
	require.False(t, k.match(article{title: "dinas", summary: "kesehatan"}), "a phrase does not span title and summary")
	require.True(t, keywords(nil).match(article{}))
}

func TestDates(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"Selasa, 10 Maret 2026 09:30 WIB":     "2026-03-10T02:30:00Z",
		"Jumat, 1 Mei 2026 00:30:05 WITA":     "2026-04-30T16:30:05Z",
		"17 Agustus 2025 10.00 WIB":           "2025-08-17T03:00:00Z",
		"Sab, 01 Agu 2026 10:00:00 GMT":       "2026-08-01T10:00:00Z",
		"Min, 02 Agt 2026 10:00:00 +07:00":    "2026-08-02T03:00:00Z",
		"Kamis, 31 Desember 2026":             "2026-12-30T17:00:00Z",
		"2026-03-10T09:30:00WIB":              "2026-03-10T02:30:00Z",
		"10/03/2026 09:30 WIT":                "2026-03-10T00:30:00Z",
		"Tue, 10 Mar 2026 09:30:00 +0700":     "",
		"Sun, 08 Mar 2026 09:30:00 GMT":       "",
		"Senin, 31 Februari 2026 09:30 WIB":   "",
		"Mon, 09 Mar 2026 09:30:00 TWIB":      "",
		"Sen":                                 "",
		"":                                    "",
		"\u00ef\u00bf\u00bd, 1 \u017fei 2026": "",
	} {
		got, ok := indonesianDate(raw)
		require.Equal(t, want != "", ok, raw)
		if ok {
			require.Equal(t, want, got.Format(time.RFC3339), raw)
		}
	}
}

func FuzzIndonesianDate(f *testing.F) {
	f.Add("Selasa, 10 Maret 2026 09:30 WIB")
	f.Fuzz(func(t *testing.T, raw string) {
		if got, ok := indonesianDate(raw); ok {
			require.Equal(t, time.UTC, got.Location())
		}
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"base_url: https://a.example/rss":                                    "account:",
		"account: a":                                                         "base_url:",
		"account: a\nbase_url: a.example/rss":                                "base_url:",
		"account: a\nbase_url: file:///etc/passwd":                           "base_url:",
		"account: a\nbase_url: https://u:p@a.example/rss":                    "user name",
		"account: a\nbase_url: https://u:sesame@a.example:x/r?key=sesame":    `"…@a.example:x/r" is no address`,
		"account: a\nfeeds: [terkini.xml]":                                   "set base_url",
		"account: a\nbase_url: https://a.example/?q=1\nfeeds: [terkini.xml]": "leave out query",
		"account: a\nbase_url: https://a.example\nfeeds: [x, /x]":            "feeds[1]: https://a.example/x is listed twice",
		"account: a\nbase_url: https://a.example\nfeeds: [x, '']":            "feeds[1]: is empty",
		"account: a\nbase_url: https://a.example\nkeywords: [a, '!?']":       "keywords[1]",
		"account: a\nbase_url: https://a.example\ntoken: x":                  "token",
	} {
		err := New().Configure(sdk.Settings(settings))
		require.ErrorContains(t, err, want, settings)
		require.NotContains(t, err.Error(), "sesame")
		require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	}
}

func TestSources(t *testing.T) {
	t.Parallel()
	s := settings{Feeds: []string{"https://a.example/s?q=banjir", "https://a.example/s?q=macet", "https://b.example/"}}
	got, err := s.sources()
	require.NoError(t, err)
	require.Equal(t, "https://a.example/s?…", got[0].name, "a query may hold a key and is not shown")
	require.Equal(t, "https://a.example/s?… (feeds[1])", got[1].name)
	require.Equal(t, got[0].server, got[1].server)
	require.NotEqual(t, got[0].key, got[1].key)
	one, err := (&settings{BaseURL: "https://a.example/s?q=banjir&hl=id"}).sources()
	require.NoError(t, err)
	require.Equal(t, "https://a.example/s?q=banjir&hl=id", one[0].address)
}

func TestCursorOfAnotherVersionCountsAsNone(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "{}", "17", "not JSON", `{"feeds":[]}`} {
		c := decodeCursor([]byte(raw), "f")
		require.Empty(t, c.Feeds, raw)
		require.NotNil(t, c.Feeds, raw)
	}
}
