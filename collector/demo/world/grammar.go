package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// template is a text with choices in braces: {a|b} is a or b (either may be
// empty and may hold choices again), {name} is one of a slot's texts, {#4} is
// four digits.
type template []piece

// piece is a fixed text, or a choice, or a number of digits.
type piece struct {
	text   string
	choice *choice
	digits int
}

// maxDigits is how many digits {#…} may ask for.
const maxDigits = 16

// choice is one of some templates. Slots are choices with a name.
type choice struct{ of []template }

// slots are choices by name. Names are taken from the nearest voice.
type slots map[string]*choice

// compile reads a template; slots must hold every name in it, though their
// texts may be filled in later. No slot may contain itself.
func (s slots) compile(text string) (template, error) {
	t, rest, err := s.sequence(text, false)
	if err == nil && rest != "" {
		err = fmt.Errorf("} without {")
	}
	if err != nil {
		return nil, fmt.Errorf("template %q: %w", text, err)
	}
	return t, nil
}

// sequence reads up to the end, or inside braces up to the next | or }.
func (s slots) sequence(text string, inside bool) (template, string, error) {
	var t template
	stops := "{}"
	if inside {
		stops = "{}|"
	}
	for {
		at := strings.IndexAny(text, stops)
		if at < 0 {
			at = len(text)
		}
		if at > 0 {
			t = append(t, piece{text: text[:at]})
		}
		text = text[at:]
		if text == "" || text[0] != '{' {
			return t, text, nil
		}
		p, rest, err := s.braces(text[1:])
		if err != nil {
			return nil, "", err
		}
		t, text = append(t, p), rest
	}
}

// braces reads what follows a {, with its }.
func (s slots) braces(text string) (piece, string, error) {
	if name, rest, ok := strings.Cut(text, "}"); ok && !strings.ContainsAny(name, "{|") {
		if number, ok := strings.CutPrefix(name, "#"); ok {
			n, err := strconv.Atoi(number)
			if err != nil || n < 1 || n > maxDigits {
				return piece{}, "", fmt.Errorf("{%s} is not {#1} to {#%d}", name, maxDigits)
			}
			return piece{digits: n}, rest, nil
		}
		if c := s[name]; c != nil {
			return piece{choice: c}, rest, nil
		}
		return piece{}, "", fmt.Errorf("no slot %q", name)
	}
	c := &choice{}
	for {
		t, rest, err := s.sequence(text, true)
		if err != nil {
			return piece{}, "", err
		}
		c.of = append(c.of, t)
		switch {
		case rest == "":
			return piece{}, "", fmt.Errorf("{ without }")
		case rest[0] == '}':
			return piece{choice: c}, rest[1:], nil
		}
		text = rest[1:]
	}
}

// say makes a text of one of the choices.
func (c *choice) say(d dice) string { return c.of[d.IntN(len(c.of))].say(d) }

// say makes a text of a template. A slot that stands in it twice gives two
// different texts where it has more than one.
func (t template) say(d dice) string {
	s := speech{dice: d}
	s.write(t)
	return tidy(s.text.String())
}

// speech is a text while it is made.
type speech struct {
	dice
	text  strings.Builder
	taken []*template // of slots
}

func (s *speech) write(t template) {
	for _, p := range t {
		s.text.WriteString(p.text)
		if p.choice != nil {
			s.write(*s.pick(p.choice))
		}
		for range p.digits {
			s.text.WriteByte('0' + byte(s.IntN(10)))
		}
	}
}

func (s *speech) pick(c *choice) *template {
	from := s.IntN(len(c.of))
	t := &c.of[from]
	for i := 1; i < len(c.of) && slices.Contains(s.taken, t); i++ {
		t = &c.of[(from+i)%len(c.of)]
	}
	s.taken = append(s.taken, t)
	return t
}

// spaces that empty choices leave behind.
var spaces = strings.NewReplacer(" ,", ",", " .", ".", " !", "!", " ?", "?")

func tidy(text string) string {
	return spaces.Replace(strings.Join(strings.Fields(text), " "))
}
