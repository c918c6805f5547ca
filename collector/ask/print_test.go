package ask

import (
	"bytes"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

// TestCSVRunsNoFormula: a spreadsheet takes what starts so for a formula; numbers stay numbers.
func TestCSVRunsNoFormula(t *testing.T) {
	t.Parallel()
	frame := data.NewFrame("mentions",
		data.NewField("text", nil, []string{`=HYPERLINK("http://x")`, "+62", "-1", "@a", "\tb", "biasa", ""}),
		data.NewField("score", nil, []float64{-1, 0, 1, 2, 3, 4, 5}))
	var out bytes.Buffer
	require.NoError(t, Print(&out, data.Frames{frame}, "csv", time.UTC))
	require.Equal(t, "text,score\n\"'=HYPERLINK(\"\"http://x\"\")\",-1\n'+62,0\n'-1,1\n'@a,2\n'\tb,3\nbiasa,4\n,5\n", out.String())
}
