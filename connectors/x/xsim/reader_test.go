package xsim_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	twitter "github.com/g8rswimmer/go-twitter/v2"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/x/xsim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bearer implements twitter.Authorizer.
type bearer string

// Add implements twitter.Authorizer.
func (b bearer) Add(r *http.Request) { r.Header.Set("Authorization", "Bearer "+string(b)) }

// reader is somebody else's client of X.
func reader(t *testing.T, o xsim.Options, token string) *twitter.Client {
	t.Helper()
	o.Users, o.Apps = map[string]string{"user": "dinas"}, []string{"app"}
	server := httptest.NewServer(xsim.New(sdktest.World(xsim.Platform), o))
	t.Cleanup(server.Close)
	return &twitter.Client{Authorizer: bearer(token), Client: server.Client(), Host: server.URL}
}

var fields = []twitter.TweetField{
	twitter.TweetFieldCreatedAt, twitter.TweetFieldAuthorID, twitter.TweetFieldConversationID, twitter.TweetFieldPublicMetrics,
	twitter.TweetFieldInReplyToUserID, twitter.TweetFieldReferencedTweets, twitter.TweetFieldEntities, twitter.TweetFieldAttachments,
}

func dinas(t *testing.T, c *twitter.Client) *twitter.UserObj {
	t.Helper()
	found, err := c.UserNameLookup(t.Context(), []string{"dinas"}, twitter.UserLookupOpts{UserFields: []twitter.UserField{twitter.UserFieldPublicMetrics}})
	require.NoError(t, err)
	require.Len(t, found.Raw.Users, 1)
	return found.Raw.Users[0]
}

func TestReaderSeesTheAccount(t *testing.T) {
	t.Parallel()
	c := reader(t, xsim.Options{}, "user")
	me, err := c.AuthUserLookup(t.Context(), twitter.UserLookupOpts{UserFields: []twitter.UserField{twitter.UserFieldPublicMetrics}})
	require.NoError(t, err)
	require.Equal(t, dinas(t, c), me.Raw.Users[0])
	require.Equal(t, "dinas", me.Raw.Users[0].UserName)
	require.Equal(t, &twitter.UserMetricsObj{Followers: 1204, Following: 12, Tweets: 45}, me.Raw.Users[0].PublicMetrics)
	require.Equal(t, 75, me.RateLimit.Limit)
	require.Equal(t, 74, me.RateLimit.Remaining)
	require.True(t, me.RateLimit.Reset.Time().After(time.Now()))

	unknown, err := c.UserNameLookup(t.Context(), []string{"siapa"}, twitter.UserLookupOpts{})
	require.NoError(t, err)
	require.Equal(t, "Not Found Error", unknown.Raw.Errors[0].Title)
}

func TestReaderPagesToTheEnd(t *testing.T) {
	t.Parallel()
	for _, o := range []xsim.Options{{}, {EmptyPages: true}} {
		c := reader(t, o, "user")
		id, token := dinas(t, c).ID, ""
		var ids []string
		for pages := 0; pages < 30; pages++ {
			list, err := c.UserTweetTimeline(t.Context(), id, twitter.UserTweetTimelineOpts{
				TweetFields: fields, MaxResults: 10, PaginationToken: token, Excludes: []twitter.Exclude{twitter.ExcludeRetweets},
			})
			require.NoError(t, err)
			for _, tweet := range list.Raw.Tweets {
				ids = append(ids, tweet.ID)
				require.Equal(t, tweet.ID, tweet.ConversationID)
				require.Equal(t, id, tweet.AuthorID)
				_, err := time.Parse(time.RFC3339, tweet.CreatedAt)
				require.NoError(t, err)
			}
			require.Equal(t, len(list.Raw.Tweets), list.Meta.ResultCount)
			if token = list.Meta.NextToken; token == "" {
				break
			}
		}
		require.Len(t, ids, 45)
		require.IsDecreasing(t, ids)
	}
}

func TestReaderSearchesCountsAndLooksUp(t *testing.T) {
	t.Parallel()
	c := reader(t, xsim.Options{}, "user")
	own := dinas(t, c)
	mentions, err := c.UserMentionTimeline(t.Context(), own.ID, twitter.UserMentionTimelineOpts{TweetFields: fields, MaxResults: 100})
	require.NoError(t, err)
	var reply *twitter.TweetObj
	for _, tweet := range mentions.Raw.Tweets {
		require.NotEqual(t, own.ID, tweet.AuthorID)
		require.Equal(t, "dinas", tweet.Entities.Mentions[0].UserName)
		if reply == nil && len(tweet.ReferencedTweets) > 0 {
			reply = tweet
		}
	}
	require.Equal(t, "replied_to", reply.ReferencedTweets[0].Type)

	thread, err := c.TweetRecentSearch(t.Context(), "conversation_id:"+reply.ConversationID+" -from:dinas", twitter.TweetRecentSearchOpts{TweetFields: fields, MaxResults: 10})
	require.NoError(t, err)
	require.Len(t, thread.Raw.Tweets, 4)

	counts, err := c.TweetRecentCounts(t.Context(), "#banjir", twitter.TweetRecentCountsOpts{Granularity: twitter.GranularityHour})
	require.NoError(t, err)
	require.Equal(t, 7, counts.Meta.TotalTweetCount)
	sum := 0
	for _, hour := range counts.TweetCounts {
		sum += hour.TweetCount
	}
	require.Equal(t, 7, sum)

	found, err := c.TweetLookup(t.Context(), []string{reply.ConversationID, "999"}, twitter.TweetLookupOpts{
		TweetFields: append(fields, twitter.TweetFieldNonPublicMetrics),
	})
	require.NoError(t, err)
	require.Equal(t, 4-1, found.Raw.Tweets[0].PublicMetrics.Replies, "three answer the post, one answers another")
	require.Positive(t, found.Raw.Tweets[0].PublicMetrics.Impressions)
	require.NotNil(t, found.Raw.Tweets[0].NonPublicMetrics)
	require.Equal(t, "999", found.Raw.Errors[0].Value)
}

func TestReaderIsRefused(t *testing.T) {
	t.Parallel()
	refused := func(c *twitter.Client, status int, title string) {
		t.Helper()
		_, err := c.AuthUserLookup(t.Context(), twitter.UserLookupOpts{})
		said, ok := err.(*twitter.ErrorResponse)
		require.True(t, ok, "%T", err)
		require.Equal(t, status, said.StatusCode)
		require.Equal(t, title, said.Title)
	}
	refused(reader(t, xsim.Options{}, "wrong"), http.StatusUnauthorized, "Unauthorized")
	refused(reader(t, xsim.Options{}, "app"), http.StatusForbidden, "Unsupported Authentication")
	refused(reader(t, xsim.Options{Limits: map[string]int{"users/me": 0}}, "user"), http.StatusTooManyRequests, "Too Many Requests")

	c := reader(t, xsim.Options{}, "user")
	_, err := c.TweetRecentSearch(t.Context(), "banjir", twitter.TweetRecentSearchOpts{StartTime: sdktest.Now.AddDate(0, 0, -8)})
	said, ok := err.(*twitter.ErrorResponse)
	require.True(t, ok, "%T", err)
	require.Equal(t, "Invalid Request", said.Title)
	require.NotEmpty(t, said.Errors[0].Message)
}
