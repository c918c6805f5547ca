package x

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Check implements sdk.Connector. It costs what one user does.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	c.now = time.Now()
	_ = c.own.Put(keptPause, nil) // whoever checks may just have bought credits; forgetting can't fail
	if err := c.authorize(ctx); err != nil {
		return sdk.CheckReport{}, err
	}
	found, private, err := c.lookup(ctx)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	report := sdk.CheckReport{Summary: "reads @" + found.Username + " of X"}
	if found.Public.Followers != nil {
		report.Summary += fmt.Sprintf(", %d followers", *found.Public.Followers)
	}
	money := c.purse.ledger.Budgets(c.now)[0]
	report.Findings = []sdk.Finding{
		privateFinding(private), c.ownedFinding(private), protectedFinding(found, private),
		{OK: money.Remaining > 0, What: "budget_usd_month", Detail: fmt.Sprintf("%.2f of %.2f USD left until %s", money.Remaining, money.Limit, money.Reset.Format(time.DateOnly))},
	}
	return report, nil
}

func privateFinding(private bool) sdk.Finding {
	if private {
		return sdk.Finding{OK: true, What: "private metrics"}
	}
	return sdk.Finding{
		What:   "private metrics",
		Detail: "the token is not this account's own: clicks and engagements will be missing; set client_id and run `pantau auth` while signed in as the account",
	}
}

func (c *connector) ownedFinding(private bool) sdk.Finding {
	switch {
	case c.config.Owned && !private:
		return sdk.Finding{What: "owned", Detail: "the cheaper price is X's for the account's own token only; full prices are reckoned with until `pantau auth` was run"}
	case !c.config.Owned:
		return sdk.Finding{What: "owned", Detail: "own posts and mentions cost the full price; where the app belongs to this account, set owned: true"}
	}
	return sdk.Finding{OK: true, What: "owned"}
}

func protectedFinding(found userJSON, private bool) sdk.Finding {
	if found.Protected && !private {
		return sdk.Finding{What: "posts", Detail: "the account is protected: nothing of it will be read without its own token; run `pantau auth`"}
	}
	return sdk.Finding{OK: true, What: "posts"}
}
