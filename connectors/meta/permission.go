package meta

import (
	"fmt"

	"github.com/pantau/pantau/connectors/sdk"
)

// CheckPermission makes a finding about a permission: what the token is known to
// have, else what the platform says to ask. without is what will be missing.
func CheckPermission(t sdk.Token, name, without string, ask func() error) (sdk.Finding, error) {
	f := sdk.Finding{What: name}
	const fix = "; give it to the app in its dashboard and run `pantau auth` again"
	if len(Lacks(t, name)) > 0 {
		f.Detail = without + fix
		return f, nil
	}
	err := ask()
	switch {
	case err == nil, BelowThreshold(err):
		f.OK = true
	case NoPermission(err):
		f.Detail = fmt.Sprintf("%s%s (%v)", without, fix, err)
	default:
		return f, err
	}
	return f, nil
}
