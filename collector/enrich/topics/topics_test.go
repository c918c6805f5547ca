package topics_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/topics"
)

func matcher(t testing.TB) *topics.Matcher {
	m, err := topics.New(map[string][]string{
		"vaksinasi": {"vaksin", "imunisasi"},
		"bank":      {"bank"},
		"kartu":     {"kartu sehat", "KTP"},
		"pungli":    {"pungut*", "sapu bersih pungut*"},
		"tagar":     {"#BanjirJakarta"},
		"dinas":     {"@dinkes_kota"},
		"layanan":   {"layan"},
		"corona":    {"covid-19"},
		"sapu":      {"sapu"},
		"tulis":     {"tulis"},
		"kirim":     {"kirim"},
		"jumat":     {"Jum'at bersih"},
		"pakai":     {"pakai"},
		"ikan":      {"ikan"},
	})
	require.NoError(t, err)
	return m
}

func TestMatch(t *testing.T) {
	t.Parallel()
	m := matcher(t)
	for text, want := range map[string]string{
		"Ayo vaksin sekarang":                   "vaksinasi",
		"VAKSIN!":                               "vaksinasi",
		"sudah divaksin kemarin":                "vaksinasi",
		"petugas memvaksin warga":               "vaksinasi",
		"vaksinasi massal":                      "vaksinasi",
		"soal pervaksinan nasional":             "vaksinasi",
		"memvaksinasi lansia":                   "vaksinasi",
		"divaksinasikan":                        "vaksinasi",
		"vaksinnya aman kah":                    "vaksinasi",
		"vaksinmu apa":                          "vaksinasi",
		"lagi ngevaksin":                        "vaksinasi",
		"vaksinin dong":                         "vaksinasi",
		"vaksinator datang":                     "",
		"#vaksin":                               "vaksinasi",
		"#VaksinUntukSemua":                     "vaksinasi",
		"#ayo_vaksin":                           "vaksinasi",
		"#ayovaksin":                            "vaksinasi",
		"#KTPDigital":                           "kartu",
		"ktp2 lama":                             "kartu",
		"diberikan":                             "",
		"#ayobank":                              "",
		"v4ks1n":                                "vaksinasi",
		"vaksiin":                               "vaksinasi",
		"divakssin":                             "vaksinasi",
		"imunsasi anak":                         "vaksinasi",
		"imunisais anak":                        "vaksinasi",
		"imunosasi anak":                        "vaksinasi",
		"imunoresis":                            "",
		"vaksen":                                "",
		"kartusehat":                            "kartu",
		"nulis, mukul, ngirimin":                "kirim,tulis",
		"sapu2 dan kirim2in":                    "kirim,sapu",
		"dicek":                                 "",
		"vaksiiiiin":                            "vaksinasi",
		"va\u200bksin":                          "vaksinasi",
		"𝐯𝐚𝐤𝐬𝐢𝐧 aman":                           "vaksinasi",
		"https://contoh.id/vaksin":              "",
		"www.vaksin.id":                         "",
		"@vaksin_id halo":                       "",
		"ke bank dulu":                          "bank",
		"banker itu":                            "",
		"embankment":                            "",
		"dunia perbankan":                       "bank",
		"sekolahan":                             "",
		"kartu sehat sudah jadi":                "kartu",
		"kartu sehatnya":                        "kartu",
		"kartu  sehat":                          "kartu",
		"kartu-sehat":                           "kartu",
		"kartu. Sehat":                          "",
		"kartu yang sehat":                      "",
		"#kartusehat":                           "kartu",
		"#KartuSehat":                           "kartu",
		"KTP-nya hilang":                        "kartu",
		"ktpnya hilang":                         "kartu",
		"pungutan liar":                         "pungli",
		"dipungut":                              "",
		"sapu bersih pungutan liar":             "pungli,sapu",
		"banjirjakarta":                         "",
		"#banjirjakarta":                        "tagar",
		"@dinkes_kota tolong":                   "dinas",
		"dinkes_kota":                           "",
		"pelayanan dan melayani, dilayani":      "layanan",
		"pelayanannya":                          "layanan",
		"Covid-19 lagi":                         "corona",
		"covid 19":                              "corona",
		"#covid19":                              "corona",
		"menyapu halaman":                       "sapu",
		"penulis itu menuliskan":                "tulis",
		"mengirimkan surat, pengirimannya lama": "kirim",
		"jumat bersih":                          "jumat",
		"memakai masker":                        "pakai",
		"":                                      "",
		"\xff\xfe vaksin\xff":                   "vaksinasi",
	} {
		require.Equal(t, want, strings.Join(m.Match(text), ","), "text %q", text)
	}
}

func TestNewNamesTopicAndPattern(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"":                    "holds no letter",
		" ?! ":                "holds no letter",
		"*":                   "holds no letter",
		"va*":                 "at least 3 letters before *",
		"#va*":                "at least 3 letters before *",
		"vak*sin":             "* may stand only at the end",
		"vaksin *":            "* must follow a letter",
		"vaksin**":            "* may stand only at the end",
		"kartu. sehat":        "the end of a sentence",
		"a b c d e f g h i j": "10 words: at most 8",
	} {
		_, err := topics.New(map[string][]string{"Kesehatan": {pattern}})
		require.ErrorContains(t, err, `topic "Kesehatan"`, "pattern %q", pattern)
		require.ErrorContains(t, err, want, "pattern %q", pattern)
	}
	_, err := topics.New(map[string][]string{"a": nil, " ": {"x"}, "b": {"*"}})
	require.ErrorContains(t, err, `topic "a": no patterns`)
	require.ErrorContains(t, err, "empty name")
	require.ErrorContains(t, err, `topic "b"`)
}

func TestNoTopics(t *testing.T) {
	t.Parallel()
	m, err := topics.New(nil)
	require.NoError(t, err)
	require.Nil(t, m.Match("vaksin"))
}

// A hostile text must not cost more than its length.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	m := matcher(t)
	const size = 1 << 17
	for _, unit := range []string{"a", "vaksin ", "kartu ", "#", "@", "🙏", "\xff", "mempermeny", "sapu bersih ", "#aB", "v4ks1n ", "imunosasi ", "aa", "\u202eسلام ", "\u200b"} {
		m.Match(strings.Repeat(unit, size/len(unit)))
	}
	require.Equal(t, []string{"vaksinasi"}, m.Match(strings.Repeat("x ", size/2)+"vaksin"))
}

// Text around a found word, in whatever case, takes nothing away.
func FuzzMatch(f *testing.F) {
	m := matcher(f)
	for _, seed := range []string{"ayo", "#", "@x", "\xff", "𝐯𝐚", "kartu", "http://", "ａ'", "a\u0300"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := m.Match(text)
		require.IsIncreasing(t, append([]string{""}, found...))
		require.Subset(t, m.Match(text+" vaksin "+text), append(found, "vaksinasi"))
	})
}

func FuzzNew(f *testing.F) {
	for _, seed := range []string{"vaksin", "#tag", "@x", "kartu sehat", "pungut*", "\xff", "ª", "#a_b", "# a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		m, err := topics.New(map[string][]string{"t": {pattern}})
		if err != nil {
			require.ErrorContains(t, err, `topic "t"`)
			return
		}
		if strings.Contains(pattern, "://") || strings.Contains(strings.ToLower(pattern), "www.") {
			return // addresses are not searched
		}
		text := strings.TrimSuffix(strings.TrimSpace(pattern), "*")
		require.Equal(t, []string{"t"}, m.Match(text), "pattern %q does not find itself", pattern)
	})
}

func BenchmarkMatch(b *testing.B) {
	m := matcher(b)
	text := "Alhamdulillah kemarin sudah divaksin di puskesmas, pelayanannya cepat dan petugasnya ramah, terima kasih #VaksinUntukSemua"
	b.ReportAllocs()
	for b.Loop() {
		m.Match(text)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}
