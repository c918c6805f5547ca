package sink

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

// What a mention says of each topic is stored beside what it says on the whole; a
// later reader that finds nothing such wipes it out.
func TestAMentionKeepsWhatItSaysOfEachTopic(t *testing.T) {
	t.Parallel()
	m, err := topics.New(map[string][]string{"vaksinasi": {"vaksin"}, "antrean": {"antre"}})
	require.NoError(t, err)
	reader := enrich.New(m, sentiment.Fast())
	stored := func(text string) map[string]any {
		w := &waiting{mention: sdk.Mention{ID: "1", Text: text, Created: hour(1, 8)}, inherited: []string{"pasar"}, known: time.Hour}
		fields := map[string]any{}
		for _, f := range mentionPoint(office, w, meaning(reader, policy.Policy{Derived: true}, w), true).Fields {
			fields[f.Key] = f.Value()
		}
		return fields
	}
	fields := stored("Antrenya parah sekali dan mengecewakan, tapi vaksinnya bagus, terima kasih banyak")
	aspects, ok := fields[schema.FieldAspects].(string)
	require.True(t, ok)
	said := schema.SplitAspects(aspects)
	require.Len(t, said, 2)
	require.Equal(t, schema.LabelNegative, said["antrean"].Label)
	require.Greater(t, said["vaksinasi"].Score, said["antrean"].Score)
	require.Equal(t, "|antrean|pasar|vaksinasi|", fields[schema.FieldTopics], "the topic of the post that it answers gets the whole")
	require.Empty(t, stored("Vaksinnya bagus")[schema.FieldAspects])
	require.Contains(t, stored("Vaksinnya bagus"), schema.FieldAspects)

	again := withSentiment(nil, reader.Sentiment("Vaksinnya bagus"))
	require.Contains(t, again, line.Text(schema.FieldAspects, ""), "another reader wipes it out")
}

// A foreign connector may name any address; what runs when it is clicked is not
// stored.
func TestAddressesThatRunAreNotStored(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"https://example.org/1": "https://example.org/1", "javascript:alert(1)": "", "data:text/html,x": ""} {
		w := &waiting{mention: sdk.Mention{ID: "1", MentionKind: schema.KindArticle, URL: given, Created: hour(1, 8)}}
		for _, p := range []*line.Point{
			postPoint(office, sdk.Post{ID: "1", Type: "text", URL: given, Published: hour(1, 8)}, nil, true), mentionPoint(office, w, enrich.Meaning{}, true),
		} {
			found := false
			for _, f := range p.Fields {
				if f.Key == schema.FieldURL {
					found = true
					require.Equal(t, want, f.Value())
				}
			}
			require.True(t, found)
		}
	}
}

// What a question about many posts needs is added up where it is written, where that
// is allowed; a post that has none any more says so, as an old number would stay.
func TestEngagementsAreWrittenWithAPost(t *testing.T) {
	t.Parallel()
	some := sdk.Metrics{schema.MetricLikes: sdk.Number(3), schema.MetricShares: sdk.Number(4), schema.MetricInteractions: sdk.NotAvailable(schema.NotReady)}
	none := sdk.Metrics{schema.MetricViews: sdk.Number(9), schema.MetricLikes: sdk.NotAvailable(schema.Permission)}
	for _, tc := range []struct {
		metrics     sdk.Metrics
		derived     bool
		want        any
		unavailable string
	}{
		{some, true, 7.0, "interactions=not_ready"},
		{some, false, nil, "engagements=not_ready;interactions=not_ready"},
		{none, true, nil, "engagements=permission;likes=permission"},
		{sdk.Metrics{schema.MetricViews: sdk.Number(9)}, true, nil, "engagements=not_offered"},
	} {
		p := sdk.Post{ID: "1", Type: "text", Published: hour(1, 8), Metrics: tc.metrics}
		fields := map[string]any{}
		for _, f := range postPoint(office, p, nil, tc.derived).Fields {
			fields[f.Key] = f.Value()
		}
		require.Equal(t, tc.want, fields[schema.FieldEngagements])
		require.Equal(t, tc.unavailable, fields[schema.FieldUnavailable])

		clear(fields)
		for _, f := range historyPoint(office, p, hour(1, 9), tc.derived).Fields {
			fields[f.Key] = f.Value()
		}
		require.Equal(t, tc.want, fields[schema.FieldEngagements])
	}
}
