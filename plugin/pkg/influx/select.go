package influx

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Query is something that can be asked of the database.
type Query interface {
	// Statement gives the text and what is bound to it.
	Statement() (Statement, error)
}

// Func is what is computed from a column.
type Func string

// Functions. Raw is none: the points themselves.
const (
	Raw   Func = ""
	Sum   Func = "sum"
	Last  Func = "last"
	First Func = "first"
	Max   Func = "max"
	Count Func = "count" // of points that have the field, a text too
)

// Column is one column of a Select. In the result it has its field's name.
type Column struct {
	Func Func
	Name string
}

// Fields makes raw columns.
func Fields(names ...string) []Column { return columns(Raw, names) }

// Sums makes columns that add up.
func Sums(names ...string) []Column { return columns(Sum, names) }

func columns(f Func, names []string) []Column {
	out := make([]Column, len(names))
	for i, name := range names {
		out[i] = Column{Func: f, Name: name}
	}
	return out
}

// Match keeps points whose tag or text field has one of the values, or with Not
// none of them. With Listed the field is a list as schema.JoinTopics stores it, and
// one of the values has to stand in it. No values: every point.
type Match struct {
	Name   string
	Not    bool
	Listed bool
	Values []string
}

// Except is tags with a value each: points that have all of them are left out.
type Except []Tag

// Either is tags with a value each: points that have all of one are kept. None:
// every point.
type Either [][]Tag

// Tag is a tag with its value.
type Tag struct{ Name, Value string }

// Range is a time range, end excluded. A zero end is open.
type Range struct{ From, To time.Time }

// Every cuts time into windows of up to a day, counted from the office's
// midnight. Windows without points are left out. Longer ones are refused: in
// the week of a change of the clock InfluxDB 1.8 and 2.7 lose points.
type Every time.Duration

const longest = Every(24 * time.Hour)

// Window is the window that a time falls in by the zone's clock. The last one of a
// day ends at midnight, also where the clock changes.
func (e Every) Window(t time.Time, zone *time.Location) (start, end time.Time) {
	t = t.In(zone)
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
	next := midnight.AddDate(0, 0, 1)
	if e == longest {
		return midnight, next
	}
	step := time.Duration(e)
	start = midnight.Add(t.Sub(midnight) / step * step)
	if end = start.Add(step); end.After(next) {
		end = next
	}
	return start, end
}

// Select reads points of one measurement. All names are the schema's; all
// values become bind parameters.
type Select struct {
	From       string
	Columns    []Column
	Where      []Match
	Only       Either
	Without    []Except
	Range      Range
	Every      Every
	By         []string // tags
	Zone       *time.Location
	Descending bool
	Limit      int // points a series, 0 for all
}

var _ Query = Select{}

// Statement is InfluxQL with its bind parameters.
type Statement struct {
	Text   string
	Params map[string]any
	kinds  map[string]kind
}

// Statement checks every name against the schema and writes the text.
func (s Select) Statement() (Statement, error) { return s.bound(map[string]any{}) }

// bound binds its values after those that are bound already.
func (s Select) bound(params map[string]any) (Statement, error) {
	l, err := layoutOf(s.From)
	if err != nil {
		return Statement{}, err
	}
	if len(s.Columns) == 0 {
		return Statement{}, errors.New("a select needs a column")
	}
	st := Statement{Params: params, kinds: map[string]kind{"time": timeColumn}}
	list, err := st.columns(s, l)
	if err != nil {
		return Statement{}, err
	}
	where, err := st.where(s.From, l, s.Range, s.Where, s.Only, s.Without...)
	if err != nil {
		return Statement{}, err
	}
	group, err := s.groupBy(l)
	if err != nil {
		return Statement{}, err
	}
	st.Text = "SELECT " + list + " FROM " + quote(s.From) + where + group + s.tail()
	return st, nil
}

func (st Statement) columns(s Select, l layout) (string, error) {
	parts := make([]string, 0, len(s.Columns))
	for _, c := range s.Columns {
		k, err := l.column(s.From, c.Name)
		if err != nil {
			return "", err
		}
		if _, doubled := st.kinds[c.Name]; doubled {
			return "", fmt.Errorf("column %s is selected twice", c.Name)
		}
		if c.Func == Count {
			k = numberColumn
		}
		st.kinds[c.Name] = k
		switch c.Func {
		case Raw:
			parts = append(parts, quote(c.Name))
		case Sum, Last, First, Max, Count:
			parts = append(parts, fmt.Sprintf("%s(%s) AS %s", c.Func, quote(c.Name), quote(c.Name)))
		default:
			return "", fmt.Errorf("column %s: %q is not a function that queries use", c.Name, c.Func)
		}
	}
	return strings.Join(parts, ", "), nil
}

// where writes the conditions. Values are bound, in order, as $p0, $p1, ….
func (st Statement) where(measurement string, l layout, r Range, matches []Match, only Either, without ...Except) (string, error) {
	var conditions []string
	if !r.From.IsZero() {
		conditions = append(conditions, "time >= "+st.bind(r.From.UnixNano()))
	}
	if !r.To.IsZero() {
		conditions = append(conditions, "time < "+st.bind(r.To.UnixNano()))
	}
	for _, m := range matches {
		if k, err := l.column(measurement, m.Name); err != nil {
			return "", err
		} else if k != textColumn {
			return "", fmt.Errorf("%s is a number; only tags and texts can be matched", m.Name)
		}
		if len(m.Values) > 0 {
			conditions = append(conditions, st.match(m))
		}
	}
	either := make([]string, len(only))
	for i, tags := range only {
		all, err := st.tags(measurement, l, tags, " = ", " AND ")
		if err != nil {
			return "", err
		}
		either[i] = all
	}
	if len(either) > 0 {
		conditions = append(conditions, "("+strings.Join(either, " OR ")+")")
	}
	for _, except := range without {
		none, err := st.tags(measurement, l, except, " != ", " OR ")
		if err != nil {
			return "", err
		}
		conditions = append(conditions, none)
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), nil
}

// tags compares tags with their values.
func (st Statement) tags(measurement string, l layout, tags []Tag, operator, glue string) (string, error) {
	terms := make([]string, len(tags))
	for i, tag := range tags {
		if err := l.tag(measurement, tag.Name); err != nil {
			return "", err
		}
		terms[i] = quote(tag.Name) + operator + st.bind(tag.Value)
	}
	return "(" + strings.Join(terms, glue) + ")", nil
}

func (st Statement) match(m Match) string {
	if m.Listed {
		operator := " =~ "
		if m.Not {
			operator = " !~ "
		}
		return "(" + quote(m.Name) + operator + st.bind(map[string]any{"regex": listed(m.Values)}) + ")"
	}
	operator, glue := " = ", " OR "
	if m.Not {
		operator, glue = " != ", " AND "
	}
	terms := make([]string, len(m.Values))
	for i, v := range m.Values {
		terms[i] = quote(m.Name) + operator + st.bind(v)
	}
	return "(" + strings.Join(terms, glue) + ")"
}

// listed is a regular expression that finds any of the values between the bars of
// a list. They are quoted, so that it holds nothing of theirs but letters.
func listed(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = regexp.QuoteMeta(v)
	}
	return `\|(?:` + strings.Join(quoted, "|") + `)\|`
}

func (st Statement) bind(v any) string {
	name := fmt.Sprintf("p%d", len(st.Params))
	st.Params[name] = v
	return "$" + name
}

func (s Select) groupBy(l layout) (string, error) {
	var parts []string
	if s.Every > longest || s.Every%Every(time.Second) != 0 {
		return "", fmt.Errorf("windows of %s: they must be whole seconds and at most a day", time.Duration(s.Every))
	}
	if s.Every > 0 {
		parts = append(parts, s.Every.String())
	}
	for _, tag := range s.By {
		if err := l.tag(s.From, tag); err != nil {
			return "", err
		}
		parts = append(parts, quote(tag))
	}
	if len(parts) == 0 {
		return "", nil
	}
	group := " GROUP BY " + strings.Join(parts, ", ")
	if s.Every > 0 {
		group += " fill(none)"
	}
	return group, nil
}

// String is the window as InfluxQL writes it.
func (e Every) String() string { return fmt.Sprintf("time(%ds)", e/Every(time.Second)) }

func (s Select) tail() string {
	var b strings.Builder
	if s.Descending {
		b.WriteString(" ORDER BY time DESC")
	}
	if s.Limit > 0 {
		fmt.Fprintf(&b, " LIMIT %d", s.Limit)
	}
	if s.Zone != nil && s.Zone != time.UTC && s.Every > 0 {
		fmt.Fprintf(&b, " tz('%s')", zoneName(s.Zone))
	}
	return b.String()
}

// zoneName is safe between quotes: a loaded location's name comes from the time
// zone database. Anything else in it is dropped rather than trusted.
func zoneName(zone *time.Location) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("/_+-", r) || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, zone.String())
}

// quote is for names of the schema, which hold nothing to escape.
func quote(name string) string { return `"` + name + `"` }

// String is what ran, for people: the text and what was bound to it.
func (st Statement) String() string {
	if len(st.Params) == 0 {
		return st.Text
	}
	bound := make([]string, len(st.Params))
	for i := range bound {
		name := fmt.Sprintf("p%d", i)
		switch v := st.Params[name].(type) {
		case string:
			bound[i] = fmt.Sprintf("$%s = %q", name, v)
		case map[string]any:
			bound[i] = fmt.Sprintf("$%s = /%s/", name, v["regex"])
		default:
			bound[i] = fmt.Sprintf("$%s = %v", name, v)
		}
	}
	return st.Text + "\n-- " + strings.Join(slices.Clip(bound), ", ")
}
