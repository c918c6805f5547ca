package linkedin

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Check implements sdk.Connector. It asks for the followers, and for the least
// of what needs a role or a product.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	c.now = time.Now()
	if err := c.authorize(ctx); err != nil {
		return sdk.CheckReport{}, err
	}
	size, err := c.followers(ctx)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	report := sdk.CheckReport{Summary: "reads " + c.config.Organization + " of LinkedIn"}
	if size.FirstDegreeSize != nil {
		report.Summary += fmt.Sprintf(", %d followers", *size.FirstDegreeSize)
	}
	for _, part := range []struct{ what, path, missing string }{
		{"posts", "/posts?q=author&author=" + encode(c.config.Organization), "posts and comments will be missing; the consent needs " + socialScope},
		{"statistics", c.followerStatistics(), "views, reach, reactions and the audience will be missing; the consent needs " + adminScope},
	} {
		err := c.get(ctx, methodFinder, part.path+"&start=0&count=1", new(pageJSON))
		if err != nil && !denied(err) {
			return report, err
		}
		report.Findings = append(report.Findings, finding(part.what, part.missing, err))
	}
	report.Findings = append(report.Findings, c.versionFinding(), c.budgetFinding())
	return report, nil
}

// finding is OK without an error; with one, detail says what to do.
func finding(what, detail string, err error) sdk.Finding {
	if err == nil {
		return sdk.Finding{OK: true, What: what}
	}
	return sdk.Finding{What: what, Detail: fmt.Sprintf("%s (%v)", detail, err)}
}

func (c *connector) versionFinding() sdk.Finding {
	if message := c.config.versionExpiring(c.now); message != "" {
		return sdk.Finding{What: "version", Detail: message}
	}
	return sdk.Finding{OK: true, What: "version", Detail: c.config.Version + ", good until " + c.config.versionEnd().Format(time.DateOnly)}
}

func (c *connector) budgetFinding() sdk.Finding {
	b := c.ledger.Budgets(c.now)[0]
	return sdk.Finding{
		OK: b.Remaining > 0, What: "daily_requests",
		Detail: fmt.Sprintf("%.0f of %.0f requests left until 00:00 UTC; raise it to what the developer portal shows under Analytics", b.Remaining, b.Limit),
	}
}
