package linkedinsim

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// parseQuery reads a query as Rest.li 2.0 writes it: values are strings, lists
// ([]any) or records (map[string]any). The structure must stand unescaped.
func parseQuery(raw string) (map[string]any, error) {
	out := map[string]any{}
	if raw == "" {
		return out, nil
	}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if strings.ContainsAny(name, "()',:") {
			return nil, fmt.Errorf("invalid parameter name %q", name)
		}
		p := parser{rest: value}
		v, err := p.value()
		if err == nil && p.rest != "" {
			err = fmt.Errorf("unexpected %q", p.rest)
		}
		if err != nil {
			return nil, fmt.Errorf("invalid value of parameter %s: %w", name, err)
		}
		out[name] = v
	}
	return out, nil
}

// parser reads one value from the left.
type parser struct{ rest string }

func (p *parser) value() (any, error) {
	switch {
	case strings.HasPrefix(p.rest, "List("):
		p.rest = strings.TrimPrefix(p.rest, "List(")
		return p.list()
	case strings.HasPrefix(p.rest, "("):
		p.rest = p.rest[1:]
		return p.record()
	}
	return p.text()
}

func (p *parser) list() (any, error) {
	out := []any{}
	if p.skip(")") {
		return out, nil
	}
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if p.skip(")") {
			return out, nil
		}
		if !p.skip(",") {
			return nil, errors.New("a list that does not end")
		}
	}
}

func (p *parser) record() (any, error) {
	out := map[string]any{}
	for {
		name, err := p.text()
		if err != nil {
			return nil, err
		}
		if !p.skip(":") {
			return nil, fmt.Errorf("no colon behind %s", name)
		}
		if out[name], err = p.value(); err != nil {
			return nil, err
		}
		if p.skip(")") {
			return out, nil
		}
		if !p.skip(",") {
			return nil, errors.New("a record that does not end")
		}
	}
}

// text reads up to a character of the structure. A text that was encoded as a
// whole, structure and all, is no value.
func (p *parser) text() (string, error) {
	end := strings.IndexAny(p.rest, "(),:'")
	if end < 0 {
		end = len(p.rest)
	}
	text, err := url.PathUnescape(p.rest[:end])
	p.rest = p.rest[end:]
	if err == nil && strings.HasPrefix(text, "List(") {
		err = errors.New("the parentheses of a list must not be encoded")
	}
	return text, err
}

func (p *parser) skip(prefix string) bool {
	rest, found := strings.CutPrefix(p.rest, prefix)
	p.rest = rest
	return found
}

// text is a parameter's text; "" if it is none.
func (q *request) text(name string) string {
	s, _ := q.params[name].(string)
	return s
}

// list is a parameter's list of texts.
func (q *request) list(name string) []string {
	all, _ := q.params[name].([]any)
	out := make([]string, 0, len(all))
	for _, v := range all {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
