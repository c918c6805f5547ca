package xsim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/x/xsim"
)

// What X's OpenAPI documents require of the answers, of version 2.161 for the
// words of tweet.fields and 2.167 for those of post.fields. Types are JSON's;
// "time" is a date-time with milliseconds, "id" a text of 1 to 19 digits.
var required = map[string]map[string]string{
	"User":              {"id": "id", "name": "string", "username": "string"},
	"UserPublicMetrics": {"followers_count": "number", "following_count": "number", "listed_count": "number"},
	"Tweet":             {"id": "id", "text": "string", "created_at": "time", "author_id": "id", "conversation_id": "id", "lang": "string"},
	"PostPublicMetrics": {"reply_count": "number", "like_count": "number", "quote_count": "number", "bookmark_count": "number", "impression_count": "number"},
	"Reference":         {"type": "string", "id": "id"},
	"SearchCount":       {"start": "time", "end": "time"},
	"Problem":           {"type": "string", "title": "string", "detail": "string"},
}

var (
	timePattern = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
	idPattern   = regexp.MustCompile(`^[0-9]{1,19}$`)
)

// conforms checks an object against the required fields of a schema.
func conforms(t *testing.T, schema string, value any, more ...string) map[string]any {
	t.Helper()
	object, ok := value.(map[string]any)
	require.True(t, ok, "%s: %v is no object", schema, value)
	for field, kind := range required[schema] {
		got, given := object[field]
		require.True(t, given, "%s lacks %s: %v", schema, field, object)
		switch kind {
		case "number":
			require.IsType(t, 0.0, got, "%s.%s", schema, field)
		default:
			text, ok := got.(string)
			require.True(t, ok, "%s.%s is %v", schema, field, got)
			require.True(t, kind != "time" || timePattern.MatchString(text), "%s.%s is %s", schema, field, text)
			require.True(t, kind != "id" || idPattern.MatchString(text), "%s.%s is %s", schema, field, text)
		}
	}
	for _, field := range more {
		require.Contains(t, object, field, schema)
	}
	return object
}

// get asks as the account's owner, and wants a status.
func get(t *testing.T, url string, status int) map[string]any {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer user")
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, status, resp.StatusCode, string(raw))
	for _, header := range []string{"x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"} {
		require.Regexp(t, `^\d+$`, resp.Header.Get(header))
	}
	var out map[string]any
	require.NoError(t, json.Unmarshal(raw, &out))
	return out
}

func TestAnswersHaveTheRequiredFields(t *testing.T) {
	t.Parallel()
	s := xsim.New(sdktest.World(xsim.Platform), xsim.Options{Users: map[string]string{"user": "dinas"}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for _, w := range []struct{ fields, retweets, tweets, references, total string }{
		{"tweet.fields", "retweet_count", "tweet_count", "referenced_tweets", "total_tweet_count"},
		{"post.fields", "repost_count", "post_count", "referenced_posts", "total_post_count"},
	} {
		query := w.fields + "=created_at,author_id,conversation_id,lang,public_metrics," + w.references + "&"
		user := conforms(t, "User", get(t, server.URL+"/2/users/me?user.fields=public_metrics&"+w.fields+"=id", 200)["data"])
		conforms(t, "UserPublicMetrics", user["public_metrics"], w.tweets)
		id, _ := user["id"].(string)

		replies := 0
		for _, path := range []string{"users/" + id + "/tweets?", "users/" + id + "/mentions?", "tweets/search/recent?query=layanan+OR+%23banjir&"} {
			body := get(t, server.URL+"/2/"+path+query+"max_results=20", 200)
			list, _ := body["data"].([]any)
			require.NotEmpty(t, list, path)
			require.InDelta(t, len(list), body["meta"].(map[string]any)["result_count"], 0)
			for _, item := range list {
				tweet := conforms(t, "Tweet", item)
				conforms(t, "PostPublicMetrics", tweet["public_metrics"], w.retweets)
				if references, _ := tweet[w.references].([]any); len(references) > 0 {
					conforms(t, "Reference", references[0])
					replies++
				}
			}
		}
		require.Positive(t, replies)
	}
	counts := get(t, server.URL+"/2/tweets/counts/recent?query=banjir", 200)
	for _, hour := range counts["data"].([]any) {
		conforms(t, "SearchCount", hour, "tweet_count")
	}
	require.Contains(t, counts["meta"], "total_tweet_count")
}

func TestProblemsHaveTheRequiredFields(t *testing.T) {
	t.Parallel()
	s := xsim.New(sdktest.World(xsim.Platform), xsim.Options{Users: map[string]string{"user": "dinas"}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for path, parameter := range map[string]string{
		"tweets/search/recent?query=a&max_results=9":                 "max_results",
		"tweets/search/recent?query=a&since_id=1":                    "since_id",
		"tweets/search/recent?max_results=10":                        "query",
		"tweets/counts/recent?query=a&start_time=kemarin":            "start_time",
		"tweets/counts/recent?query=a&end_time=2026-03-10T09:00:00Z": "end_time",
		"tweets?ids=1&tweet_fields=id":                               "tweet_fields",
	} {
		p := conforms(t, "Problem", get(t, server.URL+"/2/"+path, http.StatusBadRequest), "errors")
		fault, _ := p["errors"].([]any)[0].(map[string]any)
		require.Contains(t, fault["parameters"], parameter)
	}
	partial := get(t, server.URL+"/2/tweets?ids=999", 200)
	p := conforms(t, "Problem", partial["errors"].([]any)[0], "resource_type")
	require.Equal(t, "https://api.x.com/2/problems/resource-not-found", p["type"])
	require.NotContains(t, partial, "data")
}
