package influx_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

func connect(t testing.TB, s *influxtest.Server, bucket string) *influx.Client {
	t.Helper()
	c, err := influx.New(influx.Options{URL: s.URL + "/", Organization: influxtest.Organization, Bucket: bucket, Token: s.Token})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// start is a Monday in Jakarta, at 20:00 UTC on Sunday.
var start = time.Date(2026, 3, 1, 20, 0, 0, 0, time.UTC)

func line(measurement, tags, fields string, at time.Time) string {
	return measurement + "," + tags + " " + fields + " " + itoa(at.UnixNano()) + "\n"
}

func TestSelectOnRealServers(t *testing.T) {
	t.Parallel()
	jakarta, err := time.LoadLocation("Asia/Jakarta")
	require.NoError(t, err)
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "b1")
		c := connect(t, s, "b1")
		var lines strings.Builder
		for i := range 48 { // two days of hours
			at := start.Add(time.Duration(i) * time.Hour)
			lines.WriteString(line(schema.TopicVolume, "platform=mastodon,account=dinkes,topic=banjir", "mentions=1,posts=0", at))
			if i%2 == 0 {
				lines.WriteString(line(schema.TopicVolume, "platform=bluesky,account=dinkes,topic=banjir", "mentions=2,posts=1", at))
			}
		}
		s.Write(t, "b1", lines.String())

		t.Run("days are the office's", func(t *testing.T) {
			result, err := c.Query(t.Context(), influx.Select{
				From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions, schema.FieldPosts),
				Range: influx.Range{From: start, To: start.Add(48 * time.Hour)},
				Every: influx.Every(24 * time.Hour), By: []string{schema.TagPlatform}, Zone: jakarta,
			})
			require.NoError(t, err)
			require.Len(t, result.Series, 2)
			m := result.Series[1]
			require.Equal(t, "mastodon", m.Tags[schema.TagPlatform])
			require.Equal(t, []float64{21, 24, 3}, m.Numbers(schema.FieldMentions), "Monday begins at 3 o'clock in the data")
			require.Equal(t, "2026-03-02T00:00:00+07:00", m.Time(0).In(jakarta).Format(time.RFC3339))
		})
		t.Run("the end is excluded, to the nanosecond", func(t *testing.T) {
			for end, want := range map[time.Duration]int{0: 1, 1: 2} {
				result, err := c.Query(t.Context(), influx.Select{
					From: schema.TopicVolume, Columns: influx.Fields(schema.TagPlatform, schema.FieldMentions),
					Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{"mastodon"}}},
					Range: influx.Range{From: start, To: start.Add(time.Hour + end)},
				})
				require.NoError(t, err)
				require.Equal(t, want, result.Rows())
			}
		})
		t.Run("latest first, limited by series", func(t *testing.T) {
			result, err := c.Query(t.Context(), influx.Select{
				From: schema.TopicVolume, Columns: influx.Fields(schema.FieldMentions),
				By: []string{schema.TagPlatform}, Descending: true, Limit: 2,
			})
			require.NoError(t, err)
			require.Len(t, result.Series, 2)
			for i := range result.Series { // series come in no promised order
				last := map[string]int{"bluesky": 46, "mastodon": 47}[result.Series[i].Tags[schema.TagPlatform]]
				require.Equal(t, start.Add(time.Duration(last)*time.Hour), result.Series[i].Time(0))
			}
			require.Equal(t, 4, result.Rows())
		})
		t.Run("several values and none of", func(t *testing.T) {
			q := influx.Select{
				From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions),
				Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{"mastodon", "bluesky"}}},
			}
			result, err := c.Query(t.Context(), q)
			require.NoError(t, err)
			require.Equal(t, []float64{96}, result.Series[0].Numbers(schema.FieldMentions))
			q.Where[0].Not, q.Where[0].Values = true, []string{"mastodon"}
			result, err = c.Query(t.Context(), q)
			require.NoError(t, err)
			require.Equal(t, []float64{48}, result.Series[0].Numbers(schema.FieldMentions))
		})
		t.Run("values of a tag", func(t *testing.T) {
			result, err := c.Query(t.Context(), influx.TagValues{
				Tag: schema.TagPlatform, From: []string{schema.Post, schema.TopicVolume}, Limit: 10,
				Range: influx.Range{From: start},
				Where: []influx.Match{{Name: schema.TagAccount, Values: []string{"dinkes"}}},
			})
			require.NoError(t, err)
			require.Equal(t, []string{"bluesky", "mastodon"}, result.Series[0].Texts(influx.ValueColumn))
		})
		t.Run("what is stored", func(t *testing.T) {
			result, err := c.Query(t.Context(), influx.Stored{})
			require.NoError(t, err)
			require.Equal(t, []string{schema.TopicVolume}, result.Series[0].Texts(influx.NameColumn))
		})
		t.Run("nothing found", func(t *testing.T) {
			result, err := c.Query(t.Context(), influx.Select{From: schema.Post, Columns: influx.Fields(schema.FieldID)})
			require.NoError(t, err)
			require.Zero(t, result.Rows())
		})
	})
}

// The server sends 10,000 rows a chunk.
func TestManyRowsComeWhole(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "many")
		var lines strings.Builder
		for i := range 25_000 {
			lines.WriteString(line(schema.Sentiment, "platform=p,account=a,topic=t"+itoa(int64(i%2)), "mentions="+itoa(int64(i)), start.Add(time.Duration(i)*time.Minute)))
		}
		s.Write(t, "many", lines.String())
		c := connect(t, s, "many")
		result, err := c.Query(t.Context(), influx.Select{
			From: schema.Sentiment, Columns: influx.Fields(schema.FieldMentions), By: []string{schema.TagTopic},
		})
		require.NoError(t, err)
		require.Len(t, result.Series, 2)
		sum := 0.0
		for i := range result.Series {
			require.Equal(t, 12_500, result.Series[i].Len())
			for _, n := range result.Series[i].Numbers(schema.FieldMentions) {
				sum += n
			}
		}
		require.InDelta(t, 25_000*24_999/2, sum, 0)

		small, err := influx.New(influx.Options{URL: s.URL, Bucket: "many", Token: s.Token, MaxRows: 24_999})
		require.NoError(t, err)
		t.Cleanup(small.Close)
		_, err = small.Query(t.Context(), influx.Select{From: schema.Sentiment, Columns: influx.Fields(schema.FieldMentions)})
		requireKind(t, influx.TooLarge, err)
	})
}

func requireKind(t *testing.T, want influx.Kind, err error) {
	t.Helper()
	var got *influx.Error
	require.ErrorAs(t, err, &got)
	require.Equal(t, want, got.Kind, err.Error())
	require.NotContains(t, err.Error(), "secret")
	require.True(t, utf8.ValidString(err.Error()), "%q", err.Error())
}

func TestErrorsOfRealServers(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		_, err := connect(t, s, "nowhere").Query(t.Context(), influx.Select{From: schema.Post, Columns: influx.Fields(schema.FieldID)})
		requireKind(t, influx.BucketNotFound, err)
		for _, token := range []string{"", "tester:secretly-wrong", "nonsense secret", "pantau:"} {
			c, err := influx.New(influx.Options{URL: s.URL, Bucket: "b", Token: token})
			require.NoError(t, err)
			t.Cleanup(c.Close)
			_, err = c.Query(t.Context(), influx.Stored{})
			requireKind(t, influx.Unauthorised, err)
		}
	})
}

func TestErrorsOfOtherServers(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/html/query":
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>login</html>"))
		case "/slow/query":
			<-release
		case "/busy/query":
			http.Error(w, `{"error":"overloaded"}`, http.StatusServiceUnavailable)
		case "/broken/query":
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"results":[{"series":[`))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(web.Close)
	t.Cleanup(func() { close(release) })
	for path, want := range map[string]influx.Kind{
		"/html": influx.NotInflux, "/other": influx.NotInflux, "/slow": influx.Timeout,
		"/busy": influx.Refused, "/broken": influx.Unreachable,
	} {
		t.Run(path, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			c, err := influx.New(influx.Options{URL: web.URL + path, Bucket: "b", Token: "secret"})
			require.NoError(t, err)
			defer c.Close()
			_, err = c.Query(ctx, influx.Stored{})
			requireKind(t, want, err)
		})
	}
}

func TestServerAway(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	c, err := influx.New(influx.Options{URL: "http://" + l.Addr().String(), Bucket: "b", Token: "secret"})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	_, err = c.Query(t.Context(), influx.Stored{})
	requireKind(t, influx.Unreachable, err)
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"":                            "url is empty",
		"127.0.0.1:8086":              "write it as http://host:port",
		"ftp://host":                  "write it as http://host:port",
		"http://user:secret@host:80":  "put them in the token field",
		"http://host:8086/?db=x":      "without ? or #",
		"http://":                     "write it as",
		"http://host:8086":            "",
		"https://host/influx/":        "",
		"http://[::1]:8086":           "",
		"http://ho st/":               "write it as",
		"javascript:alert(1)//secret": "write it as",
	} {
		err := influx.CheckURL(raw)
		if want == "" {
			require.NoError(t, err, raw)
			continue
		}
		require.ErrorContains(t, err, want, raw)
		require.NotContains(t, err.Error(), "secret")
	}
}
