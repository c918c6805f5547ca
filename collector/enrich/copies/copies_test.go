package copies

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

const campaign = "Dukung penuh program vaksinasi massal, jangan percaya kabar bohong yang beredar di grup keluarga"

func of(t testing.TB, text string) Print {
	t.Helper()
	p, ok := Of(text)
	require.True(t, ok, text)
	return p
}

func TestCopiesAreAlike(t *testing.T) {
	t.Parallel()
	first := of(t, campaign)
	for _, copied := range []string{
		campaign + "!!!", strings.ToUpper(campaign), "@dinkes " + campaign + " https://contoh.id/a",
		strings.Replace(campaign, "grup", "group", 1), campaign + " 👍", strings.ReplaceAll(campaign, "a", "a\u200b"),
	} {
		require.GreaterOrEqual(t, first.Similarity(of(t, copied)), Alike, copied)
	}
	for _, own := range []string{
		"Kemarin anak saya divaksin di puskesmas, antreannya panjang tetapi petugasnya ramah sekali",
		"Saya mendukung vaksinasi, tetapi jadwalnya tolong diumumkan jauh hari sebelumnya",
	} {
		require.Less(t, first.Similarity(of(t, own)), Alike, own)
	}
}

func TestShortTextsAreNobodysCopies(t *testing.T) {
	t.Parallel()
	for _, short := range []string{"", "terima kasih", "mantap pak lanjutkan terus semangat"[:24], "👍👍👍👍👍", "a b c d e f"} {
		_, ok := Of(short)
		require.False(t, ok, short)
	}
}

// The estimate is held against the Jaccard similarity itself.
func TestSimilarityEstimatesJaccard(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		return fmt.Sprintf("k%c%c%c%c", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26))
	}
	sum, n := 0.0, 0
	for range 300 {
		var a, b []string
		for range 30 {
			w := word()
			a = append(a, w)
			if r.Float64() < 0.2 {
				w = word()
			}
			b = append(b, w)
		}
		x, y := strings.Join(a, " "), strings.Join(b, " ")
		off := of(t, x).Similarity(of(t, y)) - jaccard(x, y)
		require.Less(t, math.Abs(off), 0.45, "four standard errors")
		sum, n = sum+off, n+1
	}
	require.InDelta(t, 0, sum/float64(n), 0.03, "without bias")
}

// jaccard compares the same pieces as Of, one by one.
func jaccard(x, y string) float64 {
	set := func(s string) map[string]bool {
		out := map[string]bool{}
		s = normal(s)
		for i := 0; i+piece <= len(s); i++ {
			out[s[i:i+piece]] = true
		}
		return out
	}
	a, b := set(x), set(y)
	both := 0
	for k := range a {
		if b[k] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

func TestPrintsAreWrittenAndRead(t *testing.T) {
	t.Parallel()
	p := of(t, campaign)
	require.Len(t, p.String(), 64)
	back, err := Parse(p.String())
	require.NoError(t, err)
	require.Equal(t, p, back)
	require.Equal(t, p.String(), of(t, campaign).String(), "the same at every start")
	for _, bad := range []string{"", "x", p.String() + "A", strings.Repeat("!", 64)} {
		_, err := Parse(bad)
		require.Error(t, err, bad)
	}
}

func TestClusters(t *testing.T) {
	t.Parallel()
	texts := []string{
		"Antrean di puskesmas hari ini panjang sekali, mohon ditambah petugasnya", campaign,
		"Jalan di depan pasar rusak lagi, kapan diperbaiki oleh dinas terkait", campaign + " ya", "Amin. " + campaign,
	}
	var prints []Print
	for _, text := range texts {
		prints = append(prints, of(t, text))
	}
	require.Equal(t, []int{0, 1, 2, 1, 1}, Clusters(prints))
	require.Empty(t, Clusters(nil))
}

// Whatever the order, the same texts belong together.
func TestClustersDoNotDependOnOrder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	var prints []Print
	var group []int
	for g := range 20 {
		text := "Kabar"
		for range 12 {
			text += fmt.Sprintf(" kata%c%c%c", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26))
		}
		for k := range 5 {
			prints, group = append(prints, of(t, text+strings.Repeat("!", k))), append(group, g)
		}
	}
	for range 10 {
		r.Shuffle(len(prints), func(i, j int) {
			prints[i], prints[j] = prints[j], prints[i]
			group[i], group[j] = group[j], group[i]
		})
		first := Clusters(prints)
		for i := range prints {
			require.LessOrEqual(t, first[i], i)
			for j := range prints {
				require.Equal(t, group[i] == group[j], first[i] == first[j])
			}
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add(campaign)
	f.Add("\xff\u200b\u202e مرحبا 👍")
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := Of(text)
		if !ok {
			require.Zero(t, p)
			return
		}
		back, err := Parse(p.String())
		require.NoError(t, err)
		require.Equal(t, 1.0, p.Similarity(back))
	})
}

func BenchmarkOf(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Of(campaign)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

// 10,000 mentions in an hour, half of them copies.
func BenchmarkClusters(b *testing.B) {
	prints := make([]Print, 10_000)
	for i := range prints {
		prints[i], _ = Of(fmt.Sprintf("%s %s", campaign, strings.Repeat(fmt.Sprint(string(rune('a'+i%26)), i), i%2*40)))
	}
	b.ReportAllocs()
	for b.Loop() {
		Clusters(prints)
	}
	b.ReportMetric(float64(b.N*len(prints))/b.Elapsed().Seconds(), "texts/s")
}

func normal(s string) string { return strings.TrimSpace(string(ngram.Normalise(nil, s))) }
