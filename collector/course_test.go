//go:build !race

package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/ask/asgrafana"
	"github.com/pantau/pantau/collector/timerange"
)

// exercise is a question of the course with its answer: of which rows, which
// column, compared how with what.
type exercise struct {
	command                string
	rows, column, op, than string
}

var (
	exercisePattern = regexp.MustCompile("(?s)```sh\n([^`]+)```\n<!-- answer: (.*?) -->")
	answerPattern   = regexp.MustCompile(`^(first|every|some) (\w+) ([=~<>]) (.+)$`)
	wordPattern     = regexp.MustCompile(`"[^"]*"|\S+`)
)

// courseOf reads the exercises of a language.
func courseOf(t *testing.T, lang string) []exercise {
	t.Helper()
	raw, err := os.ReadFile("../docs/" + lang + "/course.md")
	require.NoError(t, err)
	var out []exercise
	for _, m := range exercisePattern.FindAllStringSubmatch(string(raw), -1) {
		e := exercise{command: strings.TrimSpace(m[1])}
		if m[2] != "to look for" {
			a := answerPattern.FindStringSubmatch(m[2])
			require.NotNil(t, a, "%s: write first, every or some, a column, = ~ < or >, and a value", m[2])
			e.rows, e.column, e.op, e.than = a[1], a[2], a[3], a[4]
		}
		out = append(out, e)
	}
	return out
}

// course does the exercises of docs/*/course.md and compares with the answers.
func course(t *testing.T, p *ask.Plugin) {
	exercises := courseOf(t, "id")
	require.Equal(t, exercises, courseOf(t, "en"), "both languages ask the same")
	require.Len(t, exercises, 9)
	for _, e := range exercises {
		frames, err := asgrafana.Ask(t.Context(), p, e.question(t))
		require.NoError(t, err, e.command)
		if e.op != "" {
			e.check(t, frames)
		}
	}
}

// question is what the command asks.
func (e exercise) question(t *testing.T) ask.Question {
	t.Helper()
	words := wordPattern.FindAllString(e.command, -1)
	require.Equal(t, []string{"bin/pantau", "query"}, words[:2], e.command)
	q := ask.Question{Type: words[2], Params: map[string]string{}}
	from := "now-30d"
	for i := 3; i+1 < len(words); i += 2 {
		switch value := strings.Trim(words[i+1], `"`); words[i] {
		case "--from":
			from = value
		case "--param":
			require.NoError(t, paramFlags(q.Params).Set(value))
		}
	}
	var err error
	q.From, q.To, err = timerange.Parse(from, "now", worldEnd)
	require.NoError(t, err, e.command)
	return q
}

func (e exercise) check(t *testing.T, frames data.Frames) {
	t.Helper()
	var values []string
	for _, f := range frames {
		if field, _ := f.FieldByName(e.column); field != nil {
			for row := range field.Len() {
				v, _ := field.ConcreteAt(row)
				values = append(values, fmt.Sprint(v))
			}
		}
	}
	require.NotEmpty(t, values, "%s: no column %s", e.command, e.column)
	good := 0
	for i, v := range values {
		if e.holds(t, v) {
			good++
		}
		if i == 0 && e.rows == "first" {
			break
		}
	}
	want := 1
	if e.rows == "every" {
		want = len(values)
	}
	require.GreaterOrEqual(t, good, want, "%s\nanswer: %s %s %s %s\ngot: %v", e.command, e.rows, e.column, e.op, e.than, values)
}

func (e exercise) holds(t *testing.T, value string) bool {
	t.Helper()
	switch e.op {
	case "=":
		return value == e.than
	case "~":
		return strings.Contains(value, e.than)
	}
	a, err := strconv.ParseFloat(value, 64)
	require.NoError(t, err)
	b, err := strconv.ParseFloat(e.than, 64)
	require.NoError(t, err)
	return e.op == "<" && a < b || e.op == ">" && a > b
}
