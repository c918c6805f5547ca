package sentiment_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// negations are a plain statement and the same denied.
var negations = [][2]string{
	{"pelayanannya bagus", "pelayanannya tidak bagus"},
	{"petugasnya ramah", "petugasnya tidak ramah sama sekali"},
	{"aplikasinya gampang dipakai", "aplikasinya nggak gampang dipakai"},
	{"saya puas dengan layanan ini", "saya tidak puas dengan layanan ini"},
	{"tempatnya bersih", "tempatnya nggak bersih"},
	{"programnya bermanfaat", "programnya tidak bermanfaat"},
	{"jalannya mulus", "jalannya ga mulus"},
	{"prosesnya cepat", "prosesnya tidak cepat"},
	{"kami senang dengan taman baru", "kami tidak senang dengan taman baru"},
	{"pengaduan saya ditanggapi dengan baik", "pengaduan saya tidak ditanggapi dengan baik"},
	{"bantuannya tepat sasaran", "bantuannya tidak tepat sasaran"},
	{"wali kotanya jujur", "wali kotanya tidak jujur"},
	{"antreannya tertib", "antreannya gak tertib"},
	{"busnya nyaman", "busnya tidak nyaman"},
	{"pak lurah membantu warga", "pak lurah tidak membantu warga"},
	{"airnya lancar terus", "airnya ga lancar terus"},
	{"makanannya enak", "makanannya tidak enak"},
	{"the service is good", "the service is not good"},
	{"dalane apik", "dalane ora apik"},
	{"palayananana alus", "palayananana teu alus"},
}

// Denying praise takes the praise away: in a stated share of cases the text no
// longer reads as positive, and nearly always it reads as worse. The fast reader
// finds praise in fewer of such bare statements to begin with.
func TestNegationFlips(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reader                 sentiment.Reader
		praised, flipped, less float64
	}{{sentiment.Accurate(), 0.8, 0.9, 0.95}, {sentiment.Fast(), 0.3, 0.7, 0.9}} {
		praised, flipped, less := 0.0, 0.0, 0.0
		name := ""
		for _, n := range negations {
			plain, denied := c.reader.Read(n[0]), c.reader.Read(n[1])
			name = plain.Reader
			if plain.Label != sentiment.Positive {
				t.Logf("%s: %q reads as %s %.2f", name, n[0], plain.Label, plain.Score)
				continue
			}
			praised++
			if denied.Label != sentiment.Positive {
				flipped++
			} else {
				t.Logf("%s: %q stays positive, %.2f", name, n[1], denied.Score)
			}
			if denied.Score < plain.Score {
				less++
			}
		}
		t.Logf("%s: of %.0f that praise, %.0f flip and %.0f score less", name, praised, flipped, less)
		require.GreaterOrEqual(t, praised, c.praised*float64(len(negations)), name)
		require.GreaterOrEqual(t, flipped, c.flipped*praised, name)
		require.GreaterOrEqual(t, less, c.less*praised, name)
	}
}
