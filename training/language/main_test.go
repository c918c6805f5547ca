package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/language"
	"github.com/pantau/pantau/collector/enrich/linear"
)

func TestLanguageOf(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"smsa_train": language.Indonesian, "nusax_english_valid": language.English, "nusax_buginese_train": language.Other,
		"nusa_kalimat-senti-jav-valid": language.Javanese, "nusa_alinea-topic-sun-train": language.Sundanese,
		"nusa_alinea-emot-min-train": language.Minangkabau, "nusa_kalimat-senti-bew-train": language.Betawi,
		"nusa_kalimat-senti-mad-valid": language.Other,
	} {
		require.Equal(t, want, language.Codes[languageOf(file)], "file %s", file)
	}
}

// No document stands on two sides, in whatever language.
func TestSplit(t *testing.T) {
	t.Parallel()
	var documents []document
	for i := range 1000 {
		documents = append(documents,
			document{id: idOf("nusa_alinea-emot-jav-train", 0, strconv.Itoa(i)), text: strconv.Itoa(i)},
			document{id: idOf("nusa_alinea-topic-bew-train", 7, strconv.Itoa(i)), text: strconv.Itoa(i)},
			document{id: idOf("smsa_train", i, ""), text: "line"},
		)
	}
	documents = append(documents, document{id: idOf("nusa_kalimat-senti-sun-valid", 0, "x"), text: "valid", valid: true},
		document{id: idOf("nusa_kalimat-senti-jav-train", 0, "x"), text: "never"})
	parts := split(documents)
	seen := map[string]int{}
	for part, samples := range parts {
		require.NotEmpty(t, samples)
		for _, s := range samples {
			require.NotEqual(t, "never", s.Text)
			if s.Text != "line" {
				before, ok := seen[s.Text]
				require.True(t, !ok || before == part, "document %s in two parts", s.Text)
				seen[s.Text] = part
			}
		}
	}
	require.Len(t, seen, 1001)
	require.InDelta(t, 200, len(parts[held])-1, 60) // a tenth of 2,000 paragraphs
}

func TestRun(t *testing.T) {
	t.Parallel()
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "language.bin")
	for name, row := range map[string]string{
		"sentiment/smsa_%s.tsv":               "yang sudah tidak bisa datang karena hujan\tneutral\n",
		"sentiment/nusax_english_%s.tsv":      "the ones who could not come because of rain\tneutral\n",
		"extra/nusa_kalimat-senti-jav-%s.csv": "%s %d,sing wis ora isa teka amarga udan deres,negative\n",
	} {
		for _, split := range []string{"train", "valid"} {
			content := "text\tlabel\n"
			if strings.HasSuffix(name, "csv") {
				content = "id,text,label\n"
			}
			for i := range 40 { // enough for each part
				if strings.HasSuffix(name, "csv") {
					content += fmt.Sprintf(row, split, i)
				} else {
					content += row
				}
			}
			path := filepath.Join(data, filepath.FromSlash(fmt.Sprintf(name, split)))
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		}
	}
	var report bytes.Buffer
	require.NoError(t, run(&report, data, out))
	require.Contains(t, report.String(), "accuracy 100.0")
	file, err := os.ReadFile(out)
	require.NoError(t, err)
	m, err := linear.Parse(file)
	require.NoError(t, err)
	require.Equal(t, language.Codes, m.Classes)
	report.Reset()
	require.NoError(t, run(&report, data, ""))
	require.Contains(t, report.String(), "mixed: both languages found")
	require.ErrorContains(t, run(&report, t.TempDir(), out), "is --data the folder")
	require.ErrorContains(t, run(&report, "", out), "usage")
}
