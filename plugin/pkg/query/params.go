package query

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Limits of what a query may carry, so that a crafted one costs little.
const (
	maxListValues = 500
	maxTextBytes  = 500
)

// all are the values that stand for "no filter" in a Grafana variable.
var all = []string{"$__all", "All", "*"}

// complete turns what the editor, a variable or the command line sent into
// canonical JSON: every parameter there, of its own type, and within bounds.
// It is lenient about types, because variables and --param bring only text, and
// strict about names, because a misspelt one would silently change the answer.
func (d *Descriptor) complete(raw json.RawMessage) (json.RawMessage, error) {
	given := map[string]any{}
	if len(raw) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber()
		if err := decoder.Decode(&given); err != nil {
			return nil, userError("params: not a JSON object; write {\"name\": value}")
		}
	}
	for name := range given {
		if !d.takes(name) {
			return nil, userError("params.%s: %s has no such parameter; it has %s", clip(name), d.ID, d.names())
		}
	}
	whole := map[string]any{}
	for _, p := range d.Params {
		v, err := p.read(given[p.Name])
		if err != nil {
			return nil, userError("params.%s: %w", p.Name, err)
		}
		whole[p.Name] = v
	}
	return json.Marshal(whole) // maps are written with their keys sorted
}

func (d *Descriptor) names() string {
	names := make([]string, len(d.Params))
	for i, p := range d.Params {
		names[i] = p.Name
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// read gives the parameter's value, its default where nothing was given.
func (p *Param) read(v any) (any, error) {
	if text, ok := v.(string); ok && strings.TrimSpace(text) == "" {
		v = nil
	}
	if v == nil {
		return p.Default, nil
	}
	switch p.Kind {
	case Enum:
		return p.readEnum(v)
	case List:
		return readList(v)
	case Number:
		return p.readNumber(v)
	case Boolean:
		return readBoolean(v)
	case Phrase:
		return readPhrase(v)
	}
	return nil, fmt.Errorf("unknown kind %q", p.Kind)
}

func (p *Param) readEnum(v any) (any, error) {
	values := make([]string, len(p.Options))
	for i, o := range p.Options {
		values[i] = o.Value
	}
	text, ok := v.(string)
	text = strings.TrimSpace(text)
	if !ok || !slices.Contains(values, text) {
		return nil, fmt.Errorf("%s is not one of %s", show(v), strings.Join(values, ", "))
	}
	return text, nil
}

func (p *Param) readNumber(v any) (any, error) {
	text := ""
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.TrimSpace(v)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n != math.Trunc(n) || n < *p.Min || n > *p.Max {
		return nil, fmt.Errorf("%s is not a whole number from %v to %v", show(v), *p.Min, *p.Max)
	}
	return n, nil
}

func readBoolean(v any) (any, error) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case string:
		if b, err := strconv.ParseBool(strings.TrimSpace(v)); err == nil {
			return b, nil
		}
	}
	return nil, fmt.Errorf("%s is not true or false", show(v))
}

func readPhrase(v any) (any, error) {
	text, ok := v.(string)
	if number, isNumber := v.(json.Number); isNumber {
		text, ok = number.String(), true
	}
	if !ok || len(text) > maxTextBytes {
		return nil, fmt.Errorf("%s is not a text of at most %d bytes", show(v), maxTextBytes)
	}
	return strings.TrimSpace(text), nil
}

// readList takes ["a","b"], "a,b", "{a,b}" (how Grafana writes a variable with
// several values) or "a". The result is sorted and holds no value twice; one
// value that stands for all makes it empty.
func readList(v any) (any, error) {
	var values []string
	switch v := v.(type) {
	case string:
		values = splitList(v)
	case json.Number:
		values = []string{v.String()}
	case []any:
		for _, item := range v {
			switch item := item.(type) {
			case string:
				// A variable inside a list arrives as one text.
				values = append(values, braced(item)...)
			case json.Number:
				values = append(values, item.String())
			default:
				return nil, fmt.Errorf("%s in the list is not a text", show(item))
			}
		}
	default:
		return nil, fmt.Errorf("%s is not a list; write [\"a\", \"b\"] or \"a,b\"", show(v))
	}
	return tidy(values)
}

func tidy(values []string) ([]string, error) {
	out := []string{}
	for _, v := range values {
		v = strings.TrimSpace(v)
		if slices.Contains(all, v) {
			return []string{}, nil
		}
		if len(v) > maxTextBytes {
			return nil, fmt.Errorf("a value is longer than %d bytes", maxTextBytes)
		}
		if v != "" {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > maxListValues {
		return nil, fmt.Errorf("%d values are more than the %d that one query takes", len(out), maxListValues)
	}
	return out, nil
}

func splitList(s string) []string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "[") {
		var values []string
		if json.Unmarshal([]byte(s), &values) == nil {
			return values
		}
	}
	if inner, ok := inBraces(s); ok {
		s = inner
	}
	return strings.Split(s, ",")
}

// braced splits only "{a,b}": in a JSON list a value may hold commas itself.
func braced(s string) []string {
	if inner, ok := inBraces(strings.TrimSpace(s)); ok {
		return strings.Split(inner, ",")
	}
	return []string{s}
}

func inBraces(s string) (string, bool) {
	if len(s) > 1 && s[0] == '{' && s[len(s)-1] == '}' {
		return s[1 : len(s)-1], true
	}
	return "", false
}

// show is a value for an error message.
func show(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return "the value"
	}
	return clip(string(raw))
}

func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
