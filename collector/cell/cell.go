// Package cell keeps what strangers wrote from running in a spreadsheet that
// opens it as CSV.
package cell

import "strings"

// formula starts a formula, in some languages of Excel in its wide form too.
const formula = "=+-@\t\r＝＋－＠"

// Guard puts a quote before what would be a formula: at the start of a text, and
// where a cell begins for a spreadsheet that expects semicolons or tabs, as Excel
// does where a comma is for decimals, and so takes no quotation marks for such.
func Guard(s string) string { return walk(s, true) }

// Unguard takes the quotes of Guard away.
func Unguard(s string) string { return walk(s, false) }

func walk(s string, guard bool) string {
	var out strings.Builder
	begins := true // whether a cell does here, for some spreadsheet
	for i, r := range s {
		if begins && runs(s[i:]) && (guard || r == '\'') {
			if begins = false; !guard {
				continue
			}
			out.WriteByte('\'')
		}
		out.WriteRune(r)
		begins = strings.ContainsRune(";\t\n\r", r) || begins && (r == ' ' || r == '"')
	}
	return out.String()
}

// runs reports whether a cell of this text is a formula, or would be one without the
// quotes before it.
func runs(s string) bool {
	s = strings.TrimLeft(s, "'")
	for _, r := range s {
		return strings.ContainsRune(formula, r)
	}
	return false
}
