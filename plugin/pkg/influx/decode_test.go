package influx

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
)

var postStatement = mustStatement(Select{
	From: schema.Post, Columns: Fields(schema.TagPlatform, schema.FieldID, schema.MetricLikes),
})

func mustStatement(q Query) Statement {
	st, err := q.Statement()
	if err != nil {
		panic(err)
	}
	return st
}

const onePost = `{"results":[{"statement_id":0,"series":[{"name":"post","columns":["time","platform","id","likes"],` +
	`"values":[[1700000000000000001,"mastodon","1",3],[1700000000000000002,"mastodon",null,null]]}]}]}`

func TestDecodeColumns(t *testing.T) {
	t.Parallel()
	result := &Result{Statement: postStatement}
	require.NoError(t, decode(iotest.OneByteReader(strings.NewReader(onePost+"\n")), jsonFormat, result, 10))
	require.Len(t, result.Series, 1)
	s := result.Series[0]
	require.Equal(t, 2, s.Len())
	require.Equal(t, time.Unix(0, 1700000000000000001).UTC(), s.Time(0), "nanoseconds must not be rounded")
	require.Equal(t, []string{"mastodon", "mastodon"}, s.Texts(schema.TagPlatform))
	require.Equal(t, []string{"1", ""}, s.Texts(schema.FieldID))
	require.InDelta(t, 3, s.Numbers(schema.MetricLikes)[0], 0)
	require.NotEqual(t, s.Numbers(schema.MetricLikes)[1], s.Numbers(schema.MetricLikes)[1], "a missing number is NaN, never 0")
}

func TestDecodeJoinsChunks(t *testing.T) {
	t.Parallel()
	result := &Result{Statement: postStatement}
	require.NoError(t, decode(strings.NewReader(onePost+"\n"+onePost), jsonFormat, result, 10))
	require.Len(t, result.Series, 1)
	require.Equal(t, 4, result.Series[0].Len())
	require.Len(t, result.Series[0].Texts(schema.FieldID), 4)
	require.Equal(t, 4, result.Rows())
}

func TestDecodeKeepsSeriesApart(t *testing.T) {
	t.Parallel()
	st := mustStatement(Select{From: schema.Sentiment, Columns: Sums(schema.FieldMentions), By: []string{schema.TagTopic}})
	result := &Result{Statement: st}
	body := `{"results":[{"series":[` +
		`{"name":"s","tags":{"topic":"a"},"columns":["time","mentions"],"values":[[0,1]]},` +
		`{"name":"s","tags":{"topic":"b"},"columns":["time","mentions"],"values":[[0,2]],"partial":true}]}]}`
	require.NoError(t, decode(strings.NewReader(body), jsonFormat, result, 10))
	require.Len(t, result.Series, 2)
	require.Equal(t, "b", result.Series[1].Tags[schema.TagTopic])
}

func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		kind Kind
		want string
	}{
		"no such database": {`{"results":[{"statement_id":0,"error":"database not found: x"}]}`, BucketNotFound, "database not found: x"},
		"slow":             {`{"results":[{"error":"query-timeout limit exceeded"}]}`, Timeout, "query-timeout"},
		"another":          {`{"error":"error parsing query: nonsense"}`, Refused, "nonsense"},
		"broken off":       {onePost[:120], Unreachable, "broke off"},
		"nothing":          {``, Unreachable, "broke off"},
		"not JSON":         {`<html>hello</html>`, NotInflux, "not InfluxDB's JSON"},
		"short row":        {strings.Replace(onePost, `"1",3`, `"1"`, 1), NotInflux, "shorter"},
		"long row":         {strings.Replace(onePost, `"1",3`, `"1",3,4`, 1), NotInflux, "longer"},
		"text for number":  {strings.Replace(onePost, `"1",3`, `"1","3"`, 1), Refused, "field likes holds something other than a number"},
		"number for text":  {strings.Replace(onePost, `"1",3`, `1,3`, 1), Refused, "field id holds something other than text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := decode(strings.NewReader(tc.body), jsonFormat, &Result{Statement: postStatement}, 10)
			var got *Error
			require.ErrorAs(t, err, &got)
			require.Equal(t, tc.kind, got.Kind)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestDecodeStopsAtTheCap(t *testing.T) {
	t.Parallel()
	err := decode(strings.NewReader(onePost), jsonFormat, &Result{Statement: postStatement}, 1)
	require.ErrorContains(t, err, "more than 1 rows; choose a shorter time range")
}

func TestDecodeHandsOnReadErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("cable cut")
	err := decode(io.MultiReader(strings.NewReader(onePost[:100]), iotest.ErrReader(broken)), jsonFormat, &Result{Statement: postStatement}, 9)
	require.ErrorIs(t, err, broken)
}

func FuzzDecode(f *testing.F) {
	f.Add(onePost)
	f.Add(onePost + onePost)
	f.Add(`{"results":[{"error":"x"}]}`)
	f.Add(`{"results":[{"series":[{"values":[[1]],"columns":["time"]}]}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		result := &Result{Statement: postStatement}
		if decode(strings.NewReader(body), jsonFormat, result, 100) != nil {
			return
		}
		requireEven(t, result)
	})
}
