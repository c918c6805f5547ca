package meta

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sdk"
)

type item struct {
	ID int `json:"id"`
}

// numbers serves a list of n through a gate, and notes the addresses asked for.
func numbers(t *testing.T, n int, o metasim.Options, e metasim.Edge) (*Client, *[]string) {
	t.Helper()
	o.Tokens = map[string]metasim.Token{token.Reveal(): {}}
	gate := metasim.NewGate(o, nil, "")
	all := make([]any, n)
	for i := range all {
		all[i] = item{i}
	}
	var asked []string
	next := gate.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { gate.Page(w, r, all, e) }))
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		next.ServeHTTP(w, r)
	}), &asked
}

func TestEachReadsToTheLastPageAndShowsNoToken(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]metasim.Options{
		"plain": {}, "empty first page": {EmptyPage: true}, "small pages only": {MostEntries: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := numbers(t, 57, o, metasim.Edge{Usual: 25, Most: 50})
			var got []int
			err := Each(t.Context(), c, "/1/media", url.Values{"limit": {"20"}}, func(page []item) (bool, error) {
				for _, i := range page {
					got = append(got, i.ID)
				}
				return true, nil
			})
			require.NoError(t, err)
			require.Len(t, got, 57)
			require.IsIncreasing(t, got)
			for _, address := range *asked {
				require.NotContains(t, address, "access_token")
				require.NotContains(t, address, token.Reveal())
			}
		})
	}
}

func TestEachStopsWhenEnoughIsRead(t *testing.T) {
	t.Parallel()
	c, asked := numbers(t, 57, metasim.Options{}, metasim.Edge{Usual: 10, Most: 10})
	require.NoError(t, Each(t.Context(), c, "/1/media", nil, func(page []item) (bool, error) { return page[0].ID < 10, nil }))
	require.Len(t, *asked, 2)
}

func TestEachGivesUpWhereOneEntryIsTooMuch(t *testing.T) {
	t.Parallel()
	c := serve(t, says(500, `{"error":{"message":"Please reduce the amount of data you're asking for","code":1}}`))
	err := Each(t.Context(), c, "/1/media", nil, func([]item) (bool, error) { return true, nil })
	require.Equal(t, sdk.Permanent, sdk.KindOf(err))
	require.Equal(t, 5, c.Requests(), "25, 12, 6, 3, 1")
}

// Some edges page by time: their link has no cursor.
func TestEachFollowsLinksWithoutACursor(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("until") == "1700000000" && r.URL.Query().Get("fields") == "id" {
			says(200, `{"data":[{"id":2}]}`)(w, r)
			return
		}
		says(200, `{"data":[{"id":1}],"paging":{"next":"https://graph.facebook.com/v25.0/1/feed?fields=id&access_token=EAA&until=1700000000"}}`)(w, r)
	})
	var got []item
	require.NoError(t, Each(t.Context(), c, "/1/feed", url.Values{"fields": {"id"}}, func(page []item) (bool, error) {
		got = append(got, page...)
		return true, nil
	}))
	require.Equal(t, []item{{1}, {2}}, got)
}

func TestEachEndsWhereAListLeadsBack(t *testing.T) {
	t.Parallel()
	c := serve(t, says(200, `{"data":[{"id":1}],"paging":{"cursors":{"after":"A"},"next":"https://x/?after=A"}}`))
	require.NoError(t, Each(t.Context(), c, "/1/media", nil, func([]item) (bool, error) { return true, nil }))
	require.Equal(t, 2, c.Requests())
}

func TestEachByCursorNeedsNoLinks(t *testing.T) {
	t.Parallel()
	c, _ := numbers(t, 57, metasim.Options{}, metasim.Edge{Usual: 10, Most: 50, NoLinks: true})
	n := 0
	require.NoError(t, EachByCursor(t.Context(), c, "/1/tags", nil, func(page []item) (bool, error) {
		n += len(page)
		return true, nil
	}))
	require.Equal(t, 57, n)
}

func FuzzNextPage(f *testing.F) {
	f.Add("https://graph.facebook.com/v25.0/1/media?access_token=EAA&limit=25&after=QVFI", "QVFI")
	f.Add("https://graph.facebook.com/v25.0/1/feed?access_token=EAA&appsecret_proof=00&until=17", "")
	f.Add("%zz", "")
	f.Fuzz(func(t *testing.T, link, after string) {
		next, err := nextQuery(url.Values{"limit": {"5"}}, link, after)
		if err != nil {
			return
		}
		require.Empty(t, next.Get("access_token"))
		require.Equal(t, "5", next.Get("limit"))
	})
}

func FuzzList(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":1}],"paging":{"cursors":{"after":"A"},"next":"x"}}`))
	f.Add([]byte(`{"data":null,"paging":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var list List[Insight]
		if json.Unmarshal(raw, &list) != nil {
			return
		}
		for _, i := range list.Data {
			i.Number()
			i.By("gender")
			for _, v := range i.Values {
				if sum, ok := v.Sum(); !ok {
					require.Zero(t, sum)
				}
			}
		}
	})
}
