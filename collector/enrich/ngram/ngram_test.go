package ngram_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/ngram"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                           " ",
		"Bagus":                      " bagus ",
		"mantaaaap bangettt":         " mantap banget ",
		"maaf saat":                  " maaf saat ",
		"wkwkwk, hahaha.":            " wkwkwk hahaha ",
		"kenapa???!!!":               " kenapa ? ! ",
		"Rp 1.250.000,00 jam 08:30":  " rp N jam N ",
		"covid19":                    " covid N ",
		"A &amp; B &quot;baik&quot;": " a b baik ",
		"𝐛𝐚𝐠𝐮𝐬 ｂａｇｕｓ nyêsêl":                                   " bagus bagus nyesel ",
		"cek https://t.co/x www.a.id @pemkot [URL] [USERNAME]": " cek ",
		"va\u200bksin\ufeff":     " vaksin ",
		"baik\xff\xfesekali":     " baiksekali ",
		"a'pau jum’at":           " apau jumat ",
		"👍👍 oke😡":                " bagus bagus oke marah ",
		"👍🏽❤️👨‍👩‍👧":              " bagus cinta ",
		"sip :) <3":              " sip senang cinta ",
		"#VaksinAman":            " vaksinaman ",
		"!":                      " ! ",
		"日本":                     " 日本 ",
		strings.Repeat("x", 3):   " x ",
		strings.Repeat("ab", 40): " " + strings.Repeat("ab", 20) + " ",
	} {
		require.Equal(t, want, string(ngram.Normalise(nil, text)), "text %q", text)
	}
}

func TestNormaliseReadsOnlyTheStart(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("baik ", ngram.MaxCharacters/5)
	require.Len(t, long, ngram.MaxCharacters)
	require.Equal(t, ngram.Normalise(nil, long), ngram.Normalise(nil, long+strings.Repeat("buruk ", 1<<20)))
}

func TestAppend(t *testing.T) {
	t.Parallel()
	count := func(p ngram.Plan, normal string) int { return len(p.Append(nil, []byte(normal))) }
	require.Zero(t, count(ngram.Plan{Bits: 10, Words: 2, MinChars: 2, MaxChars: 3}, ""))
	require.Equal(t, 3, count(ngram.Plan{Bits: 10, Words: 1}, " a b c "))
	require.Equal(t, 5, count(ngram.Plan{Bits: 10, Words: 2}, " a b c "), "three words, two pairs")
	// Of " ab c ": 6 single characters, 5 pairs, 4 triples.
	require.Equal(t, 15, count(ngram.Plan{Bits: 10, MinChars: 1, MaxChars: 3, Across: true}, " ab c "))
	// Not across: " ab", "ab ", " c " as triples; " a", "ab", "b ", " c", "c " as pairs.
	require.Equal(t, 8, count(ngram.Plan{Bits: 10, MinChars: 2, MaxChars: 3}, " ab c "))
	// Characters, not bytes, are counted.
	require.Equal(t, count(ngram.Plan{Bits: 10, MinChars: 1, MaxChars: 3}, " ab "), count(ngram.Plan{Bits: 10, MinChars: 1, MaxChars: 3}, " 日本 "))
}

// The numbers of features are part of every model file: should this test fail,
// all models must be trained again.
func TestFeaturesAreStable(t *testing.T) {
	t.Parallel()
	p := ngram.Plan{Bits: 19, Words: 2, MinChars: 3, MaxChars: 4, Across: true}
	require.Equal(t, []uint32{0x65a6c, 0x2fee5, 0x145cd, 0x42d64, 0x53c39, 0x68801, 0x14b89, 0xfa30, 0x60487, 0x62c00, 0x4e827, 0x5c307}, p.Append(nil, []byte(" ok ya ")))
}

func FuzzAppend(f *testing.F) {
	for _, seed := range []string{"bagus", "\xff&#x110000;&amp", "👍🏽", "ａａａ", strings.Repeat("&#97;", 100), "ﷺﷺ", "a\u0300\u0300"} {
		f.Add(seed)
	}
	plan := ngram.Plan{Bits: 12, Words: 2, MinChars: 1, MaxChars: 5, Across: true}
	f.Fuzz(func(t *testing.T, text string) {
		normal := ngram.Normalise(nil, text)
		require.True(t, utf8.Valid(normal))
		require.True(t, normal[0] == ' ' && normal[len(normal)-1] == ' ')
		require.NotContains(t, string(normal), "  ")
		for _, x := range plan.Append(nil, normal) {
			require.Less(t, x, uint32(1<<12))
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	p := ngram.Plan{Bits: 19, Words: 2, MinChars: 3, MaxChars: 5, Across: true}
	text := strings.Repeat("Pelayanannya cepat dan petugasnya ramah sekali, terima kasih 👍 ", 2)
	var normal []byte
	var features []uint32
	b.ReportAllocs()
	for b.Loop() {
		normal = ngram.Normalise(normal[:0], text)
		features = p.Append(slices.Grow(features[:0], 1), normal)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}
