package scrub_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTextMasksWhatIsWrittenOtherwise: what people read as a number is one, whatever
// it is written with.
func TestTextMasksWhatIsWrittenOtherwise(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"hubungi ０８１２３４５６７８９０":                     "hubungi [telepon]",
		"hubungi ٠٨١٢٣٤٥٦٧٨٩٠ ya":                  "hubungi [telepon] ya",
		"wa 𝟎𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎":                          "wa [telepon]",
		"＋６２ ８１２ ３４５６ ７８９０":                        "[telepon]",
		"0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣":     "[telepon]",
		"0812\u200c3456\u200d7890":                 "[telepon]",
		"0812\u2060\ufeff3456\u00ad\u200e7890":     "[telepon]",
		"0\u200b8\u200b1\u200b2345\u200b67890":     "[telepon]",
		"2024\u200b0812 3456 7890":                 "2024\u200b[telepon]",
		"0812\u20093456\u20077890":                 "[telepon]",
		"0812\t3456\t7890":                         "[telepon]",
		"0812·3456·7890, 0812•3456•7890":           "[telepon], [telepon]",
		"_081234567890_":                           "_[telepon]_",
		"NIK ３２７３０１４１０５９００００１":                     "NIK [NIK]",
		"3273\u2060014105900001":                   "[NIK]",
		"npwp ０９.２５４.２９４.３-４０７.０００":                "npwp [NPWP]",
		"budi＠gmail.com":                           "[surel]",
		"budí@gmail.com, ÿ@b.co":                   "[surel], [surel]",
		"❤️@toko.id 你好@toko.id":                    "❤️@toko.id 你好@toko.id", // mentions
		"budi\u200b@gmail.com":                     "[surel]",
		"bu\u00addi@gma\u00adil.com":               "[surel]",
		"https://x.id/?email=budi%40gmail.com&a=1": "https://x.id/?email=[surel]&a=1",
		"𝗣𝗮𝗸 𝗕𝘂𝗱𝗶 𝗦𝗮𝗻𝘁𝗼𝘀𝗼, tolong":                 "𝗣𝗮𝗸 [nama], tolong",
		"👩\u200d🚒 0812 3456 7890 ❤️":               "👩\u200d🚒 [telepon] ❤️",
		"luas 10² m, suhu 36½°, ❤️ 2️⃣ kali":       "luas 10² m, suhu 36½°, ❤️ 2️⃣ kali",
		"akun warga_081234567890":                  "akun warga_081234567890", // a name
	} {
		got, _ := plain.Text(text)
		require.Equal(t, want, got, text)
		again, more := plain.Text(got)
		require.Equal(t, got, again)
		require.Empty(t, more)
	}
}

func TestTextLongAndFolded(t *testing.T) {
	t.Parallel()
	got, counts := plain.Text(strings.Repeat("٠٨١٢٣٤٥٦٧٨٩٠ é\u200b ", 2000))
	require.Equal(t, map[string]int{"telepon": 2000}, counts)
	require.Equal(t, strings.Repeat("[telepon] é\u200b ", 2000), got)
}
