package influx_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

func TestTalliesHoldSumsOnly(t *testing.T) {
	t.Parallel()
	jakarta := location(t, "Asia/Jakarta")
	q := influx.Select{
		From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions), Every: influx.Every(3 * time.Hour), Zone: jakarta,
		Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{"x"}}, {Name: schema.TagTopic, Values: []string{"pajak"}}},
		By:    []string{schema.TagAccount, schema.TagTopic},
	}
	texts, ok := q.Tallies(jakarta)
	require.True(t, ok)
	st, err := texts.Statement()
	require.NoError(t, err)
	require.Equal(t, `SELECT "mentions_by_hour" FROM "heard_1d" WHERE ("zone" = $p0) AND ("platform" = $p1) GROUP BY "account"`, st.Text)
	for name, change := range map[string]func(*influx.Select){
		"another measurement":  func(q *influx.Select) { q.From = schema.Term },
		"another field":        func(q *influx.Select) { q.Columns = influx.Sums(schema.FieldMentions, schema.FieldPosts) },
		"no sum":               func(q *influx.Select) { q.Columns = influx.Fields(schema.FieldMentions) },
		"windows within hours": func(q *influx.Select) { q.Every = influx.Every(30 * time.Minute) },
		"the newest first":     func(q *influx.Select) { q.Descending = true },
		"only some":            func(q *influx.Select) { q.Limit = 1 },
	} {
		other := q
		change(&other)
		_, ok := other.Tallies(jakarta)
		require.False(t, ok, name)
	}
}
