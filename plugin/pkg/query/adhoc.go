package query

import (
	"encoding/json"
	"fmt"
	"slices"
)

// adHoc is one of a dashboard's ad hoc filters, which hold for all its panels.
type adHoc struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Value    string   `json:"value"`
	Values   []string `json:"values"` // of "one of"
}

// filtered gives the parameter that each key of an ad hoc filter narrows.
var filtered = map[string]string{"platform": "platforms", "account": "accounts", "topic": "topics", "type": "types"}

// nothing is a value that no list of the store holds: two filters that exclude
// each other find nothing, and not everything.
const nothing = "\x00"

// narrow puts a dashboard's ad hoc filters into checked parameters. A query type
// without the parameter is not narrowed by it, as with Grafana's own data sources.
func (d *Descriptor) narrow(params json.RawMessage, filters []adHoc) (json.RawMessage, error) {
	if len(filters) == 0 {
		return params, nil
	}
	given := map[string]any{}
	if err := json.Unmarshal(params, &given); err != nil {
		return nil, fmt.Errorf("reading the checked parameters: %w", err)
	}
	for _, f := range filters {
		name, known := filtered[f.Key]
		switch {
		case !known:
			return nil, userError("filter %s: there is no such key; choose platform, account, topic or type", clip(f.Key))
		case f.Operator != "=" && f.Operator != "=|":
			return nil, userError("filter %s: the operator %s is not supported; choose = or =|", f.Key, clip(f.Operator))
		}
		if !d.takes(name) {
			continue
		}
		wanted, err := tidy(f.wanted())
		if err != nil {
			return nil, userError("filter %s: %w", f.Key, err)
		}
		given[name] = both(given[name], wanted)
	}
	return json.Marshal(given)
}

func (f adHoc) wanted() []string {
	if f.Operator == "=|" && len(f.Values) > 0 {
		return f.Values
	}
	return []string{f.Value}
}

// both keeps what two lists allow; an empty one allows everything.
func both(before any, wanted []string) []string {
	var list []string
	items, _ := before.([]any) // a list parameter holds a list
	for _, item := range items {
		if text, ok := item.(string); ok {
			list = append(list, text)
		}
	}
	if earlier, ok := before.([]string); ok {
		list = earlier
	}
	switch {
	case len(list) == 0:
		return wanted
	case len(wanted) == 0:
		return list
	}
	list = slices.DeleteFunc(list, func(v string) bool { return !slices.Contains(wanted, v) })
	if len(list) == 0 {
		return []string{nothing}
	}
	return list
}
