package threads

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
	r := newRun(s, sdk.Request{Now: time.Now()}, nil)
	report := sdk.CheckReport{Summary: "reads @" + s.self.Username}
	looks := []func(context.Context) (sdk.Finding, error){r.checkInsights}
	if c.config.Replies {
		looks = append(looks, r.checkReplies)
	}
	if c.config.Mentions {
		looks = append(looks, r.checkMentions)
	}
	if len(c.config.queries()) > 0 {
		looks = append(looks, r.checkSearch)
	}
	for _, look := range looks {
		found, err := look(ctx)
		if err != nil {
			return report, err
		}
		report.Findings = append(report.Findings, found)
	}
	if r.followers != nil {
		report.Summary += fmt.Sprintf(", %.0f followers", *r.followers)
		if *r.followers < fewFollowers {
			report.Findings = append(report.Findings, sdk.Finding{What: "audience", Detail: fmt.Sprintf(
				"the account has fewer than %d followers: Threads tells nothing of them; this mends itself", fewFollowers)})
		}
	}
	for _, n := range c.login.Notices(time.Now()) {
		report.Findings = append(report.Findings, sdk.Finding{What: n.Kind, Detail: n.Message})
	}
	return report, nil
}

func (r *run) checkInsights(ctx context.Context) (sdk.Finding, error) {
	return meta.CheckPermission(r.token, permissionInsights, "followers, views, likes, the number of replies, reposts and quotes, and the audience will be missing", func() error {
		const name = "followers_count"
		answer, err := r.graph.Ask(ctx, r.Request.Now, r.metrics, meta.Question{
			Object: "me", Edge: "threads_insights", Scope: "account", Names: []string{name},
		})
		if n, ok := answer.Insights[name].Number(); ok {
			r.followers = &n
		}
		return err
	})
}

func (r *run) checkReplies(ctx context.Context) (sdk.Finding, error) {
	return meta.CheckPermission(r.token, permissionReplies, "what people reply will be missing", func() error {
		var posts, replies meta.List[postJSON]
		one := url.Values{"fields": {"id"}, "limit": {"1"}}
		if err := r.graph.Get(ctx, "/me/threads", one, &posts); err != nil || len(posts.Data) == 0 {
			return err
		}
		return r.graph.Get(ctx, "/"+url.PathEscape(posts.Data[0].ID)+"/conversation", one, &replies)
	})
}

func (r *run) checkMentions(ctx context.Context) (sdk.Finding, error) {
	return meta.CheckPermission(r.token, permissionMentions, "others' posts that name the account will be missing", func() error {
		return r.graph.Get(ctx, "/me/mentions", url.Values{"fields": {"id"}, "limit": {"1"}}, &meta.List[postJSON]{})
	})
}

// checkSearch looks for the first query. Without Meta's approval a search goes
// through the account's own posts and is no error.
func (r *run) checkSearch(ctx context.Context) (sdk.Finding, error) {
	const without = "public posts with the keywords and topics will be missing"
	var found meta.List[postJSON]
	f, err := meta.CheckPermission(r.token, permissionSearch, without, func() error {
		if err := r.ledger.Take(r.Request.Now, budgetSearch, 1); err != nil {
			return nil // used up: it works
		}
		err := r.graph.Get(ctx, "/keyword_search", r.config.queries()[0].values(), &found)
		if err == nil && len(found.Data) == 0 {
			r.ledger.Give(r.Request.Now, budgetSearch, 1)
		}
		return err
	})
	for _, p := range found.Data {
		if !r.own(p.Username) {
			return f, err
		}
	}
	if len(found.Data) > 0 {
		f.OK, f.Detail = false, without+": searches find the account's own posts only; ask for advanced access to "+permissionSearch+" in the app's review"
	}
	return f, err
}
