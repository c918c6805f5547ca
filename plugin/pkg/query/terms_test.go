package query

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// counting counts the questions that reach the database.
type counting struct {
	Store
	asked int
}

func (c *counting) Query(ctx context.Context, q influx.Query) (*influx.Result, error) {
	c.asked++
	return c.Store.Query(ctx, q)
}

// TestTermsAreRememberedAndNeverForgotten: all queries of a minute read the terms
// once, from the last weeks; but what an account that is no longer read forbade
// stays forbidden.
func TestTermsAreRememberedAndNeverForgotten(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, db *influxtest.Server) {
		db.Bucket(t, "terms")
		note := func(platform, account string, derived int, at time.Time) {
			db.Write(t, "terms", fmt.Sprintf("%s,platform=%s,account=%s derived=%d,compare=1,sources=\"\" %d\n",
				schema.Terms, platform, account, derived, at.UnixNano()))
		}
		client := querytest.Connect(t, db, "terms")
		store := &counting{Store: client}
		r := &Request{Zone: time.UTC, Language: catalogue.English, Now: testNow, store: store, book: &book{}}
		read := func(platforms, accounts []string) *terms {
			got, err := r.terms(t.Context(), platforms, accounts)
			require.NoError(t, err)
			return got
		}
		note("youtube", `dinas\ ke\,sehat\=an`, 0, testNow.AddDate(0, 0, -3))
		note("x", "dinkes", 1, testNow.AddDate(0, 0, -3))
		hostile := group{platform: "youtube", account: "dinas ke,sehat=an"}
		require.False(t, read(nil, nil).derived(hostile))
		require.Equal(t, 1, store.asked, "the last weeks have every account")
		require.Equal(t, 1, read([]string{"youtube"}, nil).forbidden())
		require.Equal(t, 0, read([]string{"x"}, nil).forbidden())
		require.Equal(t, 0, read(nil, []string{"dinkes"}).forbidden())
		require.Equal(t, 1, store.asked, "it was read a moment ago")

		note("tiktok", "dinkes", 0, testNow.AddDate(-2, 0, 0)) // not read for two years
		r.Now = r.Now.Add(termsLife)
		require.False(t, read(nil, nil).derived(group{platform: "tiktok", account: "dinkes"}))
		require.False(t, read(nil, nil).derived(hostile))
		require.Equal(t, 3, store.asked, "the last weeks, and everything of this account alone")
		require.Len(t, r.ran, 2, "the inspector shows what gave the terms: first the weeks, now everything")
	})
}

// TestTermsOfManyNotes: where the last weeks have more notes than are read at once,
// accounts that these lack are asked for by name, and what is kept by day came along.
func TestTermsOfManyNotes(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, db *influxtest.Server) {
		db.Bucket(t, "notes")
		var lines strings.Builder
		note := func(platform, account string, derived int, at time.Time) {
			fmt.Fprintf(&lines, "%s,platform=%s,account=%s derived=%d,compare=1,sources=\"\" %d\n", schema.Terms, platform, account, derived, at.UnixNano())
		}
		for i := range mostNotes + 10 { // of a collector that was started again and again
			note("x", "dinkes", 1, testNow.Add(-time.Duration(i)*time.Minute))
		}
		note("x", "dinkes", 0, testNow.AddDate(0, 0, -20)) // it was forbidden
		note("tiktok", "dinkes", 0, testNow.AddDate(0, 0, -40))
		note("youtube", "lama", 0, testNow.AddDate(-1, 0, 0))
		fmt.Fprintf(&lines, "%s,zone=UTC until=%d,since=%d %d\n", schema.Days, testNow.Unix(), testNow.AddDate(0, 0, -30).Unix(), testNow.UnixNano())
		db.Write(t, "notes", lines.String())
		store := &counting{Store: querytest.Connect(t, db, "notes")}
		r := &Request{Zone: time.UTC, Language: catalogue.English, Now: testNow, store: store, book: &book{}}
		got, err := r.terms(t.Context(), nil, nil)
		require.NoError(t, err)
		require.True(t, got.derived(group{platform: "x", account: "dinkes"}), "the last word counts")
		require.False(t, got.derived(group{platform: "tiktok", account: "dinkes"}))
		require.False(t, got.derived(group{platform: "youtube", account: "lama"}))
		require.Equal(t, 3, store.asked)
		_, until, err := r.noted(t.Context())
		require.NoError(t, err)
		require.True(t, testNow.Equal(until.until))
		require.True(t, testNow.AddDate(0, 0, -30).Equal(until.since))
		require.Equal(t, 3, store.asked, "it was read with the terms")
	})
}

func TestTagsOfASeries(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]map[string]string{
		`m`:                               {},
		`m,account=a,platform=x`:          {"account": "a", "platform": "x"},
		`m,account=a\,b\=c\ d,platform=x`: {"account": "a,b=c d", "platform": "x"},
		`a\,b,account=a\b`:                {"account": `a\b`},
		`m,account=a\`:                    {"account": `a\`},
		`m,account=é\=`:                   {"account": "é="},
	} {
		require.Equal(t, want, influx.TagsOf(key), key)
	}
}

// FuzzTagsOf writes a series' key as line protocol does, and reads it back.
func FuzzTagsOf(f *testing.F) {
	f.Add("dinkes", "x")
	f.Add("a,b=c d", "é")
	escape := strings.NewReplacer(`,`, `\,`, `=`, `\=`, ` `, `\ `)
	f.Fuzz(func(t *testing.T, account, platform string) {
		if strings.Contains(account+platform, `\`) {
			t.Skip("line protocol does not escape it, so the server cannot tell either")
		}
		got := influx.TagsOf("m,account=" + escape.Replace(account) + ",platform=" + escape.Replace(platform))
		require.Equal(t, map[string]string{"account": account, "platform": platform}, got)
	})
}
