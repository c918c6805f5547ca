package gdelt

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// week is what Check looks at.
const week = 7 * 24 * time.Hour

// Check implements sdk.Connector: it asks for the articles of the last week that
// the first query finds.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	now := time.Now()
	got, err := c.ask(ctx, c.searches[0], now.Add(-week), now)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	count := fmt.Sprint(len(got.articles))
	if got.full() {
		count = fmt.Sprintf("at least %d", most)
	}
	report := sdk.CheckReport{Summary: fmt.Sprintf("GDELT answers; articles of the last 7 days that match: %s", count)}
	if n := len(c.searches); n > 1 {
		report.Summary += fmt.Sprintf(" (first of %d requests)", n)
	}
	found := sdk.Finding{OK: true, What: "queries"}
	if len(got.articles) == 0 {
		found = sdk.Finding{What: "queries", Detail: "nothing was found in a week: GDELT searches English translations, " +
			"so add the English for each phrase, or names, which stay as they are; or widen countries and languages"}
	}
	report.Findings = append(report.Findings, found)
	return report, nil
}
