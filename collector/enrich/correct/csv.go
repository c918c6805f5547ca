package correct

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pantau/pantau/collector/cell"
	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Columns of a file of corrections. The first two must be there.
const (
	columnText      = "text"
	columnLabel     = "label"
	columnAnnotator = "annotator"
	columnTime      = "time"
	columnUnsure    = "unsure" // yes: see Correction.Unsure
)

const yes = "yes"

// labels are the words that people write for a label.
var labels = map[string]sentiment.Label{
	"positive": sentiment.Positive, "neutral": sentiment.Neutral, "negative": sentiment.Negative,
	"positif": sentiment.Positive, "netral": sentiment.Neutral, "negatif": sentiment.Negative,
}

// mostErrors is how many bad lines are told at once.
const mostErrors = 10

// ReadCSV reads corrections: columns text and label, and where they are there
// annotator, time (RFC 3339) and unsure, in any order, separated by comma,
// semicolon or tab. Other columns are ignored. What is missing is taken to be
// DefaultAnnotator and now. Personal data are masked. Errors name the line.
func ReadCSV(r io.Reader, now time.Time) ([]Correction, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) {
		return nil, errors.New("this is not UTF-8; save it as CSV UTF-8")
	}
	head, _, _ := strings.Cut(string(raw), "\n")
	in := csv.NewReader(bytes.NewReader(raw))
	in.FieldsPerRecord = -1
	for _, separator := range ";\t" {
		if !strings.Contains(head, ",") && strings.ContainsRune(head, separator) {
			in.Comma = separator
		}
	}
	columns, err := header(in)
	if err != nil {
		return nil, err
	}
	var out []Correction
	var bad []error
	for len(bad) < mostErrors {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("%w; quote texts with \", and double a quote inside", err) // names the line
		}
		c, err := columns.correction(fields, now)
		if err != nil {
			line, _ := in.FieldPos(0)
			bad = append(bad, fmt.Errorf("line %d: %w", line, err))
			continue
		}
		out = append(out, c)
	}
	return out, errors.Join(bad...)
}

// table says in which field a column stands.
type table map[string]int

func header(in *csv.Reader) (table, error) {
	names, err := in.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	t := table{}
	for i, name := range names {
		t[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, must := range []string{columnText, columnLabel} {
		if _, ok := t[must]; !ok {
			return nil, fmt.Errorf("line 1: there is no column %s; write the names of the columns there: text,label", must)
		}
	}
	return t, nil
}

func (t table) field(fields []string, column string) string {
	if i, ok := t[column]; ok && i < len(fields) {
		return strings.TrimSpace(fields[i])
	}
	return ""
}

func (t table) correction(fields []string, now time.Time) (Correction, error) {
	c := Correction{Annotator: cell.Unguard(t.field(fields, columnAnnotator)), Time: now.UTC(), Unsure: t.field(fields, columnUnsure) == yes}
	c.Text = masked(cell.Unguard(t.field(fields, columnText)))
	if c.Annotator == "" {
		c.Annotator = DefaultAnnotator
	}
	label := t.field(fields, columnLabel)
	known := false
	if c.Label, known = labels[strings.ToLower(label)]; !known {
		return c, fmt.Errorf("label: %q is unknown; write positive, neutral or negative", label)
	}
	if normal(c.Text) == "" {
		return c, errors.New("text: there is nothing to read in it; remove the line")
	}
	if at := t.field(fields, columnTime); at != "" {
		var err error
		if c.Time, err = time.Parse(time.RFC3339, at); err != nil {
			return c, fmt.Errorf("time: %q is no time; write it as 2026-11-28T14:00:00Z, or leave it empty", at)
		}
	}
	return c, nil
}

// WriteCSV writes corrections as ReadCSV reads them.
func WriteCSV(w io.Writer, corrections []Correction) error {
	out := csv.NewWriter(w)
	rows := [][]string{{columnText, columnLabel, columnAnnotator, columnTime, columnUnsure}}
	for _, c := range corrections {
		unsure := ""
		if c.Unsure {
			unsure = yes
		}
		rows = append(rows, []string{cell.Guard(c.Text), string(c.Label), cell.Guard(c.Annotator), c.Time.UTC().Format(time.RFC3339), unsure})
	}
	return out.WriteAll(rows)
}
