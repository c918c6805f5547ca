package influx_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

func TestSeveralQuestionsAreAnsweredInOneSeries(t *testing.T) {
	t.Parallel()
	at := func(n int64) influx.Select {
		return influx.Select{
			From: schema.Post, Columns: influx.Fields(schema.TagAccount, schema.FieldID), Range: influx.Range{From: time.Unix(0, n), To: time.Unix(0, n+1)},
		}
	}
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "several")
		s.Write(t, "several", "post,platform=x,account=a id=\"1\" 1000\npost,platform=x,account=b id=\"2\" 2000\npost,platform=x,account=c id=\"3\" 3000\n")
		client, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: "several", Token: s.Token})
		require.NoError(t, err)
		t.Cleanup(client.Close)
		result, err := client.Query(t.Context(), influx.Several{at(3000), at(2500), at(1000)})
		require.NoError(t, err)
		require.Len(t, result.Series, 1)
		require.Equal(t, []string{"3", "1"}, result.Series[0].Texts(schema.FieldID))
		require.Equal(t, []string{"c", "a"}, result.Series[0].Texts(schema.TagAccount))
	})
	st, err := influx.Several{at(1), at(5)}.Statement()
	require.NoError(t, err)
	require.Equal(t, `SELECT "account", "id" FROM "post" WHERE time >= $p0 AND time < $p1; SELECT "account", "id" FROM "post" WHERE time >= $p2 AND time < $p3`, st.Text)
	require.Equal(t, map[string]any{"p0": int64(1), "p1": int64(2), "p2": int64(5), "p3": int64(6)}, st.Params)
	_, err = influx.Several{}.Statement()
	require.Error(t, err)
	_, err = influx.Several{at(1), {From: "x"}}.Statement()
	require.Error(t, err)
}

// TestABatchIsToldApartByItsColumns: different questions in one request.
func TestABatchIsToldApartByItsColumns(t *testing.T) {
	t.Parallel()
	posts := influx.Select{
		From: schema.Post, Columns: influx.Fields(schema.TagAccount, schema.FieldID), Range: influx.Range{From: time.Unix(0, 1000), To: time.Unix(0, 3000)},
		Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{"x"}}},
	}
	keys := influx.SeriesKeys{From: schema.Post, Where: []influx.Match{{Name: schema.TagAccount, Values: []string{"b"}}}}
	readings := influx.Select{
		From: schema.Account, Columns: influx.Fields(schema.MetricFollowers), Range: influx.Range{From: time.Unix(0, 1000), To: time.Unix(0, 3000)},
		By: []string{schema.TagAccount},
	}
	batch := influx.Batch{posts, keys, readings}
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "batch")
		s.Write(t, "batch", "post,platform=x,account=a id=\"1\" 1000\npost,platform=x,account=b id=\"2\" 2000\naccount,platform=x,account=a followers=5 1000\naccount,platform=x,account=b followers=7 2000\n")
		client, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: "batch", Token: s.Token})
		require.NoError(t, err)
		t.Cleanup(client.Close)
		result, err := client.Query(t.Context(), batch)
		require.NoError(t, err)
		found := result.Having(schema.FieldID)
		require.Len(t, found.Series, 1)
		require.Equal(t, []string{"1", "2"}, found.Series[0].Texts(schema.FieldID))
		found = result.Having(influx.KeyColumn)
		require.Len(t, found.Series, 1)
		require.Equal(t, []string{"post,account=b,platform=x"}, found.Series[0].Texts(influx.KeyColumn))
		found = result.Having(schema.MetricFollowers)
		require.Len(t, found.Series, 2)
		require.Equal(t, []float64{7}, found.Series[1].Numbers(schema.MetricFollowers))
		require.Empty(t, result.Having(schema.FieldText).Series)

		s.Bucket(t, "bare")
		bare, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: "bare", Token: s.Token})
		require.NoError(t, err)
		t.Cleanup(bare.Close)
		nothing, err := bare.Query(t.Context(), batch)
		require.NoError(t, err)
		require.Empty(t, nothing.Series)
	})
	st, err := batch.Statement()
	require.NoError(t, err)
	require.Equal(t, `SELECT "account", "id" FROM "post" WHERE time >= $p0 AND time < $p1 AND ("platform" = $p2); `+
		`SHOW SERIES FROM "post" WHERE ("account" = $p3); `+
		`SELECT "followers" FROM "account" WHERE time >= $p4 AND time < $p5 GROUP BY "account"`, st.Text)
	_, err = influx.Batch{}.Statement()
	require.Error(t, err)
	_, err = influx.Batch{influx.SeriesKeys{From: "x"}}.Statement()
	require.Error(t, err)
}

// TestKeysOfARange: of the shards that it touches, however old or new the others are.
func TestKeysOfARange(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "ages")
		for account, at := range map[string]time.Time{"long-ago": now.AddDate(-3, 0, 0), "now": now, "much-later": now.AddDate(1, 0, 0)} {
			s.Write(t, "ages", fmt.Sprintf("post,platform=x,account=%s id=\"1\" %d\n", account, at.UnixNano()))
		}
		client, err := influx.New(influx.Options{URL: s.URL, Organization: influxtest.Organization, Bucket: "ages", Token: s.Token})
		require.NoError(t, err)
		t.Cleanup(client.Close)
		for want, span := range map[string]influx.Range{
			"long-ago much-later now": {},
			"now":                     {From: now.Add(-time.Hour), To: now.Add(time.Hour)},
			"much-later now":          {From: now},
			"long-ago now":            {To: now.Add(time.Hour)},
		} {
			result, err := client.Query(t.Context(), influx.SeriesKeys{From: schema.Post, Range: span})
			require.NoError(t, err)
			var got []string
			for _, key := range result.Series[0].Texts(influx.KeyColumn) {
				got = append(got, influx.TagsOf(key)[schema.TagAccount])
			}
			require.Equal(t, want, strings.Join(slices.Sorted(slices.Values(got)), " "))
		}
	})
}
