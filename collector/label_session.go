package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Keys of a session, followed by Enter, in every language.
const (
	keySkip = "s"
	keyUndo = "u"
	keyQuit = "q"
)

var labelKeys = map[string]sentiment.Label{"p": sentiment.Positive, "n": sentiment.Negative, "t": sentiment.Neutral}

// session asks for labels until the questions, the input or the patience end.
// It does not show what the reader thinks: that would sway people.
type session struct {
	*labelling
	questions []correct.Question
	labelled  int
	done      []*correct.Correction // one a question that was passed; nil: skipped
}

func (s *session) run(ctx context.Context) error {
	_, _ = fmt.Fprintf(s.out, "%s\n", text("label_keys"))
	lines := make(chan string)
	go readLines(ctx, s.in, lines) // ends with standard input, or the process
	for len(s.done) < len(s.questions) {
		at := len(s.done)
		_, _ = fmt.Fprintf(s.out, "\n%s\n  %s\n> ", text("label_progress", "at", at+1, "of", len(s.questions), "labelled", s.labelled),
			printable(s.questions[at].Text))
		select {
		case <-ctx.Done():
			_, _ = fmt.Fprintln(s.out)
			return errSilent // what was said is kept
		case line, ok := <-lines:
			if !ok || line == keyQuit {
				_, _ = fmt.Fprintln(s.out)
				return nil
			}
			if err := s.key(ctx, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// key does what one key says. Every label is kept at once, so that nothing is
// lost however the session ends.
func (s *session) key(ctx context.Context, key string) error {
	label, isLabel := labelKeys[key]
	switch {
	case isLabel:
		q := s.questions[len(s.done)]
		c := correct.Correction{Text: q.Text, Label: label, Annotator: s.annotator, Time: time.Now(), Unsure: q.Unsure}
		if err := s.store.Add(ctx, c); err != nil {
			return err
		}
		s.done, s.labelled = append(s.done, &c), s.labelled+1
	case key == keySkip:
		s.done = append(s.done, nil)
	case key == keyUndo && len(s.done) > 0:
		last := s.done[len(s.done)-1]
		s.done = s.done[:len(s.done)-1]
		if last == nil {
			return nil
		}
		s.labelled--
		return s.store.Remove(ctx, *last)
	default:
		_, _ = fmt.Fprintln(s.out, text("label_keys"))
	}
	return nil
}

// readLines hands on the lines of in, in lower case, and closes lines at the end.
func readLines(ctx context.Context, in io.Reader, lines chan<- string) {
	defer close(lines)
	r := bufio.NewReader(in)
	for {
		line, err := r.ReadString('\n')
		if line = strings.ToLower(strings.TrimSpace(line)); line != "" || err == nil {
			select {
			case lines <- line:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// printable is a comment on one line, without what could command a terminal.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
