package query

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func complete(t *testing.T, id, raw string) (map[string]any, error) {
	t.Helper()
	got, err := types[id].complete(json.RawMessage(raw))
	if err != nil {
		return nil, err
	}
	var out map[string]any
	require.NoError(t, json.Unmarshal(got, &out))
	return out, nil
}

func TestDefaultsAreFilledIn(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "{}", `{"limit":null,"metric":"","accounts":[]}`} {
		got, err := complete(t, "top_posts", raw)
		require.NoError(t, err)
		require.Equal(t, map[string]any{
			"platforms": []any{}, "accounts": []any{}, "topics": []any{}, "types": []any{}, "metric": "interactions",
			"base": "followers", "estimate": false, "limit": 10.0, "format": "table",
		}, got)
	}
}

func TestTypesAreLenient(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]any{
		`{"limit":5}`:                              5.0,
		`{"limit":"5"}`:                            5.0,
		`{"limit":" 5 "}`:                          5.0,
		`{"limit":5.0}`:                            5.0,
		`{"estimate":true}`:                        true,
		`{"estimate":"true"}`:                      true,
		`{"estimate":"0"}`:                         false,
		`{"accounts":"b,a"}`:                       []any{"a", "b"},
		`{"accounts":"{b,a}"}`:                     []any{"a", "b"},
		`{"accounts":["{b,a}","c"]}`:               []any{"a", "b", "c"},
		`{"accounts":"[\"b\",\"a, with comma\"]"}`: []any{"a, with comma", "b"},
		`{"accounts":["a, with comma"]}`:           []any{"a, with comma"},
		`{"accounts":[" a ","a",""]}`:              []any{"a"},
		`{"accounts":7}`:                           []any{"7"},
		`{"accounts":"$__all"}`:                    []any{},
		`{"accounts":["a","All"]}`:                 []any{},
		`{"accounts":"*"}`:                         []any{},
		`{"accounts":"' OR 1=1 --"}`:               []any{"' OR 1=1 --"},
		`{"metric":" likes "}`:                     "likes",
	} {
		got, err := complete(t, "top_posts", raw)
		require.NoError(t, err, raw)
		name := strings.SplitN(raw, `"`, 3)[1]
		require.Equal(t, want, got[name], raw)
	}
}

func TestMistakesNameTheFieldAndTheFix(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"limit":0}`:              `params.limit: 0 is not a whole number from 1 to 1000`,
		`{"limit":1001}`:           `params.limit: 1001 is not a whole number from 1 to 1000`,
		`{"limit":2.5}`:            `params.limit: 2.5 is not a whole number from 1 to 1000`,
		`{"limit":"many"}`:         `params.limit: "many" is not a whole number`,
		`{"limit":"NaN"}`:          `params.limit: "NaN" is not a whole number`,
		`{"limit":[1]}`:            `params.limit: [1] is not a whole number`,
		`{"metric":"fame"}`:        `params.metric: "fame" is not one of interactions, engagement_rate, likes, `,
		`{"metric":3}`:             `params.metric: 3 is not one of`,
		`{"format":"time_series"}`: `params.format: "time_series" is not one of table`,
		`{"estimate":"perhaps"}`:   `params.estimate: "perhaps" is not true or false`,
		`{"estimate":1}`:           `params.estimate: 1 is not true or false`,
		`{"accounts":{"a":1}}`:     `params.accounts: {"a":1} is not a list; write ["a", "b"] or "a,b"`,
		`{"accounts":[true]}`:      `params.accounts: true in the list is not a text`,
		`{"account":"a"}`:          `params.account: top_posts has no such parameter; it has accounts, base, estimate, format,`,
		`[]`:                       `params: not a JSON object`,
		`{`:                        `params: not a JSON object`,
		`{"accounts":"` + strings.Repeat("x", 501) + `"}`:                                   `params.accounts: a value is longer than 500 bytes`,
		`{"accounts":"` + strings.Repeat("x", 9) + `","` + strings.Repeat("y", 90) + `":1}`: "yyy…: top_posts has no such parameter",
	} {
		_, err := complete(t, "top_posts", raw)
		require.ErrorContains(t, err, want, raw)
		require.Less(t, len(err.Error()), 400)
	}
	many := make([]string, maxListValues+1)
	for i := range many {
		many[i] = strings.Repeat("a", i%400+1) + string(rune('a'+i/400))
	}
	raw, err := json.Marshal(map[string]any{"accounts": many})
	require.NoError(t, err)
	_, err = complete(t, "top_posts", string(raw))
	require.ErrorContains(t, err, "501 values are more than the 500 that one query takes")
}

func TestPhrase(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{}`: "", `{"search":null}`: "", `{"search":"  "}`: "", `{"search":" jalan rusak "}`: "jalan rusak",
		`{"search":"a, {b}"}`: "a, {b}", `{"search":112}`: "112", `{"search":"' OR 1=1 --"}`: "' OR 1=1 --",
	} {
		got, err := complete(t, "mentions", raw)
		require.NoError(t, err, raw)
		require.Equal(t, want, got["search"], raw)
	}
	for _, raw := range []string{`{"search":["a"]}`, `{"search":true}`, `{"search":"` + strings.Repeat("x", 501) + `"}`} {
		_, err := complete(t, "mentions", raw)
		require.ErrorContains(t, err, "is not a text of at most 500 bytes", raw[:12])
	}
}

// Whatever comes in, what comes out is complete and reads into the params.
func FuzzComplete(f *testing.F) {
	f.Add(`{"limit":"5","accounts":"{a,b}","metric":"likes"}`)
	f.Add(`{"accounts":["{","}",","],"estimate":"t"}`)
	f.Add(`{"accounts":"[\"a\"","limit":1e2}`)
	f.Fuzz(func(t *testing.T, raw string) {
		kind := types["top_posts"]
		got, err := kind.complete(json.RawMessage(raw))
		if err != nil {
			return
		}
		var p topPostsParams
		require.NoError(t, json.Unmarshal(got, &p))
		require.True(t, p.Limit >= 1 && p.Limit <= 1000)
		again, err := kind.complete(got)
		require.NoError(t, err)
		require.JSONEq(t, string(got), string(again), "completing twice changes nothing")
	})
}

// The editor's list of query types is what go generate would write now.
func TestTypeScriptIsUpToDate(t *testing.T) {
	t.Parallel()
	want, err := TypeScript()
	require.NoError(t, err)
	got, err := os.ReadFile("../../src/querytypes.gen.ts")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run go generate ./plugin/pkg/query")
}
