package gdeltsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sim"
)

var now = time.Date(2026, 3, 10, 9, 7, 0, 0, time.UTC)

// world has an article every ten minutes.
func world(n int) *sim.World {
	a := &sim.Account{Platform: Platform, Handle: "dinas"}
	for i := range n {
		a.Mentions = append(a.Mentions, &sim.Comment{
			ID: fmt.Sprint(i), Author: "Koran Kota", Created: now.Add(time.Duration(i-n+1) * 10 * time.Minute), Text: fmt.Sprintf("Kabar %d\nDinas Kesehatan", i),
		})
	}
	return sim.New(func() time.Time { return now }, a)
}

func ask(h http.Handler, query, from, to string, more ...string) (int, string) {
	p := url.Values{
		"query": {query}, "mode": {"artlist"}, "format": {"json"}, "sort": {"datedesc"},
		"startdatetime": {from}, "enddatetime": {to},
	}
	for i := 0; i+1 < len(more); i += 2 {
		p.Set(more[i], more[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v2/doc/doc?"+p.Encode(), nil))
	return w.Code, w.Body.String()
}

func articles(t *testing.T, body string) []article {
	t.Helper()
	var list struct{ Articles []article }
	require.NoError(t, json.Unmarshal([]byte(body), &list), body)
	return list.Articles
}

func TestList(t *testing.T) {
	t.Parallel()
	h := Handler(world(300), Options{})
	_, body := ask(h, `"dinas kesehatan"`, "20260301000000", "20260310090700")
	list := articles(t, body)
	require.Len(t, list, usual)
	require.Equal(t, article{
		URL: "https://www.korankota.example/berita/297?utm_source=feed", Title: "Kabar 297", SeenDate: "20260310T090000Z", Domain: "korankota.example",
		SocialImage: "https://www.korankota.example/gambar/297.jpg", Language: "Indonesian", SourceCountry: "Indonesia",
	}, list[0], "the last one, two later, has not been seen yet")
	_, body = ask(h, `"dinas kesehatan"`, "20260301000000", "20260310090700", "maxrecords", "250")
	require.Len(t, articles(t, body), most)
	_, body = ask(h, "kabar", "20260310070000", "20260310080000", "maxrecords", "250")
	list = articles(t, body)
	require.Equal(t, "20260310T080000Z", list[0].SeenDate)
	require.Equal(t, "20260310T070000Z", list[len(list)-1].SeenDate)
}

func TestQueries(t *testing.T) {
	t.Parallel()
	h := Handler(world(3), Options{})
	for query, want := range map[string]string{
		`kesehatan`: "found",
		`KESEHATAN sourcecountry:ID sourcelang:indonesian`:        "found",
		`(banjir OR "dinas kesehatan")`:                           "found",
		`kesehatan (sourcelang:english OR sourcelang:indonesian)`: "found",
		`kesehatan banjir`:             "{}",
		`kesehatan sourcelang:english`: "{}",
		`"dinas-dinas"`:                "{}",
		`(kesehatan)`:                  "Parentheses may only be used around OR'd statements.",
		`(kesehatan banjir)`:           "Parentheses may only be used around OR'd statements.",
		`((a1b OR b2c) OR c3d)`:        "Parentheses may only be used around OR'd statements.",
		`(kesehatan OR banjir`:         "Parentheses may only be used around OR'd statements.",
		`kesehatan OR banjir`:          "Queries containing OR'd terms must be surrounded by ().",
		`"BPJS"`:                       "The specified phrase is too short.",
		`(kesehatan OR ab)`:            "The specified phrase is too short.",
		`covid-19`:                     "illegal character",
		`ab`:                           "Your query was too short or too long.",
		`kesehatan sourcecountry:zz`:   "Invalid/Unsupported Country.",
		`kesehatan sourcelang:klingon`: "Invalid/Unsupported Language.",
	} {
		status, body := ask(h, query, "20260301000000", "20260310090700")
		require.Equal(t, http.StatusOK, status, "GDELT says everything with 200")
		if want == "found" {
			require.Len(t, articles(t, body), 2, "two of three have been seen: %s", query)
			continue
		}
		require.Contains(t, body, want, query)
	}
}

func TestWindows(t *testing.T) {
	t.Parallel()
	h := Handler(world(3), Options{})
	for _, c := range []struct{ from, to, want string }{
		{"20260310083000", "20260310090000", "Timespan is too short."},
		{"20251101000000", "20260310090000", "Invalid query start date."},
		{"2026-03-01", "20260310090000", "Invalid query start date."},
		{"20260301000000", "", "Invalid query end date."},
	} {
		_, body := ask(h, "kesehatan", c.from, c.to)
		require.Contains(t, body, c.want)
	}
	_, body := ask(h, "kesehatan", "20260301000000", "20260310090000", "maxrecords", "251")
	require.Contains(t, body, "Invalid number")
}

func TestHaste(t *testing.T) {
	t.Parallel()
	for _, quiet := range []bool{false, true} {
		h := Handler(world(3), Options{Gap: time.Hour, Quiet: quiet})
		status, _ := ask(h, "kesehatan", "20260301000000", "20260310090000")
		require.Equal(t, http.StatusOK, status)
		status, body := ask(h, "kesehatan", "20260301000000", "20260310090000")
		require.Contains(t, body, "limit requests")
		require.Equal(t, quiet, status == http.StatusOK)
	}
}
