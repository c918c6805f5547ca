package file

import (
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoded reads text as UTF-8: UTF-16 by its mark, and bytes that are no UTF-8
// as Windows-1252, in which Excel saves plain CSV.
func decoded(r io.Reader) io.Reader {
	return transform.NewReader(r, unicode.BOMOverride(orWindows{}))
}

// orWindows passes UTF-8 and takes every other byte for Windows-1252.
type orWindows struct{ transform.NopResetter }

var _ transform.Transformer = orWindows{}

// Transform implements transform.Transformer.
func (orWindows) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && size <= 1 {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r, size = charmap.Windows1252.DecodeByte(src[nSrc]), 1
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}
