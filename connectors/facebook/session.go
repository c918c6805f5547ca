package facebook

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// session is a signed-in conversation: one run, or one check.
type session struct {
	*connector
	token  sdk.Token
	person *meta.Client // with the token as it is
	graph  *meta.Client // with the Page's token
	page   pageJSON
}

// open signs in and looks the Page up. Most of what is read wants the Page's own
// token, which the Page gives to those who work on it.
func (c *connector) open(ctx context.Context) (*session, error) {
	token, err := c.login.Token(ctx, time.Now())
	if err != nil {
		return nil, err
	}
	s := &session{connector: c, token: token, person: c.client(sdk.Secret(token.Access))}
	s.graph = s.person
	err = s.person.Get(ctx, "/"+c.config.Page, url.Values{"fields": {pageFields}}, &s.page)
	if meta.NotFound(err) {
		return s, s.wrongPage(ctx, err)
	}
	if err != nil {
		return s, err
	}
	if own := s.page.Token; own != "" && own.Reveal() != token.Access {
		s.graph = c.client(own)
	}
	return s, nil
}

// requests is how many were made.
func (s *session) requests() int {
	n := s.person.Requests()
	if s.graph != s.person {
		n += s.graph.Requests()
	}
	return n
}

// wrongPage names the Pages that the token works on, if it says.
func (s *session) wrongPage(ctx context.Context, cause error) error {
	pages, err := s.person.Pages(ctx, "id,name")
	if err != nil || len(pages) == 0 {
		return sdk.Errorf(sdk.Permanent, "page: the token can't see %s; set a token of somebody who works on it (%w)", s.config.Page, cause)
	}
	return notAmong(s.config.Page, pages)
}

func notAmong(page string, pages []meta.Page) error {
	names := make([]string, len(pages))
	for i, p := range pages {
		names[i] = p.ID + " " + p.Name
	}
	return sdk.Errorf(sdk.Permanent, "page: %s is not among the token's Pages (%s)", page, strings.Join(names, ", "))
}
