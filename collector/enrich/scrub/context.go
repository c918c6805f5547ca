package scrub

// context is what the words before a number say that it is.
type context byte

const (
	unknown context = iota
	aNIK
	aKK
	aNPWP
	aCard
	anAccount
	anOrder
	aPlate
	aVehicle
	aPhone
)

// contexts are the words that say it.
var contexts = map[string]context{
	"nik": aNIK, "ktp": aNIK, "ktpnya": aNIK, "niknya": aNIK, "kependudukan": aNIK, "nikku": aNIK,
	"kk": aKK, "nkk": aKK, "kknya": aKK, "keluarga": aKK,
	"npwp": aNPWP, "npwpnya": aNPWP, "pajak": aNPWP,
	"kartu": aCard, "kredit": aCard, "debit": aCard, "atm": aCard, "cc": aCard, "visa": aCard, "mastercard": aCard,
	"kartunya": aCard, "card": aCard, "gpn": aCard, "jcb": aCard, "amex": aCard,
	"rek": anAccount, "rekening": anAccount, "norek": anAccount, "rekeningnya": anAccount, "bca": anAccount, "bri": anAccount, "bni": anAccount,
	"mandiri": anAccount, "bsi": anAccount, "btn": anAccount, "bjb": anAccount, "cimb": anAccount, "transfer": anAccount, "tf": anAccount,
	"nopol": aPlate, "plat": aPlate, "pelat": aPlate, "plate": aPlate, "platnya": aPlate, "nopolnya": aPlate, "tnkb": aPlate,
	"polisi": aPlate, "bernopol": aPlate, "berplat": aPlate, "berpelat": aPlate, "pelatnya": aPlate,
	"mobil": aVehicle, "motor": aVehicle, "angkot": aVehicle, "truk": aVehicle, "bus": aVehicle, "taksi": aVehicle, "kendaraan": aVehicle,
	"mobilnya": aVehicle, "motornya": aVehicle, "ambulans": aVehicle, "pikap": aVehicle, "boks": aVehicle, "travel": aVehicle,
	"wa": aPhone, "wanya": aPhone, "whatsapp": aPhone, "hp": aPhone, "hpnya": aPhone, "telp": aPhone, "tlp": aPhone, "telepon": aPhone, "telpon": aPhone,
	"order": anOrder, "pesanan": anOrder, "resi": anOrder, "invoice": anOrder, "inv": anOrder, "tiket": anOrder,
	"transaksi": anOrder, "trx": anOrder, "booking": anOrder, "referensi": anOrder, "ref": anOrder, "faktur": anOrder,
	"kuitansi": anOrder, "laporan": anOrder, "antrean": anOrder, "imei": anOrder, "serial": anOrder, "seri": anOrder, "id": anOrder,
}

const (
	// contextBytes is how far before a number its label is looked for.
	contextBytes = 48
	contextWords = 5
	// longestWord is the longest in any of the word lists, and more.
	longestWord = 16
)

// contextOf reads the words before i, the nearest first, until one says what
// follows. Digits end the search: what stood before them belonged to them. Whatever
// has a number is sent by telephone, so that tells only where nothing else does.
func contextOf(s string, i int) (c context) {
	var room [longestWord]byte
	for end, n := i, 0; n < contextWords; n++ {
		for end > 0 && i-end < contextBytes && !isLetter(s[end-1]) && !isDigit(s[end-1]) && s[end-1] != '\n' {
			end--
		}
		from := end
		for from > 0 && i-from < contextBytes && isLetter(s[from-1]) {
			from--
		}
		if from == end {
			return c
		}
		if said, ok := contexts[string(lower(room[:0], s[from:end]))]; ok {
			if c = said; c != aPhone {
				return c
			}
		}
		end = from
	}
	return c
}

// lower appends word in lower case; nothing if it is longer than any we know.
func lower(dst []byte, word string) []byte {
	if len(word) > longestWord {
		return dst
	}
	for i := range len(word) {
		c := word[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

// wordEnd returns where the word of ASCII letters at i ends.
func wordEnd(s string, i int) int {
	for i < len(s) && isLetter(s[i]) {
		i++
	}
	return i
}
