package gdelt

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/gdelt/gdeltsim"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func list(titles ...string) string {
	var all []string
	for i, title := range titles {
		all = append(all, `{ "url": "https://a.example/`+string(rune('a'+i))+`", "url_mobile": "", "title": "`+title+`", "seendate": "20260310T081500Z" }`)
	}
	return "{\"articles\": [ " + strings.Join(all, ",\r\n") + " ] }\r\n"
}

func TestMending(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		list("baik"):                            {"baik"},
		list(`kutipan \"baik\" \u00e9 \\ \/`):   {`kutipan "baik" é \ /`},
		list("tab\there", "a\x00b\x1fc"):        {"tab here", "a b c"},
		list(`d\'oh`, `C:\data\x`, `\u12`, `\`): {"d'oh", "C:datax", "u12"}, // the last one's quote is escaped
		list("a", `b "tak lolos" b`, "c"):       {"a", "c"},
		list(`a\`, "b"):                         {"b"},
		`{}`:                                    nil,
		`{"articles": []}`:                      nil,
		`{"articles": null}`:                    nil,
	} {
		got, err := decode([]byte(body))
		require.NoError(t, err, body)
		var titles []string
		for _, a := range got.articles {
			titles = append(titles, a.Title)
		}
		require.Equal(t, want, titles, body)
		require.Equal(t, strings.Count(body, `"url"`)-len(want), got.unreadable, body)
	}
}

func TestNoData(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		list("a", "b")[:120], `{"error":"x"}`, `[]`, `{"articles": {}}`, `{"articles": [1, 2]}`, `{"articles": [ `, `{"a`, `{"articles": [ ] } ] }`,
	} {
		_, err := decode([]byte(body))
		require.Error(t, err, body)
		require.Equal(t, sdk.Permanent, sdk.KindOf(err), body)
	}
}

// GDELT's own way of writing titles, over the wire.
func TestRawTitles(t *testing.T) {
	t.Parallel()
	w := news(5, time.Hour)
	mentions := w.Accounts[0].Mentions
	mentions[0].Text = "Tab\tdi tengah, kata dinas kesehatan"
	mentions[1].Text = `Garis \miring\ dan dinas kesehatan`
	mentions[2].Text = `Dinas kesehatan \`
	p := serve(t, gdeltsim.Handler(w, gdeltsim.Options{Raw: true}))
	var got collected
	got.collect(t, p.connect(t, "queries: [dinas kesehatan]\n"), sdk.Request{})
	got.good(t)
	require.Len(t, got.lines, 4)
	require.Equal(t, []sdk.Notice{{
		Kind: sdk.NoticeSkipped, Message: "articles left out because GDELT's record of them could not be read: 1",
	}}, got.result.Notices)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		kind sdk.ErrorKind
		text string
	}{
		"The specified phrase is too short.\n":                              {sdk.Permanent, "queries: "},
		"Your query was too short or too long.":                             {sdk.Permanent, "queries: "},
		"One or more of your keywords contained an illegal character.":      {sdk.Permanent, "queries: "},
		"Parentheses may only be used around OR'd statements.":              {sdk.Permanent, "queries: "},
		"Invalid/Unsupported Country.":                                      {sdk.Permanent, "countries: "},
		"Invalid/Unsupported Language.":                                     {sdk.Permanent, "languages: "},
		"Timespan is too short.":                                            {sdk.Permanent, "window"},
		"Invalid query start date.":                                         {sdk.Permanent, "clock"},
		"Something that nobody knows":                                       {sdk.Permanent, "Something that nobody knows"},
		"Please limit requests to one every 5 seconds or contact somebody.": {sdk.RateLimited, "limit requests"},
		" \n":                          {sdk.Transient, "nothing"},
		"<!DOCTYPE html><html></html>": {sdk.Permanent, "base_url"},
	} {
		p := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(body))
		}))
		_, err := p.connect(t, "queries: [banjir]\n").Collect(t.Context(), sdk.Request{Now: sdktest.Now}, nil)
		require.ErrorContains(t, err, want.text, body)
		require.Equal(t, want.kind, sdk.KindOf(err), body)
	}
}

func TestRecord(t *testing.T) {
	t.Parallel()
	m, ok := articleJSON{
		URL: "HTTPS://user@www.Koran.example:443/a?id=1&utm_source=x&UTM_medium=y#top", Title: " Judul  berita\n", SeenDate: "20260310T081500Z",
		Domain: "Koran.example", Language: "Norwegian Nynorsk",
	}.record()
	require.True(t, ok)
	require.Equal(t, sdk.Mention{
		ID: "https://www.koran.example/a?id=1", URL: "https://www.koran.example/a?id=1", MentionKind: "article",
		Created: time.Date(2026, 3, 10, 8, 15, 0, 0, time.UTC), Author: "koran.example", Text: "Judul berita", Language: "nn",
	}, m)
	for _, bad := range []articleJSON{
		{SeenDate: "20260310T081500Z"},
		{URL: "https://a.example/", SeenDate: "2026"},
		{URL: "mailto:a@b", SeenDate: "20260310T081500Z"},
		{URL: "https://a.example/" + strings.Repeat("a", 2048), SeenDate: "20260310T081500Z"},
	} {
		_, ok := bad.record()
		require.False(t, ok, bad.URL)
	}
	long, ok := articleJSON{URL: "https://a.example/" + strings.Repeat("a", maxID), SeenDate: "20260310T081500Z"}.record()
	require.True(t, ok)
	require.Len(t, long.ID, len("hash:")+32)
	require.Equal(t, "a.example", long.Author)
}

// The same article twice in an answer is one, with the time it was seen first.
func TestDoubledArticle(t *testing.T) {
	t.Parallel()
	got, refused := records([]articleJSON{
		{URL: "https://a.example/?utm_source=b", SeenDate: "20260310T081500Z"},
		{URL: "https://a.example/", SeenDate: "20260310T080000Z"},
		{URL: "x", SeenDate: "20260310T080000Z"},
	})
	require.Equal(t, 1, refused)
	require.Len(t, got, 1)
	require.Equal(t, 8, got[0].Created.Hour())
	require.Zero(t, got[0].Created.Minute())
}

// Whatever bytes come: no panic, and every record has an address and a time.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(list("a", `b "c" d`, `\x`)))
	f.Add([]byte(`{"articles":[{"url":"https://a.example","title":null,"seendate":"20260310T081500Z","language":7}]}`))
	f.Add([]byte(`{"articles": [ { "url": "https://a.example/ {"url":"https://b.example" } ] }`))
	f.Add([]byte("{\x00}\\"))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := decode(body)
		if err != nil {
			require.Equal(t, sdk.Permanent, sdk.KindOf(err))
			return
		}
		mentions, _ := records(got.articles)
		for _, m := range mentions {
			require.NotEmpty(t, m.ID)
			require.NotEmpty(t, m.Author)
			require.False(t, m.Created.IsZero())
			require.True(t, utf8.ValidString(m.Text))
			require.Equal(t, m.URL, sdk.CanonicalURL(m.URL, nil))
		}
	})
}

func FuzzRefusal(f *testing.F) {
	f.Add([]byte("Timespan is too short."), "text/html")
	f.Add([]byte("\xff\xfe"), "application/json")
	f.Fuzz(func(t *testing.T, body []byte, kind string) {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", kind)
		if err := refusal(w.Result(), body, "q"); err != nil {
			require.Less(t, len(err.Error()), 500)
			require.True(t, utf8.ValidString(err.Error()))
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add([]byte(`{"settings":"` + fingerprint([]string{"q"}) + `","until":"2026-03-10T09:00:00Z","rest":[{"search":0,"from":"2026-03-01T00:00:00Z","to":"2026-03-02T00:00:00Z"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := readCursor(raw, []string{"q"})
		for _, s := range c.Rest {
			require.Zero(t, s.Search)
			require.True(t, s.From.Before(s.To))
		}
		c.Rest = merged(c.Rest)
		once, err := c.encode()
		if err != nil {
			return // a year of five digits
		}
		require.True(t, json.Valid(once))
	})
}
