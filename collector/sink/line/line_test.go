package line_test

import (
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api/write"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/sink/line"
)

// sent hears what client-go sends.
type sent struct{ body string }

func (s *sent) RoundTrip(r *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(r.Body)
	s.body = string(raw)
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: r}, err
}

// FuzzAppend: the bytes are those of client-go, whatever stands in a point.
func FuzzAppend(f *testing.F) {
	f.Add("mention", "akun", "dinkes", "text", "antre \"lama\" \\ di\nloket", "score", -0.25, int64(1_793_520_000_000_000_000))
	f.Add("a, b=c", "t =", "x,\ty\f\r", "f=,", "", "f=,", 1e21, int64(0))
	f.Add("m", "", "v", "b\\", "\xff\x00é", "a", 5e-324, int64(-1))
	f.Add("m", "t", "", "", "x", "b", 1.5, int64(1))
	for _, n := range []float64{7, -7, math.Copysign(0, -1), 1<<53 - 1, 1 << 53, -1 << 60, math.MaxFloat64} {
		f.Add("m", "t", "v", "k", "x", "n", n, int64(1))
	}
	heard := &sent{}
	client := influxdb2.NewClientWithOptions("http://influxdb.test", "", influxdb2.DefaultOptions().SetHTTPClient(&http.Client{Transport: heard}).SetLogLevel(0))
	f.Cleanup(client.Close)
	api := client.WriteAPIBlocking("o", "b")
	f.Fuzz(func(t *testing.T, name, tag, value, key, text, other string, number float64, at int64) {
		tags := map[string]string{tag: value, "platform": "mastodon"}
		fields := map[string]any{key: text}
		fields[other] = number
		if err := api.WritePoint(t.Context(), write.NewPoint(name, tags, fields, time.Unix(0, at))); err != nil {
			return // client-go does not send it at all
		}
		ours := []line.Tag{{Key: tag, Value: value}}
		if tag != "platform" {
			ours = append(ours, line.Tag{Key: "platform", Value: "mastodon"})
		} else {
			ours[0].Value = "mastodon" // as in the map
		}
		p := line.New(name, ours, []line.Field{line.Text(key, text), line.Number(other, number)}, time.Unix(0, at))
		require.Equal(t, heard.body, p.String())
	})
}

// What client-go would not send is sent, on one line, for the server to refuse.
func TestWhatCannotBeStoredStaysOnItsLine(t *testing.T) {
	t.Parallel()
	p := line.New("m", nil, []line.Field{line.Number("n", 0)}, time.Time{})
	require.Equal(t, "m n=0\n", p.String())
	none := line.New("\n", []line.Tag{{Key: "\n", Value: "\n"}}, []line.Field{line.Text("\n", "\n")}, time.Unix(0, 1))
	require.Equal(t, 1, strings.Count(none.String(), "\n"))
}

func TestAPointTellsWhatItHas(t *testing.T) {
	t.Parallel()
	p := line.New("m", []line.Tag{{Key: "b", Value: "2"}, {Key: "a", Value: "1"}},
		[]line.Field{line.Text("z", "last"), line.Number("n", 1), line.Number("n", 2)}, time.Unix(0, 7))
	require.Equal(t, "m,a=1,b=2 n=2,z=\"last\" 7\n", p.String())
	require.Equal(t, "2", p.Tag("b"))
	require.Empty(t, p.Tag("c"))
	n, ok := p.Number("n")
	require.True(t, ok)
	require.InDelta(t, 2, n, 0)
	_, ok = p.Number("z")
	require.False(t, ok, "a text")
	require.Equal(t, "last", p.Fields[1].Value())
}
