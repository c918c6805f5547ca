package world

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters a comment has at most; Bluesky allows 300, and
// hashtags and a handle come in addition.
const longest = 220

// write makes a comment: a line of the voice, with what people put before and
// behind it, in the author's way of writing.
//
// alone tells that no opening words fit before it, or that it has some.
func write(d dice, v *voice, m mood, s style) (text string, alone bool) {
	l := v.comment(d, m)
	slot := func(name string) string { return written().shared[name].say(d) }
	text, alone = capital(l.say(d)), l.alone
	if !l.alone {
		if alone = d.chance(.3); alone {
			text = join(slot("sapa_"+moodNames[m]), text)
		}
		if d.chance(.3) && utf8.RuneCountInString(text) < longest/2 {
			text = ended(text) + " " + slot("tutup_"+moodNames[m])
		}
	}
	if !l.foreign {
		text = s.apply(d, text)
	}
	if d.chance(.012) && !l.foreign {
		text = ended(text) + " " + slot("data_pribadi")
	}
	if d.chance([4]float64{.12, .35, .3, .5}[s]) {
		text += " " + slot("emoji_"+moodNames[m])
	}
	if utf8.RuneCountInString(text) > longest {
		return capital(l.say(d)), l.alone
	}
	return text, alone
}

// comment picks a line; one that is no Indonesian less often than others.
func (v *voice) comment(d dice, m mood) line {
	of := v.comments[m]
	l := of[d.IntN(len(of))]
	if l.foreign && d.chance(.5) {
		l = of[d.IntN(len(of))]
	}
	return l
}

// reply makes an answer to another comment of a comment.
func reply(d dice, s *said, agrees bool) string {
	name := "beda"
	if agrees || s.mood == neutral {
		name = "setuju_" + moodNames[s.mood]
	}
	opening := written().shared[name].say(d)
	if s.alone || utf8.RuneCountInString(s.Text)+utf8.RuneCountInString(opening) > longest+40 {
		return s.Text
	}
	return join(opening, s.Text)
}

// join puts an opening before a sentence. After a comma its capital goes, unless
// it begins an acronym.
func join(opening, text string) string {
	if !strings.HasSuffix(opening, ",") {
		return opening + " " + text
	}
	first, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if unicode.IsUpper(first) && (unicode.IsLower(second) || second == ' ') {
		text = string(unicode.ToLower(first)) + text[size:]
	}
	return opening + " " + text
}

// capital gives a text a capital at its beginning.
func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// ended makes sure that a sentence has an end before another follows.
func ended(text string) string {
	r, _ := utf8.DecodeLastRuneInString(text)
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return text + "."
	}
	return text
}

// short are everyday forms of words.
var short = map[string][]string{
	"tidak": {"nggak", "gak", "ga", "ngga", "tdk"}, "sudah": {"udah", "udh", "sdh"}, "belum": {"blm", "belom"}, "saja": {"aja", "aj"},
	"yang": {"yg"}, "dengan": {"dgn"}, "untuk": {"utk", "buat"}, "karena": {"krn", "karna"}, "juga": {"jg"}, "banget": {"bgt", "bgtt", "banget"},
	"bagaimana": {"gimana", "gmn"}, "kalau": {"kalo", "klo"}, "seperti": {"kayak", "kyk"}, "memang": {"emang"}, "kenapa": {"knp", "kenapa"},
	"tapi": {"tp", "tapi"}, "hanya": {"cuma", "cm"}, "begitu": {"gitu"}, "begini": {"gini"}, "jangan": {"jgn"}, "orang": {"org"},
	"anak-anak": {"anak2"}, "sampai": {"sampe"}, "benar": {"bener"}, "malas": {"males"}, "tolong": {"tlg", "tolong"}, "sekarang": {"skrg"},
	"kapan": {"kpn", "kapan"}, "lagi": {"lg", "lagi"}, "bisa": {"bs", "bisa"}, "dari": {"dr"}, "semoga": {"smoga", "semoga"},
	"saya": {"sy", "aku", "saya"}, "kami": {"kita", "kami"}, "habis": {"abis"}, "dapat": {"dapet", "dpt"},
	"bukan": {"bkn", "bukan"}, "masih": {"msh", "masih"}, "kemarin": {"kmrn"}, "hari": {"hr", "hari"}, "setiap": {"tiap"}, "cepat": {"cepet"},
	"teman-teman": {"temen2"}, "jalan-jalan": {"jalan2"}, "pagi-pagi": {"pagi2"}, "petugas": {"petugas", "ptgs"}, "terus": {"trs", "terus"},
	"informasi": {"info"}, "informasinya": {"infonya"}, "sebentar": {"bentar"}, "lihat": {"liat"}, "pakai": {"pake"}, "senang": {"seneng"},
	"ramai": {"rame"}, "diperbaiki": {"dibenerin", "diperbaiki"}, "membuat": {"bikin"}, "dibuat": {"dibikin"}, "bertanya": {"nanya"}, "mengurus": {"ngurus"},
	"menunggu": {"nunggu"}, "sebelum": {"sblm"}, "berapa": {"brp"}, "benar-benar": {"bener2"}, "warga": {"warga", "wrg"},
}

// elastic are the words that excited people draw out.
var elastic = map[string]bool{
	"banget": true, "bgt": true, "mantap": true, "parah": true, "tolong": true, "keren": true, "capek": true, "kesel": true, "bagus": true,
	"makasih": true, "dong": true, "kapan": true, "setuju": true, "lanjut": true, "mahal": true, "takut": true, "sip": true, "semangat": true,
}

// apply rewrites a text word by word.
func (s style) apply(d dice, text string) string {
	if s == formal {
		return text
	}
	some := [4]float64{0, .5, .85, .6}[s]
	words := strings.Split(text, " ")
	for i, w := range words {
		if strings.ContainsAny(w, "@#") {
			continue
		}
		core := strings.Trim(w, ".,!?")
		lower := strings.ToLower(core)
		if forms := short[lower]; forms != nil && d.chance(some) {
			words[i] = strings.Replace(w, core, sameCase(forms[d.IntN(len(forms))], core), 1)
		}
		if elastic[lower] && d.chance([4]float64{0, .08, .12, .6}[s]) {
			words[i] = strings.Replace(w, core, drawn(d, core), 1)
		}
	}
	text = strings.Join(words, " ")
	switch s {
	case lazy:
		text = strings.TrimSuffix(strings.ToLower(text), ".")
	case loud:
		if d.chance(.15) {
			text = strings.ToUpper(text)
		}
		if cut, ok := strings.CutSuffix(text, "."); ok {
			text = cut + strings.Repeat("!", 1+d.IntN(3))
		}
	default:
		if d.chance(.4) {
			text = strings.TrimSuffix(text, ".")
		}
	}
	return text
}

// sameCase gives a word the capital that another has.
func sameCase(word, like string) string {
	if r, _ := utf8.DecodeRuneInString(like); unicode.IsUpper(r) {
		return strings.ToUpper(word[:1]) + word[1:]
	}
	return word
}

// drawn repeats the last letter that can be drawn out: mantaaap, dongg.
func drawn(d dice, word string) string {
	at := len(word) - 1
	for i := at; i >= 0; i-- {
		if strings.IndexByte("aeiou", word[i]) >= 0 {
			at = i
			break
		}
	}
	if word[len(word)-1] == 'h' || d.chance(.3) {
		at = len(word) - 1
	}
	return word[:at] + strings.Repeat(word[at:at+1], 2+d.IntN(3)) + word[at+1:]
}
