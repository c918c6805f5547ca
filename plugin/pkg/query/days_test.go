package query_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// rollups are lines of both fine rollups over forty days, of the days that they
// add up to, and of the texts that hold an account's day. The oldest lack the fields
// that came later.
func rollups(start time.Time, zone *time.Location) (fine, days, heard string) {
	r := rand.New(rand.NewPCG(7, 7))
	var b strings.Builder
	sums := map[string]map[string]float64{}
	tallies := map[string]map[string]schema.Tally{}
	write := func(measurement, day, tags string, at time.Time, fields map[string]float64) {
		local := at.In(zone)
		midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
		key := fmt.Sprintf("%s,%s,zone=%s %d", day, tags, zone, midnight.UnixNano())
		owner, topic, _ := strings.Cut(tags, ",topic=")
		text := fmt.Sprintf("%s,%s,zone=%s %%s %d\n", schema.HeardDay, owner, zone, midnight.UnixNano())
		tallied, counts := "mentions", []float64{fields["mentions"]}
		if measurement == schema.Sentiment {
			tallied, counts = "tones", []float64{fields["positive"], fields["neutral"], fields["negative"]}
		}
		for field, hour := range map[string]int{tallied + "_by_topic": 0, tallied + "_by_hour": int(at.Sub(midnight) / time.Hour)} {
			if tallies[text] == nil {
				tallies[text] = map[string]schema.Tally{}
			}
			if tallies[text][field] == nil {
				tallies[text][field] = schema.Tally{}
			}
			tallies[text][field].Add(topic, hour, counts...)
		}
		if sums[key] == nil {
			sums[key] = map[string]float64{}
		}
		for name, n := range fields {
			sums[key][name] += n
		}
		fmt.Fprintf(&b, "%s,%s %s %d\n", measurement, tags, listed(fields), at.UnixNano())
	}
	for i := range 3000 {
		topic := []string{"banjir", "pajak", "sampah"}[r.IntN(3)]
		if i == 0 {
			topic = "air" // the first by name is heard of once, after the others
		}
		tags := fmt.Sprintf("platform=%s,account=dinkes,topic=%s", []string{"x", "mastodon"}[r.IntN(2)], topic)
		at := start.Add(time.Duration(r.Int64N(int64(40 * 24 * time.Hour)))).Truncate(time.Hour).Add(time.Duration(i)) // each a point of its own
		volume := map[string]float64{"mentions": float64(r.IntN(9)), "posts": float64(r.IntN(2))}
		mood := map[string]float64{"positive": float64(r.IntN(4)), "neutral": float64(r.IntN(4)), "negative": float64(r.IntN(4)), "score_sum": 0}
		mood["mentions"] = mood["positive"] + mood["neutral"] + mood["negative"]
		if at.After(start.AddDate(0, 0, 9)) {
			volume["compared"], mood["compared"], mood["sure"], mood["unsure"] = volume["mentions"], mood["mentions"], mood["mentions"], 0
			volume["coordinated"], mood["coordinated"] = float64(r.IntN(2)), 0
		}
		write(schema.TopicVolume, schema.TopicDay, tags, at, volume)
		write(schema.Sentiment, schema.SentimentDay, tags, at, mood)
		all := tags[:strings.LastIndex(tags, "=")+1] + schema.AllTopics
		write(schema.Sentiment, schema.SentimentDay, all, at, mood)
	}
	var d strings.Builder
	for key, fields := range sums {
		tags, at, _ := strings.Cut(key, " ")
		fmt.Fprintf(&d, "%s %s %s\n", tags, listed(fields), at)
	}
	var h strings.Builder
	for text, fields := range tallies {
		var list []string
		for name, tally := range fields {
			list = append(list, fmt.Sprintf("%s=%q", name, tally))
		}
		fmt.Fprintf(&h, text, strings.Join(list, ","))
	}
	return b.String(), d.String(), h.String()
}

// followed are an account's followers and five posts a day over forty days, and the
// last reading of each day from the tenth on, when a collector began to keep it.
func followed(start time.Time, zone *time.Location) (fine, days string) {
	r := rand.New(rand.NewPCG(3, 9))
	var b, d strings.Builder
	for day := range 40 {
		for _, platform := range []string{"x", "mastodon"} {
			midnight, last := start.AddDate(0, 0, day), ""
			for hour := range 24 {
				if r.IntN(3) == 0 || day%7 == 5 {
					continue // not read
				}
				fields := map[string]float64{"followers": float64(1000 + 24*day + hour + r.IntN(9))}
				if platform == "x" {
					fields["follows_gained"], fields["follows_lost"] = float64(r.IntN(5)), float64(r.IntN(3))
				}
				last = listed(fields)
				fmt.Fprintf(&b, "%s,platform=%s,account=dinkes %s %d\n", schema.Account, platform, last, midnight.Add(time.Duration(hour)*time.Hour).UnixNano())
			}
			for i := range 5 {
				at := midnight.Add(time.Duration(r.Int64N(int64(24 * time.Hour))))
				fmt.Fprintf(&b, "%s,platform=%s,account=dinkes,type=text id=\"%d-%d\",likes=%d,engagements=%[5]d,unavailable=\"\" %[6]d\n", schema.Post, platform, day, i, r.IntN(90), at.UnixNano())
			}
			if last != "" && day >= 10 {
				fmt.Fprintf(&d, "%s,platform=%s,account=dinkes,zone=%s %s %d\n", schema.AccountDay, platform, zone, last, midnight.UnixNano())
			}
		}
	}
	return b.String(), d.String()
}

func listed(fields map[string]float64) string {
	var out []string
	for name, n := range fields {
		out = append(out, fmt.Sprintf("%s=%v", name, n))
	}
	return strings.Join(out, ",")
}

// answered is a question's frames, and apart from them the statements that ran.
func answered(t testing.TB, d *query.Dispatcher, kind, params string, from, to time.Time) (frames, statements string) {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"queryType": kind, "params": json.RawMessage(params)})
	require.NoError(t, err)
	got := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
		RefID: "A", JSON: raw, TimeRange: backend.TimeRange{From: from, To: to}, MaxDataPoints: 1000, Interval: time.Minute,
	}}}).Responses["A"]
	require.NoError(t, got.Error)
	require.NotEmpty(t, got.Frames, kind)
	statements = got.Frames[0].Meta.ExecutedQueryString
	for _, f := range got.Frames {
		f.Meta.ExecutedQueryString = ""
	}
	return querytest.Render(t, got.Frames), statements
}

// TestDaysAnswerAsTheirHoursDo: whether days are added up or not, every number is
// the same, in the office's zone, in another, and where the range cuts days.
func TestDaysAnswerAsTheirHoursDo(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, jakarta)
	fine, days, heard := rollups(start, jakarta)
	counted, countedDays := followed(start, jakarta)
	fine, days = fine+counted, days+countedDays
	now := start.AddDate(0, 0, 40)
	until := start.AddDate(0, 0, 37)
	mark := fmt.Sprintf("%s,zone=%s until=%d,since=%d %d\n", schema.Days, jakarta, until.Unix(), start.AddDate(0, 0, 10).Unix(), now.UnixNano())
	tallied := fmt.Sprintf("%s,zone=%s until=%d,since=%d,heard=%d %d\n", schema.Days, jakarta, until.Unix(), start.AddDate(0, 0, 10).Unix(), start.AddDate(0, 0, 2).Unix(), now.UnixNano())
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		ask := func(bucket string, zone *time.Location) func(kind, params string, from, to time.Time) (string, string) {
			client := querytest.Connect(t, s, bucket)
			d := query.NewDispatcher(query.Options{Store: client, Zone: zone, Language: catalogue.English, Now: func() time.Time { return now }})
			return func(kind, params string, from, to time.Time) (string, string) {
				return answered(t, d, kind, params, from, to)
			}
		}
		for bucket, lines := range map[string]string{"hours": fine, "days": fine + days + mark, "heard": fine + days + heard + tallied} {
			s.Bucket(t, bucket)
			s.Write(t, bucket, lines)
		}
		for _, zone := range []*time.Location{jakarta, querytest.MustZone("Asia/Jayapura")} {
			hours, both, all := ask("hours", zone), ask("days", zone), ask("heard", zone)
			for i, span := range [][2]time.Time{
				{start, now},
				{start.Add(90 * time.Minute), now.Add(-7 * time.Hour)},
				{start.AddDate(0, 0, 3), start.AddDate(0, 0, 20)},
				{start.AddDate(0, 0, 14), start.AddDate(0, 0, 33)},
				{start.AddDate(0, 0, 4).Add(5 * time.Hour), start.AddDate(0, 0, 30).Add(20 * time.Hour)},
			} {
				for _, q := range [][2]string{
					{"topic_volume", `{"format":"time_series","interval":"day"}`},
					{"topic_volume", `{"format":"time_series","interval":"week"}`},
					{"topic_volume", `{"format":"table"}`},
					{"sentiment", `{"format":"time_series","interval":"day","by":"topic"}`},
					{"sentiment", `{"format":"table","by":"platform"}`},
					{"sentiment", `{"format":"value","measure":"coordinated"}`},
					{"share_of_voice", `{"format":"table"}`},
					{"share_of_voice", `{"format":"time_series","interval":"day","of":"account"}`},
					{"sentiment_shift", `{"format":"table","interval":"day"}`},
					{"growth", `{"format":"table"}`},
					{"growth", `{"format":"value","measure":"followers"}`},
					{"growth", `{"format":"time_series","interval":"day"}`},
					{"growth", `{"format":"time_series","interval":"week"}`},
					{"engagement_rate", `{"format":"table","base":"followers","by":"platform"}`},
					{"topic_volume", `{"format":"time_series","interval":"hour"}`},
					{"topic_volume", `{"format":"time_series","interval":"hour","topics":["pajak","air"],"platforms":["x"]}`},
					{"sentiment", `{"format":"time_series","interval":"hour"}`},
					{"sentiment", `{"format":"time_series","interval":"hour","by":"account"}`},
					{"sentiment", `{"format":"time_series","interval":"hour","by":"topic","topics":["pajak"]}`},
					{"sentiment_shift", `{"format":"table","interval":"auto"}`},
					{"sentiment_shift", `{"format":"value","interval":"auto","by":"topic"}`},
					{"rising_topics", `{"format":"table","window":"day","minimum":1,"fdr":50}`},
				} {
					want, plain := hours(q[0], q[1], span[0], span[1])
					got, byDay := both(q[0], q[1], span[0], span[1])
					require.Equal(t, want, got, "%s %s", q, span)
					require.NotContains(t, plain, "_1d")
					short := strings.Contains(q[1], "hour") || strings.Contains(q[1], "auto") || q[0] == "rising_topics"
					require.Equal(t, zone == jakarta && !short, strings.Contains(byDay, "_1d"), "%s %s", q, span)
					got, texts := all(q[0], q[1], span[0], span[1])
					require.Equal(t, want, got, "%s %s", q, span)
					if i == 4 && short && zone == jakarta && q[0] != "rising_topics" {
						require.NotContains(t, texts, `FROM "sentiment_1h"`, "%s: days that begin and end within have texts, too", q)
					}
					require.Equal(t, zone == jakarta && short, strings.Contains(texts, schema.FieldMentionsByHour) || strings.Contains(texts, schema.FieldTonesByHour), "%s %s", q, span)
				}
			}
		}
	})
}
