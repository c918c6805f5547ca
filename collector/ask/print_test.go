package ask

import (
	"bytes"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// TestCSVRunsNoFormula: a spreadsheet takes what starts so for a formula; numbers stay numbers.
func TestCSVRunsNoFormula(t *testing.T) {
	t.Parallel()
	frame := data.NewFrame("mentions",
		data.NewField("text", nil, []string{`=HYPERLINK("http://x")`, "+62", "-1", "@a", "\tb", "biasa", ""}),
		data.NewField("score", nil, []float64{-1, 0, 1, 2, 3, 4, 5}))
	var out bytes.Buffer
	require.NoError(t, Print(&out, data.Frames{frame}, "csv", time.UTC, catalogue.Indonesian))
	require.Equal(t, "text,score\n\"'=HYPERLINK(\"\"http://x\"\")\",-1\n'+62,0\n'-1,1\n'@a,2\n'\tb,3\nbiasa,4\n,5\n", out.String())
}

// TestNumbersAreThoseOfTheReader: people read their language's points and commas,
// programs always the same.
func TestNumbersAreThoseOfTheReader(t *testing.T) {
	t.Parallel()
	part := -0.256
	frames := data.Frames{data.NewFrame("posts",
		data.NewField("reach", nil, []float64{1234567.891, 12000, 0.5}),
		data.NewField("likes", nil, []int64{4321, 12, 0}),
		data.NewField("change", nil, []*float64{&part, nil, nil}))}
	for _, c := range []struct {
		format string
		lang   catalogue.Language
		want   string
	}{
		{"table", catalogue.Indonesian, "reach         likes  change\n1.234.567,89  4.321  −0,26\n12.000        12     –\n0,50          0      –\n"},
		{"table", catalogue.English, "reach         likes  change\n1,234,567.89  4,321  −0.26\n12,000        12     –\n0.50          0      –\n"},
		{"csv", catalogue.Indonesian, "reach,likes,change\n1234567.891,4321,-0.256\n12000,12,\n0.5,0,\n"},
	} {
		var out bytes.Buffer
		require.NoError(t, Print(&out, frames, c.format, time.UTC, c.lang))
		require.Equal(t, c.want, out.String(), "%s in %s", c.format, c.lang)
	}
	var here, there bytes.Buffer
	require.NoError(t, Print(&here, frames, "json", time.UTC, catalogue.Indonesian))
	require.NoError(t, Print(&there, frames, "json", time.UTC, catalogue.English))
	require.Equal(t, there.String(), here.String())
	require.Contains(t, here.String(), "1234567.891")
}
