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

// benchOwners are the accounts of the generated year, benchTopics its topics.
var (
	benchOwners = []string{
		"platform=mastodon,account=pemkot", "platform=bluesky,account=pemkot",
		"platform=instagram,account=pemkot", "platform=rss,account=berita",
	}
	benchTopics = []string{"banjir", "vaksinasi", "jalan", "pajak", "sekolah", "sampah", "pasar", "bansos"}
)

// year makes a store as large as the demo's: 2,500 posts, the rollups of 40,000
// mentions, the followers and runs of four accounts, and the audience of one,
// over a year to end.
func year(end time.Time) string {
	r := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	start := end.AddDate(-1, 0, 0)
	at := func() time.Time { return start.Add(time.Duration(r.Int64N(int64(end.Sub(start))))) }
	for i := range 2500 {
		owner, likes, comments, shares := benchOwners[i%3], r.IntN(200), r.IntN(40), r.IntN(30)
		fmt.Fprintf(&b, "%s,%s,type=%s id=\"%d\",url=\"https://x.example/%d\",excerpt=\"Kabar kota nomor %d hari ini\","+
			"topics=\"|%s|\",unavailable=\"reach=not_offered\",likes=%d,comments=%d,shares=%d,engagements=%d,views=%d %d\n",
			schema.Post, owner, []string{"text", "image", "video"}[r.IntN(3)], i, i, i, benchTopics[r.IntN(8)],
			likes, comments, shares, likes+comments+shares, 1000+r.IntN(5000), at().UnixNano())
	}
	for range 40_000 { // each mention in a window of its own, the costliest case
		owner, topic, t := benchOwners[r.IntN(4)], benchTopics[r.IntN(8)], at()
		fmt.Fprintf(&b, "%s,%s,topic=%s mentions=1,posts=0,compared=1 %d\n", schema.TopicVolume, owner, topic, t.Truncate(10*time.Minute).UnixNano())
		for _, name := range []string{topic, schema.AllTopics} {
			label := []float64{0, 0, 0}
			label[r.IntN(3)]++
			fmt.Fprintf(&b, "%s,%s,topic=%s mentions=1,positive=%v,neutral=%v,negative=%v,score_sum=0,sure=1,unsure=0,compared=1 %d\n",
				schema.Sentiment, owner, name, label[0], label[1], label[2], t.Truncate(time.Hour).UnixNano())
		}
	}
	for t := start; t.Before(end); t = t.Add(24 * time.Hour) {
		for i, bucket := range []string{"13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"} {
			fmt.Fprintf(&b, "%s,%s,dimension=age,bucket=%s value=%d,share=0.1 %d\n", schema.Audience, benchOwners[2], bucket, 100*i, t.UnixNano())
		}
		for hour := range 24 {
			fmt.Fprintf(&b, "%s,%s,dimension=hour,bucket=%d value=%d,share=0.04 %d\n", schema.Audience, benchOwners[2], hour, 100+hour, t.UnixNano())
		}
	}
	for t := start; t.Before(end); t = t.Add(time.Hour) {
		for _, owner := range benchOwners {
			connector, account, _ := strings.Cut(strings.TrimPrefix(owner, "platform="), ",account=")
			fmt.Fprintf(&b, "%s,%s followers=%d %d\n", schema.Account, owner, 10_000+r.IntN(100), t.UnixNano())
			fmt.Fprintf(&b, "%s,connector=%s,account=%s records=3,requests=2,errors=0,error_kind=\"\",message=\"\",duration_s=1,lag_s=0 %d\n",
				schema.Poll, connector, account, t.UnixNano())
		}
	}
	return b.String()
}

// inPieces cuts lines into what one write request takes.
func inPieces(lines string) (out []string) {
	const most = 10 << 20
	for len(lines) > most {
		end := strings.LastIndexByte(lines[:most], '\n') + 1
		out, lines = append(out, lines[:end]), lines[end:]
	}
	return append(out, lines)
}

// readings are what the year's store has beside the rollups: twelve readings of
// each post over three days, and the mentions themselves, which are 40,000.
func readings(end time.Time) []string {
	r := rand.New(rand.NewPCG(2, 2))
	var out []string
	var b strings.Builder
	start := end.AddDate(-1, 0, 0)
	words := strings.Fields("jalan rusak parah banjir lagi petugas ramah cepat terima kasih kapan diperbaiki antre lama vaksin gratis pasar murah sampah menumpuk listrik padam air keruh lurah camat warga")
	for i := range 2500 {
		at := start.Add(time.Duration(r.Int64N(int64(end.Sub(start)))))
		fmt.Fprintf(&b, "%s,%s,type=text id=\"h%d\",url=\"\",excerpt=\"Kabar\",topics=\"\",unavailable=\"\",likes=90,engagements=90,views=900 %d\n",
			schema.Post, benchOwners[i%3], i, at.UnixNano())
		for reading := range 12 {
			fmt.Fprintf(&b, "%s,%s id=\"h%d\",likes=%d,engagements=%[4]d,views=%[5]d %[6]d\n", schema.PostHistory, benchOwners[i%3], i,
				reading*10, reading*r.IntN(200), at.Add(time.Duration(reading+1)*6*time.Hour).UnixNano()+int64(i))
		}
	}
	for i := range 40_000 {
		text := make([]string, 12)
		for w := range text {
			text[w] = words[r.IntN(len(words))]
		}
		fmt.Fprintf(&b, "%s,%s,kind=reply id=\"%d\",post=\"1\",text=\"%s nomor%d\",url=\"https://x.example/%d\",author=\"%d\",language=\"id\",label=\"%s\",score=0.1,topics=\"|%s|\" %d\n",
			schema.Mention, benchOwners[r.IntN(4)], i, strings.Join(text, " "), i, i, r.IntN(9000),
			[]string{"positive", "neutral", "negative"}[r.IntN(3)], benchTopics[r.IntN(8)],
			start.Add(time.Duration(r.Int64N(int64(end.Sub(start))))).UnixNano())
		if i%10_000 == 9_999 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	return out
}

// BenchmarkQueryTypes answers each query type over the year, as it comes from
// the database and as it comes from the cache.
func BenchmarkQueryTypes(b *testing.B) {
	s := influxtest.Start18(b)
	s.Bucket(b, "year")
	end := time.Date(2026, 3, 9, 0, 0, 0, 0, jakarta)
	for _, lines := range append(inPieces(year(end)), readings(end)...) {
		s.Write(b, "year", lines)
	}
	client := querytest.Connect(b, s, "year")
	for _, d := range query.Descriptors() {
		for _, days := range []int{30, 365} {
			for _, format := range d.Formats {
				b.Run(fmt.Sprintf("%s/%s/%dd", d.ID, format, days), func(b *testing.B) {
					benchmarkOne(b, client, d.ID, string(format), end.AddDate(0, 0, -days), end)
				})
			}
		}
	}
}

func benchmarkOne(b *testing.B, store query.Store, id, format string, from, to time.Time) {
	b.Helper()
	raw, err := json.Marshal(map[string]any{"queryType": id, "params": map[string]any{"format": format}})
	require.NoError(b, err)
	req := &backend.QueryDataRequest{Queries: []backend.DataQuery{{
		RefID: "A", JSON: raw, TimeRange: backend.TimeRange{From: from, To: to}, MaxDataPoints: 1000,
	}}}
	options := query.Options{Store: store, Zone: jakarta, Language: catalogue.Indonesian, Now: func() time.Time { return to }}
	ask := func(d *query.Dispatcher) {
		got := d.QueryData(b.Context(), req).Responses["A"]
		require.NoError(b, got.Error)
		require.NotEmpty(b, got.Frames[0].Fields)
	}
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			ask(query.NewDispatcher(options))
		}
	})
	b.Run("cached", func(b *testing.B) {
		d := query.NewDispatcher(options)
		ask(d)
		for b.Loop() {
			ask(d)
		}
	})
}
