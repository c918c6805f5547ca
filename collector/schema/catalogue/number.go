package catalogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Number writes a number with so many digits after the point as readers of a
// language expect it: 1.234,5 in Indonesian, 1,234.5 in English. A minus is a
// real one (−), and what rounds to 0 has none.
func Number(lang Language, v float64, digits int) string {
	text := strconv.FormatFloat(v, 'f', digits, 64)
	sign := ""
	if strings.HasPrefix(text, "-") {
		text = text[1:]
		if strings.Trim(text, "0.") != "" {
			sign = "−"
		}
	}
	group, point := ".", ","
	if lang == English {
		group, point = ",", "."
	}
	whole, part, _ := strings.Cut(text, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(digit)
	}
	if part != "" {
		b.WriteString(point + part)
	}
	return sign + b.String()
}

// Value writes what is filled into a text: whole numbers as Number does, all else
// as Go does. What is no quantity, such as a port, comes as a string.
func Value(lang Language, v any) string {
	switch v := v.(type) {
	case int:
		return Number(lang, float64(v), 0)
	case int64:
		return Number(lang, float64(v), 0)
	case uint64:
		return Number(lang, float64(v), 0)
	}
	return fmt.Sprint(v)
}

// Figures is Text with every value written by Value.
func Figures(lang Language, key string, pairs ...any) string {
	filled := slices.Clone(pairs)
	for i := 1; i < len(filled); i += 2 {
		filled[i] = Value(lang, filled[i])
	}
	return Text(lang, key, filled...)
}

// Count writes a number of things with the text of a key: in English the key's
// form ".one" for exactly 1. Indonesian has one form for all numbers, and
// writes it twice.
func Count(lang Language, key string, n int, pairs ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return Text(lang, key+form, append([]any{"n", Number(lang, float64(n), 0)}, pairs...)...)
}

// months in Indonesian; English ones are Go's.
var months = [...]string{
	"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
}

// Moment writes a time in its own zone, to the minute: 3 Maret 2026 pukul 08.05
// in Indonesian (EYD puts a point between hours and minutes), 3 March 2026,
// 08:05 in English.
func Moment(lang Language, t time.Time) string {
	if lang == English {
		return t.Format("2 January 2006, 15:04")
	}
	return fmt.Sprintf("%d %s %d pukul %s", t.Day(), months[t.Month()-1], t.Year(), t.Format("15.04"))
}
