package engine

import (
	"fmt"
	"strings"
)

// Choose finds the one account of a connector that a command is about; name may
// be empty where there is only one.
func Choose(accounts []Account, connector, name string) (Account, error) {
	var names []string
	var found []Account
	for _, a := range accounts {
		if a.Connector != connector {
			continue
		}
		names = append(names, a.Name)
		if name == "" || a.Name == name {
			found = append(found, a)
		}
	}
	switch {
	case len(names) == 0:
		return Account{}, &ConfigError{Err: fmt.Errorf("no account of the configuration has the connector %s", connector)}
	case len(found) == 0:
		return Account{}, &ConfigError{Err: fmt.Errorf("--account: %s has no account %q; it has %s", connector, name, strings.Join(names, ", "))}
	case len(found) > 1:
		return Account{}, &ConfigError{Err: fmt.Errorf("--account: choose one of %s", strings.Join(names, ", "))}
	}
	return found[0], nil
}
