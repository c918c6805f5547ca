package embedded

import (
	"bufio"
	"encoding/json"
	"io"
	"math"
	"testing"
	"time"

	"github.com/influxdata/influxdb/models"
	"github.com/influxdata/influxdb/query"
	"github.com/stretchr/testify/require"
)

// Numbers and texts are written as encoding/json writes them.
func FuzzJSONValues(f *testing.F) {
	f.Add(0.0, int64(0), "")
	for _, n := range []float64{1e21, 9.99e20, 1e-6, 9.9e-7, -1.5, 1e100, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1), 1 << 53} {
		f.Add(n, int64(n), "<a> & \"b\" \\ \u2028 \xff 😀\n\x7f")
	}
	f.Fuzz(func(t *testing.T, n float64, i int64, s string) {
		if math.IsNaN(n) || math.IsInf(n, 0) {
			_, err := appendValue(nil, n)
			require.ErrorContains(t, err, "unsupported value")
			return
		}
		row := []any{n, i, s, nil, i%2 == 0, uint64(i), time.Unix(0, i).UTC()}
		want, err := json.Marshal(row)
		require.NoError(t, err)
		got, err := appendRow(nil, row)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	})
}

func BenchmarkAnswer(b *testing.B) {
	rows := &models.Row{Name: "post", Tags: map[string]string{"account": "a"}, Columns: []string{"time", "likes", "reach", "text"}}
	for i := range int64(10_000) {
		rows.Values = append(rows.Values, []any{1_700_000_000_000_000_000 + i, i, float64(i) / 3, "pelayanan cepat"})
	}
	r := response{results: []*query.Result{{Series: models.Rows{rows}}}}
	for name, f := range map[string]format{"json": jsonFormat{}, "packed": packedFormat{}, "csv": &csvFormat{statement: -1}} {
		b.Run(name, func(b *testing.B) {
			w := bufio.NewWriterSize(io.Discard, 64<<10)
			for b.Loop() {
				require.NoError(b, f.write(w, r))
			}
		})
	}
}
