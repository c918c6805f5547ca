package sink

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

// hoursOf are rollups of an account from start on, each a point of its own.
func hoursOf(o owner, start time.Time, length time.Duration, n int) []*line.Point {
	r := rand.New(rand.NewPCG(3, uint64(n)))
	var out []*line.Point
	for i := range n {
		at := start.Add(time.Duration(r.Int64N(int64(length)))).Truncate(time.Hour).Add(time.Duration(i))
		tags := o.tags(tag(schema.TagTopic, []string{"banjir", "pajak"}[r.IntN(2)]))
		volume := []line.Field{line.Number(schema.FieldMentions, float64(r.IntN(9))), line.Number(schema.FieldPosts, 1)}
		if i%3 == 0 { // the others lack what came later
			volume = append(volume, line.Number(schema.FieldCompared, 1))
		}
		tones := []line.Field{line.Number(schema.FieldMentions, 2), line.Number(schema.FieldScoreSum, -.5)}
		if i%4 > 0 {
			tones = append(tones, line.Number(schema.FieldPositive, 1), line.Number(schema.FieldNeutral, float64(i%2)), line.Number(schema.FieldNegative, 0))
		}
		out = append(out, line.New(schema.TopicVolume, tags, volume, at), line.New(schema.Sentiment, tags, tones, at))
	}
	return out
}

func daysSink(t *testing.T, server *influxtest.Server, now *time.Time) *Sink {
	t.Helper()
	wib, err := time.LoadLocation("Asia/Jakarta")
	require.NoError(t, err)
	return newSink(t, server, "days", func(o *Options) { o.Zone, o.Now = wib, func() time.Time { return *now } })
}

// newSink writes to a bucket of a server; set changes what it is made of.
func newSink(t *testing.T, server *influxtest.Server, bucket string, set ...func(*Options)) *Sink {
	t.Helper()
	o := Options{
		Database: Database{URL: server.URL, Org: influxtest.Organization, Bucket: bucket, Token: sdk.Secret(server.Token)},
		DataDir:  t.TempDir(), Meters: NewMeters(prometheus.NewRegistry()), Log: slog.New(slog.DiscardHandler),
	}
	for _, change := range set {
		change(&o)
	}
	s := New(o)
	t.Cleanup(s.Close)
	return s
}

// storedDays are the lines of the days in the database.
func storedDays(t *testing.T, s *Sink) []string {
	t.Helper()
	var points []*line.Point
	for _, day := range []string{schema.TopicDay, schema.SentimentDay, schema.HeardDay, schema.ReadingsDay} {
		err := s.reader.query(t.Context(), "SELECT * FROM "+day+" GROUP BY *", nil, func(r row) {
			var fields []line.Field
			for name, v := range r.fields {
				switch v := v.(type) {
				case string:
					fields = append(fields, line.Text(name, v))
				case float64:
					fields = append(fields, line.Number(name, v))
				}
			}
			var tags []line.Tag
			for key, value := range r.tags {
				tags = append(tags, tag(key, value))
			}
			points = append(points, line.New(day, tags, fields, r.at))
		})
		require.NoError(t, err)
	}
	return nanoseconds(points)
}

// wantedDays are those of rollups before until, added up here.
func wantedDays(rollups []*line.Point, zone *time.Location, until time.Time) []string {
	var old []*line.Point
	for _, p := range rollups {
		if p.At.Before(until) {
			old = append(old, p)
		}
	}
	return nanoseconds(Days(old, zone))
}

// TestDaysAreWhole adds up what stood there before days were known, closes each
// day when it is over, and mends one that something comes to later.
func TestDaysAreWhole(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, server *influxtest.Server) {
		server.Bucket(t, "days")
		other := owner{platform: "x", account: "dinkes"}
		start := time.Date(2026, 1, 1, 5, 0, 0, 0, time.UTC)
		rollups := append(hoursOf(office, start, 50*24*time.Hour, 400), hoursOf(other, start, 50*24*time.Hour, 300)...)
		server.Write(t, "days", strings.Join(nanoseconds(rollups), ""))
		now := start.AddDate(0, 0, 40)
		s := daysSink(t, server, &now)
		midnight := func(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, s.days.zone) }

		require.NoError(t, s.closeDays(t.Context()))
		require.Equal(t, wantedDays(rollups, s.days.zone, midnight(40)), storedDays(t, s))

		now = midnight(41).Add(daysGrace - 1)
		require.NoError(t, s.closeDays(t.Context()))
		require.Equal(t, wantedDays(rollups, s.days.zone, midnight(40)), storedDays(t, s), "the day may not be whole yet")
		now = now.Add(1)
		require.NoError(t, s.closeDays(t.Context()))
		require.Equal(t, wantedDays(rollups, s.days.zone, midnight(41)), storedDays(t, s))

		s = daysSink(t, server, &now) // another start knows where it was
		late := hoursOf(office, start.AddDate(0, 0, 3), 2*24*time.Hour, 20)
		server.Write(t, "days", strings.Join(nanoseconds(late), ""))
		rollups = append(rollups, late...)
		touched := newWindows()
		for _, p := range late {
			touched.add(office, p.At, false)
		}
		touched.add(office, midnight(45), false) // not over
		points, err := s.lateDays(t.Context(), touched)
		require.NoError(t, err)
		for _, p := range points {
			require.Less(t, p.At, midnight(7))
		}
		require.NoError(t, s.writer.write(t.Context(), points))
		require.Equal(t, wantedDays(rollups, s.days.zone, midnight(41)), storedDays(t, s))
	})
}

// A database without anything has whole days from its first on.
func TestDaysOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "days")
	now := time.Date(2026, 1, 9, 5, 0, 0, 0, time.UTC)
	s := daysSink(t, server, &now)
	require.NoError(t, s.closeDays(t.Context()))
	require.Empty(t, storedDays(t, s))
	until := ""
	require.NoError(t, s.reader.query(t.Context(), selectUntil, map[string]any{"zone": "Asia/Jakarta"}, func(r row) {
		until = fmt.Sprint(time.Unix(int64(r.number(schema.FieldUntil)), 0).In(s.days.zone))
	}))
	require.Equal(t, "2026-01-09 00:00:00 +0700 WIB", until)
}

// TestSinceWhen readings of days stand: since ever, unless an older collector wrote
// before.
func TestSinceWhen(t *testing.T) {
	t.Parallel()
	const tags = "platform=mastodon,account=dinkes"
	midnight := time.Date(2026, 1, 5, 17, 0, 0, 0, time.UTC) // in Jakarta
	tomorrow := time.Date(2026, 1, 9, 17, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		lines string
		want  time.Time
	}{
		"an empty database": {"", time.Unix(0, 0)},
		"from the first reading on": {fmt.Sprintf("account,%s followers=1 %d\naccount_1d,%s,zone=Asia/Jakarta followers=1 %d\n",
			tags, midnight.Add(23*time.Hour).UnixNano(), tags, midnight.UnixNano()), time.Unix(0, 0)},
		"readings of an older collector": {fmt.Sprintf("account,%s followers=1 %d\n", tags, midnight.UnixNano()), tomorrow},
		"days of another zone": {fmt.Sprintf("account,%s followers=1 %d\naccount_1d,%s,zone=Asia/Jayapura followers=1 %d\n",
			tags, midnight.UnixNano(), tags, midnight.UnixNano()), tomorrow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := influxtest.Start18(t)
			server.Bucket(t, "days")
			if c.lines != "" {
				server.Write(t, "days", c.lines)
			}
			now := time.Date(2026, 1, 9, 5, 0, 0, 0, time.UTC)
			for _, when := range []string{"at the first start", "as noted"} {
				s := daysSink(t, server, &now)
				require.NoError(t, s.closeDays(t.Context()))
				require.Equal(t, c.want.Unix(), s.days.since.Unix(), when)
				now = now.AddDate(0, 0, 3)
			}
		})
	}
}

// TestOldDaysAreTalliedAnew: of an older collector's days the last month gets what
// it did not write.
func TestOldDaysAreTalliedAnew(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "days")
	start := time.Date(2026, 1, 1, 5, 0, 0, 0, time.UTC)
	rollups := hoursOf(office, start, 50*24*time.Hour, 400)
	server.Write(t, "days", strings.Join(nanoseconds(rollups), ""))
	now := start.AddDate(0, 0, 40)
	s := daysSink(t, server, &now)
	until := s.days.start(now)
	server.Write(t, "days", fmt.Sprintf("pantau_days,zone=Asia/Jakarta until=%d,since=0 %d\n", until.Unix(), now.Add(-time.Hour).UnixNano()))

	require.NoError(t, s.closeDays(t.Context()))
	require.Equal(t, until.AddDate(0, 0, -31).Unix(), s.days.heard.Unix())
	var recent []*line.Point
	for _, p := range rollups {
		if !p.At.Before(s.days.heard) {
			recent = append(recent, p)
		}
	}
	require.Equal(t, wantedDays(recent, s.days.zone, until), storedDays(t, s))

	again := daysSink(t, server, &now) // knows it
	require.NoError(t, again.findDays(t.Context()))
	require.Equal(t, s.days.heard.Unix(), again.days.heard.Unix())
	require.Equal(t, until.Unix(), again.days.until.Unix())
}

// TestTalliesAreAsStored: the text a day, by hand.
func TestTalliesAreAsStored(t *testing.T) {
	t.Parallel()
	wib, err := time.LoadLocation("Asia/Jakarta")
	require.NoError(t, err)
	at := time.Date(2026, 1, 5, 17, 10, 0, 0, time.UTC) // ten past midnight
	point := func(measurement, topic string, at time.Time, fields ...line.Field) *line.Point {
		return line.New(measurement, office.tags(tag(schema.TagTopic, topic)), fields, at)
	}
	mentions, posts := line.Number(schema.FieldMentions, 1), line.Number(schema.FieldPosts, 1)
	tones := []line.Field{line.Number(schema.FieldPositive, 1), line.Number(schema.FieldNeutral, 0), line.Number(schema.FieldNegative, 2)}
	var got string
	for _, p := range Days([]*line.Point{
		point(schema.TopicVolume, "pajak", at, line.Number(schema.FieldMentions, 3), posts),
		point(schema.TopicVolume, "pajak", at.Add(10*time.Minute), mentions),
		point(schema.TopicVolume, "banjir", at.Add(23*time.Hour), line.Number(schema.FieldMentions, 0), posts),
		point(schema.TopicVolume, "sampah", at, line.Number(schema.FieldCoordinated, 1)),
		point(schema.Sentiment, schema.AllTopics, at.Truncate(time.Hour).Add(3*time.Hour), tones...),
		point(schema.Sentiment, schema.AllTopics, at.Truncate(time.Hour).Add(4*time.Hour), tones...),
	}, wib) {
		if p.Name == schema.HeardDay {
			got = p.String()
		}
	}
	require.Equal(t, "heard_1d,account="+office.account+",platform="+office.platform+`,zone=Asia/Jakarta mentions_by_hour="banjir=23:0|pajak=0:4",`+
		`mentions_by_topic="banjir=0:0|pajak=0:4",tones_by_hour="_all=3:1/0/2,4:1/0/2",tones_by_topic="_all=0:2/0/4" `+
		fmt.Sprint(at.Add(-10*time.Minute).UnixNano())+"\n", got)
}

// TestDaysOfTooManyTopics: a text that InfluxDB would not take is not written, and whoever
// asks is told to read the rollups of the time until then.
func TestDaysOfTooManyTopics(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "days")
	start := time.Date(2026, 1, 1, 17, 0, 0, 0, time.UTC) // midnight
	var points []*line.Point
	for topic := range 300 {
		for hour := range 72 {
			if hour >= 48 && topic > 0 {
				continue // the third day is an ordinary one
			}
			points = append(points, line.New(schema.Sentiment, office.tags(tag(schema.TagTopic, fmt.Sprintf("program-%d", topic))), []line.Field{
				line.Number(schema.FieldMentions, 30), line.Number(schema.FieldPositive, 10), line.Number(schema.FieldNeutral, 10), line.Number(schema.FieldNegative, 10),
			}, start.Add(time.Duration(hour)*time.Hour)))
		}
	}
	server.Write(t, "days", strings.Join(nanoseconds(points), ""))
	now := start.AddDate(0, 0, 4)
	s := daysSink(t, server, &now)
	require.NoError(t, s.closeDays(t.Context()))
	var texts []time.Time
	require.NoError(t, s.reader.query(t.Context(), "SELECT tones_by_topic FROM "+schema.HeardDay, nil, func(r row) { texts = append(texts, r.at) }))
	require.Equal(t, []time.Time{start.AddDate(0, 0, 2)}, texts)
	noted := daysSink(t, server, &now)
	require.NoError(t, noted.findDays(t.Context()))
	require.Equal(t, start.AddDate(0, 0, 2).Unix(), noted.days.heard.Unix())
}

// TestDaysWithoutReadings are not asked for readings, which costs much; one that comes
// later than was looked stands in its day all the same.
func TestDaysWithoutReadings(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "days")
	now := time.Date(2026, 1, 9, 5, 0, 0, 0, time.UTC)
	server.Write(t, "days", strings.Join(nanoseconds(hoursOf(office, now.AddDate(0, -3, 0), 24*time.Hour, 20)), ""))
	s := daysSink(t, server, &now)
	heard := &asked{Service: s.reader.http}
	s.reader.http = heard
	_, err := s.lateDays(t.Context(), newWindows()) // looks for what there is
	require.NoError(t, err)

	read := now.AddDate(0, 0, -2)
	server.Write(t, "days", historyPoint(office, sdk.Post{ID: "1", Metrics: sdk.Metrics{"likes": sdk.Number(3)}}, read, true).String())
	touched := newWindows()
	touched.read.add(office, read)
	_, err = s.lateDays(t.Context(), touched)
	require.NoError(t, err)
	before := heard.times("post_history")
	require.NoError(t, s.closeDays(t.Context()))
	require.Equal(t, before+1, heard.times("post_history"), "of three months only the last")
	require.Len(t, slices.DeleteFunc(storedDays(t, s), func(line string) bool { return !strings.HasPrefix(line, "readings_1d") }), 1)
}
