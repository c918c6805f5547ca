package scrub_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/pantau/pantau/collector/enrich/scrub"
)

// line is a text with what must come out of it.
type line struct {
	text, want string
	kind       string // "" if nothing is to be masked
}

// writer makes lines as people write them, from a fixed seed.
type writer struct{ *rand.Rand }

func (w writer) pick(of ...string) string { return of[w.IntN(len(of))] }

// digits are n of them; the first is no 0.
func (w writer) digits(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteByte(byte('0' + max(w.IntN(10), 1-min(i, 1))))
	}
	return b.String()
}

// grouped puts gap between groups of the given sizes.
func grouped(digits, gap string, sizes ...int) string {
	var groups []string
	for _, n := range sizes {
		groups = append(groups, digits[:n])
		digits = digits[n:]
	}
	if digits != "" {
		groups = append(groups, digits)
	}
	return strings.Join(groups, gap)
}

// secrets say how a piece of each kind is spelt, and in which sentences. Where
// only a part of the piece is to be masked, that part is between « and ».
var secrets = map[string]struct {
	spell     func(writer) string
	sentences []string
}{
	scrub.Phone: {writer.phone, []string{
		"Hubungi %s ya", "WA %s aja kak", "tolong telpon balik ke %s min", "cp: %s (Rina)", "saya sudah kirim ke %s tapi blm dibalas",
		"%s ini nomor saya pak", "Minat? chat %s🙏", "no hp %s", "kalau ada info kabari di %s, makasih", "kontak %s / datang langsung",
	}},
	scrub.Email: {writer.email, []string{
		"Kirim ke %s ya", "email saya %s min", "surel: %s.", "sudah saya kirim dari %s kemarin", "%s, mohon dicek", "Balas ke <%s>",
	}},
	scrub.NIK: {writer.nik, []string{
		"NIK saya %s tolong dicek", "nik: %s", "No KTP %s belum terdaftar", "%s atas data ini tidak ditemukan", "Ini nik ibu saya: %s min",
		"cek bansos %s dong", "NIK-nya %s kok invalid",
	}},
	scrub.KK: {writer.nik, []string{
		"No KK %s belum aktif", "KK: %s", "nomor kartu keluarga saya %s", "kk saya %s min tolong", "NKK %s", "nomor KK-nya %s",
	}},
	scrub.NPWP: {writer.npwp, []string{
		"NPWP %s", "npwp saya %s tidak valid", "Nomor NPWP: %s mohon dicek", "npwp perusahaan %s pak", "ini NPWP-nya %s",
	}},
	scrub.Card: {writer.card, []string{
		"kartu kredit saya %s ketelan", "No. kartu %s", "kartu debit %s diblokir", "bayar pakai %s gagal terus", "kartu ATM %s hilang",
		"nomor kartunya %s", "visa %s ditolak",
	}},
	scrub.Plate: {writer.plate, []string{
		"motor plat %s parkir di trotoar", "Mobil %s ngebut di jalur busway", "nopol %s tolong ditindak", "angkot %s ugal-ugalan",
		"pelat nomor %s", "Truk dengan nomor polisi %s menerobos", "kendaraan %s menghalangi jalan",
	}},
	scrub.Address: {writer.address, []string{
		"Rumah saya di %s belum dapat air", "Alamat: %s", "lokasi %s, lampu mati", "tolong ke %s pak", "got mampet di %s sudah seminggu",
		"%s belum disemprot", "saya tinggal di %s",
	}},
	scrub.Token: {writer.secret, []string{
		"link saya https://layanan.contoh.id/%s kok error", "Buka https://akun.contoh.go.id/%s", "cek www.contoh.com/%s dong",
		"https://contoh.id/%s", "tautannya (https://m.contoh.id/%s) tidak bisa",
	}},
	scrub.Account: {writer.account, []string{
		"rekening BRI %s", "norek %s mandiri", "Transfer ke BCA %s ya", "no rek: %s", "salah kirim ke rekening %s kemarin", "BNI %s",
	}},
	scrub.Name: {writer.name, []string{
		"Terima kasih %s atas bantuannya", "tadi dilayani %s, ramah sekali", "%s orangnya baik", "petugasnya %s judes", "Saya %s, warga sini",
		"titip salam buat %s ya", "kata %s berkasnya hilang", "%s: kapan selesai?", "mohon %s segera dipanggil",
	}},
}

func (w writer) phone() string {
	mobile := "8" + w.pick("11", "12", "13", "21", "52", "57", "58", "77", "78", "95", "96", "81") + w.digits(7+w.IntN(3))
	gap := w.pick("", "", "-", " ", ".", " - ", "_", "—")
	switch w.IntN(14) {
	case 0:
		return "+62" + w.pick("", " ", "-") + grouped(mobile, w.pick("", "-", " "), 3, 4)
	case 1:
		return "62" + mobile
	case 2:
		return "(" + w.pick("021", "022", "024", "031") + ") " + grouped(w.digits(7), w.pick(" ", "-", ""), 3)
	case 3:
		return w.pick("0274", "0341", "0251", "0711") + w.pick("-", " ") + w.digits(6)
	case 4:
		return "wa.me/«62" + mobile + "»"
	case 5:
		words := []string{w.pick("nol", "kosong"), "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", w.pick("delapan", "lapan"), "sembilan"}
		var spoken []string
		for _, d := range "0" + mobile {
			spoken = append(spoken, words[d-'0'])
		}
		return strings.Join(spoken, w.pick(" ", " ", "-"))
	case 6:
		return w.pick("O", "o") + mobile
	case 7:
		return "0" + mobile[:3] + " " + strings.Join(strings.Split(mobile[3:], ""), " ")
	case 8:
		return "t.me/«+62" + mobile + "»"
	case 9:
		return w.pick("WA ku", "hp", "nomor hp saya") + " «" + grouped(mobile, gap, 3, 4) + "»"
	}
	return "0" + grouped(mobile, gap, 3, 4)
}

func (w writer) account() string {
	gap := w.pick("", "", "-", " ")
	switch w.IntN(3) {
	case 0:
		return grouped("1"+w.digits(12), gap, 3, 2, 7) // Mandiri
	case 1:
		return grouped("00"+w.digits(13), gap, 4, 2, 6, 2) // BRI
	}
	return grouped(w.digits(10), gap, 3, 3)
}

func (w writer) email() string {
	local := w.pick("budi", "siti.aminah", "rina_k", "andi99", "dewi-l", "agus.s.pratama") + w.pick("", w.digits(2))
	switch w.IntN(7) {
	case 2:
		return local + "@" + w.pick(" gmail.com", "gmail", " yahoo.com")
	case 3:
		return local + "7 @gmail.com"
	case 0:
		return local + w.pick(" [at] ", " (at) ", "(at)", " at ") + w.pick("gmail", "yahoo") + w.pick(".com", " dot com", "[dot]com")
	case 1:
		return strings.ToUpper(local) + "@" + w.pick("GMAIL.COM", "yahoo.co.id")
	}
	return local + "@" + w.pick("gmail.com", "yahoo.co.id", "outlook.com", "dinas.kota.go.id", "ui.ac.id", "contoh.id")
}

// districts are real ones, in every part of the country.
var districts = []string{
	"110101", "127106", "137103", "147102", "167105", "187101", "317401", "320101", "327306", "337402", "340412", "351501", "357801",
	"360301", "367101", "517101", "520101", "537101", "617101", "637101", "640201", "647202", "717101", "737101", "747101", "817101", "910101",
}

func (w writer) nik() string {
	day := 1 + w.IntN(28) + 40*w.IntN(2)
	number := districts[w.IntN(len(districts))] + fmt.Sprintf("%02d%02d%02d", day, 1+w.IntN(12), w.IntN(100)) + "000" + w.digits(1)
	switch w.IntN(5) {
	case 0:
		return grouped(number, w.pick(" ", "-"), 4, 4, 4)
	case 1:
		return grouped(number, w.pick(" ", ".", "-"), 6, 6)
	case 2:
		return grouped(number, ".", 2, 2, 2, 6)
	}
	return number
}

func (w writer) npwp() string {
	number := w.digits(9) + w.pick("001", "407", "429", "615") + "000"
	switch w.IntN(5) {
	case 0:
		return number
	case 1:
		return "0" + number
	case 2:
		return grouped(number, " ", 2, 3, 3, 1, 3)
	}
	return fmt.Sprintf("%s.%s.%s.%s-%s.%s", number[:2], number[2:5], number[5:8], number[8:9], number[9:12], number[12:])
}

func (w writer) card() string {
	number := w.pick("4", "51", "52", "55", "3528", "6013", "2221")
	length := 16
	if w.IntN(6) == 0 {
		number, length = "37", 15
	}
	number += w.digits(length - 1 - len(number))
	total := 0 // Luhn's, reckoned from the front and apart from what is tested
	for i, d := range number {
		x := int(d - '0')
		if (length-i)%2 == 0 {
			x = x*2/10 + x*2%10
		}
		total += x
	}
	number += fmt.Sprint((10 - total%10) % 10)
	switch {
	case w.IntN(3) == 0:
		return number
	case length == 15:
		return grouped(number, w.pick(" ", "-"), 4, 6)
	}
	return grouped(number, w.pick(" ", "-", "."), 4, 4, 4)
}

func (w writer) plate() string {
	area := w.pick("B", "D", "F", "L", "N", "AB", "AD", "AE", "BK", "DK", "KT", "Z", "PA", "H", "DD")
	letters := w.pick("XYZ", "KLM", "ABC", "QR", "VW", "TJS", "PAF", "UZ")
	gap := w.pick(" ", " ", "", "-")
	number := area + gap + w.digits(3+w.IntN(2)) + gap + letters
	if gap == " " && w.IntN(5) == 0 { // a keyboard's capital
		return area[:1] + strings.ToLower(area[1:]) + " " + w.digits(4) + " " + strings.ToLower(letters)
	}
	if gap == " " && w.IntN(4) == 0 {
		return strings.ToLower(area + " " + w.digits(4) + " " + letters)
	}
	return number
}

func (w writer) address() string {
	number := fmt.Sprint(1 + w.IntN(200))
	street := w.pick("Jl. ", "Jl ", "Jln. ", "jl. ", "Jalan ", "JL. ", "Gg. ", "Gang ") +
		w.pick("Merdeka", "Jenderal Sudirman", "Kebon Jeruk Raya", "H. Agus Salim", "R.E. Martadinata", "Mawar III", "17 Agustus", "Cempaka Putih Tengah")
	no := w.pick(" No. ", " No.", " no ", " Nomor ", ", No. ") + number + w.pick("", "", "A", "/12", "-14")
	ward := fmt.Sprintf(w.pick("RT %02d/RW %02d", "RT.%02d RW.%02d", "rt %d rw %d", "RT%03d/RW%03d", "RT %02d/%02d", "RT/RW %03d/%03d", "RT %d, RW %d"), 1+w.IntN(15), 1+w.IntN(12))
	block := w.pick("Blok C2 No. ", "Blok A No ", "blok F/", "Blok B-", "Blok AA12 No.") + number
	switch w.IntN(7) {
	case 0:
		return ward
	case 1:
		return block
	case 2:
		return street + no + " " + ward
	case 3:
		return "Perumahan " + w.pick("Griya Asri", "Bumi Indah", "Taman Sari") + " " + block
	case 4:
		return strings.ToLower(street + " no " + number)
	case 5:
		return street + " Kav. " + number
	}
	return street + no
}

// secret is the end of an address of a page that lets whoever has it in.
func (w writer) secret() string {
	secret := w.pick(w.digits(4)+"ab"+w.digits(4)+"Cd"+w.digits(6), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2lnbmF0dXJl", w.digits(3)+"f3a9-4b1c-"+w.digits(8))
	switch w.IntN(4) {
	case 0:
		return w.pick("magic", "reset-password", "verifikasi", "login") + "/«" + secret + "»" + w.pick("", "/", "?ref=wa")
	case 1:
		return "unduh?file=12&" + w.pick("X-Amz-Signature", "sig", "access_token") + "=«" + secret + "»"
	case 2:
		return "masuk#access_token=«" + secret + "»&state=1"
	}
	return "berkas?" + w.pick("token", "key", "session", "api_key", "sid", "otp", "refresh_token", "code") + "=«" + secret + "»" + w.pick("", "&lang=id")
}

func (w writer) name() string {
	given := w.pick("Budi", "Siti", "Agus", "Dewi", "Wahyu", "Nurhayati", "Ketut", "Yohanes", "Rizky", "Asep", "Togar", "Wulansari", "Febrianto")
	family := w.pick("", "", " Santoso", " Aminah", " Lumbantoruan", " Pattinasarany", " bin Hasan", " Sulistyorini", " M. Nur", " Tjokro")
	before := w.pick("Pak ", "Bu ", "Bapak ", "Ibu ", "Bpk. ", "Sdr. ", "Mas ", "Mbak ", "dr. ", "H. ", "Hj. ", "Pak H. ", "pak ", "bu ", "Pak RT ", "a.n. ", "Kak ")
	switch {
	case w.IntN(5) == 0: // no capitals
		return strings.ToLower(w.pick("pak ", "bu ", "mas ", "mbak ", "kak ") + "«" + w.pick("budi santoso", "siti", "agus", "dewi", "ketut", "yanto", "rizky") + "»")
	case w.IntN(10) == 0:
		return w.pick("dr ", "Dokter ", "bidan ", "suster ", "nama: ", "Nama lengkap: ", "atas nama: ") + "«" + w.pick("Budi Santoso", "Siti", "Dewi", "Agus", "Ketut") + "»"
	case before == "Pak RT ":
		return before + "«" + w.pick("Budi Santoso", "Agus", "Wahyu", "Asep Sunandar") + "»"
	}
	return before + "«" + given + family + "»"
}

// harmless are lines with nothing to mask that look as if there were.
func (w writer) harmless() string {
	year := fmt.Sprint(2000 + w.IntN(26))
	n := fmt.Sprint(1 + w.IntN(99))
	return w.pick(
		"harganya Rp"+grouped(w.digits(7), ".", 1, 3), "anggaran Rp "+grouped(w.digits(12), ".", 3, 3, 3)+",00 cair", "cuma "+n+" ribu kok, bukan 1.250.000",
		"UU 27/2022 tentang PDP", "UU No. "+n+" Tahun "+year+" pasal 5 ayat 2", "Perda No. 5 Tahun 2019 harus ditegakkan", "Perpres "+n+"/"+year+" jo. Perpres 12/2018",
		"SK Bupati No. 800/"+w.digits(4)+"-BKD/"+year, "Permenkes 1234/MENKES/PER/2011", "tanggal 12-08-"+year+" pukul 08.00-12.00", year+"-08-12 10:30:00 error",
		"skor akhir 3-2, babak pertama 1-1", "Persija vs Persib 2:1", "#"+w.digits(10)+" #Banjir"+year, "#0812"+w.digits(8), "#PakGubernur #BuRisma tolong",
		"No. pesanan "+w.digits(16)+" belum datang", "order "+w.digits(12), "No resi JP"+w.digits(10), "invoice INV/"+year+"/08/"+w.digits(4), "tiket #"+w.digits(6)+" sudah 3 hari",
		"Pak RT belum lapor", "pak rt dan bu rw diam saja", "Bu Guru baik sekali", "Terima kasih Pak Polisi", "Bapak Bupati yang terhormat", "Pak Camat kapan ke sini", "ibu kota pindah ke Kalimantan",
		"Ibu hamil dan ibu menyusui didahulukan", "Pak Tolong jalan kami diperbaiki", "mas mas yang jaga loket", "Bu Lurah Sukajadi ramah", "Pak Gubernur Jawa Barat hadir", "bapak-bapak ronda malam", "Mbak admin, kapan buka?",
		"emas Antam naik lagi", "dr Jakarta ke Bandung 3 jam", "dr pagi antre", "Kak, Mohon dibantu",
		"aplikasi versi 2.10."+n+".1845 error", "v"+n+".0.1 masih sama", "koordinat -6.200812, 106.816666", "lokasi -6.2"+w.digits(5)+",106.8"+w.digits(5), "ip 192.168."+n+".1",
		grouped(w.digits(7), ".", 1, 3)+" suara sah dari 12 TPS", "paslon 02 unggul "+n+","+w.digits(2)+"%", "perolehan 12.345.678 suara",
		"Jl. Sudirman macet total", "Jalan Merdeka rusak sepanjang 10 km", "jalan di RT 05 rusak", "Jl. Gatot Subroto 2 arah ditutup", "jalan kaki 15 menit", "Jalan Ahmad Yani jam 7 macet", "blok M ramai", "Pasar Tanah Abang Blok A", "RT dan RW diminta mendata", "gang sempit no parkir",
		"Halte B 2 orang", "lantai 3 gedung B 12 ruang", "kelas A 100 siswa", "F 16 milik TNI", "G 20 di Bali", "L 300 box terguling", "apotek K 24 jam", "vitamin B 12 dan D 3", "juara 1 B 2025", "kertas A 4 F 4",
		"call center 112 dan 119", "hotline 1500"+w.digits(3), "hubungi 14045", "tahun 2023 2024 2025", "2019-2024, 2024-2029", "jam 07.30 s.d. 15.00 WIB", "@budi_santoso tolong", "@dinkes@mastodon.social",
		"https://contoh.id/p/"+w.digits(16), "https://contoh.id/berita?id="+w.digits(9)+"&page=2", "www.contoh.id/monkey?key2=a", "https://x.com/a/status/"+w.digits(19), "https://contoh.id/login",
		"nomor antrean A"+n, "no urut "+n+" dari 120", "ISBN 978-602-1234-56-7", "SMPN "+n+" juara", "KM 12+500 tol Cipali", "suhu 36,5 derajat", "satu dua tiga empat lima", "tiga kali empat dua belas", "ukuran 12x18x20 cm", "sudah dicek di loket 3",
		"BCA "+w.digits(4)+"000000", "transfer "+w.digits(10)+" rupiah", "pajak "+grouped(w.digits(15), ".", 3, 3, 3, 3), "WA dari jam 08.00 sampai 15.00", "hp "+n+" GB", "pakai akun @gmail.com", "Pak Haji kapan", "dr Bandung "+n+" km", "Kampung Rambutan macet "+n+" menit",
		"kartu keluarga belum jadi", "NIK tidak ditemukan", "npwp kapan jadi", "kartu kredit ditolak", "email belum dibalas", "rapat at hotel gmail", "plat nomor palsu", "alamat saya jauh",
	)
}

// lines makes n texts: half of them hold something, every kind as often.
func lines(n int) []line {
	w := writer{rand.New(rand.NewPCG(27, 2022))}
	var out []line
	for i := range n {
		if i%2 == 1 {
			text := w.harmless()
			out = append(out, line{text: text, want: text})
			continue
		}
		kind := scrub.Kinds[i/2%len(scrub.Kinds)]
		secret := secrets[kind]
		spelt := secret.spell(w)
		if !strings.Contains(spelt, "«") {
			spelt = "«" + spelt + "»"
		}
		spelt = fmt.Sprintf(secret.sentences[w.IntN(len(secret.sentences))], spelt)
		before, rest, _ := strings.Cut(spelt, "«")
		hidden, after, _ := strings.Cut(rest, "»")
		out = append(out, line{text: before + hidden + after, want: before + "[" + kind + "]" + after, kind: kind})
	}
	return out
}
