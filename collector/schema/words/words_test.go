package words

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                                       nil,
		"Jalan rusak parah!!! Kapan diperbaiki?": {"jalan", "rusak", "jalan rusak", "parah", "rusak parah", "diperbaiki"},
		"rusak, parah":                           {"rusak", "parah"},
		"Hati-hati di jalan":                     {"hati-hati", "jalan"},
		"#BanjirJakarta banjir banjir @dinkes lapor":           {"#banjirjakarta", "banjir", "banjir banjir", "lapor"},
		"hubungi [telepon] segera https://a.example/b www.c.d": {"hubungi", "segera"},
		"wa:[telepon] lapor jalan[nama]rusak wa.me/[telepon]":  {"lapor", "jalan", "lapor jalan", "rusak"},
		"aia di kampuang ambo alah mati":                       {"aia", "kampuang", "mati"},
		"aye ude nunggu lampu nyang mati":                      {"nunggu", "lampu", "nunggu lampu", "mati"},
		"Jum'at 17 08 2026 ok":                                 {"jum'at"},
		"tidak jelas":                                          {"tidak", "jelas", "tidak jelas"},
		"the road is broken":                                   {"road", "broken"},
		"dalane rusak banget iki":                              {"dalane", "rusak", "dalane rusak"},
		"jalanna butut pisan euy":                              {"jalanna", "butut", "jalanna butut"},
	} {
		require.Equal(t, want, Of(text), text)
	}
}

// A repeated word is appended each time, behind what is there.
func TestAppend(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"lampu", "banjir", "banjir", "banjir banjir", "rusak"}, Append([]string{"lampu"}, "Banjir banjir, [nama] rusak"))
}

func FuzzWords(f *testing.F) {
	f.Add("Jalan rusak, #Banjir @x [NIK] hati-hati")
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[string]bool{}
		for _, w := range Of(text) {
			require.False(t, seen[w], "each once")
			require.NotEmpty(t, w)
			require.LessOrEqual(t, len(w), 2*mostWord+3)
			seen[w] = true
		}
	})
}
