package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/pantau/pantau/collector/engine"
)

// questions asks a person, one line each.
type questions struct {
	out   io.Writer
	lines *bufio.Reader
	// terminal is standard input where it is one: what is typed there would show.
	terminal *os.File
}

func newQuestions(c *console) *questions {
	q := &questions{out: c.out, lines: bufio.NewReader(c.in)}
	if f, ok := c.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		q.terminal = f
	}
	return q
}

// errNoAnswer means that standard input ended.
var errNoAnswer = &engine.ConfigError{Err: errors.New("no answer: standard input has ended; give the answers as flags, which --help lists")}

// line asks; an empty answer is the usual one.
func (q *questions) line(ctx context.Context, question, usual string) (string, error) {
	if usual != "" {
		question += " [" + usual + "]"
	}
	_, _ = fmt.Fprint(q.out, question+": ")
	answer, err := await(ctx, func() (string, error) { return q.lines.ReadString('\n') })
	if err != nil && answer == "" {
		_, _ = fmt.Fprintln(q.out)
		return "", asked(err)
	}
	if answer = strings.TrimSpace(answer); answer == "" {
		answer = usual
	}
	return answer, nil
}

// secret asks for what must not be seen: a terminal does not show it.
func (q *questions) secret(ctx context.Context, question string) (string, error) {
	if q.terminal == nil {
		return q.line(ctx, question, "")
	}
	fd := int(q.terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("hiding what is typed: %w", err)
	}
	_, _ = fmt.Fprint(q.out, question+": ")
	answer, err := await(ctx, func() (string, error) {
		raw, err := term.ReadPassword(fd)
		return string(raw), err
	})
	_, _ = fmt.Fprintln(q.out)
	if err != nil {
		return "", errors.Join(asked(err), term.Restore(fd, before)) // the reading may still go on
	}
	return answer, nil
}

func asked(err error) error {
	if errors.Is(err, io.EOF) {
		return errNoAnswer
	}
	return fmt.Errorf("reading the answer: %w", err)
}

// await lets Ctrl+C end a reading that can't be stopped: it ends with the process.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		text, err := read()
		got <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case a := <-got:
		return a.text, a.err
	}
}
