package file

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"
)

// drain reads all rows of a sheet into records.
func drain(s sheet) error {
	t, err := findTable(s)
	if err != nil {
		return err
	}
	r := &reading{table: t, order: orderDMY, zone: time.UTC}
	for {
		row, err := t.read()
		if err != nil {
			return err
		}
		if record, err := r.record(row); err == nil && record == nil {
			return errors.New("neither a record nor an error")
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("id;published;text;likes\n1;10/03/2026;Halo;1.234\n"))
	f.Add([]byte("\xff\xfei\x00d\x00,\x00"))
	f.Add([]byte("kind,text\nmention,\"a\nb\"\naccount,\x80\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := csvSheet(bytes.NewReader(raw))
		if err != nil {
			return
		}
		if err := drain(s); err == nil {
			t.Fatal("the rows do not end")
		}
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(linkedIn())
	f.Add(tikTok())
	f.Fuzz(func(_ *testing.T, raw []byte) {
		_ = eachXLSX(bytes.NewReader(raw), int64(len(raw)), func(s sheet) error {
			if err := drain(s); !errors.Is(err, io.EOF) && !errors.Is(err, errNoTable) {
				return err
			}
			return nil
		})
	})
}

// FuzzSheet is FuzzXLSX behind the archive, which mutations seldom survive.
func FuzzSheet(f *testing.F) {
	f.Add(`<si><t>id</t></si>`, inline("id", "published", "text")+`<row r="2"><c r="A2" t="s"><v>0</v></c></row>`)
	f.Fuzz(func(_ *testing.T, shared, rows string) {
		raw := workbook("", shared, rows)
		_ = eachXLSX(bytes.NewReader(raw), int64(len(raw)), drain)
	})
}
