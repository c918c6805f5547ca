package file

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

// workbook makes an XLSX file of one sheet's XML, with what the workbook says
// of itself and its shared texts.
func workbook(properties, shared string, sheets ...string) []byte {
	parts := [][2]string{}
	list, relations := "", ""
	for i, s := range sheets {
		list += fmt.Sprintf(`<sheet name="S%d" sheetId="%d" r:id="rId%d"/>`, i+1, i+1, i+1)
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Target="worksheets/sheet%d.xml"/>`, i+1, i+1)
		parts = append(parts, [2]string{fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), `<worksheet ` + ns + `><sheetData>` + s + `</sheetData></worksheet>`})
	}
	parts = append(parts,
		[2]string{"xl/workbook.xml", `<workbook ` + ns + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` + properties + `<sheets>` + list + `</sheets></workbook>`},
		[2]string{"xl/_rels/workbook.xml.rels", `<Relationships>` + relations + `</Relationships>`})
	if shared != "" {
		parts = append(parts, [2]string{"xl/sharedStrings.xml", `<sst ` + ns + `>` + shared + `</sst>`})
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		w, err := z.Create(p[0])
		if err == nil {
			_, err = w.Write([]byte(p[1]))
		}
		if err != nil {
			panic(err) // memory takes all
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// inline is a row of texts that stand in the sheet.
func inline(cells ...string) string {
	var out strings.Builder
	for _, c := range cells {
		out.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
	}
	return "<row>" + out.String() + "</row>"
}

// linkedIn is like LinkedIn's export: sums by day, then the posts under a
// sentence; shared texts, one of them in runs and with a reading aid.
func linkedIn() []byte {
	shared := ""
	for _, s := range []string{
		"Aggregated data", "Post title", "Post link", "Created date", "Views", "Impressions", "Likes",
		"https://www.linkedin.com/feed/update/urn:li:activity:73",
	} {
		shared += "<si><t>" + s + "</t></si>"
	}
	shared += "<si><r><t>Lowongan </t></r><r><t>baru_x000D_</t></r><rPh><t>dibuang</t></rPh></si>"
	return workbook("", shared,
		inline("Date", "Impressions (total)", "Clicks")+inline("02/24/2026", "5", "1"),
		`<row r="1"><c r="A1" t="s"><v>0</v></c></row>
<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="s"><v>2</v></c><c r="C3" t="s"><v>3</v></c><c r="D3" t="s"><v>4</v></c><c r="E3" t="s"><v>5</v></c><c r="G3" t="s"><v>6</v></c></row>
<row r="4"><c r="A4" t="s"><v>8</v></c><c r="B4" t="s"><v>7</v></c><c r="C4" s="1"><v>46077.5</v></c><c r="D4"><v>7</v></c><c r="E4"><v>2.1E3</v></c><c r="G4" t="str"><f>A1</f><v>40</v></c></row>
<row r="9"><c r="A9" t="s"><v>8</v></c><c r="C9" t="e"><v>#N/A</v></c></row>`)
}

// tikTok counts its dates from 1904, as Excel for Mac once did.
func tikTok() []byte {
	return workbook(`<workbookPr date1904="1"/>`, "",
		inline("Video title", "Video ID", "Post time", "Total views")+
			`<row><c t="inlineStr"><is><t>Jam layanan</t></is></c><c t="str"><v>7400000000000000002</v></c><c><v>44615.5</v></c><c><v>5000</v></c></row>`)
}

// TestWorkbooks keeps the case's files what is made here.
func TestWorkbooks(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]byte{"linkedin.xlsx": linkedIn(), "tiktok.xlsx": tikTok()} {
		path := filepath.Join("testdata", "cases", "workbooks", "exports", name)
		if sdktest.Update() {
			require.NoError(t, os.WriteFile(path, want, 0o600))
		}
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
}

// TestBombs: what unpacks to much more than it is must be refused, not held.
func TestBombs(t *testing.T) {
	t.Parallel()
	titles := inline("id", "published", "text")
	for name, bomb := range map[string][]byte{
		"a text of 8 MiB":      workbook("", "", titles+inline("1", "2026-03-01", strings.Repeat("a", 8<<20))),
		"elements in elements": workbook("", "", titles+strings.Repeat("<a>", 1000)),
		"many shared texts":    workbook("", strings.Repeat("<si/>", 1<<20), titles),
		"columns":              workbook("", "", titles+`<row><c r="ZZZZ1"><v>1</v></c></row>`),
		"entities":             workbook("", `<!DOCTYPE a [<!ENTITY b "bbbb">]><si><t>&b;</t></si>`, titles),
		"no such shared text":  workbook("", "", titles+`<row><c t="s"><v>7</v></c></row>`),
		"a quotation mark":     []byte("id,published,text\n1,2026-03-01,\"" + strings.Repeat("a\n", 2<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "bom.xlsx")
			require.NoError(t, os.WriteFile(path, bomb, 0o600))
			got, err := collect(t, path, nil)
			require.NoError(t, err)
			require.Len(t, got.result.Failures, 1)
			require.ErrorContains(t, got.result.Failures[0], "bom.xlsx")
			require.Empty(t, got.records)
		})
	}
}

// TestSheetsShareOneBound: a small part that many sheets are made of is a bomb too.
func TestSheetsShareOneBound(t *testing.T) {
	t.Parallel()
	sheets := make([]string, 100)
	for i := range sheets {
		sheets[i] = inline("id", "published", "text") + inline("1", "2026-03-01", strings.Repeat("a", 10<<10))
	}
	bomb := workbook("", "", sheets...)
	read := func(left int64) (rows int, err error) {
		err = eachWithin(left, bytes.NewReader(bomb), int64(len(bomb)), func(s sheet) error {
			for {
				_, _, err := s.next()
				if errors.Is(err, io.EOF) {
					return nil
				}
				if err != nil {
					return err
				}
				rows++
			}
		})
		return rows, err
	}
	rows, err := read(maxUnpacked)
	require.NoError(t, err)
	require.Equal(t, 200, rows)
	_, err = read(500 << 10) // more than any of the parts
	require.ErrorIs(t, err, errTooLarge)
}
