package sdk

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
)

func TestWholeNumbersOfAnyForm(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]Whole{
		`{"n":12}`: 12, `{"n":"12"}`: 12, `{"n":12.0}`: 12, `{"n":1e3}`: 1000, `{"n":-1}`: -1,
		`{"n":9007199254740993}`: 9007199254740993,
	} {
		var got struct{ N *Whole }
		require.NoError(t, json.Unmarshal([]byte(raw), &got), raw)
		require.Equal(t, Number(int64(want)), Optional(got.N, schema.NotOffered), raw)
	}
	for _, raw := range []string{`{}`, `{"n":null}`} {
		var got struct{ N *Whole }
		require.NoError(t, json.Unmarshal([]byte(raw), &got), raw)
		require.Equal(t, NotAvailable(schema.NotOffered), Optional(got.N, schema.NotOffered), "absent is never 0")
	}
	for _, raw := range []string{`{"n":""}`, `{"n":"many"}`, `{"n":1.5}`, `{"n":1e300}`, `{"n":true}`, `{"n":{}}`} {
		var got struct{ N *Whole }
		require.ErrorContains(t, json.Unmarshal([]byte(raw), &got), "no whole number", raw)
	}
}
