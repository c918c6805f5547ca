package instagram

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// Check implements sdk.Connector.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	s, err := c.open(ctx)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	name := c.config.Account
	if c.config.Via != "" {
		name = c.config.Via
	}
	self, err := s.lookup(ctx, name)
	if err != nil {
		return sdk.CheckReport{}, err
	}
	r := newRun(s, sdk.Request{Now: time.Now()}, nil)
	r.self = self
	if c.config.Via != "" {
		return r.checkOther(ctx)
	}
	report := sdk.CheckReport{Summary: "reads @" + self.Username}
	if self.Followers != nil {
		report.Summary += fmt.Sprintf(", %d followers", *self.Followers)
	}
	for _, look := range []func(context.Context) ([]sdk.Finding, error){r.checkInsights, r.checkComments, r.checkHashtags} {
		found, err := look(ctx)
		if err != nil {
			return report, err
		}
		report.Findings = append(report.Findings, found...)
	}
	for _, n := range append(c.login.Notices(time.Now()), meta.VersionNotices(c.config.Version, time.Now())...) {
		report.Findings = append(report.Findings, sdk.Finding{What: n.Kind, Detail: n.Message})
	}
	return report, nil
}

func (r *run) checkInsights(ctx context.Context) ([]sdk.Finding, error) {
	name := insightsFB
	if r.config.Login == loginInstagram {
		name = insightsIG
	}
	f, err := meta.CheckPermission(r.token, name, "views, reach, shares, saves, interactions, watch time, who came and went, and the audience will be missing", func() error {
		_, err := r.graph.Ask(ctx, r.Request.Now, r.metrics, meta.Question{
			Object: r.self.ID, Scope: "account", Names: []string{"reach"}, Query: r.settledDay(),
		})
		return err
	})
	found := []sdk.Finding{f}
	if r.self.hidden() {
		found = append(found, sdk.Finding{What: "audience", Detail: fmt.Sprintf(
			"the account has fewer than %d followers: Instagram tells nothing of them, nor who came and went; this mends itself", fewFollowers)})
	}
	return found, err
}

func (r *run) checkComments(ctx context.Context) ([]sdk.Finding, error) {
	if !r.config.Comments {
		return nil, nil
	}
	name := commentsFB
	if r.config.Login == loginInstagram {
		name = commentsIG
	}
	f, err := meta.CheckPermission(r.token, name, "what people comment will be missing", func() error {
		var media meta.List[mediaJSON]
		if err := r.graph.Get(ctx, "/"+r.self.ID+"/media", url.Values{"fields": {"id"}, "limit": {"1"}}, &media); err != nil {
			return err
		}
		if len(media.Data) == 0 {
			return nil
		}
		var comments meta.List[commentJSON]
		return r.graph.Get(ctx, "/"+url.PathEscape(media.Data[0].ID)+"/comments", url.Values{"fields": {"id"}, "limit": {"1"}}, &comments)
	})
	return []sdk.Finding{f}, err
}

// checkHashtags looks for the first hashtag only, which counts among the 30.
func (r *run) checkHashtags(ctx context.Context) ([]sdk.Finding, error) {
	if len(r.config.Hashtags) == 0 {
		return nil, nil
	}
	f := sdk.Finding{What: "Instagram Public Content Access"}
	tag := r.config.Hashtags[0]
	err := r.ledger.TakeOnce(r.Request.Now, meta.BudgetHashtags, tag, 1)
	if err == nil {
		_, err = r.hashtagID(ctx, tag)
	}
	switch {
	case err == nil, sdk.Exhausted(err) == meta.BudgetHashtags:
		f.OK = true
	case meta.NoPermission(err), sdk.KindOf(err) == sdk.Permanent:
		f.Detail = fmt.Sprintf("posts with hashtags will be missing; ask for this feature in the app's review (%v)", err)
	default:
		return nil, err
	}
	return []sdk.Finding{f}, nil
}

// checkOther looks whether somebody else's account can be read.
func (r *run) checkOther(ctx context.Context) (sdk.CheckReport, error) {
	other, err := r.discovery(ctx, "")
	if err != nil {
		return sdk.CheckReport{}, err
	}
	return sdk.CheckReport{
		Summary:  fmt.Sprintf("reads what everybody may see of @%s through %s", other.Username, r.config.Via),
		Findings: []sdk.Finding{{What: insightsFB, Detail: "reach, saves, shares and the audience are the owner's alone; they will be missing"}},
	}, nil
}
