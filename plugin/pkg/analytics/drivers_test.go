package analytics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/words"
)

// By hand: a word in 30 of 1,000 negative and 10 of 2,000 positive words, prior
// 5 of 500. ln(35/1465) − ln(15/2485) = −3.734262 + 5.109978 = 1.375715; the variance is
// 1/35 + 1/15 = 0.0952381, its root 0.3086067, and z = 4.457827.
func TestLogOddsByHand(t *testing.T) {
	t.Parallel()
	delta, z := LogOdds(30, 1000, 10, 2000, 5, 500)
	require.InDelta(t, 1.375715, delta, 2e-6)
	require.InDelta(t, 4.457827, z, 1e-5)
	mirror, back := LogOdds(10, 2000, 30, 1000, 5, 500)
	require.InDelta(t, -delta, mirror, 1e-12)
	require.InDelta(t, -z, back, 1e-12)
}

// Where both sides use a word as often, |z| > 1.96 in about 5% of samples, or
// less because of the prior.
func TestLogOddsHoldItsLevel(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	beyond, runs := 0, 4000
	for range runs {
		y1, y2 := drawPoisson(r, 20), drawPoisson(r, 40)
		if _, z := LogOdds(y1, 1000, y2, 2000, (y1+y2)*priorShare, 3000*priorShare); math.Abs(z) > 1.96 {
			beyond++
		}
	}
	require.LessOrEqual(t, float64(beyond)/float64(runs), 0.055)
	require.GreaterOrEqual(t, float64(beyond)/float64(runs), 0.005)
}

func TestDriversRankBothSides(t *testing.T) {
	t.Parallel()
	l := NewLexicon()
	for i := range 200 {
		l.Add(words.Of(fmt.Sprintf("warga antre %d", i%7)), []int{-1, 0, 1}[i%3], fmt.Sprint(i), i)
	}
	for i := range 20 {
		l.Add(words.Of("jalan rusak"), -1, fmt.Sprint(i), 200+i)
		l.Add(words.Of("petugas ramah"), 1, "", 300+i)
		l.Add(words.Of("jual obat"), -1, "pedagang", 400+i)
	}
	l.Add(words.Of("langka"), -1, "", 500)
	drivers := l.Drivers(3)
	byText := map[string]Driver{}
	for i, d := range drivers {
		byText[d.Text] = d
		require.True(t, i == 0 || math.Abs(drivers[i-1].Z) >= math.Abs(d.Z))
	}
	require.Greater(t, byText["jalan rusak"].Z, 1.96)
	require.Less(t, byText["petugas ramah"].Z, -1.96)
	require.Less(t, math.Abs(byText["warga"].Z), 1.96)
	require.NotContains(t, byText, "langka", "one mention is too few")
	require.NotContains(t, byText, "obat", "one author says nothing about the others")
	require.InDelta(t, 20, byText["rusak"].Negative, 0)
	require.Equal(t, 200, byText["rusak"].NegativeAt)
	require.Equal(t, -1, byText["rusak"].PositiveAt)
}

// Who writes a word ten times has said it once, and the next mention counts again.
func TestAWordCountsOnceAMention(t *testing.T) {
	t.Parallel()
	l := NewLexicon()
	l.Add([]string{"rusak", "rusak", "jalan", "rusak"}, -1, "a", 7)
	l.Add([]string{"rusak", "rusak"}, 1, "b", 7)
	drivers := l.Drivers(2)
	require.Len(t, drivers, 1)
	require.InDelta(t, 2, drivers[0].N, 0)
	require.InDelta(t, 1, drivers[0].Negative, 0)
	require.InDelta(t, 3, l.total.N, 0)
}

// The memory is bounded, and a frequent word survives what is forgotten.
func TestLexiconForgetsTheRarest(t *testing.T) {
	t.Parallel()
	l := NewLexicon()
	l.room = 100
	for i := range 5000 {
		l.Add([]string{"sering", fmt.Sprintf("jarang%d", i)}, -1, "", i)
		require.LessOrEqual(t, len(l.words), l.room+2)
	}
	drivers := l.Drivers(200)
	require.Len(t, drivers, 1)
	require.Equal(t, "sering", drivers[0].Text)
	require.LessOrEqual(t, drivers[0].N, 5000.0)
	require.GreaterOrEqual(t, drivers[0].N+l.Forgotten, 5000.0)
}

// BenchmarkDrivers cuts as many mentions into words as the plugin reads, counts them
// and ranks them.
func BenchmarkDrivers(b *testing.B) {
	vocabulary := strings.Fields("jalan Rusak parah banjir lagi petugas ramah cepat terima kasih kapan diperbaiki antre lama vaksin gratis " +
		"pasar murah sampah menumpuk listrik padam air keruh lurah camat warga #banjir sudah belum masih sekali banget karena supaya kami " +
		"rumah depan belakang samping dekat simpang gang blok perumahan desa kelurahan kecamatan kota utara selatan timur barat minggu bulan " +
		"tahun malam sore tadi hari setiap terus akhirnya mulai selesai tunggu datang pulang lewat lapor telepon kepala dinas anggaran rapat janji")
	r := rand.New(rand.NewPCG(1, 1))
	texts, authors := make([]string, 4000), make([]string, 4000)
	for i := range texts {
		said := make([]string, 8+r.IntN(15))
		for n := range said {
			said[n] = vocabulary[r.IntN(len(vocabulary))]
		}
		texts[i], authors[i] = strings.Join(said, " "), fmt.Sprint(i%900)
	}
	var said []string
	for b.Loop() {
		l := NewLexicon()
		for i, text := range texts {
			said = words.Append(said[:0], text)
			l.Add(said, i%3-1, authors[i], i)
		}
		require.NotEmpty(b, l.Drivers(5))
	}
}
