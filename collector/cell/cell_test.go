package cell_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/cell"
)

func TestGuard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "",
		"Antre lama - 2 jam":        "Antre lama - 2 jam",
		"=1+1":                      "'=1+1",
		"@warga setuju":             "'@warga setuju",
		"＝1+1":                      "'＝1+1",
		"\t=1":                      "'\t'=1",
		"\r=1":                      "'\r'=1",
		"'=1":                       "''=1",
		"'halo'":                    "'halo'",
		"halo;=HYPERLINK(\"x\")":    "halo;'=HYPERLINK(\"x\")",
		"halo; \"=1+1\"":            "halo; \"'=1+1\"",
		"halo\t+1":                  "halo\t'+1",
		"halo\n=1\n+2":              "halo\n'=1\n'+2",
		"sudah; belum = a; b - c":   "sudah; belum = a; b - c",
		"halo;'=1":                  "halo;''=1",
		"halo; '=1":                 "halo; ''=1",
		"\x00=1 bukan awal, \xff=1": "\x00=1 bukan awal, \ufffd=1",
	} {
		got := cell.Guard(text)
		require.Equal(t, want, got)
		require.Equal(t, strings.ToValidUTF8(text, "\ufffd"), cell.Unguard(got))
	}
}

// FuzzGuard reads what was guarded as spreadsheets do, with either separator.
func FuzzGuard(f *testing.F) {
	f.Add("\n \"=1")
	f.Add("halo;=1\n@a,\t'＝2")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		guarded := cell.Guard(text)
		require.Equal(t, text, cell.Unguard(guarded))
		var file strings.Builder
		w := csv.NewWriter(&file)
		require.NoError(t, w.Write([]string{"2026-11-30", guarded, "x"}))
		w.Flush()
		for _, separator := range []string{";", "\t"} {
			for line := range strings.SplitSeq(strings.ReplaceAll(file.String(), "\r", "\n"), "\n") {
				for _, part := range strings.Split(line, separator) {
					part = strings.TrimLeft(part, ` "`)
					require.False(t, part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]), "%q in %q", part, file.String())
				}
			}
		}
	})
}
