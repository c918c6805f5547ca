package query

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPeerGroupsAreSpeltOut(t *testing.T) {
	t.Parallel()
	groups := map[string][]string{"tetangga": {"kab_b", "kab_a"}, "kosong": {}}
	for given, want := range map[string]string{
		`{"peers":["tetangga"]}`:                 `["kab_a","kab_b"]`,
		`{"peers":["tetangga","kab_a","kab_c"]}`: `["kab_a","kab_b","kab_c"]`,
		`{"peers":["kab_c"]}`:                    `["kab_c"]`,
		`{"peers":[]}`:                           `[]`,
		`{"peers":["tetangga"],"base":"reach"}`:  `["kab_a","kab_b"]`,
		`{"peers":["Tetangga' OR 1=1 --"]}`:      `["Tetangga' OR 1=1 --"]`,
	} {
		raw, err := types["benchmark"].complete(json.RawMessage(given))
		require.NoError(t, err)
		raw, err = types["benchmark"].spellOut(raw, groups)
		require.NoError(t, err)
		var got struct {
			Peers json.RawMessage
			Base  string
		}
		require.NoError(t, json.Unmarshal(raw, &got))
		require.JSONEq(t, want, string(got.Peers), given)
		require.NotEmpty(t, got.Base, "the other parameters stay")
	}
	raw := json.RawMessage(`{"topics":["tetangga"]}`)
	same, err := types["sentiment"].spellOut(raw, groups)
	require.NoError(t, err)
	require.Equal(t, raw, same, "a query type without peers")
}
