package sink

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
)

// TestCountersAreHashedAsBefore: the hashes of an older collector's file hold.
func TestCountersAreHashedAsBefore(t *testing.T) {
	t.Parallel()
	metrics := sdk.Metrics{"views": sdk.NotAvailable("needs_permission")}
	for i, v := range []float64{0, 1, -3, 0.1, 1234567, 1e21, 1e-7, 123456789.25, math.MaxFloat64} {
		metrics[fmt.Sprint("m", i)] = sdk.Number(v)
	}
	var raw []byte
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		raw = fmt.Appendf(raw, "%s=%g/%s;", name, metrics[name].Value, metrics[name].Reason)
	}
	require.Equal(t, sum(raw), (&hasher{}).metrics(metrics))
}

// TestNothingChangesUnseen: every field of a record counts, those of later versions too.
func TestNothingChangesUnseen(t *testing.T) {
	t.Parallel()
	var h hasher
	differs(t, func(p sdk.Post) uint64 { content, _ := h.post(p); return content })
	differs(t, h.mention)
	require.NotEqual(t, h.mention(sdk.Mention{ID: "ab", URL: "c"}), h.mention(sdk.Mention{ID: "a", URL: "bc"}))
}

// differs sets one field after the other.
func differs[R any](t *testing.T, content func(R) uint64) {
	t.Helper()
	var r R
	seen := map[uint64]string{content(r): "nothing"}
	for i := range reflect.TypeFor[R]().NumField() {
		of := reflect.ValueOf(&r).Elem().Field(i)
		switch of.Interface().(type) {
		case string:
			of.SetString("satu")
		case time.Time:
			of.Set(reflect.ValueOf(hour(1, 8)))
		case sdk.Metrics:
			of.Set(reflect.ValueOf(sdk.Metrics{"likes": sdk.Number(1)}))
		default:
			require.Fail(t, "a field that this test does not know", reflect.TypeFor[R]().Field(i).Name)
		}
		name := reflect.TypeFor[R]().Field(i).Name
		require.NotContains(t, seen, content(r), name)
		seen[content(r)] = name
	}
}
