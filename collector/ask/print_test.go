package ask

import (
	"bytes"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// received are frames as the plugin sends them.
func received(t *testing.T, sent ...*data.Frame) Frames {
	t.Helper()
	var raw [][]byte
	for _, f := range sent {
		one, err := f.MarshalJSON()
		require.NoError(t, err)
		raw = append(raw, one)
	}
	frames, err := decode(raw)
	require.NoError(t, err)
	return frames
}

// TestFramesArriveAsSent: every type of column that the plugin uses, its labels,
// titles and notices.
func TestFramesArriveAsSent(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 3, 4, 5, 0, time.UTC)
	whole, text := int64(9007199254740993), "tulisan"
	titled := data.NewField("n", data.Labels{"b": "2", "a": "1"}, []*int64{&whole, nil})
	titled.Config = &data.FieldConfig{DisplayNameFromDS: "Jumlah"}
	sent := data.NewFrame("x",
		data.NewField("time", nil, []time.Time{at, at.Add(time.Millisecond)}), titled,
		data.NewField("share", nil, []float64{0.1, 1e300}), data.NewField("text", nil, []*string{&text, nil}), data.NewField("yes", nil, []bool{true, false}))
	sent.Meta = &data.FrameMeta{Notices: []data.Notice{{Text: "sebagian"}}}
	got := received(t, sent, data.NewFrame("empty"))
	require.Len(t, got, 2)
	require.Equal(t, []Field{
		{Name: "time", Values: []any{at, at.Add(time.Millisecond)}},
		{Name: "n", Title: "Jumlah", Labels: map[string]string{"a": "1", "b": "2"}, Values: []any{whole, nil}},
		{Name: "share", Values: []any{0.1, 1e300}},
		{Name: "text", Values: []any{text, nil}},
		{Name: "yes", Values: []any{true, false}},
	}, got[0].Fields)
	require.Equal(t, []string{"sebagian"}, got[0].Notices)
	require.Equal(t, "n a=1, b=2", got[0].Fields[1].label())
	require.Zero(t, got[1].Rows())
	few := got.Columns("text", "gone", "n").First(1)
	require.Equal(t, 1, few[0].Rows())
	require.Equal(t, []any{text}, few[0].Fields[0].Values)
	_, err := decode([][]byte{[]byte(`{"schema":{"fields":[{"name":"a"}]},"data":{"values":[]}}`)})
	require.ErrorContains(t, err, "0 columns of 1")
}

// TestCSVRunsNoFormula: a spreadsheet takes what starts so for a formula; numbers stay numbers.
func TestCSVRunsNoFormula(t *testing.T) {
	t.Parallel()
	frame := data.NewFrame("mentions",
		data.NewField("text", nil, []string{`=HYPERLINK("http://x")`, "+62", "-1", "@a", "\tb", "biasa;=1", ""}),
		data.NewField("=score", nil, []float64{-1, 0, 1, 2, 3, 4, 5}))
	var out bytes.Buffer
	require.NoError(t, Print(&out, received(t, frame), "csv", time.UTC, catalogue.Indonesian))
	require.Equal(t, "text,'=score\n\"'=HYPERLINK(\"\"http://x\"\")\",-1\n'+62,0\n'-1,1\n'@a,2\n'\tb,3\nbiasa;'=1,4\n,5\n", out.String())
}

// TestNumbersAreThoseOfTheReader: people read their language's points and commas,
// programs always the same.
func TestNumbersAreThoseOfTheReader(t *testing.T) {
	t.Parallel()
	part := -0.256
	frames := received(t, data.NewFrame("posts",
		data.NewField("reach", nil, []float64{1234567.891, 12000, 0.5}),
		data.NewField("likes", nil, []int64{4321, 12, 0}),
		data.NewField("change", nil, []*float64{&part, nil, nil})))
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
