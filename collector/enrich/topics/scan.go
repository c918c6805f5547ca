package topics

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// span is a piece of scanner.text.
type span struct {
	from, to int
	first    bool // no phrase may reach back over its start
}

func (s span) of(text []byte) []byte { return text[s.from:s.to] }

// scanner cuts a text into folded words. Hashtags give their parts as words
// and themselves, with their #, as tags; mentions are one word with their @.
type scanner struct {
	text    []byte
	words   []span
	tags    []span
	hits    []bool
	numbers []int
	open    []*node
	next    []*node

	start int  // of the open word in text
	last  rune // letter written last
	run   int  // how often it stood there in a row
	stop  bool // the next word begins a new sentence or follows a gap
}

// scan fills words and tags.
func (s *scanner) scan(text string) {
	s.text, s.words, s.tags = s.text[:0], s.words[:0], s.tags[:0]
	s.begin()
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			text = norm.NFKD.String(strings.ToValidUTF8(text, ""))
			break
		}
	}
	for field := range strings.FieldsSeq(text) {
		if isURL(field) {
			s.stop = true
			continue
		}
		s.field(field)
	}
}

func isURL(s string) bool {
	return strings.Contains(s, "://") || len(s) > 4 && strings.EqualFold(s[:4], "www.")
}

// field reads what stands between two spaces.
func (s *scanner) field(field string) {
	for len(field) > 0 {
		r, width := utf8.DecodeRuneInString(field)
		switch {
		case (r == '#' || r == '＃') && !s.inWord():
			field = field[width:]
			field = field[s.hashtag(field):]
			continue
		case r == '@' && !s.inWord():
			field = field[width:]
			field = field[s.mention(field):]
			continue
		case isLetter(r):
			s.letter(unicode.ToLower(r))
		case isInvisible(r):
		default:
			s.end()
			if strings.ContainsRune(".!?;:", r) {
				s.stop = true
			}
		}
		field = field[width:]
	}
	s.end()
}

// hashtag reads the characters after a # and returns how many bytes belong to
// the tag.
func (s *scanner) hashtag(rest string) int {
	size := tagLength(rest)
	if size == 0 {
		return 0
	}
	tag := rest[:size]
	from := len(s.text)
	s.text = append(s.text, '#')
	s.begin()
	for _, r := range tag {
		if isLetter(r) {
			s.letter(unicode.ToLower(r))
		}
	}
	s.tags = append(s.tags, span{from: from, to: len(s.text)})
	s.begin()
	lower := false
	for i, r := range tag {
		switch {
		case !isLetter(r):
			if r == '_' {
				s.end()
			}
			continue
		case unicode.IsUpper(r) && (lower || endsCapitals(tag[i:])):
			s.end()
		}
		lower = unicode.IsLower(r)
		s.letter(unicode.ToLower(r))
	}
	s.end()
	return size
}

// endsCapitals reports whether the capital at the start begins a word, for a
// small letter follows: BPJS|Kesehatan.
func endsCapitals(tag string) bool {
	_, width := utf8.DecodeRuneInString(tag)
	next, _ := utf8.DecodeRuneInString(tag[width:])
	return unicode.IsLower(next)
}

// mention reads the characters after an @ as one word.
func (s *scanner) mention(rest string) int {
	size := 0
	for i, r := range rest {
		if !isLetter(r) && !isInvisible(r) && !strings.ContainsRune("_.-", r) {
			break
		}
		size = i + utf8.RuneLen(r)
	}
	if size == 0 {
		return 0
	}
	s.text = append(s.text, '@')
	for _, r := range strings.TrimRight(rest[:size], ".-") {
		if isLetter(r) || r == '_' {
			s.text = utf8.AppendRune(s.text, unicode.ToLower(r))
		}
	}
	s.end()
	return size
}

func tagLength(rest string) int {
	size := 0
	for i, r := range rest {
		if !isLetter(r) && !isInvisible(r) && r != '_' {
			break
		}
		size = i + utf8.RuneLen(r)
	}
	return size
}

// letter adds one character to the open word. A letter that stands three times
// or more counts once: vaksiiiin.
func (s *scanner) letter(r rune) {
	if r != s.last || unicode.IsDigit(r) {
		s.last, s.run = r, 1
	} else if s.run++; s.run >= 3 {
		if s.run == 3 {
			s.text = s.text[:len(s.text)-utf8.RuneLen(r)]
		}
		return
	}
	s.text = utf8.AppendRune(s.text, r)
}

func (s *scanner) inWord() bool { return len(s.text) > s.start }

func (s *scanner) begin() { s.start, s.last, s.run = len(s.text), 0, 0 }

func (s *scanner) end() {
	if s.inWord() {
		s.words = append(s.words, span{from: s.start, to: len(s.text), first: s.stop})
		s.stop = false
	}
	s.begin()
}

// pattern returns the words of a scanned pattern: a hashtag or mention as
// written, with its sign.
func (s *scanner) pattern(source string) []string {
	if strings.HasPrefix(source, "#") && len(s.tags) == 1 && !strings.ContainsAny(source, " \t\n") {
		return []string{string(s.tags[0].of(s.text))}
	}
	words := make([]string, len(s.words))
	for i, w := range s.words {
		words[i] = string(w.of(s.text))
	}
	return words
}

// broken reports whether a phrase is cut before one of its words.
func (s *scanner) broken() bool {
	for i, w := range s.words {
		if i > 0 && w.first {
			return true
		}
	}
	return false
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// isInvisible is what stands inside words without being seen or heard.
func isInvisible(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ' || r == utf8.RuneError || r > utf8.RuneSelf && unicode.In(r, unicode.Mn, unicode.Cf)
}
