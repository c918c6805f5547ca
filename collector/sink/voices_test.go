package sink

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/copies"
	"github.com/pantau/pantau/collector/schema"
)

// said is a mention as it is read back.
func said(at time.Time, author, label, topics, text string, days float64) row {
	fields := map[string]any{
		schema.FieldID: fmt.Sprint(at.UnixNano()), schema.FieldLabel: label, schema.FieldTopics: topics,
		schema.FieldAuthor: author, schema.FieldAuthorDays: days, schema.FieldText: text,
	}
	if p, ok := copies.Of(text); ok {
		fields[schema.FieldPrint] = p.String()
	}
	return row{at: at, fields: fields}
}

const praise = "Dukung penuh program vaksinasi massal, jangan percaya kabar bohong"

// campaign is one text by five authors within half an hour, two of them new, and
// three people's own words.
func campaign() *heard {
	h := newHeard(map[time.Time]bool{hour(1, 8): true})
	for i := range 6 {
		h.add(said(hour(1, 8).Add(time.Duration(5*i)*time.Minute), fmt.Sprintf("akun%d", i%5), "positive", "|vaksinasi|", praise, float64(i%5)/2))
	}
	for i := range 3 {
		own := []string{"vaksinasi antre lama", "kapan vaksinasi lagi?", "vaksinasi tutup"}[i]
		h.add(said(hour(1, 8).Add(time.Duration(2+i)*time.Minute), fmt.Sprintf("warga%d", i), "negative", "|vaksinasi|", own, 0))
	}
	h.add(said(hour(1, 9), "akun1", "positive", "|vaksinasi|", praise, 9)) // not touched
	return h
}

func TestCopiesAreEvidence(t *testing.T) {
	t.Parallel()
	h := campaign()
	require.ElementsMatch(t, []string{
		// In ten minutes from 8:00 two of the campaign and the three others: four voices say "vaksinasi".
		"term_10m,account=dinkes,platform=mastodon,term=vaksinasi coordinated=2,mentions=5,voices=4 1793520000\n",
		"copies_1h,account=dinkes,platform=mastodon,rank=1 authors=5,id=\"1793520000000000000\",mentions=6,negative=0,newcomers=2,positive=6," +
			"text=\"" + praise + "\",topics=\"|vaksinasi|\" 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=_all coordinated=6,coordinated_negative=0,coordinated_positive=6 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=vaksinasi coordinated=6,coordinated_negative=0,coordinated_positive=6 1793520000\n",
		"topic_10m,account=dinkes,platform=mastodon,topic=vaksinasi coordinated=2 1793520000\n",
		"topic_10m,account=dinkes,platform=mastodon,topic=vaksinasi coordinated=2 1793520600\n",
		"topic_10m,account=dinkes,platform=mastodon,topic=vaksinasi coordinated=2 1793521200\n",
	}, seconds(h.points(office)))
}

func TestACampaignCountsForEachTopicAsItSays(t *testing.T) {
	t.Parallel()
	h := newHeard(map[time.Time]bool{hour(1, 8): true})
	for i := range 5 {
		r := said(hour(1, 8).Add(time.Duration(i)*time.Minute), fmt.Sprintf("akun%d", i), "negative", "|antrean|vaksinasi|", praise, 0)
		r.fields[schema.FieldAspects] = "|vaksinasi=positive:0.5:0.7|"
		h.add(r)
	}
	got := seconds(h.points(office))
	require.Contains(t, got, "sentiment_1h,account=dinkes,platform=mastodon,topic=antrean coordinated=5,coordinated_negative=5,coordinated_positive=0 1793520000\n")
	require.Contains(t, got, "sentiment_1h,account=dinkes,platform=mastodon,topic=vaksinasi coordinated=5,coordinated_negative=0,coordinated_positive=5 1793520000\n")
}

func TestOnePersonRepeatingIsNoCampaign(t *testing.T) {
	t.Parallel()
	h := newHeard(map[time.Time]bool{hour(1, 8): true})
	for i := range 20 {
		h.add(said(hour(1, 8).Add(time.Duration(i)*time.Minute), fmt.Sprintf("akun%d", i%2), "negative", "", praise, 5))
	}
	require.Empty(t, h.points(office))
}

func TestShortThanksAreNoCampaign(t *testing.T) {
	t.Parallel()
	h := newHeard(map[time.Time]bool{hour(1, 8): true})
	for i := range 20 {
		h.add(said(hour(1, 8).Add(time.Duration(i)*time.Minute), fmt.Sprintf("akun%d", i), "positive", "", "terima kasih banyak", 5))
	}
	for _, line := range seconds(h.points(office)) {
		require.Contains(t, line, "term_10m", "said by many, and counted as said by many")
	}
}

func TestWhatIsNoLongerThereBecomesNothing(t *testing.T) {
	t.Parallel()
	h := newHeard(map[time.Time]bool{hour(1, 8): true})
	h.startTerm(row{at: hour(1, 8), tags: map[string]string{schema.TagTerm: "banjir"}})
	h.startCopies(row{at: hour(1, 8), tags: map[string]string{schema.TagRank: "1"}})
	h.startJoint(row{at: hour(1, 8), tags: map[string]string{schema.TagTopic: "x"}})
	h.startJointVolume(row{at: hour(1, 8), tags: map[string]string{schema.TagTopic: "x"}})
	require.ElementsMatch(t, []string{
		"term_10m,account=dinkes,platform=mastodon,term=banjir coordinated=0,mentions=0,voices=0 1793520000\n",
		"copies_1h,account=dinkes,platform=mastodon,rank=1 mentions=0 1793520000\n",
		"sentiment_1h,account=dinkes,platform=mastodon,topic=x coordinated=0,coordinated_negative=0,coordinated_positive=0 1793520000\n",
		"topic_10m,account=dinkes,platform=mastodon,topic=x coordinated=0 1793520000\n",
	}, seconds(h.points(office)))
}

func TestPiecesAreShort(t *testing.T) {
	t.Parallel()
	hours := map[time.Time]bool{}
	for h := range 8 {
		hours[hour(1, h)] = true
	}
	hours[hour(1, 12)] = true
	require.Equal(t, []span{{hour(1, 0), hour(1, 6)}, {hour(1, 6), hour(1, 8)}, {hour(1, 12), hour(1, 13)}}, pieces(hours))
}
