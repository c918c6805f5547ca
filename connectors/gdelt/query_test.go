package gdelt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

func TestQueries(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string][]string{
		"queries: [dinas kesehatan]":                                           {`"dinas kesehatan" sourcecountry:ID`},
		"queries: ['  dinas   kesehatan ', dinas kesehatan]":                   {`"dinas kesehatan" sourcecountry:ID`},
		"queries: [puskesmas, BPJS]":                                           {`(puskesmas OR BPJS) sourcecountry:ID`},
		"queries: [covid-19, kesehatan]\ncountries: []":                        {`("covid-19" OR kesehatan)`},
		"queries: [banjir]\ncountries: [id, MY]\nlanguages: [Indonesian]":      {`banjir (sourcecountry:ID OR sourcecountry:MY) sourcelang:indonesian`},
		"queries: [banjir]\ncountries: []\nlanguages: [indonesian, english]\n": {`banjir (sourcelang:indonesian OR sourcelang:english)`},
	} {
		c := &connector{}
		require.NoError(t, c.Configure(sdk.Settings("account: a\n"+settings)), settings)
		require.Equal(t, want, c.searches, settings)
	}
}

// However many the queries, none is lost and no combination is too long.
func TestLongListsAreSplit(t *testing.T) {
	t.Parallel()
	c := config{Countries: []string{"ID"}, Languages: []string{"indonesian", "english"}}
	for _, letter := range "abcdefghijklmnopqrstuvwxyz" {
		c.Queries = append(c.Queries, "dinas "+strings.Repeat(string(letter), 14))
	}
	searches, err := c.searches()
	require.NoError(t, err)
	require.Greater(t, len(searches), 2)
	for _, s := range searches {
		require.LessOrEqual(t, len(s), longestQuery)
		require.True(t, strings.HasSuffix(s, ") sourcecountry:ID (sourcelang:indonesian OR sourcelang:english)"), s)
	}
	all := strings.Join(searches, " ")
	for _, q := range c.Queries {
		require.Equal(t, 1, strings.Count(all, `"`+q+`"`))
	}
}

func TestBadSettings(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"queries: [banjir]":                                                                "account:",
		"account: a":                                                                       "queries:",
		"account: a\nqueries: [ab]":                                                        "queries[0]",
		"account: a\nqueries: [banjir, b-3]":                                               "queries[1]",
		"account: a\nqueries: ['\"dinas kesehatan\"']":                                     "leave out quotes",
		"account: a\nqueries: [banjir OR macet]":                                           "entries of their own",
		"account: a\nqueries: ['domain:kompas.com']":                                       "operators",
		"account: a\nqueries: ['--- ...']":                                                 "letter or digit",
		"account: a\nqueries: [b]\nmax_requests: 0":                                        "max_requests:",
		"account: a\nqueries: [b]\ncountries: [IDN]":                                       "countries[0]",
		"account: a\nqueries: [b]\nlanguages: ['x y']":                                     "languages[0]",
		"account: a\nqueries: [b]\nbase_url: gdelt.org":                                    "base_url:",
		"account: a\nqueries: [" + strings.Repeat("x", 300) + "]":                          "queries[0]",
		"account: a\nqueries: [banjir]\ncountries: [" + strings.Repeat("MY, ", 20) + "ID]": "countries, languages:",
	} {
		err := unpaced().Configure(sdk.Settings(settings))
		require.ErrorContains(t, err, want, settings)
		require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	}
}
