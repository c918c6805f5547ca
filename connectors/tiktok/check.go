package tiktok

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Check implements sdk.Connector. It reads the account and a page of videos, of
// which the permissions show.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	c.now = time.Now()
	if err := c.authorize(ctx); err != nil {
		return sdk.CheckReport{}, err
	}
	r := &run{connector: c, done: map[string]bool{}}
	var err error
	if r.source, r.business, err = c.open(func(error) {}); err != nil {
		return sdk.CheckReport{}, err
	}
	metrics, err := r.source.account(ctx)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	report := sdk.CheckReport{Summary: "reads an account of TikTok over the " + c.config.API + " API"}
	if followers := metrics[schema.MetricFollowers]; followers.Reason == "" {
		report.Summary += fmt.Sprintf(", %.0f followers", followers.Value)
	}
	_, err = r.source.videos(ctx, 0)
	if err != nil && !lacksScope(err) {
		return report, err
	}
	report.Findings = append(report.Findings, finding("videos", "no videos will be read; the consent needs video.list", err))
	for _, f := range r.fields() {
		report.Findings = append(report.Findings, fieldsFinding(f))
	}
	if r.business == nil {
		report.Findings = append(report.Findings, sdk.Finding{
			What: "api", Detail: "the Display API has no reach, watch time, audience and comments; apply for the API for Business and set api: business",
		})
	}
	return report, nil
}

// finding is OK without an error; with one, detail says what to do.
func finding(what, detail string, err error) sdk.Finding {
	if err == nil {
		return sdk.Finding{OK: true, What: what}
	}
	return sdk.Finding{What: what, Detail: fmt.Sprintf("%s (%v)", detail, err)}
}

func fieldsFinding(f *fields) sdk.Finding {
	names := f.withheld()
	if len(names) == 0 {
		return sdk.Finding{OK: true, What: "fields of the " + f.scope}
	}
	return sdk.Finding{
		What: "fields of the " + f.scope, Detail: strings.Join(names, ", ") + " will be missing; run `pantau auth` again and tick everything",
	}
}
