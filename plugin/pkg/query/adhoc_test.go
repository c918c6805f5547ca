package query

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAdHocFilters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		params, filters string
		accounts        string // of the narrowed parameters, as JSON
	}{
		"none":             {`{"accounts":["a"]}`, `[]`, `["a"]`},
		"one":              {`{}`, `[{"key":"account","operator":"=","value":"a"}]`, `["a"]`},
		"one of":           {`{}`, `[{"key":"account","operator":"=|","value":"a","values":["b","a"]}]`, `["a","b"]`},
		"within the query": {`{"accounts":["a","b"]}`, `[{"key":"account","operator":"=","value":"b"}]`, `["b"]`},
		"two":              {`{}`, `[{"key":"account","operator":"=|","values":["a","b"]},{"key":"account","operator":"=","value":"a"}]`, `["a"]`},
		"exclusive":        {`{"accounts":["a"]}`, `[{"key":"account","operator":"=","value":"b"}]`, `["\u0000"]`},
		"not its own":      {`{"accounts":["a"]}`, `[{"key":"type","operator":"=","value":"video"}]`, `["a"]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := types["sentiment"]
			whole, err := kind.complete(json.RawMessage(c.params))
			require.NoError(t, err)
			var filters []adHoc
			require.NoError(t, json.Unmarshal([]byte(c.filters), &filters))
			narrowed, err := kind.narrow(whole, filters)
			require.NoError(t, err)
			var got struct {
				Accounts json.RawMessage `json:"accounts"`
			}
			require.NoError(t, json.Unmarshal(narrowed, &got))
			require.JSONEq(t, c.accounts, string(got.Accounts))
		})
	}
}

func TestAdHocFiltersAreRefused(t *testing.T) {
	t.Parallel()
	d := newTestDispatcher(&fakeStore{})
	for filter, want := range map[string]string{
		`{"key":"owner","operator":"=","value":"a"}`:     "filter owner: there is no such key; choose platform, account, topic or type",
		`{"key":"account","operator":"!=","value":"a"}`:  "filter account: the operator != is not supported; choose = or =|",
		`{"key":"account","operator":"=~","value":".*"}`: "filter account: the operator =~ is not supported; choose = or =|",
	} {
		got := one(t, d, `{"queryType":"sentiment","filters":[`+filter+`]}`)
		require.EqualError(t, got.Error, want)
	}
}
