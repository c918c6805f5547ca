package file

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// titleRows is how far down the titles may stand: LinkedIn puts a sentence above
// them.
const titleRows = 20

// table is a sheet whose titles were found.
type table struct {
	sheet
	columns map[string]int // field → column
	unknown []string       // titles that mean nothing here
	line    int            // the number of the last row read, from 1
}

// errNoTable means that a sheet has no titles that are known.
var errNoTable = errors.New("no titles that are known")

// findTable looks for the titles: the first row that says what its rows are
// about. Sums by day, which some exports hold too, do not.
func findTable(s sheet) (*table, error) {
	t := &table{sheet: s}
	for range titleRows {
		row, err := t.read()
		if errors.Is(err, io.EOF) {
			return nil, errNoTable
		}
		if err != nil {
			return nil, err
		}
		if t.titles(row); t.aboutPosts() {
			return t, nil
		}
	}
	return nil, errNoTable
}

// titles finds the column of each field: of several titles that mean a field,
// the one that stands first in headers.
func (t *table) titles(row []string) {
	t.columns, t.unknown = map[string]int{}, nil
	for i, cell := range row {
		title := plain(cell)
		field, known := fieldOf()[title]
		before, twice := t.columns[field]
		switch {
		case title == "":
		case !known:
			t.unknown = append(t.unknown, short(strings.TrimSpace(cell)))
		case !twice:
			t.columns[field] = i
		case slices.Index(headers[field], title) < slices.Index(headers[field], plain(row[before])):
			t.unknown = append(t.unknown, strings.TrimSpace(row[before]))
			t.columns[field] = i
		default:
			t.unknown = append(t.unknown, strings.TrimSpace(cell))
		}
	}
	// "Date" is what time the counters cover only beside the time of publication.
	if at, ok := t.columns[fieldSpan]; ok && !t.has(fieldPublished) {
		t.columns[fieldPublished] = at
		delete(t.columns, fieldSpan)
	}
}

func (t *table) aboutPosts() bool {
	named := t.has(fieldID) || t.has(fieldURL) || t.has(fieldText) || t.has(fieldTitle)
	return t.has(fieldKind) && len(t.columns) > 1 || named && t.has(fieldPublished)
}

func (t *table) read() ([]string, error) {
	row, line, err := t.next()
	if err == nil {
		t.line = line
	}
	return row, err
}

func (t *table) has(field string) bool {
	_, ok := t.columns[field]
	return ok
}

// cell is a field's cell, "" if the row has none.
func (t *table) cell(row []string, field string) string {
	at, ok := t.columns[field]
	if !ok || at >= len(row) || absent(row[at]) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

// fields lists the fields that are read, for people.
func (t *table) fields() string {
	return strings.Join(slices.Sorted(maps.Keys(t.columns)), ", ")
}

func noTable() error {
	return sdk.Errorf(sdk.Permanent, "no row of titles was found in its first %d rows: it needs columns such as id, published, text and likes; the README lists their names",
		titleRows)
}
