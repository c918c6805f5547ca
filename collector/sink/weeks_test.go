package sink

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

var monday = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// published is a post, so long after the first Monday.
func published(id, kind string, after time.Duration, metrics sdk.Metrics, topics ...string) *line.Point {
	p := postPoint(office, sdk.Post{ID: id, Type: kind, Text: "Kabar", Published: monday.Add(after), Metrics: metrics}, topics, true)
	p.At = monday.Add(after) // without the hash, to be written down here
	return p
}

// storedWeeks are the lists in the database, as "week: published; id; type; topics; unavailable; likes; parts".
func storedWeeks(t *testing.T, s *Sink) (out []string) {
	t.Helper()
	require.NoError(t, s.reader.query(t.Context(), "SELECT * FROM posts_1w GROUP BY account", nil, func(r row) {
		fields := []string{r.text(schema.FieldTimes)}
		for _, field := range append(slices.Clone(schema.Weekly[schema.Post].Texts), schema.MetricLikes) {
			require.Contains(t, r.fields, schema.ListOf(field))
			fields = append(fields, r.text(schema.ListOf(field)))
		}
		parts, _ := r.known(schema.FieldParts)
		out = append(out, fmt.Sprintf("%s %s: %s; %g", r.tags[schema.TagAccount], r.at.Format("01-02"), strings.Join(fields, "; "), parts))
	}))
	return out
}

// TestPostsStandInTheirWeeks: those of an older collector at the first start, what is
// marked as outdated from then on, and all anew where an older collector wrote since.
func TestPostsStandInTheirWeeks(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, server *influxtest.Server) {
		server.Bucket(t, "days")
		write := func(points ...*line.Point) { server.Write(t, "days", strings.Join(nanoseconds(points), "")) }
		likes := func(n int) sdk.Metrics { return sdk.Metrics{schema.MetricLikes: sdk.Number(n)} }
		write(
			published("b", "photo", 3, sdk.Metrics{schema.MetricLikes: sdk.NotAvailable(schema.Permission)}),
			published("a~1", "video", 2, likes(7), "banjir", "pajak"), published("c", "video", 604_799_999_999_999, likes(0)),
			published("d", "video", 8*24*time.Hour, likes(9)), published("e", "video", 60*24*time.Hour, likes(1)),
		)
		now := monday.AddDate(0, 0, 61)
		s := daysSink(t, server, &now)
		require.NoError(t, s.closeDays(t.Context()))
		first := office.account + " 01-05: 2,3,604799999999999; a%7E1~b~c; video~photo~video; |banjir|pajak|~2*; ~engagements=permission;likes=permission~; 7,,0; 1"
		second := office.account + " 01-12: 86400000000000; d; video; ; ; 9; 1"
		last := office.account + " 03-02: 345600000000000; e; video; ; ; 1; 1"
		require.Equal(t, []string{first, second, last}, storedWeeks(t, s))

		changed := published("a~1", "video", 2, likes(8), "banjir", "pajak")
		write(changed)
		require.NoError(t, s.reader.query(t.Context(), deletePost, office.params("at", monday.Add(8*24*time.Hour).UnixNano()), nil))
		marks := byWeek{}
		for _, at := range []time.Time{changed.At, monday.AddDate(0, 0, 8)} {
			marks.add(schema.Post, office, at)
		}
		write(marks.marks(nil)...)
		outdated := func(line string) string { return line[:len(line)-1] + "-1" }
		require.Equal(t, []string{outdated(first), outdated(second), last}, storedWeeks(t, s))
		s = daysSink(t, server, &now) // the one that wrote the marks was killed
		require.NoError(t, s.Settle(t.Context()))
		first, second = strings.Replace(first, "7,,0", "8,,0", 1), office.account+" 01-12: ; ; ; ; ; ; 0"
		require.Equal(t, []string{first, second, last}, storedWeeks(t, s))
		write(marks.marks(nil)...) // of another process, which was broken off
		require.NoError(t, s.Settle(t.Context()))
		require.Equal(t, []string{outdated(first), outdated(second), last}, storedWeeks(t, s), "it has just looked")
		now = now.Add(lookEvery)
		require.NoError(t, s.Settle(t.Context()))
		require.Equal(t, []string{first, second, last}, storedWeeks(t, s))

		write(published("e", "video", 60*24*time.Hour, likes(2))) // without a mark, as an older collector does
		s = daysSink(t, server, &now)
		require.NoError(t, s.closeDays(t.Context()))
		require.Equal(t, []string{first, second, last}, storedWeeks(t, s), "they were whole, and what is written is marked")
		now = now.AddDate(0, 0, 1)
		server.Write(t, "days", fmt.Sprintf("pantau_days,zone=Asia/Jakarta until=%d,since=0,heard=0,readings=0 %d\n", s.days.start(now).Unix(), now.UnixNano()))
		s = daysSink(t, server, &now)
		require.NoError(t, s.closeDays(t.Context()))
		require.Equal(t, []string{first, second, strings.Replace(last, "; 1; 1", "; 2; 1", 1)}, storedWeeks(t, s), "an older collector wrote")
		s = daysSink(t, server, &now)
		require.NoError(t, s.findWeeks(t.Context()))
		require.True(t, s.days.weeks, "which is noted")
	})
}

// TestAWeekOfTooManyPostsHasParts, and fewer again when posts are gone.
func TestAWeekOfTooManyPostsHasParts(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "days")
	var points []*line.Point
	for i := range 5000 {
		points = append(points, published(fmt.Sprintf("post-%d", i), "video", time.Duration(i)*time.Minute+12345, nil))
	}
	server.Write(t, "days", strings.Join(nanoseconds(points), ""))
	now := monday.AddDate(0, 0, 8)
	s := daysSink(t, server, &now)
	require.NoError(t, s.closeDays(t.Context()))
	listed := func() (posts []int, parts []float64) {
		require.NoError(t, s.reader.query(t.Context(), "SELECT times, parts FROM posts_1w", nil, func(r row) {
			posts = append(posts, strings.Count(r.text(schema.FieldTimes), ",")+1)
			n, _ := r.known(schema.FieldParts)
			parts = append(parts, n)
			require.Equal(t, monday.Add(time.Duration(len(parts)-1)), r.at)
		}))
		return posts, parts
	}
	posts, parts := listed()
	require.Equal(t, []int{2500, 2500}, posts)
	require.Equal(t, []float64{2, 0}, parts)
	require.NoError(t, s.reader.query(t.Context(), "DELETE FROM post WHERE time > $at", map[string]any{"at": monday.Add(time.Hour).UnixNano()}, nil))
	s.outdated.add(schema.Post, office, monday)
	require.NoError(t, s.Settle(t.Context()))
	posts, parts = listed()
	require.Equal(t, []int{60, 2500}, posts)
	require.Equal(t, []float64{1, 0}, parts, "the second is left over")
}

// TestDaysOfAnAccountStandInTheirWeeks, those of the office's zone alone; when days may no
// longer be kept, neither may what lists them.
func TestDaysOfAnAccountStandInTheirWeeks(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, server *influxtest.Server) {
		server.Bucket(t, "days")
		now := monday.AddDate(0, 0, 14)
		s := daysSink(t, server, &now)
		other, err := time.LoadLocation("Asia/Jayapura")
		require.NoError(t, err)
		made := NewMade(office.platform, office.account, true, s.days.zone)
		var points []*line.Point
		for i := range 10 {
			counted := sdk.Account{Metrics: sdk.Metrics{schema.MetricFollowers: sdk.Number(100 + i)}}
			read := monday.AddDate(0, 0, i).Add(5 * time.Hour)
			points = append(points, made.AccountDay(counted, read, s.days.zone), accountDayPoint(office, counted, startOfDay(read, other)))
		}
		server.Write(t, "days", strings.Join(nanoseconds(points), ""))
		require.NoError(t, s.closeDays(t.Context()))
		stored := func() (out []string) { // times in hundreds of seconds
			require.NoError(t, s.reader.query(t.Context(), "SELECT times, followers_list, follows_lost_list, parts FROM account_1w GROUP BY zone", nil, func(r row) {
				out = append(out, fmt.Sprintf("%s %s: %s %s%s %g", r.tags[schema.TagZone], r.at.Format("01-02"),
					strings.ReplaceAll(r.text(schema.FieldTimes), "00000000000", ""), r.text(schema.ListOf(schema.MetricFollowers)), r.text("follows_lost_list"), r.number(schema.FieldParts)))
			}))
			return out
		}
		second := "Asia/Jakarta 01-05: 612,1476,2340,3204,4068,4932,5796 101,102,103,104,105,106,107 1"
		require.Equal(t, []string{"Asia/Jakarta 12-29: 5796 100 1", second, "Asia/Jakarta 01-12: 612,1476 108,109 1"}, stored())
		listed, err := s.weeks(t.Context(), schema.AccountDay, span{schema.WeekOf(monday), schema.AfterWeek(monday)}, nil)
		require.NoError(t, err)
		require.Equal(t, nanoseconds(listed), nanoseconds(made.Weeks(monday.AddDate(0, 0, 8)))[1:], "what is made is what is read back")

		before := monday.AddDate(0, 0, 4)
		require.NoError(t, s.reader.query(t.Context(), deleteDays, office.params("before", before.UnixNano()), nil))
		require.NoError(t, s.sweepWeeks(t.Context(), office, before))
		require.Equal(t, []string{"Asia/Jakarta 01-05: 4068,4932,5796 105,106,107 1", "Asia/Jakarta 01-12: 612,1476 108,109 1"}, stored())
	})
}
