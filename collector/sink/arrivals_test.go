package sink

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/sink/line"
	"github.com/pantau/pantau/connectors/sdk"
)

// newAccounts are twelve in six minutes, each in its own words, with a hashtag.
func newAccounts(h *heard) {
	for i := range 12 {
		at := hour(1, 8).Add(time.Duration(30*i) * time.Second)
		h.add(said(at, fmt.Sprintf("baru%d", i), "positive", "|pajak|", fmt.Sprintf("hebat ke-%d #pajakadil", i), 0))
	}
}

func TestABurstIsEvidence(t *testing.T) {
	t.Parallel()
	h := newHeard(map[time.Time]bool{hour(1, 8): true})
	newAccounts(h)
	h.add(said(hour(1, 8), "warga", "negative", "|pajak|", "pajak naik lagi", 30))
	h.arrived[hour(1, 8)] = arrivals(h.voices[hour(1, 8)])
	require.Len(t, h.arrived[hour(1, 8)], 1, "the topic's and the hashtag's are one")
	got := seconds(h.points(office))
	require.Contains(t, got, "copies_1h,account=dinkes,platform=mastodon,rank=1 authors=12,id=\"1793520000000000000\",mentions=12,negative=0,newcomers=12,"+
		"positive=12,text=\"hebat ke-0 #pajakadil\",topics=\"|pajak|\" 1793520000\n")
	require.Contains(t, got, "sentiment_1h,account=dinkes,platform=mastodon,topic=pajak coordinated=12,coordinated_negative=0,coordinated_positive=12 1793520000\n")
	require.Contains(t, got, "topic_10m,account=dinkes,platform=mastodon,topic=pajak coordinated=12 1793520000\n")
}

func TestCopiesOfABurstCountOnce(t *testing.T) {
	t.Parallel()
	h := newHeard(map[time.Time]bool{hour(1, 8): true})
	newAccounts(h)
	for _, v := range h.voices[hour(1, 8)][:5] {
		*v = *newVoice(said(v.at, v.author, v.label, "|pajak|", praise, 0))
	}
	h.arrived[hour(1, 8)] = arrivals(h.voices[hour(1, 8)])
	got := seconds(h.points(office))
	require.Contains(t, got, "sentiment_1h,account=dinkes,platform=mastodon,topic=_all coordinated=12,coordinated_negative=0,coordinated_positive=12 1793520000\n")
	require.Equal(t, 2, strings.Count(strings.Join(got, ""), "copies_1h"), "both are evidence")
}

// The same burst in a week in which authors were known, and in one in which they
// were as new.
func TestABurstIsJudgedByTheWeekBefore(t *testing.T) {
	t.Parallel()
	server := influxtest.Start18(t)
	server.Bucket(t, "arrivals")
	s := newSink(t, server, "arrivals")
	for account, known := range map[string]time.Duration{"dikenal": 90 * 24 * time.Hour, "baru": 0} {
		m, touched := NewMade("mastodon", account, true, time.UTC), newWindows()
		var points []string
		add := func(id string, at time.Time, known time.Duration) {
			p := m.Mention(sdk.Mention{ID: id, MentionKind: schema.KindReply, Created: at, Author: id, Text: "hebat " + id},
				enrich.Meaning{Language: "id", Label: sentiment.Positive, Topics: []string{"pajak"}}, known)
			points = append(points, nanoseconds([]*line.Point{p})...)
		}
		for i := range 30 {
			add(fmt.Sprint("lama", i), hour(1, 8).Add(-time.Duration(i+1)*5*time.Hour), known)
		}
		for i := range 12 {
			add(fmt.Sprint("baru", i), hour(1, 8).Add(time.Duration(i)*time.Second), 0)
		}
		server.Write(t, "arrivals", strings.Join(points, ""))
		o := owner{platform: "mastodon", account: account}
		touched.add(o, hour(1, 8), false)
		got, err := s.rollups(t.Context(), touched)
		require.NoError(t, err)
		marked := strings.Contains(strings.Join(seconds(got), ""), "topic=pajak coordinated=12,coordinated_negative=0,coordinated_positive=12")
		require.Equal(t, known > 0, marked, account)
	}
}
