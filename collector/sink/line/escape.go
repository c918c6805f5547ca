package line

// escapes has the letter that stands behind a backslash in the place of each byte
// that has a meaning of its own; 0: the byte stands as it is.
type escapes [256]byte

// White space but for blanks is replaced by its letter, as client-go does.
var (
	inName = escapes{'\t': 't', '\n': 'n', '\f': 'f', '\r': 'r', ' ': ' ', ',': ','}
	inKey  = escapes{'\t': 't', '\n': 'n', '\f': 'f', '\r': 'r', ' ': ' ', ',': ',', '=': '='}
	inText = escapes{'\t': 't', '\n': 'n', '\f': 'f', '\r': 'r', '"': '"', '\\': '\\'}
)

func escape(to []byte, s string, by *escapes) []byte {
	whole := 0 // s is written up to here
	for i := range len(s) {
		if letter := by[s[i]]; letter != 0 {
			to = append(append(to, s[whole:i]...), '\\', letter)
			whole = i + 1
		}
	}
	return append(to, s[whole:]...)
}
