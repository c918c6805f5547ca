package embedded

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/influxdata/influxdb/models"
	"github.com/influxdata/influxdb/query"
)

// jsonFormat writes what encoding/json would, without its looking up of types
// for every value.
type jsonFormat struct{ pretty bool }

func (f jsonFormat) write(w *bufio.Writer, r response) error {
	raw, err := appendResponse(nil, r)
	if err != nil { // a number that JSON has no words for
		raw, _ = appendResponse(nil, response{err: err})
	}
	if f.pretty {
		var wide bytes.Buffer
		_ = json.Indent(&wide, raw, "", "    ") // it is JSON
		raw = wide.Bytes()
	}
	_, err = w.Write(append(raw, '\n'))
	return err
}

func appendResponse(b []byte, r response) ([]byte, error) {
	if r.err != nil {
		return append(appendText(append(b, `{"error":`...), r.err.Error()), '}'), nil
	}
	if len(r.results) == 0 {
		return append(b, "{}"...), nil
	}
	b = append(b, `{"results":[`...)
	var err error
	for i, result := range r.results {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendResult(b, result); err != nil {
			return nil, err
		}
	}
	return append(b, "]}"...), nil
}

func appendResult(b []byte, r *query.Result) ([]byte, error) {
	b = strconv.AppendInt(append(b, `{"statement_id":`...), int64(r.StatementID), 10)
	if len(r.Series) > 0 {
		b = append(b, `,"series":[`...)
		var err error
		for i, series := range r.Series {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendSeries(b, series); err != nil {
				return nil, err
			}
		}
		b = append(b, ']')
	}
	if len(r.Messages) > 0 {
		raw, _ := json.Marshal(r.Messages) // texts
		b = append(append(b, `,"messages":`...), raw...)
	}
	if r.Partial {
		b = append(b, `,"partial":true`...)
	}
	if r.Err != nil {
		b = appendText(append(b, `,"error":`...), r.Err.Error())
	}
	return append(b, '}'), nil
}

// appendSeries leaves out what is empty, but the braces.
func appendSeries(b []byte, s *models.Row) ([]byte, error) {
	b = append(b, '{')
	start := len(b)
	key := func(quoted string) {
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, quoted...)
	}
	if s.Name != "" {
		key(`"name":`)
		b = appendText(b, s.Name)
	}
	if len(s.Tags) > 0 {
		key(`"tags":{`)
		for i, tag := range slices.Sorted(maps.Keys(s.Tags)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(append(appendText(b, tag), ':'), s.Tags[tag])
		}
		b = append(b, '}')
	}
	if len(s.Columns) > 0 {
		key(`"columns":[`)
		for i, column := range s.Columns {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, column)
		}
		b = append(b, ']')
	}
	if len(s.Values) > 0 {
		key(`"values":[`)
		var err error
		for i, row := range s.Values {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendRow(b, row); err != nil {
				return nil, err
			}
		}
		b = append(b, ']')
	}
	if s.Partial {
		key(`"partial":true`)
	}
	return append(b, '}'), nil
}

func appendRow(b []byte, row []any) ([]byte, error) {
	b = append(b, '[')
	var err error
	for i, value := range row {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendValue(b, value); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendValue(b []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(b, "null"...), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		return appendText(b, v), nil
	case float64:
		if size := math.Abs(v); size == 0 || size >= 1e-6 && size < 1e21 { // elsewhere JSON has a form of its own
			return strconv.AppendFloat(b, v, 'f', -1, 64), nil
		}
	}
	raw, err := json.Marshal(value)
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return append(b, raw...), err
}

func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			raw, _ := json.Marshal(s) // of any text
			return append(b, raw...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
