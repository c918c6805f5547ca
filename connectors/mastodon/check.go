package mastodon

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// Check implements sdk.Connector.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	found, err := c.lookup(ctx)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	report := sdk.CheckReport{Summary: "reads @" + found.Acct + " on " + c.config.BaseURL}
	if found.Followers != nil {
		report.Summary += fmt.Sprintf(", %d followers", *found.Followers)
	}
	if strings.Contains(found.Acct, "@") {
		report.Findings = append(report.Findings, sdk.Finding{
			What:   "base_url",
			Detail: "the account lives on another server: older posts and part of the counters will be missing; set base_url to its own server",
		})
	}
	findings, err := c.checkToken(ctx, found)
	report.Findings = append(report.Findings, findings...)
	if err != nil {
		return report, err
	}
	for _, tag := range c.config.Hashtags {
		_, err := c.ask(ctx, "/api/v1/timelines/tag/"+url.PathEscape(tag), url.Values{"limit": {"1"}}, new([]struct{}))
		if err != nil && !forbidden(err) {
			return report, err
		}
		report.Findings = append(report.Findings, finding("hashtag "+tag, err, "it will not be read; set a token with read:statuses"))
	}
	return report, nil
}

// checkToken looks at whose token it is and what it may read.
func (c *connector) checkToken(ctx context.Context, account accountJSON) ([]sdk.Finding, error) {
	if c.config.Token == "" {
		return []sdk.Finding{{
			What: "token",
			Detail: "there is none: mentions of the account, and all but the first 60 replies to a post, will be missing; " +
				"make one under Preferences, Development with read:accounts, read:statuses and read:notifications",
		}}, nil
	}
	owner, err := c.owner(ctx)
	switch {
	case err != nil && !forbidden(err):
		return nil, err
	case err != nil:
		return []sdk.Finding{finding("read:accounts", err, "mentions will be missing; give the token read:accounts")}, nil
	case owner.ID != account.ID:
		return []sdk.Finding{{
			What:   "token",
			Detail: "it belongs to @" + owner.Acct + ": mentions of @" + account.Acct + " will be missing; make a token while signed in as that account",
		}}, nil
	}
	findings := []sdk.Finding{{OK: true, What: "token"}}
	_, err = c.ask(ctx, "/api/v1/notifications", url.Values{"types[]": {"mention"}, "limit": {"1"}}, new([]struct{}))
	if err != nil && !forbidden(err) {
		return findings, err
	}
	return append(findings, finding("read:notifications", err, "mentions will be missing; give the token read:notifications")), nil
}

// finding is OK without an error; with one, detail says what to do.
func finding(what string, err error, detail string) sdk.Finding {
	if err == nil {
		return sdk.Finding{OK: true, What: what}
	}
	return sdk.Finding{What: what, Detail: fmt.Sprintf("%s (%v)", detail, err)}
}
