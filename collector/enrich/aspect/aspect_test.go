package aspect_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/aspect"
	"github.com/pantau/pantau/collector/enrich/topics"
)

func matcher(t testing.TB) *topics.Matcher {
	m, err := topics.New(map[string][]string{
		"vaksinasi": {"vaksin", "vaksinasi", "vaksine", "vaccine"},
		"antrean":   {"antre", "antri", "queue"},
		"ktp":       {"KTP"},
		"jalan":     {"jalan", "dalan", "road"},
		"banjir":    {"banjir", "flood"},
		"sampah":    {"sampah", "garbage"},
		"parkir":    {"parkir", "parking"},
		"bansos":    {"bansos"},
	})
	require.NoError(t, err)
	return m
}

func parts(t testing.TB, text string) []aspect.Part {
	m := matcher(t)
	return aspect.Parts(text, m.Match(text), m.Match)
}

// What stands in the table is cut by hand.
func TestParts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]aspect.Part{
		"Vaksinnya gratis, petugas ramah, tapi antrenya tiga jam dan panas": {
			{"antrean", "antrenya tiga jam dan panas", ""},
			{"vaksinasi", "Vaksinnya gratis, petugas ramah,", ""},
		},
		"Meskipun antre lama, vaksinnya gratis. Mantap!": {
			{"antrean", "antre lama,", ""}, {"vaksinasi", "vaksinnya gratis. Mantap!", ""},
		},
		"Antre lama meski vaksinnya gratis": {{"antrean", "Antre lama", ""}, {"vaksinasi", "vaksinnya gratis", ""}},
		"Jalan mulus.\nSampah bau":          {{"jalan", "Jalan mulus.", ""}, {"sampah", "Sampah bau", ""}},
		// One topic: what a longer clause says is not of it, unless it says nothing.
		"Vaksinasi lancar, namun motor saya mogok di tengah malam": {
			{"vaksinasi", "Vaksinasi lancar,", "Vaksinasi lancar, namun motor saya mogok di tengah malam"},
		},
		"Hujan deras sejak pagi, tapi vaksinasi lancar": {
			{"vaksinasi", "vaksinasi lancar", "Hujan deras sejak pagi, tapi vaksinasi lancar"},
		},
		"Walaupun hujan deras sejak pagi, vaksinasi lancar": {
			{"vaksinasi", "vaksinasi lancar", "Walaupun hujan deras sejak pagi, vaksinasi lancar"},
		},
		// A short one is elliptic.
		"Vaksinnya bagus tapi mahal sekali": nil,
		// A list: where half of it says nothing, the whole does.
		"Pelayanan vaksin dan antrean KTP sama-sama parah": {
			{"antrean", "antrean KTP sama-sama parah", "Pelayanan vaksin dan antrean KTP sama-sama parah"},
			{"ktp", "antrean KTP sama-sama parah", "Pelayanan vaksin dan antrean KTP sama-sama parah"},
			{"vaksinasi", "Pelayanan vaksin", "Pelayanan vaksin dan antrean KTP sama-sama parah"},
		},
		"Urusan KTP dan bansos sudah cepat, tapi banjir dibiarkan": {
			{"banjir", "banjir dibiarkan", ""},
			{"bansos", "bansos sudah cepat,", "Urusan KTP bansos sudah cepat,"},
			{"ktp", "Urusan KTP", "Urusan KTP bansos sudah cepat,"},
		},
		// Not only … but also adds; the turning words at its ends turn nothing.
		"Bukan hanya vaksin yang gratis tapi juga sarapannya": nil,
		"Tapi vaksinnya memang gratis dan cepat tapi":         nil,
		// One sentence, several sentences on one topic, too short, nothing.
		"Vaksinasi di puskesmas cepat, petugas ramah. Mantap.": nil,
		"Petugas galak, tapi kantornya bersih dan nyaman":      nil,
		"vaksin ok tapi antre":                                 nil,
		"":                                                     nil,
		// A hashtag names the topic of the whole.
		"Petugas ramah sekali, tapi antrenya lama #vaksinasi": {
			{"antrean", "antrenya lama #vaksinasi", "Petugas ramah sekali, tapi antrenya lama #vaksinasi"},
		},
		"VAKSIN OKE BANGET TAPIIII ANTRE PARAH": {{"antrean", "ANTRE PARAH", ""}, {"vaksinasi", "VAKSIN OKE BANGET", ""}},
		"Vaksinnya bagus, hanya saja antrenya 2,5 jam": {
			{"antrean", "antrenya 2,5 jam", ""}, {"vaksinasi", "Vaksinnya bagus,", ""},
		},
	} {
		require.Equal(t, want, parts(t, text), text)
	}
}

// comment is a line of testdata/comments.tsv: what a person says each topic gets.
type comment struct {
	text   string
	labels map[string]string
}

func comments(t testing.TB) []comment {
	raw, err := os.ReadFile("testdata/comments.tsv")
	require.NoError(t, err)
	var out []comment
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n")[1:] {
		text, rest, ok := strings.Cut(line, "\t")
		require.True(t, ok, line)
		c := comment{text, map[string]string{}}
		for pair := range strings.FieldsSeq(rest) {
			topic, label, _ := strings.Cut(pair, "=")
			c.labels[topic] = label
		}
		out = append(out, c)
	}
	return out
}

func TestTheLabelledTopicsAreThoseFound(t *testing.T) {
	t.Parallel()
	m := matcher(t)
	require.Greater(t, len(comments(t)), 40)
	for _, c := range comments(t) {
		var labelled []string
		for topic := range c.labels {
			labelled = append(labelled, topic)
		}
		slices.Sort(labelled)
		require.Equal(t, labelled, m.Match(c.text), c.text)
	}
}

// invent makes a text of pieces that matter to the cutting.
func invent(r *rand.Rand) string {
	pieces := []string{
		"vaksin", "antre", "KTP", "bagus", "parah", "sekali", "tapi", "namun", "hanya saja", "juga", "dan", "cuma", ",", ".", "…", "-", "\n",
		"👍", "#vaksin", "@dinkes", "meskipun", "2,5", "", "tapiiii", "\xff", "but", "(jalan)",
	}
	var b strings.Builder
	for range r.IntN(30) {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(4) > 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func requireSound(t testing.TB, m *topics.Matcher, text string) {
	whole := strings.Fields(text)
	found := m.Match(text)
	got := aspect.Parts(text, found, m.Match)
	require.Equal(t, got, aspect.Parts(text, found, m.Match), "the same every time")
	for i, p := range got {
		require.Contains(t, found, p.Topic, text)
		require.True(t, i == 0 || got[i-1].Topic < p.Topic, "each topic once, in order: %q", text)
		require.Contains(t, m.Match(p.Text), p.Topic, "%q of %q", p.Text, text)
		piece := strings.Fields(p.Text)
		require.Less(t, len(piece), len(whole), "less than the whole: %q of %q", p.Text, text)
		next := 0
		for _, w := range piece { // its words stand in the text, in their order
			at := slices.Index(whole[next:], w)
			require.GreaterOrEqual(t, at, 0, "%q of %q", p.Text, text)
			next += at + 1
		}
	}
}

func TestPartsHold(t *testing.T) {
	t.Parallel()
	m, r := matcher(t), rand.New(rand.NewPCG(3, 3))
	for range 5000 {
		requireSound(t, m, invent(r))
	}
	for _, c := range comments(t) {
		requireSound(t, m, c.text)
		for _, p := range aspect.Parts(c.text, m.Match(c.text), m.Match) {
			requireSound(t, m, p.Text)
		}
	}
}

// What is asked for decides, not what else the matcher knows.
func TestOnlyTopicsOfTheTextAreAsked(t *testing.T) {
	t.Parallel()
	m := matcher(t)
	text := "Vaksinnya gratis, petugas ramah, tapi antrenya tiga jam dan panas"
	require.Equal(t, []aspect.Part{{"vaksinasi", "Vaksinnya gratis, petugas ramah,", text}}, aspect.Parts(text, []string{"vaksinasi"}, m.Match))
	require.Nil(t, aspect.Parts(text, nil, m.Match))
}

func TestWorkIsBounded(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"vaksin, ", "vaksin dan antre ", "tapi ", "vaksin tapi antre. ", "\xff, ", "👍 "} {
		for _, size := range []int{1000, 10 << 20} {
			calls := 0
			aspect.Parts(strings.Repeat(unit, size/len(unit)), []string{"vaksinasi", "antrean"}, func(string) []string {
				calls++
				return []string{"vaksinasi", "antrean"}
			})
			require.Less(t, calls, 1000, "%q", unit)
		}
	}
}

func FuzzParts(f *testing.F) {
	for _, c := range comments(f) {
		f.Add(c.text)
	}
	m := matcher(f)
	f.Fuzz(func(t *testing.T, text string) { requireSound(t, m, text) })
}

func BenchmarkParts(b *testing.B) {
	m, all := matcher(b), comments(b)
	found := make([][]string, len(all))
	for i, c := range all {
		found[i] = m.Match(c.text)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		aspect.Parts(all[i%len(all)].text, found[i%len(all)], m.Match)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

func ExampleParts() {
	match := func(text string) (found []string) {
		for _, topic := range []string{"antre", "vaksin"} {
			if strings.Contains(text, topic) {
				found = append(found, topic)
			}
		}
		return found
	}
	for _, p := range aspect.Parts("vaksinnya gratis, tapi antrenya tiga jam", []string{"antre", "vaksin"}, match) {
		fmt.Println(p.Topic+":", p.Text)
	}
	// Output:
	// antre: antrenya tiga jam
	// vaksin: vaksinnya gratis,
}
