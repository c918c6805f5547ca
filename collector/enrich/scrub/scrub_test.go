package scrub_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/scrub"
)

// plain keeps no names.
var plain scrub.Scrubber

func TestTextMasks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Hubungi 0812-3456-7890 ya":                "Hubungi [telepon] ya",
		"WA: 081234567890.":                        "WA: [telepon].",
		"wa081234567890":                           "wa[telepon]",
		"no.hp/081234567890":                       "no.hp/[telepon]",
		"0812.3456.7890":                           "[telepon]",
		"0811 234 567":                             "[telepon]",
		"081234567890 / 081398765432":              "[telepon] / [telepon]",
		"+62 812 3456 7890":                        "[telepon]",
		"+62812-3456-7890":                         "[telepon]",
		"(+62) 812 3456 7890":                      "[telepon]",
		"+62 (0)812 3456 7890":                     "[telepon]",
		"62812345678901":                           "[telepon]",
		"62 812 3456 7890":                         "[telepon]",
		"006281234567890":                          "[telepon]",
		"(0812) 3456-7890":                         "[telepon]",
		"(081234567890)":                           "([telepon])",
		"08 12 34 56 78 90":                        "[telepon]",
		"0 8 1 2 3 4 5 6 7 8 9 0":                  "[telepon]",
		"0812\u00a03456\u00a07890":                 "[telepon]",
		"0812\u200b3456\u200b7890":                 "[telepon]",
		"(021) 555 1234":                           "[telepon]",
		"(0274)512345":                             "[telepon]",
		"021-5551234":                              "[telepon]",
		"+62 21 555 1234":                          "[telepon]",
		"0274 512345":                              "[telepon]",
		"0812 3456 7890 2 orang":                   "[telepon] 2 orang",
		"https://wa.me/6281234567890?text=halo":    "https://wa.me/[telepon]?text=halo",
		"lihat:https://contoh.id 081234567890":     "lihat:https://contoh.id [telepon]",
		"081234567890,https://contoh.id":           "[telepon],https://contoh.id",
		"budi.santoso@gmail.com":                   "[surel]",
		"Surel: Budi_S+spam@dinas.kota.go.id.":     "Surel: [surel].",
		"<a@b.co>,c-d@e.org":                       "<[surel]>,[surel]",
		"x@y.co081234567890":                       "[surel][telepon]",
		"NIK 3273014203900001":                     "NIK [NIK]",
		"nik3273010203900001":                      "nik[NIK]",
		"3273 0102 0390 0001":                      "[NIK]",
		"32.73.01.020390.0001":                     "[NIK]",
		"327301-420390-0001":                       "[NIK]",
		"(3273010203900001)":                       "([NIK])",
		"KK 3273010203900001":                      "KK [KK]",
		"NIK saya 3299990203900001":                "NIK saya [NIK]",
		"3215042304080001":                         "[NIK]",
		"9101010203900001":                         "[NIK]", // Merauke, before the province was divided
		"09.254.294.3-407.000":                     "[NPWP]",
		"NPWP 092542943407000":                     "NPWP [NPWP]",
		"npwp 0092 5429 4340 7000":                 "npwp [NPWP]",
		"4111 1111 1111 1111":                      "[kartu]",
		"kartu 5555-5555-5555-4444 ditolak":        "kartu [kartu] ditolak",
		"3782 822463 10005":                        "[kartu]",
		"B 1234 XYZ":                               "[pelat]",
		"plat b 12 ab":                             "plat [pelat]",
		"D1234AB parkir":                           "[pelat] parkir",
		"Jl. Merdeka No. 10A, Bandung":             "[alamat], Bandung",
		"Jl. R.E. Martadinata 5":                   "[alamat]",
		"Gg. Mawar RT 03/RW 05 Kel. Sukajadi":      "[alamat] Kel. Sukajadi",
		"Perumahan Griya Asri Blok C2 No. 15":      "[alamat]",
		"https://a:b@contoh.id/x":                  "https://[token]@contoh.id/x",
		"https://contoh.id/a?id=1&token=abc&b":     "https://contoh.id/a?id=1&token=[token]&b",
		"https://contoh.id/reset/abc123def456gh78": "https://contoh.id/reset/[token]",
		"https://contoh.id/reset/1b4e28ba-2fa1-11d2-883f-0016d3cca427": "https://contoh.id/reset/[token]",
		"Pak Budi Santoso, tolong":                                     "Pak [nama], tolong",
		"pak budi tolong":                                              "pak [nama] tolong",
		"Bapak Ir. H. Joko Susanto hadir":                              "Bapak Ir. H. [nama] hadir",
		"Pak Lurah Budi":                                               "Pak Lurah [nama]",
		"a.n. Siti binti Ahmad":                                        "a.n. [nama]",
		"Bu Sri Ma'ruf":                                                "Bu [nama]",
		"nol delapan satu dua tiga empat lima enam tujuh delapan sembilan": "[telepon]",
		"0812 tiga empat lima enam tujuh delapan":                          "[telepon]",
		"O812-3456-7890":                               "[telepon]",
		"08l2 3456 7890":                               "[telepon]",
		"budi (at) gmail dot com":                      "[surel]",
		"siti.aminah @ yahoo.co.id":                    "[surel]",
		"62812.3456.7890":                              "[telepon]",
		"jalan sudirman 12b depan masjid":              "[alamat] depan masjid",
		"nama saya Andi Wijaya":                        "nama saya [nama]",
		"rek BCA 1234567890 an Budi Santoso":           "rek BCA [rekening] an [nama]",
		"norek mandiri 131-00-1234567-8":               "norek mandiri [rekening]",
		"transfer ke rekening BRI: 0341 0100 1234 501": "transfer ke rekening BRI: [rekening]",
		// Spelt as people do who are in a hurry, or whose keyboard helps them.
		"0812—3456—7890, 0813−3456−7890":               "[telepon], [telepon]",
		"0812_3456_7890":                               "[telepon]",
		"WA ku 85712345678":                            "WA ku [telepon]",
		"hp saya: 857-1234-5678":                       "hp saya: [telepon]",
		"hp 0811-1000-000, telp 0812 0000 0000":        "hp [telepon], telp [telepon]",
		"WA 6281200000000":                             "WA [telepon]",
		"telp 62 21 555 1234":                          "telp [telepon]",
		"api.whatsapp.com/send/?phone=%2B628123456789": "api.whatsapp.com/send/?phone=%2B[telepon]",
		"https://t.me/+6281234567890":                  "https://t.me/[telepon]",
		"B 1234 xyz menabrak":                          "[pelat] menabrak",
		"Ab 1234 cd":                                   "[pelat]",
		"plat B 1234 di parkiran":                      "plat [pelat] di parkiran",
		"nopol R 1234 A":                               "nopol [pelat]",
		"motor AB 12 CD, mobil b1234xyz":               "motor [pelat], mobil [pelat]",
		"budi99 @gmail.com":                            "[surel]",
		"budi@ gmail.com":                              "[surel]",
		"budi@gmail, tolong":                           "[surel], tolong",
		"gang 17 agustus no 98":                        "[alamat]",
		"rekening BRI 198-460-2019":                    "rekening BRI [rekening]",
		"Kp. Cibeureum No. 5":                          "[alamat]",
		"Jl Kenanga III/12":                            "[alamat]",
		"dokter Andi, bidan Siti, Cak Budi":            "dokter [nama], bidan [nama], Cak [nama]",
		"dr Andi di poli gigi":                         "dr [nama] di poli gigi",
		"nama: Budi Santoso":                           "nama: [nama]",
		"Nama lengkap : siti aminah":                   "Nama lengkap : [nama]",
		"atas nama: Budi Santoso":                      "atas nama: [nama]",
		"transfer ke rek an. Budi Santoso":             "transfer ke rek an. [nama]",
	} {
		masked, counts := plain.Text(text)
		require.Equal(t, want, masked, "text %q", text)
		total := 0
		for kind, n := range counts {
			require.Equal(t, strings.Count(masked, "["+kind+"]"), n, "count of %s in %q", kind, text)
			total += n
		}
		require.Positive(t, total, "text %q", text)
	}
}

func TestTextLeavesAlone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"https://contoh.id/verifikasi/hoaks-vaksin-2021-dan-2022-0812345", // a title
		"", "halo", "Rp 1.250.000", "Rp1.250.000.000,00", "Rp. 081234567890", "IDR 081234567890", "62.812.345.678 rupiah",
		"anggaran 1.250.000.000.000", "12.345.678.901.234",
		"08-12-2024 10.30.45", "2024-08-12 10:30:00", "08.12.2024", "08122024", "08/12/2024", "pukul 08.00-12.00",
		"UU 27/2022", "UU No. 27 Tahun 2022", "Perpres 82 Tahun 2018 jo. 64 Tahun 2020", "Permenkes 1234/MENKES/PER/2011",
		"tahun 2023 2024 2025 2026", "2019-2024, 2024-2029",
		"#081234567890", "#3273010203900001", "1500567 atau 119 atau 112", "0800 1 234567",
		"https://contoh.id/p/3273010203900001", "https://x.com/a/status/1790123456789012345",
		"fb.com/81234567890/posts/081234567890", "www.contoh.id/081234567890",
		"@budi", "@budi@mastodon.social", "@ 081", "a @ b.co", "a@b", "@contoh.id",
		"9973010203900001", "3273013213900001", "3273010213900001", "3273010203900000", "3273010203900001234",
		"-6.2000812345678", "106,0812345678", "081234", "0812345678901234567890", "INV081234567890",
		"[telepon] [surel] [NIK] [KK] [NPWP] [kartu] [pelat] [alamat] [token] [nama] [rekening]", "Pak [nama] di [alamat]", "?token=[token]",
		"3200010203900001", "kartu 4111 1111 1111 1112", "order 4111111111111111", "Jl. Merdeka rusak", "Jl. Sudirman 2024", "Jalan. Dilantai 3",
		"makan @ warung.com", "saldo rekening 12.500.000.000", "rekening 1234567", "buka rekening BRI tanggal 17-08-2025", "jalan rusak 5m", "nama saya belum ada",
		"nama saya tidak terdaftar", "an apple", "3 rekening 2024 2025 2026",
		"RT 05", "Pak RT", "Bu Guru", "Pak Camat Sukajadi", "Pak. Tolong", "gula teh Poci", "Uni Eropa", "ibu-ibu. Tah", "hari-H. Akhirnya",
		"pajak 2.500.000.000.000.000", "BCA 2500000000 rupiah", "transfer 10000000000 rupiah", "saldo BRI 1500000000", "tf 17082026 1030", "bri 17082026 10.30.45",
		"WA 24 jam", "hp 8 GB 256 GB", "hp 8571234567 rupiah", "telp 08.00 - 15.00", "WA dari 17-08-2026", "pakai akun @gmail.com", "nonton@live", "t.me/pemkot/1234567890",
		"Pak Haji", "Ibu Pertiwi", "Pak Ogah", "Jl Thamrin 2x seminggu", "blok A 12 lantai", "Kampung Rambutan 2 jam", "kampung kami no 1", "UUD pasal 28 E ayat (3)",
		"dr Bandung ke Jakarta", "dr indah jadi buruk", "nama: Puskesmas", "Nama jalan: Sudirman", "dokter cantik", "ka dokter dina peuting", "jam 10 an. Adi pulang", "B 1234 dan", "b1234xyz", "Jl. Sudirman I/2026",
		"Asus E203MA-FD013T", "mobil F15 UNY", "L 300 box", "G 2003 MT", "satu dua tiga empat lima", "PAK TOLONG JALANNYA",
	} {
		masked, counts := plain.Text(text)
		require.Equal(t, text, masked)
		require.Nil(t, counts, "text %q", text)
	}
}

// Any mobile number, however it is spelt and whatever surrounds it, is masked
// whole: no digit is left.
func TestTextMasksSpelledNumbers(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	starts := []string{"0", "+62", "62", "+62 ", "(+62) ", "0062"}
	around := []string{"%s", "WA %s ya", "hubungi:%s.", "(%s)", "kata Ibu,%s\n", "😀%s😀", "“%s”"}
	for range 2000 {
		digits := fmt.Sprintf("8%d%d", []int{1, 2, 3, 5, 7, 8, 9}[random.IntN(7)], random.IntN(10))
		for range 6 + random.IntN(4) {
			digits += fmt.Sprint(random.IntN(10))
		}
		gap := []string{"", "-", " ", ".", " - "}[random.IntN(5)]
		start := starts[random.IntN(len(starts))]
		if start == "62" {
			gap = []string{"", "-", " "}[random.IntN(3)]
		}
		spelt := start + digits[:3] + gap + digits[3:6] + gap + digits[6:]
		text := fmt.Sprintf(around[random.IntN(len(around))], spelt)
		masked, counts := plain.Text(text)
		require.False(t, strings.ContainsAny(masked, "0123456789"), "%q gave %q", text, masked)
		require.Equal(t, map[string]int{scrub.Phone: 1}, counts, "%q gave %q", text, masked)
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"0812-3456-7890", "+62 (21) 555 1234", "3273 0102 0390 0001", "a@b.co0812345678901", "https://wa.me/6281234567890",
		"(0812)3456789(", "\xff0812345678\xff", "0812345678@0812345678.com", "62 812 345 678 901", "0 8 1 2 3 4 5 6 7 8 9 0",
		"08123456780812345678", "Rp0812345678901", "@a@b.co@c.de", "Pak Budi di Jl. Merdeka No. 5 RT 1/2", "B 1234 XYZ", "nol delapan satu",
		"https://a:b@c.id/reset/abc123def456gh78?token=x#sig=y", "a at gmail dot com", "NPWP 09.254.294.3-407.000", "4111 1111 1111 1111", "KK 3273010203900001",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		masked, counts := plain.Text(text)
		again, more := plain.Text(masked)
		require.Equal(t, masked, again, "from %q", text)
		require.Empty(t, more, "from %q", text)
		if len(counts) == 0 {
			require.Equal(t, text, masked)
		}
		for kind, n := range counts {
			require.GreaterOrEqual(t, strings.Count(masked, "["+kind+"]"), n)
		}
	})
}

// Persons whom a topic names stay readable; others of part of their name do not.
func TestNewKeepsNames(t *testing.T) {
	t.Parallel()
	scrubber := scrub.New([]string{"vaksin", "pak ridwan kamil", "Wali Kota Tri Rismaharini", "prabowo*", "#budi", "Pak"})
	for text, want := range map[string]string{
		"Pak Ridwan Kamil hadir": "Pak Ridwan Kamil hadir",
		"pak prabowo hadir":      "pak prabowo hadir",
		"Bu Tri Rismaharini":     "Bu Tri Rismaharini",
		"Pak Ridwan hadir":       "Pak [nama] hadir",
		"Pak Budi hadir":         "Pak [nama] hadir",
	} {
		masked, _ := scrubber.Text(text)
		require.Equal(t, want, masked)
	}
}

// A hostile text must not cost much more than its length.
func TestTextLong(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{
		"1", "08 ", "@", "a@", "(", "+", "0812345678 ", "a.", "a@a.", "://", "0812345678x",
		"1 ", "pak ", "Pak bin ", "Jl. A ", "RT 1 ", "Blok A ", "nol ", "o8", "a.n. ", "B 1 ", "http://a:b@", "?a=", "at ", "Pak Jl. Budi 3 ", "😀", "\u200b", "\u202eا", "\xff",
	} {
		text := strings.Repeat(unit, (1<<17)/len(unit))
		masked, _ := plain.Text(text)
		again, _ := plain.Text(masked)
		require.True(t, masked == again, "unit %q", unit)
	}
}

// A text with nothing to mask costs no memory, however it is made; one that is read
// otherwise than it is written a copy.
func TestTextAllocatesNothing(t *testing.T) {
	for unit, copies := range map[string]float64{
		"kata biasa ": 0, "😀": 0, "سلام ": 0, "\xff": 0, "Pak RT ": 0, "Rp1.250.000 ": 0, "Jl. A ": 0, "\u200b": 1, "\u202eسلام ": 1,
	} {
		const ofACopy = 3 // its bytes, their places, the text
		text := strings.Repeat(unit, 1<<14/len(unit))
		require.LessOrEqual(t, testing.AllocsPerRun(3, func() { plain.Text(text) }), copies*ofACopy, "unit %q", unit)
	}
}

var benchmarks = map[string]string{
	"plain":   "Alhamdulillah pelayanannya cepat dan petugasnya ramah, terima kasih pak, sukses selalu untuk dinas",
	"numbers": "Anggaran Rp 1.250.000.000 tahun 2024-2025 sesuai UU 27/2022, cek https://contoh.id/p/17901234567",
	"masked":  "Tolong hubungi saya di 0812-3456-7890 atau budi@contoh.id, NIK 3273010203900001, sudah lapor tapi belum",
}

func BenchmarkText(b *testing.B) {
	for name, text := range benchmarks {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				plain.Text(text)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
		})
	}
}
