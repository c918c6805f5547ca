package sink

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

// TestReadingsOfADayStandInOneText: from the first reading on, also where nobody
// said anything yet; and anew where one comes late.
func TestReadingsOfADayStandInOneText(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, server *influxtest.Server) {
		server.Bucket(t, "days")
		midnight := time.Date(2026, 1, 1, 17, 0, 0, 0, time.UTC) // in Jakarta
		read := func(id string, after time.Duration, metrics sdk.Metrics) *line.Point {
			return historyPoint(office, sdk.Post{ID: id, Metrics: metrics}, midnight.Add(after), true)
		}
		server.Write(t, "days", strings.Join(nanoseconds([]*line.Point{
			read("a|b", time.Hour, sdk.Metrics{schema.MetricLikes: sdk.Number(3), schema.MetricShares: sdk.Number(1)}),
			read("a|b", 2*time.Hour, sdk.Metrics{schema.MetricLikes: sdk.Number(5), schema.MetricShares: sdk.NotAvailable(schema.NotRead)}),
			read("c", 2*time.Hour, sdk.Metrics{schema.MetricViews: sdk.Number(9)}),
			read("c", 25*time.Hour, sdk.Metrics{schema.MetricViews: sdk.Number(10)}),
			read("c", 49*time.Hour, sdk.Metrics{schema.MetricViews: sdk.Number(11)}), // today
		}), ""))
		now := midnight.Add(50 * time.Hour)
		s := daysSink(t, server, &now)
		require.NoError(t, s.closeDays(t.Context()))
		tags := "readings_1d,account=" + office.account + ",platform=" + office.platform + ",zone=Asia/Jakarta "
		next := fmt.Sprintf("%sviews_read=\"c=3600:10\" %d\n", tags, midnight.Add(24*time.Hour).UnixNano())
		require.Equal(t, []string{
			fmt.Sprintf("%sengagements_read=\"a%%7Cb=3600:4,7200:5\",likes_read=\"a%%7Cb=3600:3,7200:5\",shares_read=\"a%%7Cb=3600:1\",views_read=\"c=7200:9\" %d\n",
				tags, midnight.UnixNano()), next,
		}, storedDays(t, s))

		late := read("c", 90*time.Minute, sdk.Metrics{schema.MetricViews: sdk.Number(8)})
		server.Write(t, "days", nanoseconds([]*line.Point{late})[0])
		touched := newWindows()
		touched.read.add(office, late.At)
		touched.read.add(office, now) // not over
		points, err := s.lateDays(t.Context(), touched)
		require.NoError(t, err)
		require.Len(t, points, 1)
		require.NoError(t, s.writer.write(t.Context(), points))
		require.Contains(t, storedDays(t, s)[0], `views_read="c=5400:8,7200:9"`)
		require.Equal(t, next, storedDays(t, s)[1])
	})
}

// TestDaysOfTooManyReadings: a text that InfluxDB would not take is not written, and
// whoever asks is told to read the points of the time until then.
func TestDaysOfTooManyReadings(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "days")
	midnight := time.Date(2026, 1, 1, 17, 0, 0, 0, time.UTC)
	var points []*line.Point
	for i := range 6000 {
		p := sdk.Post{ID: fmt.Sprintf("post-%d", i), Metrics: sdk.Metrics{schema.MetricViews: sdk.Number(i)}}
		points = append(points, historyPoint(office, p, midnight.Add(time.Duration(i)*time.Second), true))
	}
	points = append(points, historyPoint(office, sdk.Post{ID: "1", Metrics: sdk.Metrics{schema.MetricViews: sdk.Number(1)}}, midnight.Add(30*time.Hour), true))
	server.Write(t, "days", strings.Join(nanoseconds(points), ""))
	now := midnight.Add(50 * time.Hour)
	s := daysSink(t, server, &now)
	require.NoError(t, s.closeDays(t.Context()))
	stored := storedDays(t, s)
	require.Len(t, stored, 1)
	require.Contains(t, stored[0], "1=21600:1")
	noted := daysSink(t, server, &now)
	require.NoError(t, noted.findDays(t.Context()))
	require.Equal(t, midnight.AddDate(0, 0, 1).Unix(), noted.days.read.Unix())
}
