package file

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// maxRow is the most that one row may take in a file, in bytes: many times the
// longest post of any platform, and little memory.
const maxRow = 1 << 20

// sheet is one table of cells, read row by row.
type sheet struct {
	name string // empty for a CSV file
	day0 int    // of its dates that are numbers: serial1900 or serial1904
	// next gives the next row, which holds until the next call, and its number
	// (CSV: of its first line), and io.EOF behind the last.
	next func() (row []string, line int, err error)
}

// eachSheet opens a file and hands over its sheets, one after the other.
func eachSheet(path string, visit func(sheet) error) error {
	f, err := os.Open(path)
	if err != nil {
		return sdk.Errorf(sdk.Permanent, "%w", err)
	}
	defer func() { _ = f.Close() }() // only read
	start := make([]byte, 8)
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return sdk.Errorf(sdk.Transient, "%w", err)
	}
	switch head := string(start[:n]); {
	case n == 0:
		return sdk.Errorf(sdk.Permanent, "it is empty")
	case strings.HasPrefix(head, "PK\x03\x04"):
		info, err := f.Stat()
		if err != nil {
			return sdk.Errorf(sdk.Transient, "%w", err)
		}
		return eachXLSX(f, info.Size(), visit)
	case strings.HasPrefix(head, "\xD0\xCF\x11\xE0"):
		return sdk.Errorf(sdk.Permanent, "it is an old Excel file (.xls): open it and save it as .xlsx or CSV")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return sdk.Errorf(sdk.Transient, "%w", err)
	}
	s, err := csvSheet(f)
	if err != nil {
		return err
	}
	return visit(s)
}

// csvSheet reads CSV in UTF-8, UTF-16 or Windows-1252, with the separator that
// its titles are found with.
func csvSheet(f io.Reader) (sheet, error) {
	text := bufio.NewReaderSize(decoded(f), 64<<10)
	start, err := text.Peek(16 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return sheet{}, sdk.Errorf(sdk.Transient, "%w", err)
	}
	if strings.ContainsRune(string(start), 0) {
		return sheet{}, sdk.Errorf(sdk.Permanent, "it is neither CSV nor XLSX")
	}
	limit := &perRow{r: text, left: maxRow}
	r := csv.NewReader(limit)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(string(start)), -1, true, true
	last := 0
	return sheet{next: func() ([]string, int, error) {
		limit.left = maxRow
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil, last, io.EOF
		case err != nil:
			return nil, last, sdk.Errorf(sdk.Permanent, "behind line %d: %w", last, err)
		}
		last, _ = r.FieldPos(0)
		return row, last, nil
	}}, nil
}

// perRow stops a row that does not end: a quotation mark that is never closed
// would put the rest of the file into one cell.
type perRow struct {
	r    io.Reader
	left int
}

var _ io.Reader = (*perRow)(nil)

// Read implements io.Reader.
func (p *perRow) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, fmt.Errorf("a row of more than %d KiB; a quotation mark may be missing", maxRow>>10)
	}
	n, err := p.r.Read(b[:min(len(b), p.left)])
	p.left -= n
	return n, err
}

// separator is the one with which most titles are known in one of the first
// lines; texts may hold any of them.
func separator(start string) rune {
	best, most := ',', 0
	for i, line := range strings.SplitN(start, "\n", titleRows+1) {
		if i == titleRows {
			break
		}
		for _, r := range []rune{',', ';', '\t'} {
			known := 0
			for title := range strings.SplitSeq(line, string(r)) {
				if _, ok := fieldOf()[plain(title)]; ok {
					known++
				}
			}
			if known > most {
				best, most = r, known
			}
		}
	}
	return best
}
