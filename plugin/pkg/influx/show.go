package influx

import (
	"errors"
	"fmt"
	"strings"
)

// TagValues lists the values that a tag has in some measurements. The result
// has a series a measurement, with the column "value".
type TagValues struct {
	Tag   string
	From  []string
	Where []Match
	Range Range
	Limit int // values a measurement, 0 for all
}

var _ Query = TagValues{}

// ValueColumn is the column of a TagValues result.
const ValueColumn = "value"

// Statement checks every name against the schema and writes the text.
func (q TagValues) Statement() (Statement, error) {
	if len(q.From) == 0 {
		return Statement{}, errors.New("listing tag values needs a measurement")
	}
	st := Statement{Params: map[string]any{}}
	var where string
	names := make([]string, len(q.From))
	for i, measurement := range q.From {
		l, err := layoutOf(measurement)
		if err != nil {
			return Statement{}, err
		}
		if err := l.tag(measurement, q.Tag); err != nil {
			return Statement{}, err
		}
		clear(st.Params)
		if where, err = st.where(measurement, l, q.Range, q.Where, nil); err != nil {
			return Statement{}, err
		}
		names[i] = quote(measurement)
	}
	st.Text = "SHOW TAG VALUES FROM " + strings.Join(names, ", ") + " WITH KEY = " + quote(q.Tag) + where
	if q.Limit > 0 {
		st.Text += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	return st, nil
}

// Stored lists the measurements that hold anything, in the column "name". Of a
// bucket that does not exist InfluxDB says that it holds nothing; only a Select
// tells the two apart.
type Stored struct{}

var _ Query = Stored{}

// NameColumn is the column of a Stored result.
const NameColumn = "name"

// Statement gives the text.
func (Stored) Statement() (Statement, error) {
	return Statement{Text: "SHOW MEASUREMENTS LIMIT 100"}, nil
}

// SeriesKeys lists the series that a measurement has in the column KeyColumn: only
// the index is read. Each shard has one: of a Range, those of the shards that it
// touches, which may hold a few series more.
type SeriesKeys struct {
	From  string
	Where []Match // tags
	Range Range   // none: whenever it had them
}

var _ Query = SeriesKeys{}

// KeyColumn is the column of a SeriesKeys result. TagsOf reads it.
const KeyColumn = "key"

// Statement checks every name against the schema and writes the text.
func (q SeriesKeys) Statement() (Statement, error) { return q.bound(map[string]any{}) }

func (q SeriesKeys) bound(params map[string]any) (Statement, error) {
	l, err := layoutOf(q.From)
	if err != nil {
		return Statement{}, err
	}
	st := Statement{Params: params}
	where, err := st.where(q.From, l, q.Range, q.Where, nil)
	st.Text = "SHOW SERIES FROM " + quote(q.From) + where
	return st, err
}

// TagsOf gives the tags of a series by its key, which is that of line protocol:
// measurement,tag=value,…, where a backslash stands before what would end a part.
func TagsOf(key string) map[string]string {
	tags := map[string]string{}
	var part strings.Builder
	name, first := "", true
	end := func() {
		if !first {
			tags[name] = part.String()
		}
		name, first = "", false
		part.Reset()
	}
	for i := 0; i < len(key); i++ {
		switch c := key[i]; {
		case c == '\\' && i+1 < len(key) && strings.IndexByte(`, =`, key[i+1]) >= 0:
			i++
			part.WriteByte(key[i])
		case c == ',':
			end()
		case c == '=' && name == "" && !first:
			name = part.String()
			part.Reset()
		default:
			part.WriteByte(c)
		}
	}
	end()
	return tags
}
