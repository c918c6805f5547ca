package rss

import (
	"context"
	"fmt"
	"net/http"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	accept = "application/rss+xml, application/atom+xml, application/feed+json, " +
		"application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
	maxValidator = 1 << 10 // bytes of an ETag that is worth keeping
)

// answer is what a feed's server said.
type answer struct {
	document
	state     feedState // how to ask next time; Items are those of the state that was asked with
	unchanged bool      // 304: the document is empty
	requests  int
	budget    *sdk.Budget
}

// fetch asks for a feed that has changed since known. Errors name the feed. The
// client follows redirects to other servers, which is fine: no credentials go
// with the request.
func fetch(ctx context.Context, src source, known feedState) (answer, error) {
	web := sdk.NewHTTP(src.address)
	header := http.Header{"Accept": {accept}}
	if known.ETag != "" {
		header.Set("If-None-Match", known.ETag)
	}
	if known.Modified != "" {
		header.Set("If-Modified-Since", known.Modified)
	}
	resp, body, err := web.Get(ctx, "", nil, header) //nolint:bodyclose // Get has closed it
	got := answer{state: known, requests: web.Requests(), budget: web.Budget()}
	if err != nil {
		return got, fmt.Errorf("feed %s: %w", src.name, err)
	}
	if resp.StatusCode == http.StatusNotModified {
		got.unchanged = true
		return got, nil
	}
	got.document, err = decode(body, resp.Header.Get("Content-Type"), resp.Request.URL)
	if err != nil {
		return got, fmt.Errorf("feed %s: %w", src.name, err)
	}
	got.found = src.found
	got.state.ETag = validator(resp.Header.Get("ETag"))
	got.state.Modified = validator(resp.Header.Get("Last-Modified"))
	return got, nil
}

func validator(v string) string {
	if len(v) > maxValidator {
		return ""
	}
	return v
}
