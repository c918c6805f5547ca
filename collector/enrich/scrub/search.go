package scrub

// searcher walks a text from left to right.
type searcher struct {
	*Scrubber
	s        string
	finds    []find
	from, to int    // of the address of a page in this token
	secrets  []find // in it, not reached yet
}

// search returns what is to be masked, from left to right without overlap.
func (t *Scrubber) search(s string) []find {
	w := searcher{Scrubber: t, s: s}
	for i := 0; i < len(s); {
		if startsToken(s, i) {
			w.from, w.to = link(s, i)
			w.secrets = w.secrets[:0]
			if w.from < w.to {
				w.secrets = tokens(w.secrets, s, w.from, w.to)
			}
		}
		if f, ok := w.at(i); ok {
			w.finds = append(w.finds, f)
			i = f.to
			continue
		}
		i = w.next(i)
	}
	return w.finds
}

// at looks for something to mask that begins at i, or for an e-mail address
// around an @ there.
func (w *searcher) at(i int) (f find, ok bool) {
	s, c := w.s, w.s[i]
	for len(w.secrets) > 0 && w.secrets[0].from <= i {
		f, w.secrets = w.secrets[0], w.secrets[1:]
		if f.from == i {
			return f, true
		}
	}
	linked := i >= w.from && i < w.to
	switch {
	case c == '@':
		return email(s, i, w.floor())
	case linked && !inPhoneLink(s, i):
		return find{}, false
	case isLetter(c):
		return w.word(i)
	case isDigit(c):
		if f, ok = numbers(s, i); ok {
			return f, true
		}
		if f, ok = spelled(s, i); ok {
			return f, true
		}
		return disguised(s, i)
	case c == '+' || c == '(':
		if f, ok = numbers(s, i); ok {
			return f, true
		}
	}
	if c == '(' || c == '[' || c == '{' {
		return spelledMail(s, i, w.floor())
	}
	return find{}, false
}

// word looks for what may begin with a word.
func (w *searcher) word(i int) (find, bool) {
	s := w.s
	if i > 0 && (isDigit(s[i-1]) || s[i-1] == '_' || s[i-1] == '#' || s[i-1] == '@' || s[i-1] >= 0x80) {
		return find{}, false
	}
	if f, ok := address(s, i); ok {
		return f, true
	}
	if f, ok := plate(s, i); ok {
		return f, true
	}
	if f, ok := w.name(s, i); ok {
		return f, true
	}
	switch s[i] | 0x20 {
	case 'n', 'k', 'z', 'e':
		return spelled(s, i)
	case 'o':
		return disguised(s, i)
	case 'a':
		return spelledMail(s, i, w.floor())
	}
	return find{}, false
}

// floor is where the last find ends: what comes before can't be found again.
func (w *searcher) floor() int {
	if len(w.finds) == 0 {
		return 0
	}
	return w.finds[len(w.finds)-1].to
}

// next returns where something may begin next: the end of a row of digits, or of
// a word outside of addresses.
func (w *searcher) next(i int) int {
	s := w.s
	switch {
	case isDigit(s[i]):
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return i
	case isLetter(s[i]) && (i < w.from || i >= w.to):
		for i < len(s) && isLetter(s[i]) && i != w.from {
			i++
		}
		return i
	}
	return i + 1
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isSpace(c byte) bool  { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
