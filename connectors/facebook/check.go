package facebook

import (
	"context"
	"errors"
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
	report := sdk.CheckReport{Summary: "reads the Page " + s.page.Name}
	if s.page.Followers != nil {
		report.Summary += fmt.Sprintf(", %d followers", *s.page.Followers)
	}
	r := newRun(s, sdk.Request{Now: time.Now()}, nil)
	for _, look := range []func(context.Context) (sdk.Finding, error){r.checkList, r.checkPosts, r.checkInsights, r.checkPeople} {
		found, err := look(ctx)
		if err != nil {
			return report, err
		}
		report.Findings = append(report.Findings, found)
	}
	for _, n := range append(c.login.Notices(time.Now()), meta.VersionNotices(c.config.Version, time.Now())...) {
		report.Findings = append(report.Findings, sdk.Finding{What: n.Kind, Detail: n.Message})
	}
	return report, nil
}

// checkList looks whether the Page gave its own token, which needs this.
func (r *run) checkList(context.Context) (sdk.Finding, error) {
	f, err := meta.CheckPermission(r.token, permissionList, "the Page's own token, with its higher limits, will be missing", func() error { return nil })
	if f.OK && r.page.Token == "" {
		f.OK, f.Detail = false, "the Page does not give its own token: its owner needs a role on the Page, or the app "+permissionList+"; much may be missing"
	}
	return f, err
}

func (r *run) checkPosts(ctx context.Context) (sdk.Finding, error) {
	return meta.CheckPermission(r.token, permissionRead, "posts and shares will be missing", func() error {
		return r.firstPost(ctx, ownFields)
	})
}

// errNoInsights stands for the empty list that Facebook gives instead of an
// error.
var errNoInsights = errors.New("no insights")

// checkInsights asks for one metric. Facebook answers an empty list without the
// permission, and for Pages that are too small.
func (r *run) checkInsights(ctx context.Context) (sdk.Finding, error) {
	const without = "views, reach, clicks, watch time, who came and went, and where followers live will be missing"
	f, err := meta.CheckPermission(r.token, permissionInsights, without, func() error {
		answer, err := r.graph.Ask(ctx, r.Request.Now, r.metrics, meta.Question{
			Object: r.page.ID, Scope: "page", Names: []string{dailies[0].name}, Query: url.Values{"period": {"day"}},
		})
		if err == nil && len(answer.Insights)+len(answer.Missing) == 0 {
			return errNoInsights
		}
		return err
	})
	if !errors.Is(err, errNoInsights) {
		return f, err
	}
	f.Detail = without + "; give " + permissionInsights + " to the app and run `pantau auth` again, and let the token's owner have the task to analyse the Page"
	if r.page.Fans != nil && *r.page.Fans < fewLikes {
		f.Detail = fmt.Sprintf("%s: the Page has fewer than %d likes; this mends itself", without, fewLikes)
	}
	return f, nil
}

func (r *run) checkPeople(ctx context.Context) (sdk.Finding, error) {
	return meta.CheckPermission(r.token, permissionPeople, "comments, their number and posts that tag the Page will be missing", func() error {
		return r.firstPost(ctx, allFields())
	})
}

// firstPost asks for fields of one post.
func (r *run) firstPost(ctx context.Context, fields string) error {
	var posts meta.List[postJSON]
	return r.graph.Get(ctx, "/"+r.page.ID+"/posts", url.Values{"fields": {fields}, "limit": {"1"}}, &posts)
}
