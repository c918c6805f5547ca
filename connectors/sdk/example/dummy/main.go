// Command dummy is a whole connector in one file: the place to start when you
// write your own. It reads one page of an imaginary platform,
//
//	GET {base_url}/count
//	{"followers": 1204, "post": {"id": "7", "text": "Halo", "published": "2026-03-10T01:00:00Z", "likes": 3}}
//
// and makes two records of it: the account's counters and one post.
//
// Copy this folder, name it after your platform, and change it from the top down.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// A connector's main function is this one line. The collector starts the
// process. Standard output belongs to the collector: log to standard error.
func main() { sdk.Serve(New) }

// New makes a connector for one account. The collector makes one for every
// account that is configured, all in this process.
func New() sdk.Connector { return &connector{} }

type connector struct{ set settings }

var _ sdk.Connector = (*connector)(nil)

// settings are what the operator writes for an account. A setting of type
// sdk.Secret is kept out of everything that is shown.
type settings struct {
	Account string     `yaml:"account" jsonschema:"required,description=The account's name on the platform"`
	BaseURL string     `yaml:"base_url" jsonschema:"required,description=Address of the platform's API"`
	Token   sdk.Secret `yaml:"token,omitempty" jsonschema:"description=Access token"`
}

// Validate is called once the settings were read. Its errors name the setting
// and say what to write.
func (s *settings) Validate() (err error) {
	if s.Account == "" {
		return errors.New("account: write the account's name on the platform")
	}
	s.BaseURL, err = sdk.BaseURL("base_url", s.BaseURL)
	return err
}

// Info says what the connector is and can do. Every metric that Pantau knows
// is either given here, with the platform's own name for it, or not available
// with a reason: a metric that is missing is never 0.
func (c *connector) Info() sdk.Info {
	info := sdk.Info{
		ID: "dummy", Name: "Dummy", Version: "1", Interval: 5 * time.Minute,
		Records:  []sdk.RecordKind{sdk.KindAccount, sdk.KindPost},
		Settings: settings{},
		Terms:    sdk.Terms{URL: "https://example.org/terms"}, // the platform's terms, as data
	}
	given := map[string]string{schema.MetricFollowers: "followers", schema.MetricLikes: "post.likes"}
	add := func(of sdk.RecordKind, metrics []string) {
		for _, m := range metrics {
			if native, ok := given[m]; ok {
				info.Capabilities = append(info.Capabilities, sdk.Capability{Of: of, Metric: m, Native: []string{native}})
				continue
			}
			info.Capabilities = append(info.Capabilities, sdk.Capability{Of: of, Metric: m, Reason: schema.NotOffered})
		}
	}
	add(sdk.KindAccount, schema.AccountMetrics)
	add(sdk.KindPost, schema.PostMetrics)
	return info
}

// Configure reads the settings. It makes no request.
func (c *connector) Configure(raw sdk.Settings) error { return sdk.Decode(raw, &c.set) }

// page is what the platform answers. A counter that may be missing is a pointer.
type page struct {
	Followers *int
	Post      struct {
		ID, Text  string
		Published time.Time
		Likes     *int
	}
}

// read asks the platform. sdk.HTTP turns refusals, limits and unreadable answers
// into the four kinds of error, so that nothing is left to do about them here.
func (c *connector) read(ctx context.Context) (out page, _ *sdk.HTTP, _ error) {
	web := sdk.NewHTTP(c.set.BaseURL)
	web.Bearer(c.set.Token)
	_, err := web.JSON(ctx, "/count", nil, &out)
	return out, web, err
}

// Check makes one cheap request and says in a line what the token can see.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	got, _, err := c.read(ctx)
	return sdk.CheckReport{Summary: fmt.Sprintf("reads @%s, whose last post is %q", c.set.Account, got.Post.ID)}, err
}

// Collect reads and emits. This platform has one page; one with more would keep
// in Result.Cursor how far it came, and find it in req.Cursor the next time.
func (c *connector) Collect(ctx context.Context, _ sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	got, web, err := c.read(ctx)
	if err != nil {
		return sdk.Result{}, err
	}
	followers := sdk.Metrics{schema.MetricFollowers: sdk.Optional(got.Followers, schema.NotRead)}
	likes := sdk.Metrics{schema.MetricLikes: sdk.Optional(got.Post.Likes, schema.NotRead)}
	err = emit(sdk.Account{Metrics: followers}, sdk.Post{
		ID: got.Post.ID, Type: "text", Published: got.Post.Published, Text: sdk.PlainText(got.Post.Text), Metrics: likes,
	})
	return sdk.Result{Requests: web.Requests(), Budgets: web.Budgets()}, err
}
