package language_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/language"
)

var cases = map[string][]string{
	language.Indonesian: {
		"Terima kasih, pelayanan di puskesmas sangat cepat dan ramah",
		"kapan jalan di depan sekolah kami diperbaiki ya pak",
		"gue udah nunggu dari pagi tapi loketnya belum buka juga",
		"min, syarat bikin KTP apa aja sih? bisa online gak",
		"Rapat koordinasi penanganan banjir digelar di balai kota",
		"parah banget macetnya, gak ada petugas sama sekali",
		"Semoga program ini terus berlanjut dan bermanfaat untuk warga",
		"aplikasinya error terus, udah coba berkali-kali tetap gagal",
	},
	language.English: {
		"The new bus lane is great, my commute is much faster now",
		"What time does the office open on Friday?",
		"Thank you for the quick response, really appreciate it",
		"I waited four hours and nobody helped me, very disappointed",
		"Please fix the street lights near the school",
		"Where can I register for the training programme?",
	},
	language.Javanese: {
		"Matur nuwun Pak Camat, dalane saiki wis apik tenan",
		"Antrine suwe banget, petugase galak",
		"Jam pira loket dibukak sesuk, aku arep ngurus KTP",
		"Ora ono sing ngandhani yen kantore tutup dina iki",
		"Mbok yo lampune didandani, peteng tenan yen wengi",
	},
	language.Sundanese: {
		"Hatur nuhun, palayanan di kalurahan ayeuna mah gancang jeung someah",
		"Alus pisan tamanna, barudak resep ulin di dieu",
		"Caina pareum wae, geus tilu poé, rugi urang",
		"Iraha jalan di lembur abdi rék dibebenah?",
		"Naha teu aya béja nanaon ti kalurahan",
	},
	language.Minangkabau: {
		"Tarimo kasih pak, jalan di kampuang ambo lah rancak kini",
		"Palayanan di siko lambek bana, patugasnyo ndak ramah",
		"Bilo jalan ka sakola tu ka dipelokan, lah lamo rusak",
		"Aia ndak iduik sajak kapatang, ba a ko",
	},
	language.Betawi: {
		"Aye udeh nungguin dari pagi, tapi nyang jaga loket belon ade",
		"Kite kagak ngarti ame aturan nyang baru ntu, bang",
		"Anak aye udeh bise baca, gurunye sabar bener dah",
	},
	language.Other: {
		"Пожалуйста, почините дорогу возле школы",
		"请问办公室几点开门，我想办理证件",
		"شكرا جزيلا على الخدمة السريعة",
	},
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for want, texts := range cases {
		for _, text := range texts {
			code, confidence := language.Detect(text)
			require.Equal(t, want, code, "text %q", text)
			require.GreaterOrEqual(t, confidence, 0.4, "text %q", text)
			require.LessOrEqual(t, confidence, 1.0)
		}
	}
}

func TestDetectIsNotSure(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "ok", "😍😍😍😍😍😍😍😍", "123 456 789 000", "\xff\xfe\xfd", "wkwk", "\u200b\u200b", "https://www.example.com/a/long/address", "@pemkot_bandung @dinaskesehatan"} {
		code, confidence := language.Detect(text)
		require.Equal(t, language.Undetermined, code, "text %q", text)
		require.Zero(t, confidence)
	}
}

// Addresses and mentions do not change the language.
func TestDetectIgnoresAddresses(t *testing.T) {
	t.Parallel()
	text := "kapan jalan di depan sekolah kami diperbaiki ya pak"
	code, confidence := language.Detect(text)
	again, same := language.Detect("@theofficialmayor " + text + " https://www.example.com/where/is/the/street")
	require.Equal(t, code, again)
	require.InDelta(t, confidence, same, 1e-12)
}

// A text in two languages has both; a borrowed word or title makes none.
func TestSecond(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Terima kasih atas pelayanan yang sangat cepat dan ramah di puskesmas ini, the waiting room was clean and the nurses were very helpful": "id+en",
		"Rapat koordinasi penanganan banjir digelar di balai kota kemarin sore, dalane saiki wis apik tenan ora ono banyu maneh neng kampungku": "id+jv",
		"Hatur nuhun, palayanan di kalurahan ayeuna mah gancang pisan jeung someah, thank you so much for the quick response to my question":    "su+en",
		"Terima kasih, aplikasinya user friendly dan tidak error lagi, semoga program ini terus berlanjut untuk warga":                          "id",
		"kapan jalan di depan sekolah kami diperbaiki ya pak":                                                                                   "id",
		"": "und", "Пожалуйста, почините дорогу возле школы": "other",
	} {
		main, _ := language.Detect(text)
		found := []string{main}
		if second := language.Second(text, main); second != "" {
			found = append(found, second)
		}
		require.ElementsMatch(t, strings.Split(want, "+"), found, "text %q", text)
	}
}

func FuzzDetect(f *testing.F) {
	for _, texts := range cases {
		f.Add(texts[0])
	}
	f.Add(strings.Repeat("a", 5000))
	codes := append([]string{language.Undetermined}, language.Codes...)
	f.Fuzz(func(t *testing.T, text string) {
		code, confidence := language.Detect(text)
		require.Contains(t, codes, code)
		require.True(t, confidence >= 0 && confidence <= 1)
		require.Equal(t, code == language.Undetermined, confidence == 0)
		second := language.Second(text, code)
		require.True(t, second == "" || second != code && second != language.Other)
	})
}

func BenchmarkDetect(b *testing.B) {
	text := cases[language.Indonesian][0]
	b.ReportAllocs()
	for b.Loop() {
		language.Detect(text)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

func BenchmarkSecond(b *testing.B) {
	text := cases[language.Indonesian][0] + " " + cases[language.English][0]
	b.ReportAllocs()
	for b.Loop() {
		language.Second(text, language.Indonesian)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}
