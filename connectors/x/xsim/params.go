package xsim

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	postParameters = []string{"tweet.fields", "post.fields", "expansions", "user.fields", "media.fields", "poll.fields", "place.fields"}
	pageParameters = []string{"max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id"}
)

// parameters are those that each endpoint takes, by the OpenAPI document.
var parameters = map[string][]string{
	"users/me":                    {"user.fields", "expansions", "tweet.fields", "post.fields"},
	"users/by/username/:username": {"user.fields", "expansions", "tweet.fields", "post.fields"},
	"users/by":                    {"usernames", "user.fields", "expansions", "tweet.fields", "post.fields"},
	"users/:id/tweets":            slices.Concat(postParameters, pageParameters, []string{"exclude"}),
	"users/:id/mentions":          slices.Concat(postParameters, pageParameters),
	"tweets":                      slices.Concat(postParameters, []string{"ids"}),
	"tweets/search/recent":        slices.Concat(postParameters, pageParameters, []string{"query", "next_token", "sort_order"}),
	"tweets/counts/recent":        {"query", "start_time", "end_time", "since_id", "until_id", "next_token", "pagination_token", "granularity"},
}

// least is the smallest page of an endpoint.
func (q *request) least() int {
	if q.endpoint == "tweets/search/recent" {
		return 10
	}
	return 5
}

// recent tells whether an endpoint knows only the last seven days.
func (q *request) recent() bool {
	return q.endpoint == "tweets/search/recent" || q.endpoint == "tweets/counts/recent"
}

// checkParameters refuses what X refuses.
func (q *request) checkParameters() *problem {
	asked := q.r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		value := asked.Get(name)
		if !slices.Contains(parameters[q.endpoint], name) {
			return invalid(name, value, "The query parameter ["+name+"] is not one of ["+strings.Join(parameters[q.endpoint], ",")+"]")
		}
		if p := q.checkParameter(name, value); p != nil {
			return p
		}
	}
	for _, name := range []string{"ids", "query", "usernames"} {
		if slices.Contains(parameters[q.endpoint], name) && asked.Get(name) == "" {
			return invalid(name, "", "The `"+name+"` query parameter can not be empty")
		}
	}
	return nil
}

func (q *request) checkParameter(name, value string) *problem {
	switch name {
	case "max_results":
		if n, err := strconv.Atoi(value); err != nil || n < q.least() || n > 100 {
			return invalid(name, value, "The `max_results` query parameter value ["+value+"] is not between "+strconv.Itoa(q.least())+" and 100")
		}
	case "start_time", "end_time":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return invalid(name, value, "Invalid '"+name+"':'"+value+"'. It must be an RFC 3339 date-time")
		}
		if q.recent() && at.Before(q.oldest()) {
			return invalid(name, value, "Invalid '"+name+"':'"+value+"'. '"+name+"' must be on or after "+q.oldest().Format(time.RFC3339))
		}
		if name == "end_time" && q.recent() && at.After(q.now.Add(-10*time.Second)) {
			return invalid(name, value, "Invalid 'end_time':'"+value+"'. 'end_time' must be a minimum of 10 seconds prior to the request time")
		}
	case "since_id":
		if t := q.index.tweets[value]; q.recent() && (t == nil || t.created.Before(q.oldest())) {
			return invalid(name, value, "Invalid 'since_id':'"+value+"'. 'since_id' must be a tweet id created after "+q.oldest().Format(time.RFC3339))
		}
	case "query":
		if n := utf8.RuneCountInString(value); n > 512 {
			return invalid(name, value, "Rules must be no more than 512 characters, but was "+strconv.Itoa(n))
		}
	case "ids":
		if n := len(strings.Split(value, ",")); n > 100 {
			return invalid(name, value, "The number of values in the `ids` query parameter list ["+strconv.Itoa(n)+"] is not between 1 and 100")
		}
	}
	return nil
}

// oldest is how far back recent search and counts look.
func (q *request) oldest() time.Time { return q.now.AddDate(0, 0, -7) }
