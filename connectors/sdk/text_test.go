package sdk

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestPlainText(t *testing.T) {
	t.Parallel()
	for markup, want := range map[string]string{
		"":             "",
		"tanpa markup": "tanpa markup",
		"<p>satu</p><p>dua<br>tiga<br />empat</p>":                                                                 "satu\ndua\ntiga\nempat",
		"<p>5 &lt; 6 &amp; 7 &#39;ya&#39;&nbsp;</p>":                                                               "5 < 6 & 7 'ya'",
		`<p><a href="https://x.example/y"><span class="invisible">https://</span><span>x.example/y</span></a></p>`: "https://x.example/y",
		"<ul><li>a</li><li>b</li></ul>":                                                                            "a\nb",
		"a<script>alert('<p>')</script>b<style>p{}</style>c":                                                       "abc",
		"a<!-- kept out -->b":                                                                                      "ab",
		"<p>tidak ditutup <b":                                                                                      "tidak ditutup",
		"a &unknown; b":                                                                                            "a &unknown; b",
		"<p>👩‍⚕️ é ک</p>":                                                                                          "👩‍⚕️ é ک",
	} {
		require.Equal(t, want, PlainText(markup), markup)
	}
}

// Text that was escaped comes back as it was; no markup is too odd.
func FuzzPlainText(f *testing.F) {
	f.Add("<p>a<b>c", "a & <b>")
	f.Add("<script><!--", "ಠ")
	f.Fuzz(func(t *testing.T, markup, text string) {
		if utf8.ValidString(markup) {
			require.True(t, utf8.ValidString(PlainText(markup)))
		}
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\x00") {
			t.Skip("HTML itself changes these")
		}
		require.Equal(t, strings.TrimSpace(text), PlainText("<p>"+html.EscapeString(text)+"</p>"))
	})
}
