package rss

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

var at = &url.URL{Scheme: "https", Host: "feed.example", Path: "/rss.xml"}

// feedFiles are the bodies of all cases.
func feedFiles(tb testing.TB) [][]byte {
	tb.Helper()
	files, err := filepath.Glob("testdata/cases/*/http/*.[jx]*")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	var out [][]byte
	for _, f := range files {
		body, err := os.ReadFile(f)
		require.NoError(tb, err)
		out = append(out, body)
	}
	return out
}

// A feed that was cut off before its end is an error, never a shorter
// feed: what is missing would be taken for gone.
func TestCutFeedIsAnError(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"rss2/http/terkini.xml", "atom/http/atom.xml", "json_feed/http/feed.json"} {
		body, err := os.ReadFile(filepath.Join("testdata/cases", name))
		require.NoError(t, err)
		body = bytes.TrimSpace(body)
		_, err = decode(body, "", at)
		require.NoError(t, err, name)
		for n := range body {
			if n%7 != 0 && n < len(body)-40 {
				continue // often enough, and near the end everywhere
			}
			_, err := decode(body[:n], "", at)
			require.Errorf(t, err, "%s cut after %d bytes", name, n)
			require.Equal(t, sdk.Permanent, sdk.KindOf(err))
		}
	}
}

func TestHostileSizes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"deep":       {`<rss version="2.0"><channel>` + strings.Repeat("<x:a>", 10_000), "nested"},
		"deep Atom":  {`<feed xmlns="http://www.w3.org/2005/Atom">` + strings.Repeat("<a>", 10_000), "nested"},
		"elements":   {`<rss version="2.0"><channel>` + strings.Repeat("<item/>", maxParts+1) + `</channel></rss>`, "too large"},
		"attributes": {`<rss version="2.0"><channel ` + strings.Repeat(`a="" `, maxParts+1) + `></channel></rss>`, "too large"},
		"JSON":       {`{"version":"https://jsonfeed.org/version/1","items":[` + strings.Repeat("{},", maxParts) + `{}]}`, "too large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decode([]byte(c.body), "", at)
			require.ErrorContains(t, err, c.want)
			require.Equal(t, sdk.Permanent, sdk.KindOf(err))
		})
	}
}

// Names are cut, so that a record fits into a message of the connector protocol.
func TestHugeNames(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat("nama ", 50_000)
	got, err := decode([]byte(`<rss version="2.0"><channel><title>`+huge+`</title><item><title>a</title></item>`+
		`<item><title>b</title><source url="">`+huge+`</source></item></channel></rss>`), "", at)
	require.NoError(t, err)
	articles := got.articles("k")
	require.Len(t, articles, 2)
	for _, a := range articles {
		require.NotEmpty(t, a.outlet)
		require.LessOrEqual(t, utf8.RuneCountInString(a.outlet), maxOutlet)
	}
	_, err = decode([]byte(`<rss version="2.0"><channel><1`+strings.Repeat("x", 100_000)+`>`), "", at)
	require.Error(t, err)
	require.Less(t, len(err.Error()), 2*maxComplaint)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = `<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><title>Café 😀</title></channel></rss>`
	little, big := []byte{0xFF, 0xFE}, []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	for name, body := range map[string][]byte{
		"UTF-16LE": little, "UTF-16BE": big,
		"UTF-8 that says UTF-16":  []byte(text),
		"byte order mark":         append([]byte{0xEF, 0xBB, 0xBF}, strings.Replace(text, "utf-16", "UTF-8", 1)...),
		"line before declaration": []byte("\n" + strings.Replace(text, "utf-16", "UTF-8", 1)),
	} {
		got, err := decode(body, "text/xml; charset=iso-8859-1", at)
		require.NoError(t, err, name)
		require.Equal(t, "Café 😀", got.feed.Title, name)
	}
	_, err := decode([]byte(strings.Replace(text, "utf-16", "klingon", 1)), "", at)
	require.ErrorContains(t, err, `unknown encoding "klingon"`)
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
}

func TestFeedOfPage(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]string{
		`<html><link rel="alternate" type="application/atom+xml" href="/a">`:                          "https://feed.example/a",
		`<HTML><LINK REL="Alternate" TYPE="application/RSS+xml" HREF="https://o.example/Feed">`:       "https://o.example/Feed",
		`<html><link rel="stylesheet" href="/s.css"><a href="/feed">`:                                 "",
		`<html><link rel="alternate" type="application/rss+xml" href="javascript:x()">`:               "",
		`<html><link rel="alternate" hreflang="en" href="/en"><link rel="alternate" type="text/css">`: "",
	} {
		require.Equal(t, want, feedOfPage([]byte(page), at), page)
	}
}

// Whatever bytes come: no panic, and every article that is not left out has an
// id, and texts of valid UTF-8 within the limits.
func FuzzDecode(f *testing.F) {
	for _, body := range feedFiles(f) {
		f.Add(body, "text/xml")
	}
	f.Add([]byte("<rss version='2.0'><channel><item><guid> </guid><title>\u00a0</title></item></channel></rss>"), "")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"\u0000","title":"a"},null,{"id":[1]}]}`), "application/json")
	f.Add([]byte("<rdf:RDF xmlns='http://purl.org/rss/1.0/'><item><title>a</title><link>:</link></item></rdf:RDF>"), "text/xml; charset=x")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got, err := decode(body, contentType, at)
		if err != nil {
			require.Equal(t, sdk.Permanent, sdk.KindOf(err))
			return
		}
		r := newRun(&connector{}, sdk.Request{Now: time.Unix(1e9, 0)})
		for _, rec := range r.items(source{name: "x"}, answer{document: got}) {
			m, ok := rec.(sdk.Mention)
			require.True(t, ok)
			require.NotEmpty(t, strings.Trim(m.ID, "\x00 "))
			require.NotEmpty(t, m.Text+m.URL)
			require.True(t, utf8.ValidString(m.ID+m.Text+m.URL+m.Author))
			require.NotContains(t, m.ID+m.Text+m.Author, "\x00")
			require.True(t, plausible(m.Created))
			require.False(t, m.Created.After(time.Unix(1e9, 0)))
		}
	})
}
