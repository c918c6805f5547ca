package gdelt

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	path        = "/api/v2/doc/doc"
	most        = 250              // articles in one answer
	timeFormat  = "20060102150405" // UTC
	longestSaid = 200              // bytes of a sentence of GDELT's that are quoted
)

// ask makes one request, when it is its turn.
func (c *connector) ask(ctx context.Context, search string, from, to time.Time) (answer, error) {
	if err := c.pace.turn(ctx); err != nil {
		return answer{}, err
	}
	resp, body, err := c.http.Get(ctx, path, url.Values{ //nolint:bodyclose // Get has closed it
		"query": {search}, "mode": {"artlist"}, "format": {"json"}, "sort": {"datedesc"},
		"maxrecords":    {strconv.Itoa(most)},
		"startdatetime": {from.UTC().Format(timeFormat)}, "enddatetime": {to.UTC().Format(timeFormat)},
	}, nil)
	if err == nil {
		err = refusal(resp, body, search)
	}
	if sdk.KindOf(err) == sdk.RateLimited {
		return answer{}, c.pace.refused(err)
	}
	if err != nil {
		return answer{}, err
	}
	return decode(body)
}

// refusals are what GDELT says, with status 200, instead of giving data. The
// sentences are those that users of the API report.
var refusals = []struct{ sign, setting, fix string }{
	{"too short or too long", "queries", "use fewer or longer words; GDELT is also reported to say so when it has too much to do"},
	{"phrase is too short", "queries", "write more of the name"},
	{"keyword", "queries", "write it with letters and digits only"},
	{"or'd", "queries", "use plain words and phrases"},
	{"country", "countries", "use FIPS codes, which are not those of ISO, and of countries that GDELT has media of"},
	{"language", "languages", "use the English names of languages that GDELT translates"},
	{"timespan", "base_url", "no setting causes this: the connector asked for too short a window"},
	{"query start date", "base_url", "no setting causes this: see whether this machine's clock is right"},
	{"query end date", "base_url", "no setting causes this: see whether this machine's clock is right"},
}

// refusal says what is wrong with an answer that is no JSON.
func refusal(resp *http.Response, body []byte, search string) error {
	text := strings.Join(strings.Fields(string(body[:min(len(body), 1<<10)])), " ")
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")) // unreadable: the body tells
	switch {
	case strings.HasPrefix(text, "{"):
		return nil
	case text == "":
		return sdk.Errorf(sdk.Transient, "GDELT answered nothing")
	case strings.HasPrefix(text, "<"):
		return sdk.Errorf(sdk.Permanent, "%s answered a web page, not JSON: is base_url the address of the API?", path)
	case kind == "application/json":
		return sdk.Errorf(sdk.Permanent, "%s answered unreadable JSON", path)
	}
	lower := strings.ToLower(text)
	text = strings.ToValidUTF8(text[:min(len(text), longestSaid)], "")
	if strings.Contains(lower, "limit requests") || strings.Contains(lower, "too many requests") {
		return sdk.RateLimitedUntil(time.Time{}, "GDELT said: %s", text)
	}
	for _, r := range refusals {
		if strings.Contains(lower, r.sign) {
			return sdk.Errorf(sdk.Permanent, "%s: GDELT refused the query %s and said: %s (%s)", r.setting, search, text, r.fix)
		}
	}
	return sdk.Errorf(sdk.Permanent, "queries: GDELT refused the query %s and said: %s", search, text)
}
