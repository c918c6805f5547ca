package scrub

import (
	_ "embed"
	"strings"
	"sync"
)

// nameList holds given names; its head says more.
//
//go:embed names.txt
var nameList string

var givenNames = sync.OnceValue(func() map[string]bool {
	_, list, _ := strings.Cut(nameList, "them.\n")
	return set(list)
})

// A salutation is a word before names.
var (
	salutations = set("pak bapak bpk bp bu ibu sdr sdri saudara saudari mas mba mbak mbk kak kakak bang abang bng mang kang " +
		"om tante tn ny nn adik ustad ustadz ustadzah ustaz ust kyai kiai habib hj drg prof tuan nyonya nona bung pakde bude paklik bulik")
	// abbreviated are those of them that may have a dot; behind the others it
	// ends the sentence.
	abbreviated = set("bpk bp sdr sdri mbk tn ny nn ust hj drg prof")
	// dotted need it: "dr" is also "dari".
	dotted = set("h ir dr kh drs dra")
	// doubtful are words of other meaning in one of our languages (teh is tea,
	// ning is in, dek is by) and stand only before a known name.
	doubtful = set("an teh ning dek dik uni uda gus haji hajah daeng eyang")
	// callings are doubtful too, and without a capital behind them words: "ke dokter
	// dina" is Sundanese for at, "dr" is "dari" besides.
	callings = set("dokter dr bidan suster cak koh cik")
	// titles come between a salutation and a name, or stand alone.
	titles = set("rt rw lurah camat bupati walikota wali kota gubernur presiden wapres menteri kades kadis kepala ketua sekda sekdes " +
		"guru dokter bidan polisi kapolsek kapolres kapolda kapolri babinsa dandim danramil kadus dukuh kasi kabid kabag dirut direktur " +
		"hakim jaksa dosen rektor ustadz wakil dewan anggota kasat satpam sopir supir pengacara mantri perawat pejabat plt pj")
	// notNames look like names behind a salutation, for their capital.
	notNames = set("yang di ke dari dan atau ini itu tolong mohon kapan kenapa mengapa gimana bagaimana apa apakah siapa mana dimana kok " +
		"saya aku kami kita anda kamu mereka dia beliau sudah belum akan bisa boleh jangan harus perlu ada tidak nggak gak ga bukan " +
		"terima kasih terimakasih makasih salam selamat assalamualaikum alhamdulillah insya insyaallah semoga amin aamiin maaf permisi " +
		"negara pertiwi kota hamil rumah tangga menyusui ibu bapak pak bu anak anda sekalian semua semuanya hadirin saudara sayang " +
		"kandung tiri angkat mertua asuh pembangunan proklamator bangsa republik indonesia jakarta bandung surabaya semarang yogyakarta " +
		"jogja medan makassar bekasi depok bogor tangerang solo malang denpasar bali jawa barat timur tengah utara selatan pusat " +
		"dinas kantor kabupaten kecamatan kelurahan desa jalan puskesmas rsud rs sekolah pemkot pemkab pemda pemprov dinkes dishub " +
		"disdukcapil dukcapil pdam pln bpjs dprd dpr kpk polri tni satpol pp ktp kk sim bbm bansos pbb umkm sd smp sma tk paud " +
		"admin min mimin minta dong donk deh sih lah ya yah nih tuh loh kan aja saja juga lagi terus tetap tapi tetapi karena sebab " +
		"kalau kalo jika bila saat ketika sejak mulai setelah sebelum hari senin selasa rabu kamis jumat sabtu minggu januari " +
		"februari maret april mei juni juli agustus september oktober november desember tahun bulan pukul jam untuk dengan pada oleh " +
		"kawin jago antam gawat untung mantap hebat keren sehat sukses bagus baik ganteng cantik tercinta terhormat yth jalur jual " +
		"beli ojol ojek gojek grab becak parkir tukang kebun sayur bakso warung pengurus petugas pegawai panitia warga ber bis bus " +
		"tani nelayan buruh pkk posyandu arisan pengajian majelis masjid gereja tuhan allah yesus rakyat nama pribadi sendiri " +
		"coba cek lihat lihatlah dengar tanya jawab info informasi laporan lapor keluhan bantu kirim buat bikin beri kasih ambil " +
		"datang hadir masuk keluar pulang kerja rapat the is are was to of and mr mrs http https www via cs dll dst " +
		"besar kecil tua muda baru lama bener benar betul pelaksana pemilik penjual pembeli pengemudi penumpang sopir driver " +
		"mohonlah tolonglah silakan silahkan hallo halo hai hi pagi siang sore malam dalam luar negeri swasta pns asn tidakkah emang memang " +
		"haji hajah ogah girang makin semakin sangat sekali banget masa masak masih cuma hanya kayak seperti harap harapan jika andai bapak2 ibu2")
	particles = set("bin binti bt ibn al el van de da")
)

const (
	maxName    = 5 // words
	maxBefore  = 3 // further salutations, and titles: Bapak Ir. H.
	minNewName = 3 // letters of a name that isn't in the list
)

// name looks for the name of a person behind the salutation at i. What is masked
// is the name; the salutation and titles stay.
func (t *Scrubber) name(s string, i int) (find, bool) {
	if i > 0 && s[i-1] == '-' {
		return find{}, false // hari-H., ibu-ibu
	}
	at, known, ok := salutation(s, i)
	if !ok {
		return find{}, false
	}
	for range maxBefore {
		next, _, more := salutation(s, at)
		if !more {
			break
		}
		at = next
	}
	for range maxBefore {
		end := wordEnd(s, at)
		if !has(titles, s[at:end]) || end == len(s) || s[end] != ' ' {
			break
		}
		at, known = end+1, true
	}
	to := first(s, at, known)
	if to == 0 {
		return find{}, false
	}
	known = isKnown(s[at:to]) && !isTitle(s[at:to])
	for n := 1; n < maxName; n++ {
		next := following(s, to, known)
		if next == 0 {
			break
		}
		to = next
	}
	if t.keeps(s[at:to]) {
		return find{}, false
	}
	return find{from: at, to: to, kind: Name}, true
}

// onBehalf are the ways to write "atas nama", to say one's own, and to fill a form
// in, where only known names follow.
var onBehalf = []string{"nama: ", "nama : ", "nama lengkap: ", "nama lengkap : ", "atas nama: ", "atas nama ", "a.n. ", "a.n ", "a/n ", "a/n. ", "nama saya ", "nama sy ", "nama aku ", "nama gue ", "nama gw ", "namaku "}

// salutation returns where the word after the salutation at i begins, and
// whether only known names follow it.
func salutation(s string, i int) (next int, known, ok bool) {
	end := wordEnd(s, i)
	if end-i > longestWord || end == len(s) {
		return 0, false, false
	}
	word, dot := s[i:end], s[end] == '.'
	switch {
	case dot && (has(dotted, word) || has(abbreviated, word)):
		next = end + 1
	case dot && strings.EqualFold(word, "an") && contextOf(s, i) == anAccount: // atas nama
		next, known = end+1, true
	case has(salutations, word):
		next = end
	case has(doubtful, word), has(callings, word) && end+1 < len(s) && isUpper(s[end+1:end+2]):
		next, known = end, true
	case s[i]|0x20 == 'a' || s[i]|0x20 == 'n':
		for _, phrase := range onBehalf {
			if rest := s[i:]; len(rest) > len(phrase) && strings.EqualFold(rest[:len(phrase)], phrase) {
				end, next = i, i+len(phrase)
				known = strings.Contains(phrase, ":")
				break
			}
		}
	}
	if next == 0 {
		return 0, false, false
	}
	for n := 0; next < len(s) && n < 2; n++ {
		width := 1
		if strings.HasPrefix(s[next:], "\u00a0") {
			width = len("\u00a0")
		} else if s[next] != ' ' {
			break
		}
		next += width
	}
	return next, known, next > end && next < len(s) && isLetter(s[next])
}

// first returns where the first word of a name at i ends, 0 if there is no name.
// After a title, too, only known names are: "Bu Camat Sukajadi" is of a place.
func first(s string, i int, known bool) int {
	end := nameEnd(s, i)
	word := s[i:end]
	switch {
	case isKnown(word):
		return end
	case known || partOf(word) > 0 || has(notNames, word) || has(titles, word) || has(salutations, word):
		return 0
	case end-i == 1 && end < len(s) && s[end] == '.' && isUpper(word): // Pak M. Nur
		if next := following(s, end+1, false); next > 0 && !isUpper(s[next-1:next]) {
			return next
		}
		return 0
	case end-i < minNewName || !isTitle(word) || !isLowerCase(word[1:]) || isForm(word):
		return 0
	}
	return end
}

// following returns where the next word of a name that ends at i ends, 0 if the
// name is over. After a name without a capital only known names go on.
func following(s string, i int, known bool) int {
	if i >= len(s) || s[i] != ' ' || i+1 == len(s) || !isLetter(s[i+1]) {
		return 0
	}
	from := i + 1
	end := nameEnd(s, from)
	word := s[from:end]
	switch {
	case partOf(word) > 0 || has(notNames, word) || has(titles, word) || has(salutations, word) || isForm(word):
		return 0
	case isKnown(word) && (known || s[from] <= 'Z'):
		return end
	case known:
		return 0
	case has(particles, word):
		if next := wordEnd(s, min(len(s), end+1)); next > end+1 && s[end] == ' ' && isTitle(s[end+1:next]) {
			return next
		}
		return 0
	case end-from == 1 && isUpper(word): // an initial
		if end < len(s) && s[end] == '.' {
			end++
		}
		return end
	case isTitle(word) && isLowerCase(word[1:]):
		return end
	}
	return 0
}

// nameEnd returns where a word of a name ends: Ma'ruf, Nur-Aini.
func nameEnd(s string, i int) int {
	end := wordEnd(s, i)
	if end > i && end+2 < len(s) && (s[end] == '\'' || s[end] == '`') && isLetter(s[end+1]) && isLetter(s[end+2]) {
		end = wordEnd(s, end+1)
	}
	return end
}

// isLowerCase reports whether a word has no capital: "IPhone" and "DPRD" are no
// names.
func isLowerCase(word string) bool {
	for i := range len(word) {
		if word[i] >= 'A' && word[i] <= 'Z' {
			return false
		}
	}
	return true
}

// isForm reports whether a word is plainly a form of another.
func isForm(word string) bool {
	for _, ending := range []string{"nya", "kan", "lah", "kah"} {
		if len(word) > len(ending)+3 && strings.HasSuffix(word, ending) {
			return true
		}
	}
	return false
}

func isKnown(word string) bool { return has(givenNames(), word) }

// set makes a set of words.
func set(list string) map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		words[w] = true
	}
	return words
}

// has reports whether a word, in whatever case, is in a set.
func has(words map[string]bool, word string) bool {
	var room [longestWord]byte
	return words[string(lower(room[:0], word))]
}
