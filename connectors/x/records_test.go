package x

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func testRun() *run {
	return &run{connector: &connector{now: sdktest.Now}, self: self{ID: "1", Username: "dinas", Private: true}}
}

func TestBothWords(t *testing.T) {
	t.Parallel()
	var older, newer postJSON
	require.NoError(t, json.Unmarshal([]byte(`{"id":"7","text":"a","created_at":"2026-03-09T08:00:00.000Z","public_metrics":{"retweet_count":3},
		"referenced_tweets":[{"type":"replied_to","id":"5"}],"note_tweet":{"text":"whole"}}`), &older))
	require.NoError(t, json.Unmarshal([]byte(`{"id":"7","text":"a","created_at":"2026-03-09T08:00:00.000Z","public_metrics":{"repost_count":3},
		"referenced_posts":[{"type":"replied_to","id":"5"}],"note_post":{"text":"whole"}}`), &newer))
	require.Equal(t, testRun().postRecord(&older), testRun().postRecord(&newer))
	require.Equal(t, "5", newer.answers())
	require.Equal(t, "whole", newer.fullText())

	var a, b userJSON
	require.NoError(t, json.Unmarshal([]byte(`{"public_metrics":{"tweet_count":9}}`), &a))
	require.NoError(t, json.Unmarshal([]byte(`{"public_metrics":{"post_count":9}}`), &b))
	require.Equal(t, accountRecord(a), accountRecord(b))
	require.Equal(t, sdk.Number(9), accountRecord(b).Metrics[schema.MetricPosts])
	require.Equal(t, sdk.NotAvailable(schema.NotOffered), accountRecord(b).Metrics[schema.MetricFollowers])
}

func TestPostTypes(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{}`: "text",
		`{"attachments":{"media_keys":["3_12"]}}`:  "image",
		`{"attachments":{"media_keys":["13_12"]}}`: "video",
		`{"attachments":{"media_keys":["16_12"]}}`: "video",
		`{"attachments":{"media_keys":["7_12","3_13"]},"entities":{"urls":[{"expanded_url":"https://a.go.id"}]}}`: "video",
		`{"attachments":{"media_keys":["99_1"]}}`:                                 "text",
		`{"attachments":{"poll_ids":["1"]}}`:                                      "poll",
		`{"article":{"title":"Laporan"}}`:                                         "article",
		`{"article":{}}`:                                                          "text",
		`{"entities":{"urls":[{"expanded_url":"https://dinkes.go.id/a"}]}}`:       "link",
		`{"entities":{"urls":[{"expanded_url":"https://x.com/a/status/1"}]}}`:     "text",
		`{"entities":{"urls":[{"expanded_url":"https://www.twitter.com/a"},{}]}}`: "text",
	} {
		var p postJSON
		require.NoError(t, json.Unmarshal([]byte(raw), &p))
		require.Equal(t, want, postType(&p), raw)
	}
}

func TestTextsAreNotHTML(t *testing.T) {
	t.Parallel()
	p := &postJSON{ID: "1", Text: "buka 8 &amp; tutup 15 &lt;sore&gt;"}
	require.Equal(t, "buka 8 & tutup 15 <sore>", testRun().postRecord(p).Text)
	require.Equal(t, "buka 8 & tutup 15 <sore>", mentionRecord(p, schema.KindMention, "").Text)
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"in": "id", "iw": "he", "en": "en", "zh-TW": "zh", "und": "", "qme": "", "qht": "", "zxx": "", "": "", "quz": "",
	} {
		require.Equal(t, want, language(code), code)
	}
}

// Zero is a number, unless X says zero for what it did not count.
func TestMetricsThreeValues(t *testing.T) {
	t.Parallel()
	zero, seven := sdk.Whole(0), sdk.Whole(7)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	post := func(created time.Time, impressions *sdk.Whole) *postJSON {
		return &postJSON{ID: "1", Created: created, Public: metricsJSON{Impressions: impressions}}
	}
	require.Equal(t, sdk.Number(0), views(post(day(2026, 3, 1), &zero)))
	require.Equal(t, sdk.NotAvailable(schema.NotOffered), views(post(day(2022, 3, 1), &zero)))
	require.Equal(t, sdk.Number(7), views(post(day(2022, 3, 1), &seven)))
	require.Equal(t, sdk.NotAvailable(schema.NotOffered), views(post(day(2026, 3, 1), nil)))

	r, recent := testRun(), sdktest.Now.AddDate(0, 0, -2)
	require.Equal(t, schema.Permission, r.missing(&postJSON{Created: recent, asked: true}), "X refused it")
	require.Equal(t, schema.NotRead, r.missing(&postJSON{Created: recent}))
	require.Equal(t, schema.NotOffered, r.missing(&postJSON{Created: recent, Private: &privateJSON{}}), "no link, no clicks")
	require.Equal(t, schema.NotOffered, r.missing(&postJSON{Created: sdktest.Now.AddDate(0, 0, -31), asked: true}))
	r.self.Private = false
	require.Equal(t, schema.Permission, r.missing(&postJSON{Created: sdktest.Now.AddDate(0, 0, -31)}))
}

func TestWhatAPostOfOthersIs(t *testing.T) {
	t.Parallel()
	r := testRun()
	r.cur.Roots = map[string]time.Time{"50": sdktest.Now}
	replied := []referenceJSON{{Type: "quoted", ID: "8"}, {Type: "replied_to", ID: "51"}}
	for _, test := range []struct {
		post        postJSON
		found       string
		kind, under string
	}{
		{postJSON{InReplyTo: "1", ReferencedTweets: replied, Conversation: "50"}, schema.KindMention, schema.KindReply, "51"},
		{postJSON{InReplyTo: "2", ReferencedTweets: replied, Conversation: "50"}, schema.KindMention, schema.KindReply, "50"},
		{postJSON{InReplyTo: "2", ReferencedTweets: replied, Conversation: "40"}, schema.KindMention, schema.KindMention, ""},
		{postJSON{Conversation: "40"}, schema.KindHashtag, schema.KindHashtag, ""},
		{namedPost("1", ""), schema.KindHashtag, schema.KindMention, ""},
		{namedPost("", "Dinas"), schema.KindHashtag, schema.KindMention, ""},
		{namedPost("3", "dinas"), schema.KindHashtag, schema.KindHashtag, ""},
	} {
		kind, under := r.kind(&test.post, test.found)
		require.Equal(t, test.kind, kind, "%+v", test.post)
		require.Equal(t, test.under, under, "%+v", test.post)
	}
}

func namedPost(id, username string) (p postJSON) {
	p.Entities.Mentions = []mentionJSON{{ID: id, Username: username}}
	return p
}

func TestIDsAscend(t *testing.T) {
	t.Parallel()
	require.True(t, laterID("10", "9"))
	require.False(t, laterID("9", "10"))
	require.False(t, laterID("10", "10"))
	require.True(t, laterID("1", ""))
}
