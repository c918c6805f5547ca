package influx_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/influxdata/influxql"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestStatementText(t *testing.T) {
	t.Parallel()
	wita, err := time.LoadLocation("Asia/Makassar")
	require.NoError(t, err)
	from, to := time.Unix(100, 1).UTC(), time.Unix(200, 0).UTC()
	for want, q := range map[string]influx.Query{
		`SELECT "id", "likes" FROM "post"`: influx.Select{
			From: schema.Post, Columns: influx.Fields(schema.FieldID, schema.MetricLikes),
		},
		`SELECT sum("mentions") AS "mentions" FROM "topic_10m" WHERE time >= $p0 AND time < $p1 AND ` +
			`("platform" = $p2 OR "platform" = $p3) AND ("topic" != $p4) ` +
			`GROUP BY time(86400s), "topic" fill(none) tz('Asia/Makassar')`: influx.Select{
			From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions), Range: influx.Range{From: from, To: to},
			Where: []influx.Match{
				{Name: schema.TagPlatform, Values: []string{"a", "b"}},
				{Name: schema.TagAccount},
				{Name: schema.TagTopic, Not: true, Values: []string{schema.AllTopics}},
			},
			Every: influx.Every(24 * time.Hour), By: []string{schema.TagTopic}, Zone: wita,
		},
		`SELECT last("followers") AS "followers" FROM "account" GROUP BY time(10800s) fill(none) ORDER BY time DESC LIMIT 3`: influx.Select{
			From: schema.Account, Columns: []influx.Column{{Func: influx.Last, Name: schema.MetricFollowers}},
			Every: influx.Every(3 * time.Hour), Descending: true, Limit: 3,
		},
		`SELECT sum("posts") AS "posts" FROM "topic_10m" WHERE ("topic" = $p0) AND ("platform" != $p1 OR "account" != $p2)`: influx.Select{
			From: schema.TopicVolume, Columns: influx.Sums(schema.FieldPosts),
			Where:   []influx.Match{{Name: schema.TagTopic, Values: []string{"a"}}},
			Without: []influx.Except{{{Name: schema.TagPlatform, Value: "youtube"}, {Name: schema.TagAccount, Value: "dinkes"}}},
		},
		`SELECT "id" FROM "post" WHERE (("platform" = $p0 AND "account" = $p1) OR ("platform" = $p2)) AND ("account" != $p3)`: influx.Select{
			From: schema.Post, Columns: influx.Fields(schema.FieldID),
			Only: influx.Either{
				{{Name: schema.TagPlatform, Value: "x"}, {Name: schema.TagAccount, Value: "dinkes"}}, {{Name: schema.TagPlatform, Value: "rss"}},
			},
			Without: []influx.Except{{{Name: schema.TagAccount, Value: "pemkot"}}},
		},
		`SELECT count("id") AS "id" FROM "mention" WHERE ("label" = $p0)`: influx.Select{
			From: schema.Mention, Columns: []influx.Column{{Func: influx.Count, Name: schema.FieldID}},
			Where: []influx.Match{{Name: schema.FieldLabel, Values: []string{"negative"}}},
		},
		`SELECT "text" FROM "mention" WHERE ("topics" =~ $p0)`: influx.Select{
			From: schema.Mention, Columns: influx.Fields(schema.FieldText),
			Where: []influx.Match{{Name: schema.FieldTopics, Listed: true, Values: []string{"a"}}},
		},
		`SELECT "text" FROM "mention" WHERE ("topics" !~ $p0)`: influx.Select{
			From: schema.Mention, Columns: influx.Fields(schema.FieldText),
			Where: []influx.Match{{Name: schema.FieldTopics, Not: true, Listed: true, Values: []string{"a"}}},
		},
		`SHOW TAG VALUES FROM "post", "account" WITH KEY = "account" WHERE time >= $p0 AND ("platform" = $p1) LIMIT 5`: influx.TagValues{
			Tag: schema.TagAccount, From: []string{schema.Post, schema.Account}, Range: influx.Range{From: from},
			Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{"x"}}}, Limit: 5,
		},
		`SHOW MEASUREMENTS LIMIT 100`:     influx.Stored{},
		`SHOW SERIES FROM "pantau_terms"`: influx.SeriesKeys{From: schema.Terms},
		`SHOW SERIES FROM "audience" WHERE time >= $p0 AND ("dimension" = $p1)`: influx.SeriesKeys{
			From: schema.Audience, Range: influx.Range{From: from}, Where: []influx.Match{{Name: schema.TagDimension, Values: []string{"age"}}},
		},
	} {
		st, err := q.Statement()
		require.NoError(t, err)
		require.Equal(t, want, st.Text)
		shape(t, st) // and InfluxDB's own parser takes it
	}
}

func TestStatementShowsWhatWasBound(t *testing.T) {
	t.Parallel()
	st, err := influx.Select{
		From: schema.Post, Columns: influx.Fields(schema.FieldID), Range: influx.Range{From: time.Unix(1, 0)},
		Where: []influx.Match{{Name: schema.TagAccount, Values: []string{"dinkes"}}},
	}.Statement()
	require.NoError(t, err)
	require.Equal(t, `SELECT "id" FROM "post" WHERE time >= $p0 AND ("account" = $p1)`+"\n"+
		`-- $p0 = 1000000000, $p1 = "dinkes"`, st.String())
}

func TestStatementRefusesNamesOutsideTheSchema(t *testing.T) {
	t.Parallel()
	const bad = `x"; DROP DATABASE pantau; --`
	for want, q := range map[string]influx.Query{
		"measurement":       influx.Select{From: bad, Columns: influx.Fields(schema.FieldID)},
		"no field or tag":   influx.Select{From: schema.Post, Columns: influx.Fields(bad)},
		"no tag":            influx.Select{From: schema.Post, Columns: influx.Fields(schema.FieldID), By: []string{bad}},
		"selected twice":    influx.Select{From: schema.Post, Columns: influx.Fields(schema.FieldID, schema.FieldID)},
		"is a number":       influx.Select{From: schema.Post, Columns: influx.Fields(schema.FieldID), Where: []influx.Match{{Name: schema.MetricLikes, Values: []string{"1"}}}},
		"post has no field": influx.Select{From: schema.Post, Columns: influx.Fields(schema.FieldID), Where: []influx.Match{{Name: bad, Values: []string{"1"}}}},
		"not a function":    influx.Select{From: schema.Post, Columns: []influx.Column{{Func: "sleep", Name: schema.MetricLikes}}},
		"needs a column":    influx.Select{From: schema.Post},
		"at most a day":     influx.Select{From: schema.Post, Columns: influx.Sums(schema.MetricLikes), Every: influx.Every(25 * time.Hour)},
		"has no tag":        influx.TagValues{Tag: bad, From: []string{schema.Post}},
		"not in the schema": influx.TagValues{Tag: schema.TagTopic, From: []string{bad}},
		"post has no tag": influx.Select{
			From: schema.Post, Columns: influx.Fields(schema.FieldID), Without: []influx.Except{{{Name: bad, Value: "x"}}},
		},
		"has no tag \"x": influx.Select{
			From: schema.Post, Columns: influx.Fields(schema.FieldID), Only: influx.Either{{{Name: bad, Value: "x"}}},
		},
		"audience has no": influx.SeriesKeys{From: schema.Audience, Where: []influx.Match{{Name: bad, Values: []string{"x"}}}},
		"needs a measure": influx.TagValues{Tag: schema.TagTopic},
		"not in the sche": influx.SeriesKeys{From: bad},
	} {
		_, err := q.Statement()
		require.ErrorContains(t, err, want)
	}
}

// shape is the statement after InfluxDB's parser, with every bound value
// replaced, so that only the structure is left. It fails unless the text is
// exactly one SELECT or SHOW.
func shape(t testing.TB, st influx.Statement) string {
	t.Helper()
	raw, err := json.Marshal(st.Params)
	require.NoError(t, err)
	var params map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw)) // as the server does
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&params))
	p := influxql.NewParser(strings.NewReader(st.Text))
	p.SetParams(params)
	query, err := p.ParseQuery()
	require.NoError(t, err, st.Text)
	require.Len(t, query.Statements, 1)
	influxql.WalkFunc(query, func(n influxql.Node) {
		switch n := n.(type) {
		case *influxql.StringLiteral:
			n.Val = "v"
		case *influxql.IntegerLiteral:
			n.Val = 1
		case *influxql.RegexLiteral:
			n.Val = nil
		case *influxql.SelectStatement, *influxql.ShowTagValuesStatement, *influxql.ShowMeasurementsStatement, *influxql.ShowSeriesStatement:
		case influxql.Statement:
			t.Fatalf("a %T came out of %s", n, st.Text)
		}
	})
	return query.String()
}

var office = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		panic(err)
	}
	return zone
}()

// shapes are the statements that there are, as the query types ask them, with
// two values and a range.
var shapes = []func(a, b string, span influx.Range) influx.Query{
	func(a, b string, span influx.Range) influx.Query {
		return influx.Select{
			From: schema.Mention, Columns: influx.Fields(schema.FieldText, schema.FieldScore),
			Where: []influx.Match{
				{Name: schema.TagAccount, Values: []string{a, b}}, {Name: schema.FieldLabel, Not: true, Values: []string{b}},
			},
			Range: span, By: []string{schema.TagPlatform}, Limit: 5,
		}
	},
	func(a, b string, span influx.Range) influx.Query {
		return influx.Select{
			From: schema.TopicVolume, Columns: influx.Sums(schema.FieldMentions), Every: influx.Every(time.Hour), Zone: office,
			Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{a}}, {Name: schema.TagTopic, Not: true, Values: []string{b, a}}},
			Range: span, By: []string{schema.TagTopic}, Descending: true,
			Without: []influx.Except{{{Name: schema.TagPlatform, Value: a}, {Name: schema.TagAccount, Value: b}}},
			Only:    influx.Either{{{Name: schema.TagAccount, Value: b}}, {{Name: schema.TagPlatform, Value: b}, {Name: schema.TagTopic, Value: a}}},
		}
	},
	func(a, b string, span influx.Range) influx.Query {
		return influx.SeriesKeys{From: schema.Audience, Where: []influx.Match{{Name: schema.TagBucket, Values: []string{a, b}}}, Range: span}
	},
	func(a, b string, span influx.Range) influx.Query {
		return influx.Select{
			From: schema.Mention, Columns: []influx.Column{{Func: influx.Count, Name: schema.FieldID}}, Range: span,
			Where: []influx.Match{{Name: schema.TagKind, Values: []string{a}}, {Name: schema.FieldTopics, Values: []string{b}}},
		}
	},
	func(a, b string, span influx.Range) influx.Query {
		return influx.Select{
			From: schema.Mention, Columns: influx.Fields(schema.FieldText), Range: span, Descending: true, Limit: 7,
			Where: []influx.Match{{Name: schema.FieldTopics, Listed: true, Values: []string{a, b}}, {Name: schema.TagKind, Values: []string{a}}},
		}
	},
	func(a, b string, span influx.Range) influx.Query {
		return influx.TagValues{
			Tag: schema.TagAccount, From: []string{schema.Post, schema.Mention}, Range: span, Limit: 9,
			Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{a, b}}},
		}
	},
}

// A value never changes what a statement is, and never reaches its text.
func FuzzStatementShape(f *testing.F) {
	for i, v := range hostile {
		f.Add(uint8(i), v, v, int64(0), int64(1))
	}
	f.Fuzz(func(t *testing.T, which uint8, a, b string, from, to int64) {
		if from == 0 || to == 0 { // the zero time is "open"
			from, to = from+1, to+2
		}
		build := func(a, b string, from, to int64) influx.Statement {
			st, err := shapes[int(which)%len(shapes)](a, b, influx.Range{From: time.Unix(0, from), To: time.Unix(0, to)}).Statement()
			require.NoError(t, err)
			return st
		}
		plain, got := build("a", "b", 1, 2), build(a, b, from, to)
		require.Equal(t, plain.Text, got.Text, "a value must never reach the text")
		require.Equal(t, shape(t, plain), shape(t, got))
		require.ElementsMatch(t, slices.Collect(maps.Keys(plain.Params)), slices.Collect(maps.Keys(got.Params)))
	})
}

// hostile are account names that would do harm in a statement put together
// from text.
var hostile = []string{
	`' OR 1=1 --`, `"; DROP DATABASE pantau; --`, `'; DROP MEASUREMENT post; --`, `$p0`, `$p1`, `\`, `\'`, `\"`, "`",
	`/.*/`, `=~ /.*/`, `*`, `{"regex":".*"}`, `{"identifier":"x"}`, "a\nb", "a\x00b", "a\tb", `' UNION SELECT * FROM mention --`,
	`now() - 1h`, `1700000000000000000`, `true`, `null`, `%27%3B`, "\u202e", "ナマズ", `dinkes'; SELECT * FROM "post"`, ` `, `,`, `=`,
	strings.Repeat("x", 5000),
}

// A hostile name only finds nothing; what was stored is all still there.
func TestHostileValuesOnRealServers(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "h")
		s.Write(t, "h", line(schema.Post, "platform=mastodon,account=dinkes,type=text", `id="1",likes=3`, start))
		s.Write(t, "h", line(schema.Mention, "platform=mastodon,account=dinkes,kind=reply", `id="2",topics="|banjir|sampah|"`, start))
		c := connect(t, s, "h")
		all := influx.Select{From: schema.Post, Columns: influx.Fields(schema.FieldID, schema.TagAccount)}
		for _, name := range hostile {
			q := all
			q.Where = []influx.Match{{Name: schema.TagAccount, Values: []string{name}}}
			result, err := c.Query(t.Context(), q)
			require.NoError(t, err, "%q", name)
			require.Zero(t, result.Rows(), "%q", name)
			listed := []influx.Match{{Name: schema.FieldTopics, Listed: true, Values: []string{name}}}
			result, err = c.Query(t.Context(), influx.Select{From: schema.Mention, Columns: influx.Fields(schema.FieldID), Where: listed})
			require.NoError(t, err, "%q", name)
			require.Zero(t, result.Rows(), "%q", name)
			_, err = c.Query(t.Context(), influx.TagValues{
				Tag: schema.TagAccount, From: []string{schema.Post}, Where: []influx.Match{{Name: schema.TagPlatform, Values: []string{name}}},
			})
			require.NoError(t, err, "%q", name)
		}
		result, err := c.Query(t.Context(), all)
		require.NoError(t, err)
		require.Equal(t, []string{"dinkes"}, result.Series[0].Texts(schema.TagAccount))
	})
}

// Names that hold quotes, spaces and separators are found again exactly.
func TestOddNamesAreFound(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "odd")
		c := connect(t, s, "odd")
		escape := strings.NewReplacer(" ", `\ `, ",", `\,`, "=", `\=`)
		for i, name := range []string{`dinas "kesehatan"`, `o'brien`, `a,b=c d`, `$p0`, `ナマズ`, `/.*/`} {
			s.Write(t, "odd", line(schema.Post, "platform=p,account="+escape.Replace(name), "likes=1", start.Add(time.Duration(i)*time.Second)))
			result, err := c.Query(t.Context(), influx.Select{
				From: schema.Post, Columns: influx.Fields(schema.TagAccount, schema.MetricLikes),
				Where: []influx.Match{{Name: schema.TagAccount, Values: []string{name}}},
			})
			require.NoError(t, err)
			require.Equal(t, 1, result.Rows(), name)
			require.Equal(t, []string{name}, result.Series[0].Texts(schema.TagAccount))
		}
	})
}

// A measurement that is added to the schema must be added to the layouts too:
// the schema's constants are read from its source.
func TestEveryMeasurementHasALayout(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../../collector/schema/schema.go", nil, parser.ParseComments)
	require.NoError(t, err)
	var first *ast.GenDecl // the measurements are the first block of constants
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST && first == nil {
			first = g
		}
	}
	var names []string
	for _, s := range first.Specs {
		name, err := strconv.Unquote(s.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		names = append(names, name)
	}
	slices.Sort(names)
	require.Equal(t, names, influx.Measurements())
}
