package file

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/pantau/pantau/connectors/sdk"
)

// Bounds of one workbook: more than any export has, less than would hurt.
const (
	maxFile     = 32 << 20  // bytes of the file
	maxUnpacked = 512 << 20 // bytes of all that is read of it, unpacked; rows are not kept
	maxShared   = 12 << 20  // bytes of shared texts, which are kept
	maxColumns  = 1024
	maxDepth    = 32 // of elements in elements
	perText     = 16 // bytes that even an empty text takes
)

// book is an open XLSX file (ECMA-376): a ZIP archive of XML parts, of which the
// sheets and the shared texts matter. It is read as a stream, since libraries
// hold whole sheets in memory.
type book struct {
	parts  map[string]*zip.File
	shared []string
	day0   int
	left   int64 // bytes that may still be unpacked: a part may be named as many sheets
}

func eachXLSX(file io.ReaderAt, size int64, visit func(sheet) error) error {
	return eachWithin(maxUnpacked, file, size, visit)
}

func eachWithin(left int64, file io.ReaderAt, size int64, visit func(sheet) error) error {
	if size > maxFile {
		return sdk.Errorf(sdk.Permanent, "it is over %d MiB: save it as CSV", maxFile>>20)
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return sdk.Errorf(sdk.Permanent, "it is no whole XLSX file: %w", err)
	}
	b := &book{parts: map[string]*zip.File{}, left: left}
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(path.Clean("/"+f.Name), "/")] = f
	}
	names, err := b.sheets()
	if err != nil {
		return err
	}
	if err := b.readShared(); err != nil {
		return err
	}
	for _, s := range names {
		if err := b.visit(s[0], s[1], visit); err != nil {
			return err
		}
	}
	return nil
}

// part is the XML of one part of the archive.
type part struct {
	*xml.Decoder
	io.Closer
	limit *bounded
	depth int
}

// open gives a part's XML. It must be closed.
func (b *book) open(name string) (*part, error) {
	f := b.parts[name]
	if f == nil {
		return nil, sdk.Errorf(sdk.Permanent, "it is no XLSX file: %s is missing", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, sdk.Errorf(sdk.Permanent, "reading %s: %w", name, err)
	}
	limit := &bounded{r: r, left: &b.left, row: maxRow}
	return &part{Decoder: xml.NewDecoder(limit), Closer: r, limit: limit}, nil
}

// token is the next token; elements that are nested deeper than any sheet's
// would eat memory.
func (p *part) token() (xml.Token, error) {
	token, err := p.Token()
	switch token.(type) {
	case xml.StartElement:
		if p.depth++; p.depth > maxDepth {
			return nil, errTooLarge
		}
	case xml.EndElement:
		p.depth--
	}
	return token, err
}

// bounded stops an archive that unpacks to more than it should, as a whole or
// in one row.
type bounded struct {
	r    io.Reader
	left *int64
	row  int64
}

var _ io.Reader = (*bounded)(nil)

var errTooLarge = errors.New("it unpacks to more than any export holds")

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	most := min(*b.left, b.row, int64(len(p)))
	if most <= 0 {
		return 0, errTooLarge
	}
	n, err := b.r.Read(p[:most])
	*b.left -= int64(n)
	b.row -= int64(n)
	return n, err
}

// sheets lists name and part of every sheet, in the order of the workbook.
func (b *book) sheets() ([][2]string, error) {
	var workbook struct {
		Properties struct {
			Date1904 bool `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"` // r:id, in either of the standard's namespaces
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, into := range map[string]any{"xl/workbook.xml": &workbook, "xl/_rels/workbook.xml.rels": &relations} {
		p, err := b.open(name)
		if err != nil {
			return nil, err
		}
		err = p.Decode(into)
		_ = p.Close() // only read
		if err != nil {
			return nil, sdk.Errorf(sdk.Permanent, "reading %s: %w", name, err)
		}
	}
	if workbook.Properties.Date1904 {
		b.day0 = serial1904
	}
	target := map[string]string{}
	for _, r := range relations.All {
		to := strings.TrimPrefix(r.Target, "/")
		if !strings.HasPrefix(r.Target, "/") {
			to = path.Join("xl", r.Target)
		}
		target[r.ID] = to
	}
	var out [][2]string
	for _, s := range workbook.Sheets {
		out = append(out, [2]string{s.Name, target[s.ID]})
	}
	return out, nil
}

// readShared reads the texts that cells refer to by number.
func (b *book) readShared() error {
	const name = "xl/sharedStrings.xml"
	if b.parts[name] == nil {
		return nil
	}
	p, err := b.open(name)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }() // only read
	size := 0
	for {
		p.limit.row = maxRow
		token, err := p.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return sdk.Errorf(sdk.Permanent, "reading %s: %w", name, err)
		}
		if start, ok := token.(xml.StartElement); !ok || start.Name.Local != "si" {
			continue
		}
		text, err := textIn(p, "si")
		if err != nil {
			return sdk.Errorf(sdk.Permanent, "reading %s: %w", name, err)
		}
		if size += len(text) + perText; size > maxShared {
			return sdk.Errorf(sdk.Permanent, "its texts are over %d MiB: save it as CSV", maxShared>>20)
		}
		b.shared = append(b.shared, text)
	}
}

// textIn joins the texts (t) up to the end of an element; phonetic ones (rPh)
// are left out.
func textIn(p *part, element string) (string, error) {
	var out strings.Builder
	inText, phonetic := false, false
	for {
		token, err := p.token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.EndElement:
			switch inText = false; t.Name.Local {
			case element:
				return unescape(out.String()), nil
			case "rPh":
				phonetic = false
			}
		case xml.CharData:
			if inText && !phonetic {
				out.Write(t)
			}
		}
	}
}

func (b *book) visit(name, file string, visit func(sheet) error) error {
	if b.parts[file] == nil {
		return nil // a chart, or a sheet that is not in the file
	}
	p, err := b.open(file)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }() // only read
	line := 0
	return visit(sheet{name: name, day0: b.day0, next: func() (row []string, _ int, err error) {
		row, line, err = b.row(p, line)
		return row, line, err
	}})
}

// row reads the cells of the next row and its number, last being that of the
// row before. Cells that are left out are empty.
func (b *book) row(p *part, last int) ([]string, int, error) {
	for {
		p.limit.row = maxRow
		token, err := p.token()
		if errors.Is(err, io.EOF) {
			return nil, last, io.EOF
		}
		if err != nil {
			return nil, last, sdk.Errorf(sdk.Permanent, "behind row %d: %w", last, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		line, err := strconv.Atoi(attribute(start, "r"))
		if err != nil {
			line = last + 1 // the number may be left out
		}
		row, err := b.cells(p)
		if err != nil {
			return nil, line, sdk.Errorf(sdk.Permanent, "row %d: %w", line, err)
		}
		return row, line, nil
	}
}

func (b *book) cells(p *part) ([]string, error) {
	var row []string
	for {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return row, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			at := columnOf(attribute(t, "r"), len(row))
			if at >= maxColumns {
				return nil, fmt.Errorf("cell %s: more than %d columns", attribute(t, "r"), maxColumns)
			}
			value, err := b.cell(p, attribute(t, "t"))
			if err != nil {
				return nil, err
			}
			for len(row) <= at {
				row = append(row, "")
			}
			row[at] = value
		}
	}
}

// cell reads one cell to its end: a shared text, a text of its own, or a value
// as it was last computed.
func (b *book) cell(p *part, kind string) (string, error) {
	var value strings.Builder
	in := ""
	for {
		token, err := p.token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			in = t.Name.Local
		case xml.CharData:
			if in == "v" || in == "t" {
				value.Write(t)
			}
		case xml.EndElement:
			in = ""
			if t.Name.Local != "c" {
				continue
			}
			switch kind {
			case "e": // #N/A and the like
				return "", nil
			case "s":
			default:
				return unescape(value.String()), nil
			}
			n, err := strconv.Atoi(value.String())
			if err != nil || n < 0 || n >= len(b.shared) {
				return "", fmt.Errorf("shared text %q is missing", short(value.String()))
			}
			return b.shared[n], nil
		}
	}
}

// unescape drops the carriage returns that XLSX writes as an escape of its own.
func unescape(s string) string { return strings.ReplaceAll(s, "_x000D_", "") }

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// columnOf is the column of a reference such as AB12, from 0; where there is
// none, the next one.
func columnOf(reference string, next int) int {
	n := 0
	for _, r := range reference {
		if r < 'A' || r > 'Z' {
			break
		}
		if n = 26*n + int(r-'A') + 1; n > maxColumns {
			return maxColumns
		}
	}
	if n == 0 {
		return next
	}
	return n - 1
}
