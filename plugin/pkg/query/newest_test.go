package query_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// crowd are mentions of three years to Sunday: many in the last days, few before,
// some of them at the same time as others.
func crowd(r *rand.Rand) string {
	var b strings.Builder
	at := querytest.Sunday
	for i := range 3000 {
		switch n := r.IntN(300); {
		case n < 60: // at the same time as the one before
		case n < 62 && i > 2000:
			at = at.Add(-time.Duration(r.Int64N(int64(60 * 24 * time.Hour))))
		default:
			at = at.Add(-time.Duration(1 + r.Int64N(int64(10*time.Minute))))
		}
		label := ""
		if l := []string{"negative", "neutral", "positive", ""}[r.IntN(4)]; l != "" {
			label = fmt.Sprintf(",label=%q", l)
		}
		fmt.Fprintf(&b, "mention,platform=p%d,account=a%d,kind=%s id=\"%d\",topics=%q,text=\"kata %d\"%s %d\n", r.IntN(2), r.IntN(3),
			[]string{schema.KindReply, schema.KindArticle}[r.IntN(2)], i, []string{"|air|", "|banjir|air|", "", "|sampah|"}[r.IntN(4)], r.IntN(40), label, at.UnixNano())
	}
	return b.String()
}

// chosen is a question for mentions.
type chosen struct {
	Label  string `json:"label"`
	Kind   string `json:"kind"`
	Topics string `json:"topics"`
	Search string `json:"search"`
	Limit  int    `json:"limit"`
	Format string `json:"format"`
}

func choose(r *rand.Rand) (c chosen, from, to time.Time) {
	c = chosen{Label: "any", Kind: "any", Limit: 1 + r.IntN([]int{9, 200, 1000}[r.IntN(3)]), Format: "logs"}
	if r.IntN(3) == 0 {
		c.Label = "negative"
	}
	if r.IntN(3) == 0 {
		c.Kind = schema.KindReply
	}
	if r.IntN(3) == 0 {
		c.Topics = "air"
	}
	if r.IntN(3) == 0 {
		c.Search = "kata 7"
	}
	to = querytest.Sunday.Add(-time.Duration(r.IntN(20*24*60)) * time.Minute)
	switch r.IntN(4) {
	case 0:
		from = time.Date(1701, 1, 1, 0, 0, 0, 0, time.UTC)
	case 1:
		from = to.Add(-time.Duration(1+r.IntN(600)) * time.Minute)
	default:
		from = to.AddDate(0, 0, -1-r.IntN(1200))
	}
	return c, from, to
}

// sorted are the mentions that a question is about, as the database sorts them, and
// when each was.
func (c chosen) sorted(t *testing.T, client *influx.Client, from, to time.Time) (times []int64, of map[string]int64) {
	t.Helper()
	of = map[string]int64{}
	where := []influx.Match{{Name: schema.FieldTopics, Listed: true}}
	for name, value := range map[string]string{schema.FieldLabel: c.Label, schema.TagKind: c.Kind} {
		if value != "any" {
			where = append(where, influx.Match{Name: name, Values: []string{value}})
		}
	}
	if c.Topics != "" {
		where[0].Values = []string{c.Topics}
	}
	found, err := client.Query(t.Context(), influx.Select{
		From: schema.Mention, Where: where, Range: influx.Range{From: from, To: to}, Descending: true,
		Columns: influx.Fields(schema.FieldLabel, schema.TagPlatform, schema.TagAccount, schema.TagKind, schema.FieldID, schema.FieldText),
	})
	require.NoError(t, err)
	for i := range found.Series {
		s := &found.Series[i]
		for row, id := range s.Texts(schema.FieldID) {
			if strings.Contains(s.Texts(schema.FieldText)[row], c.Search) {
				at := s.Time(row).UnixNano()
				times, of[s.Texts(schema.TagPlatform)[row]+"/"+s.Texts(schema.TagAccount)[row]+"/"+id] = append(times, at), at
			}
		}
	}
	return times, of
}

// TestTheNewestAreThoseOfOneStatement: mentions that are looked for from the end of
// a range are those that the database sorts by itself. Of those of one moment it
// gives any first.
func TestTheNewestAreThoseOfOneStatement(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		r := rand.New(rand.NewPCG(3, 3))
		s.Bucket(t, "crowd")
		s.Write(t, "crowd", crowd(r))
		client := querytest.Connect(t, s, "crowd")
		shown := 0
		for range 150 {
			q, from, to := choose(r)
			params, err := json.Marshal(q)
			require.NoError(t, err)
			c := querytest.Case{QueryType: "mentions", Params: params, From: from, To: to}
			d := query.NewDispatcher(query.Options{Store: client, Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return querytest.Sunday }})
			got := d.QueryData(t.Context(), c.Request(t)).Responses["A"]
			require.NoError(t, got.Error)
			want, of := q.sorted(t, client, from, to)
			require.Len(t, got.Frames[0].Meta.Notices, min(1, max(0, len(want)-q.Limit)), "whether there are more is told")
			ids, _ := got.Frames[0].FieldByName("id")
			times := []int64{}
			for row := range ids.Len() {
				id := ids.At(row).(string)
				require.Contains(t, of, id)
				times = append(times, of[id])
				delete(of, id) // each once
			}
			require.Equal(t, append([]int64{}, want[:min(len(want), q.Limit)]...), times, "%s from %s to %s", params, from, to)
			shown += len(times)
		}
		require.Greater(t, shown, 10_000)
	})
}
