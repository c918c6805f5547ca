package transformer

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment/transformer/transformertest"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                         "",
		"  Bagus\t\nSEKALI ":       "bagus sekali",
		"mantaaaap!!!! 1000000":    "mantaaap!! 1000000",
		"cek https://t.co/x yuk":   "cek yuk",
		"HTTPS://A.ID/b":           "",
		"lihat(www.a.id) ok":       "lihat( ok",
		"bit.co/xyz ya":            "bi ya",
		"@pemkot: halo a@b.c":      ": halo a .c",
		"[URL] [USERNAME] <user> ": "",
		"[url] <USER> [A1] @ a":    "[url] <user> [a1] @ a",
		"#BanjirJakarta":           "banjirjakarta",
		"&lt;3 &amp;lt; &quot;":    "<3 &lt; \"",
		"ｂａｇｕｓ 𝐛𝐚𝐠𝐮𝐬 ﬁ":        "bagus bagus fi",
		"va\u200bksin\ufeff":   "vaksin",
		"👍🏽❤️":                 "👍❤",
		"a\x00b\u00a0c\u2028d": "a b c d",
		"baik\xff\xfesekali":   "baiksekali",
		"İz":                   "i\u0307z",
		"😡😡😡😡":                 "😡😡",
	} {
		s := new(scratch)
		s.normalise(text)
		require.Equal(t, want, string(s.normal), "text %q", text)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	pieces := transformertest.Pieces()
	for text, want := range map[string]string{
		"":                  "<s> </s>",
		"bagus":             "<s> ▁bagus </s>",
		"pelayanan":         "<s> ▁pe layan an </s>", // −3.8 −3.9 −4.0, all others have more pieces
		"bagus bagu":        "<s> ▁bagus ▁ ba g u </s>",
		"é":                 "<s> ▁ <unk> </s>",
		"<s> </s>":          "<s> ▁ <unk> <unk> s <unk> </s>", // marks can't be typed
		"\"\\":              "<s> ▁ \" \\ </s>",
		"ba ba ba ba ba ba": "<s>" + strings.Repeat(" ▁ ba", 6) + " </s>",
		"BAGUUUUS bagusss":  "<s> ▁bagus ▁bagus </s>",
		"baaguuus":          "<s> ▁ ba a gus </s>", // what is doubled stays
		"laaayanaaaan é":    "<s> ▁ layan an ▁ <unk> </s>",
		"ééé 1111":          "<s> ▁ <unk> ▁" + strings.Repeat(" <unk>", 4) + " </s>",
	} {
		s := new(scratch)
		s.normalise(text)
		m.vocabulary.tokens(s, 22)
		var got []string
		for _, id := range s.tokens {
			got = append(got, pieces[id])
		}
		require.Equal(t, want, strings.Join(got, " "), "text %q", text)
	}
}

// Of a drawn-out letter's two spellings the likelier one is read; what is decided
// moves what comes after it.
func TestDrawnOutLetters(t *testing.T) {
	t.Parallel()
	v := vocabulary{ids: map[string]int32{}, cost: -20}
	for i, p := range []string{"▁maaf", "▁maf", "▁saaf", "af", "▁m", "▁é", "▁éé", "xx", "x", "a", "f"} {
		v.ids[p] = int32(i)
		v.scores = append(v.scores, []float64{-8, -12, -8, -4, -6, -9, -7, -1, -2, -7, -7}[i])
		v.longest = max(v.longest, len(p))
	}
	for word, want := range map[string]string{
		"maaaf": "maaf", "maaafff": "maaf", "ééé": "éé", "éééxxx": "ééxx", "maaf": "maaf", "aaafffaaafffxxx": "afafx",
	} {
		s := &scratch{word: append([]byte(wordMark), lower(nil, []byte(word))...)}
		v.plain(s)
		require.Equal(t, wordMark+want, string(s.word), "word %q", word)
	}
}

// Of 10 pieces with room for 8 the first 6 and the last 2 stay.
func TestLongTextsKeepTheirEnd(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	s := new(scratch)
	s.normalise("abcdefghi")
	m.vocabulary.tokens(s, 8)
	require.Len(t, s.tokens, 10)
	got := ""
	for _, id := range s.tokens {
		got += transformertest.Pieces()[id]
	}
	require.Equal(t, "<s>▁abcdehi</s>", got)
}

// segmentations tries every way to cut a word.
func best(v *vocabulary, word string) float64 {
	if word == "" {
		return 0
	}
	top := -1e9
	_, first := utf8.DecodeRuneInString(word)
	for end := range word + " " {
		if end == 0 {
			continue
		}
		score, known := v.cost, false
		if id, ok := v.ids[word[:end]]; ok {
			score, known = v.scores[id], true
		}
		if known || end == first {
			top = max(top, score+best(v, word[end:]))
		}
	}
	return top
}

func TestCutFindsTheBest(t *testing.T) {
	t.Parallel()
	m := tiny(t)
	for _, word := range []string{"bagusan", "pelayan", "kankan", "bagéus", "babagus", "anan", "😡a"} {
		s := &scratch{word: []byte("▁" + word)}
		m.vocabulary.cut(s)
		require.InDelta(t, best(&m.vocabulary, "▁"+word), s.steps[len(s.word)].score, 1e-9, word)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := new(scratch)
		s.normalise(text)
		require.True(t, utf8.Valid(s.normal))
		require.NotContains(t, string(s.normal), "  ")
		require.Equal(t, strings.Trim(string(s.normal), " "), string(s.normal))
		require.LessOrEqual(t, utf8.RuneCount(s.normal), 2*MaxCharacters)
	})
}
