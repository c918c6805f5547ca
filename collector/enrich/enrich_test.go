package enrich_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/language"
	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
)

func enricher(t testing.TB) *enrich.Enricher {
	m, err := topics.New(map[string][]string{"vaksinasi": {"vaksin"}, "layanan": {"layan", "antre"}})
	require.NoError(t, err)
	return enrich.New(m, sentiment.Fast())
}

func TestEnrich(t *testing.T) {
	t.Parallel()
	m := enricher(t).Enrich("Pelayanan vaksinasi di puskesmas cepat dan petugasnya ramah, terima kasih 👍")
	require.Equal(t, language.Indonesian, m.Language)
	require.Equal(t, sentiment.Positive, m.Label)
	require.Greater(t, m.Score, 0.5)
	require.Equal(t, []string{"layanan", "vaksinasi"}, m.Topics)

	m = enricher(t).Enrich("I waited four hours and nobody helped me, very disappointed")
	require.Equal(t, language.English, m.Language)
	require.Equal(t, sentiment.Negative, m.Label)
	require.Nil(t, m.Topics)
}

func TestEnrichNothing(t *testing.T) {
	t.Parallel()
	want := enrich.Meaning{Language: language.Undetermined, Label: sentiment.Neutral, Certainty: 1, Reader: sentiment.Quickly}
	require.Equal(t, want, enricher(t).Enrich(""))
	require.Equal(t, want, enrich.New(nil, sentiment.Fast()).Enrich("\xff"))
}

// BenchmarkTenMegabytes masks and reads one text of that size. Each unit is the
// worst that we know for one of the stages: none may cost more than its length.
func BenchmarkTenMegabytes(b *testing.B) {
	e := enricher(b)
	var masks scrub.Scrubber
	for _, unit := range []string{"bagus ", "08 ", "nol ", "Pak Jl. Budi 3 ", "#aB", "😀", "\u200b", "\u202eسلام ", "\xff", "baguuus ", "a@"} {
		text := strings.Repeat(unit, 10<<20/len(unit))
		b.Run(strconv.QuoteToASCII(unit), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				masked, _ := masks.Text(text)
				e.Enrich(masked)
			}
		})
	}
}

func BenchmarkEnrich(b *testing.B) {
	e := enricher(b)
	text := strings.Repeat("Kemarin sudah divaksin di puskesmas, pelayanannya cepat. ", 2)
	b.ReportAllocs()
	for b.Loop() {
		e.Enrich(text)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}
