package query

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// queryType is a registered query type.
type queryType struct {
	Descriptor
	// run takes parameters that have been decoded, completed and checked.
	run func(ctx context.Context, r *Request, params json.RawMessage) (*Answer, error)
}

var types = map[string]*queryType{}

// register makes a query type known. Each file of a query type calls it once,
// from init. What cannot work panics there and then: a doubled or empty id, a
// text that is not in the catalogue, a params struct that differs from the
// descriptor.
func register[P any](d Descriptor, run func(context.Context, *Request, P) (*Answer, error)) {
	if d.ID == "" || types[d.ID] != nil {
		panic(fmt.Sprintf("query type %q: the id is empty or taken", d.ID))
	}
	if len(d.Formats) == 0 {
		panic(fmt.Sprintf("query type %s: no format", d.ID))
	}
	d.describe()
	if err := matches[P](d); err != nil {
		panic(fmt.Sprintf("query type %s: %v", d.ID, err))
	}
	types[d.ID] = &queryType{Descriptor: d, run: func(ctx context.Context, r *Request, raw json.RawMessage) (*Answer, error) {
		var params P
		if err := json.Unmarshal(raw, &params); err != nil {
			return nil, fmt.Errorf("reading the checked parameters of %s: %w", d.ID, err)
		}
		return run(ctx, r, params)
	}}
}

// matches compares the JSON names of P's fields with the descriptor's.
func matches[P any](d Descriptor) error {
	var zero P
	raw, err := json.Marshal(zero)
	if err != nil {
		return err
	}
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	var names []string
	for _, p := range d.Params {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	if got := slices.Sorted(maps.Keys(fields)); !slices.Equal(got, names) {
		return fmt.Errorf("the params struct has %s, the descriptor %s", strings.Join(got, ", "), strings.Join(names, ", "))
	}
	return nil
}

// Descriptors lists every query type, by family and id.
func Descriptors() []Descriptor {
	order := map[Family]int{Engagement: 1, Trend: 2, Feeling: 3, Guidance: 4, Operation: 5}
	var out []Descriptor
	for _, id := range slices.Sorted(maps.Keys(types)) {
		out = append(out, types[id].Descriptor)
	}
	slices.SortStableFunc(out, func(a, b Descriptor) int { return order[a.Family] - order[b.Family] })
	return out
}
