package query

import (
	"encoding/json"
	"fmt"
	"slices"
)

// peersParam is the list that may name a group of the settings in place of its
// accounts.
const peersParam = "peers"

// spellOut puts the accounts of a peer group in place of its name. A name that is
// no group's is an account.
func (d *Descriptor) spellOut(params json.RawMessage, groups map[string][]string) (json.RawMessage, error) {
	if len(groups) == 0 || !d.takes(peersParam) {
		return params, nil
	}
	given := map[string]any{}
	if err := json.Unmarshal(params, &given); err != nil {
		return nil, fmt.Errorf("reading the checked parameters: %w", err)
	}
	names, _ := given[peersParam].([]any) // a list parameter holds a list
	accounts := []string{}
	for _, name := range names {
		text, _ := name.(string) // of texts
		if members := groups[text]; members != nil {
			accounts = append(accounts, members...)
		} else {
			accounts = append(accounts, text)
		}
	}
	slices.Sort(accounts)
	given[peersParam] = slices.Compact(accounts)
	return json.Marshal(given)
}
