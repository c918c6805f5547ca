package ask

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Frames are the tables of an answer.
type Frames []*Frame

// Frame is a table: its columns, and what the plugin says about it.
type Frame struct {
	Fields  []Field
	Notices []string
	raw     json.RawMessage // as it came
}

// Field is a column. Its values are times, numbers (int64 or float64), texts,
// truths, or nil where something is not available.
type Field struct {
	Name, Title string // Title is for people, in their language
	Labels      map[string]string
	Values      []any
}

// wire is a frame in the JSON of Grafana: https://grafana.com/developers/plugin-tools/key-concepts/data-frames.
type wire struct {
	Schema struct {
		Meta struct {
			Notices []struct {
				Text string `json:"text"`
			} `json:"notices"`
		} `json:"meta"`
		Fields []struct {
			Name     string `json:"name"`
			TypeInfo struct {
				Frame string `json:"frame"`
			} `json:"typeInfo"`
			Labels map[string]string `json:"labels"`
			Config struct {
				Title string `json:"displayNameFromDS"`
			} `json:"config"`
		} `json:"fields"`
	} `json:"schema"`
	Data struct {
		Values [][]any `json:"values"`
	} `json:"data"`
}

func decode(raw [][]byte) (Frames, error) {
	frames := make(Frames, len(raw))
	for i, one := range raw {
		var w wire
		dec := json.NewDecoder(bytes.NewReader(one))
		dec.UseNumber()
		if err := dec.Decode(&w); err != nil {
			return nil, fmt.Errorf("reading the plugin's answer: %w", err)
		}
		if len(w.Data.Values) != len(w.Schema.Fields) {
			return nil, fmt.Errorf("reading the plugin's answer: %d columns of %d have values", len(w.Data.Values), len(w.Schema.Fields))
		}
		frame := &Frame{raw: one}
		for _, n := range w.Schema.Meta.Notices {
			frame.Notices = append(frame.Notices, n.Text)
		}
		for at, f := range w.Schema.Fields {
			values := w.Data.Values[at]
			for row, v := range values {
				var err error
				if values[row], err = concrete(v, f.TypeInfo.Frame); err != nil {
					return nil, fmt.Errorf("reading column %s of the plugin's answer: %w", f.Name, err)
				}
			}
			frame.Fields = append(frame.Fields, Field{Name: f.Name, Title: f.Config.Title, Labels: f.Labels, Values: values})
		}
		frames[i] = frame
	}
	return frames, nil
}

// concrete is a value in its column's type. Times come in milliseconds.
func concrete(v any, kind string) (any, error) {
	n, ok := v.(json.Number)
	switch {
	case !ok:
		return v, nil
	case kind == "time.Time":
		ms, err := n.Int64()
		return time.UnixMilli(ms).UTC(), err
	case strings.HasPrefix(kind, "float"):
		return n.Float64()
	default:
		return n.Int64()
	}
}

// label names a field where several have one name.
func (f Field) label() string {
	if len(f.Labels) == 0 {
		return f.Name
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(f.Labels)) {
		parts = append(parts, key+"="+f.Labels[key])
	}
	return f.Name + " " + strings.Join(parts, ", ")
}

// Rows is how many rows a table has.
func (f *Frame) Rows() int {
	if len(f.Fields) == 0 {
		return 0
	}
	return len(f.Fields[0].Values)
}

// Columns keeps the named columns of each table, in that order.
func (f Frames) Columns(names ...string) Frames {
	for _, frame := range f {
		var kept []Field
		for _, name := range names {
			if at := slices.IndexFunc(frame.Fields, func(field Field) bool { return field.Name == name }); at >= 0 {
				kept = append(kept, frame.Fields[at])
			}
		}
		frame.Fields = kept
	}
	return f
}

// First keeps the first rows of each table.
func (f Frames) First(rows int) Frames {
	for _, frame := range f {
		for i, field := range frame.Fields {
			frame.Fields[i].Values = field.Values[:min(rows, len(field.Values))]
		}
	}
	return f
}
