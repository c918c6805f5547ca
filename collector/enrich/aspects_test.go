package enrich_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
)

// spoken is a comment with the label that a person gave each of its topics.
type spoken struct {
	text   string
	labels map[string]string
}

func spokenComments(t testing.TB) []spoken {
	raw, err := os.ReadFile("aspect/testdata/comments.tsv")
	require.NoError(t, err)
	var out []spoken
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n")[1:] {
		text, rest, _ := strings.Cut(line, "\t")
		c := spoken{text, map[string]string{}}
		for pair := range strings.FieldsSeq(rest) {
			topic, label, _ := strings.Cut(pair, "=")
			c.labels[topic] = label
		}
		out = append(out, c)
	}
	return out
}

func byAspect(t testing.TB, reader sentiment.Reader) *enrich.Enricher {
	m, err := topics.New(map[string][]string{
		"vaksinasi": {"vaksin", "vaksinasi", "vaksine", "vaccine"}, "antrean": {"antre", "antri", "queue"}, "ktp": {"KTP"},
		"jalan": {"jalan", "dalan", "road"}, "banjir": {"banjir", "flood"}, "sampah": {"sampah", "garbage"},
		"parkir": {"parkir", "parking"}, "bansos": {"bansos"},
	})
	require.NoError(t, err)
	return enrich.New(m, reader)
}

// of is what a meaning says of a topic.
func of(m enrich.Meaning, topic string) string {
	for _, a := range m.Aspects {
		if a.Topic == topic {
			return string(a.Label)
		}
	}
	return string(m.Label)
}

// Read by clauses, far more topics get the label that a person gave them than
// when each gets that of the whole; whichever reader reads.
func TestEachTopicGetsWhatIsSaidOfIt(t *testing.T) {
	t.Parallel()
	readers := map[string]sentiment.Reader{"fast": sentiment.Fast(), "accurate": sentiment.Accurate()}
	for name, reader := range readers {
		e := byAspect(t, reader)
		n, right, whole := 0.0, 0.0, 0.0
		for _, c := range spokenComments(t) {
			m := e.Enrich(c.text)
			for topic, label := range c.labels {
				n++
				if of(m, topic) == label {
					right++
				}
				if string(m.Label) == label {
					whole++
				}
			}
		}
		t.Logf("%s: %.3f of %v right, %.3f by the whole", name, right/n, n, whole/n)
		require.GreaterOrEqual(t, right/n, 0.6, name)
		require.GreaterOrEqual(t, (right-whole)/n, 0.15, name)
	}
}

// byWords is a reader that a person can follow.
type byWords map[string]sentiment.Label

func (b byWords) Read(text string) sentiment.Reading {
	for word, label := range b {
		if strings.Contains(text, word) {
			p := map[sentiment.Label][3]float64{sentiment.Positive: {1, 0, 0}, sentiment.Negative: {0, 0, 1}}[label]
			return sentiment.Reading{Label: label, Score: p[0] - p[2], Probabilities: p}
		}
	}
	return sentiment.Reading{Label: sentiment.Neutral, Probabilities: [3]float64{0, 1, 0}}
}

func TestAspects(t *testing.T) {
	t.Parallel()
	e := byAspect(t, byWords{"gratis": sentiment.Positive, "parah": sentiment.Negative})
	require.Equal(t, []enrich.Aspect{
		{Topic: "antrean", Label: sentiment.Negative, Score: -1, Certainty: 1},
		{Topic: "vaksinasi", Label: sentiment.Positive, Score: 1, Certainty: 1},
	}, e.Enrich("vaksinnya gratis, tapi antrenya parah").Aspects)
	require.Empty(t, e.Enrich("vaksinnya gratis, antrean vaksin parah").Aspects[1:], "vaksinasi is named in both clauses")
	require.Empty(t, e.Enrich("kami sudah vaksin, tapi petugas di sana memang parah").Aspects, "its clause says nothing: the whole does")
	require.Equal(t, []enrich.Aspect{{Topic: "vaksinasi", Label: sentiment.Positive, Score: 1, Certainty: 1}},
		e.Enrich("vaksin memang gratis, tapi petugas di sana sungguh parah").Aspects)
	list := e.Enrich("urusan vaksin dan antrean KTP gratis, tapi banjir memang parah").Aspects
	require.Len(t, list, 4)
	require.Equal(t, enrich.Aspect{Topic: "vaksinasi", Label: sentiment.Positive, Score: 1, Certainty: 1}, list[3], "half of a list says what the list says")
	require.Equal(t, sentiment.Negative, list[1].Label)
	require.Empty(t, e.Enrich("vaksin gratis").Aspects)
	require.Empty(t, enrich.New(nil, byWords{}).Enrich("vaksinnya gratis, tapi antrenya parah").Aspects)
}

// What is read by clauses costs a second reading of those comments only. Compare
// by_aspect with whole, which does all else.
func BenchmarkAspects(b *testing.B) {
	raw, err := os.ReadFile("sentiment/testdata/comments.tsv")
	require.NoError(b, err)
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")[1:]
	e, plain := byAspect(b, sentiment.Fast()), enrich.New(nil, sentiment.Fast())
	turned := spokenComments(b)
	for _, bench := range []struct {
		name string
		read func(i int)
	}{
		{"ordinary/by_aspect", func(i int) { e.Enrich(lines[i%len(lines)]) }},
		{"ordinary/whole", func(i int) { plain.Enrich(lines[i%len(lines)]); e.Topics(lines[i%len(lines)]) }},
		{"all_turned/by_aspect", func(i int) { e.Enrich(turned[i%len(turned)].text) }},
		{"all_turned/whole", func(i int) { plain.Enrich(turned[i%len(turned)].text); e.Topics(turned[i%len(turned)].text) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				bench.read(i)
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
		})
	}
}
