package youtube

import (
	"context"
	"fmt"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// Check implements sdk.Connector.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	s, err := c.open(ctx)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	now := time.Now()
	self, err := s.lookup(ctx, now)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	report := sdk.CheckReport{Summary: "reads the channel " + self.Snippet.Title}
	switch st := self.Statistics; {
	case st.SubscribersHidden:
		report.Findings = append(report.Findings, sdk.Finding{
			What: "subscriberCount", Detail: "the owner hides it: followers will be missing; show it in YouTube Studio, Settings, Channel",
		})
	case st.Subscribers != nil:
		report.Summary += fmt.Sprintf(", about %d subscribers", *st.Subscribers)
	}
	if c.config.Comments {
		report.Findings = append(report.Findings, sdk.Finding{
			OK: c.config.APIKey != "", What: "comments",
			Detail: "they will be missing: set api_key; a consent to read does not cover them",
		})
	}
	r := &run{session: s, Run: sdk.NewRun(sdk.Request{Now: now}, nil), self: self}
	finding, err := r.checkReports(ctx)
	report.Findings = append(report.Findings, finding)
	return report, err
}

// checkReports looks whether the owner's reports can be read.
func (r *run) checkReports(ctx context.Context) (sdk.Finding, error) {
	const missing = "shares, watch time, subscribers who came and went, and the audience will be missing"
	f := sdk.Finding{What: scopeAnalytics}
	if r.noOwner != nil {
		f.Detail = fmt.Sprintf("%s (%v)", missing, r.noOwner)
		return f, nil
	}
	today := r.today()
	_, err := r.query(ctx, report{dimensions: "day", from: today.AddDate(0, 0, -mostLate), to: today}, []string{"views"})
	switch {
	case err == nil:
		f.OK = true
	case sdk.KindOf(err) == sdk.Auth:
		f.Detail = fmt.Sprintf("%s (%v)", missing, err)
	default:
		return f, err
	}
	return f, nil
}
