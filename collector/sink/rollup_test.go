package sink

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/sink/line"
)

var office = owner{platform: "mastodon", account: "dinkes"}

func hour(day, h int) time.Time { return time.Date(2026, 11, day, h, 0, 0, 0, time.UTC) }

func TestSpansMergeNearHours(t *testing.T) {
	t.Parallel()
	w := newWindows()
	for _, at := range []time.Time{hour(1, 8).Add(59 * time.Minute), hour(1, 20), hour(4, 0), hour(4, 1)} {
		w.add(office, at, false)
	}
	require.Equal(t, []span{{hour(1, 8), hour(1, 21)}, {hour(4, 0), hour(4, 2)}}, w.spans(office))
}

func TestSpansAreBounded(t *testing.T) {
	t.Parallel()
	w := newWindows()
	start := hour(1, 0)
	for d := range 100 {
		w.add(office, start.Add(time.Duration(d)*24*time.Hour), false)
	}
	spans := w.spans(office)
	require.Len(t, spans, 4)
	for _, s := range spans {
		require.LessOrEqual(t, s.to.Sub(s.from), maxSpan)
	}
}

func stored(at time.Time, label, topics string, score float64, certainty ...float64) row {
	fields := map[string]any{schema.FieldLabel: label, schema.FieldTopics: topics, schema.FieldScore: score}
	if len(certainty) > 0 {
		fields[schema.FieldCertainty] = certainty[0]
	}
	return row{at: at, fields: fields}
}

// seconds writes points as line protocol, their times in seconds, for comparing by eye.
func seconds(points []*line.Point) []string {
	out := make([]string, len(points))
	for i, p := range points {
		out[i] = strings.TrimSuffix(p.String(), "000000000\n") + "\n"
	}
	return out
}

func TestCountsByHand(t *testing.T) {
	t.Parallel()
	c := newCounts(map[time.Time]bool{hour(1, 8): true})
	c.mention(stored(hour(1, 8).Add(3*time.Minute), "positive", "|vaksinasi|", 0.5, 0.6))
	c.mention(stored(hour(1, 8).Add(9*time.Minute), "negative", "|banjir|vaksinasi|", -0.75, 0.59))
	c.mention(stored(hour(1, 8).Add(12*time.Minute), "neutral", "", 0)) // from before certainty was stored
	c.mention(stored(hour(1, 9), "positive", "|vaksinasi|", 1))         // not touched
	c.post(stored(hour(1, 8).Add(19*time.Minute), "", "|vaksinasi|", 0))
	require.ElementsMatch(t, []string{
		"topic_10m,account=dinkes,platform=mastodon,topic=vaksinasi compared=2,mentions=2,posts=0 1793520000\n",
		"topic_10m,account=dinkes,platform=mastodon,topic=banjir compared=1,mentions=1,posts=0 1793520000\n",
		"topic_10m,account=dinkes,platform=mastodon,topic=vaksinasi compared=0,mentions=0,posts=1 1793520600\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=_all compared=3,mentions=3,negative=1,neutral=1,positive=1,score_sum=-0.25,sure=1,unsure=1 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=vaksinasi compared=2,mentions=2,negative=1,neutral=0,positive=1,score_sum=-0.25,sure=1,unsure=1 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=banjir compared=1,mentions=1,negative=1,neutral=0,positive=0,score_sum=-0.75,sure=0,unsure=1 1793520000\n",
	}, seconds(c.points(office)))
}

func TestAMentionCountsForEachTopicAsItSays(t *testing.T) {
	t.Parallel()
	c := newCounts(map[time.Time]bool{hour(1, 8): true})
	r := stored(hour(1, 8), "negative", "|antrean|jalan|vaksinasi|", -0.25, 0.5)
	r.fields[schema.FieldAspects] = "|antrean=negative:-0.75:0.8000|ktp=negative:-1:1|vaksinasi=positive:0.5:0.7|"
	c.mention(r)
	var got []string
	for _, line := range seconds(c.points(office)) {
		if strings.HasPrefix(line, schema.Sentiment) {
			got = append(got, line)
		}
	}
	require.ElementsMatch(t, []string{
		"sentiment_1h,account=dinkes,platform=mastodon,topic=_all compared=1,mentions=1,negative=1,neutral=0,positive=0,score_sum=-0.25,sure=0,unsure=1 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=antrean compared=1,mentions=1,negative=1,neutral=0,positive=0,score_sum=-0.75,sure=1,unsure=0 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=jalan compared=1,mentions=1,negative=1,neutral=0,positive=0,score_sum=-0.25,sure=0,unsure=1 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=vaksinasi compared=1,mentions=1,negative=0,neutral=0,positive=1,score_sum=0.5,sure=1,unsure=0 1793520000\n",
	}, got)
}

func TestEmptiedWindowBecomesZero(t *testing.T) {
	t.Parallel()
	c := newCounts(map[time.Time]bool{hour(1, 8): true})
	c.startVolume(row{at: hour(1, 8), tags: map[string]string{schema.TagTopic: "banjir"}})
	require.Equal(t, []string{"topic_10m,account=dinkes,platform=mastodon,topic=banjir compared=0,mentions=0,posts=0 1793520000\n"}, seconds(c.points(office)))
}

func TestExcerptEndsAtASpace(t *testing.T) {
	t.Parallel()
	long := ""
	for range 100 {
		long += "kata "
	}
	got := excerpt(long)
	require.LessOrEqual(t, len([]rune(got)), excerptRunes)
	require.Regexp(t, `kata…$`, got)
	require.Equal(t, "pendek", excerpt("pendek"))
}
