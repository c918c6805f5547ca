package topics_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/topics"
)

// office is how an office would configure the topics of testdata/sentences.tsv:
// policies, programmes, a place, a person.
var office = map[string][]string{
	"vaksinasi":   {"vaksin", "imunisasi", "suntik"},
	"banjir":      {"banjir", "genang", "luapan sungai", "rob"},
	"layanan KTP": {"ktp", "e-ktp", "dukcapil", "kartu tanda penduduk"},
	"jalan rusak": {"jalan rusak", "jln rusak", "lubang", "aspal", "perbaikan jalan"},
	"sampah":      {"sampah", "tps", "kebersihan"},
	"bansos":      {"bansos", "bantuan sosial", "PKH", "sembako", "bantuan langsung tunai", "BLT"},
	"parkir":      {"parkir"},
	"wali kota":   {"wali kota", "walikota", "bu ratna", "Kusumawardani"},
	"Pasar Ranu":  {"pasar ranu"},
	"bpjs":        {"bpjs", "JKN", "kartu indonesia sehat"},
}

const leastScore = 0.95

// Sentences are labelled by what they are about, whether or not a pattern can
// know it: "kebanjiran pesanan" is no flood, "air meluap" is one.
func TestSentences(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("testdata/sentences.tsv")
	require.NoError(t, err)
	m, err := topics.New(office)
	require.NoError(t, err)
	type score struct{ right, missed, false float64 }
	scores, all, n := map[string]*score{}, score{}, 0
	for topic := range office {
		scores[topic] = &score{}
	}
	for line := range strings.Lines(string(file)) {
		labels, text, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		want, found := strings.Split(labels, ","), m.Match(text)
		n++
		for topic, s := range scores {
			is, said := slices.Contains(want, topic), slices.Contains(found, topic)
			switch {
			case is && said:
				s.right, all.right = s.right+1, all.right+1
			case is:
				s.missed, all.missed = s.missed+1, all.missed+1
			case said:
				s.false, all.false = s.false+1, all.false+1
			}
			if is != said {
				t.Logf("%-11s wanted %t, found %t: %s", topic, is, said, text)
			}
		}
	}
	require.Equal(t, 300, n)
	for _, topic := range slices.Sorted(maps.Keys(scores)) {
		s := scores[topic]
		t.Logf("%-11s n %2.0f  precision %.3f  recall %.3f", topic, s.right+s.missed, s.right/(s.right+s.false), s.right/(s.right+s.missed))
	}
	precision, recall := all.right/(all.right+all.false), all.right/(all.right+all.missed)
	t.Logf("%-11s n %2.0f  precision %.3f  recall %.3f", "all", all.right+all.missed, precision, recall)
	require.GreaterOrEqual(t, precision, leastScore)
	require.GreaterOrEqual(t, recall, leastScore)
}
