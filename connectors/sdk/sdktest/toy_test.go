package sdktest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// toy is a small connector that keeps the contract, with a switch for each way
// of breaking it.
type toy struct {
	breaks string
	set    toySettings
	http   *sdk.HTTP
	runs   int
}

type toySettings struct {
	BaseURL string     `yaml:"base_url"`
	Token   sdk.Secret `yaml:"token,omitempty"`
}

func (s *toySettings) Validate() (err error) {
	s.BaseURL, err = sdk.BaseURL("base_url", s.BaseURL)
	return err
}

// openSettings has a secret of the wrong type.
type openSettings struct {
	BaseURL string `yaml:"base_url"`
	Token   string `yaml:"token"`
}

func newToy(breaks string) sdk.Factory { return func() sdk.Connector { return &toy{breaks: breaks} } }

func (c *toy) Info() sdk.Info {
	info := sdk.Info{
		ID: "toy", Name: "Toy", Version: "1", Interval: time.Minute, Settings: toySettings{},
		Records: []sdk.RecordKind{sdk.KindPost}, Terms: sdk.Terms{URL: "https://example.org/terms"},
	}
	for _, m := range schema.PostMetrics {
		if m == schema.MetricLikes {
			info.Capabilities = append(info.Capabilities, sdk.Capability{Of: sdk.KindPost, Metric: m, Native: []string{"likes"}})
			continue
		}
		info.Capabilities = append(info.Capabilities, sdk.Capability{Of: sdk.KindPost, Metric: m, Reason: schema.NotOffered})
	}
	switch c.breaks {
	case "info: ID":
		info.ID = "Spielzeug"
	case "info: capability":
		info.Capabilities = info.Capabilities[1:]
	case "info: retention":
		info.Terms.Retention = []sdk.Retention{{Of: sdk.KindMention, Days: 30, Why: "no such records"}}
	case "info: break":
		info.Breaks = []sdk.Break{{ID: "without_a_day", Message: "views changed"}}
	case "info: source":
		info.Capabilities[0].Source = "bought"
	case "info: secret":
		info.Settings = openSettings{}
	}
	return info
}

func (c *toy) Configure(settings sdk.Settings) error {
	switch c.breaks {
	case "configure: unknown key":
		c.set.BaseURL = "http://127.0.0.1"
		return nil
	case "configure: request":
		_, _ = http.Get("http://127.0.0.1:9/") // bad on purpose
	}
	if err := sdk.Decode(settings, &c.set); err != nil {
		return err
	}
	c.http = sdk.NewHTTP(c.set.BaseURL)
	c.http.Bearer(c.set.Token)
	return nil
}

func (c *toy) Check(ctx context.Context) (sdk.CheckReport, error) {
	if c.breaks == "check" {
		return sdk.CheckReport{Summary: "fine, surely"}, nil
	}
	var page toyPage
	_, err := c.http.JSON(ctx, "/posts", nil, &page)
	return sdk.CheckReport{Summary: "reads posts"}, err
}

type toyPage struct {
	Posts []toyPost
	Next  int
}

type toyPost struct {
	ID, Text string
	Likes    *int
}

func (c *toy) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	c.runs++
	if c.breaks == "cancel" {
		ctx = context.WithoutCancel(ctx)
	}
	if c.breaks == "leak" {
		go func() { select {} }()
	}
	first := 0
	if c.breaks == "partial: loses" {
		first, _ = strconv.Atoi(string(req.Cursor))
	}
	for page := first; ; {
		var got toyPage
		_, err := c.http.JSON(ctx, "/posts/"+fmt.Sprint(page), url.Values{}, &got)
		if err != nil {
			return c.fail(page, err)
		}
		for i, p := range got.Posts {
			if c.breaks == "trouble: order" && i > 0 && p.ID < got.Posts[i-1].ID {
				break
			}
			if c.breaks == "trouble: twice" && i > 0 && p.ID == got.Posts[i-1].ID {
				p.ID += "b"
			}
			if err := emit(c.record(p)); err != nil {
				return sdk.Result{}, err
			}
		}
		if page = got.Next; page == 0 {
			return sdk.Result{Requests: c.http.Requests()}, nil
		}
	}
}

// fail says what becomes of a failed request.
func (c *toy) fail(page int, err error) (sdk.Result, error) {
	switch c.breaks {
	case "status":
		err = sdk.Errorf(sdk.Transient, "%w", err)
	case "answers":
		err = sdk.Errorf(sdk.Permanent, "unreadable")
	case "partial: hides":
		return sdk.Result{}, nil
	case "partial: loses":
		return sdk.Result{Cursor: []byte(strconv.Itoa(page + 1)), Failures: []error{err}}, nil
	}
	return sdk.Result{}, err
}

func (c *toy) record(p toyPost) sdk.Record {
	post := sdk.Post{
		ID: p.ID, Type: "text", Published: Now.Add(-time.Hour), Text: p.Text,
		Metrics: sdk.Metrics{schema.MetricLikes: sdk.Optional(p.Likes, schema.NotRead)},
	}
	switch c.breaks {
	case "records: kind":
		return sdk.Mention{ID: p.ID, MentionKind: schema.KindReply, Created: Now, Text: p.Text}
	case "records: metric":
		post.Metrics["stars"] = sdk.Number(5)
	case "repeat":
		post.Text += fmt.Sprint(c.runs)
	case "text: drops":
		post.Text = post.Text[:min(len(post.Text), 10)]
	case "secret":
		post.Text += c.set.Token.Reveal()
	}
	return post
}

// toyPlatform has two pages of posts.
func toyPlatform(testing.TB) http.Handler {
	likes := 3
	pages := map[string]toyPage{
		"/posts":   {},
		"/posts/0": {Posts: []toyPost{{ID: "1", Text: "satu " + Marker, Likes: &likes}, {ID: "2", Text: "dua"}}, Next: 1},
		"/posts/1": {Posts: []toyPost{{ID: "3", Text: "tiga", Likes: &likes}}},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(pages[r.URL.Path]) // the client may have gone
	})
}
