package main

import (
	"bytes"
	"os"
	"path/filepath"
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
		"nusa_alinea-emot-min-train": language.Minangkabau, "nusa_kalimat-senti-bew-train": language.Other,
	} {
		require.Equal(t, want, language.Codes[languageOf(file)], "file %s", file)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "language.bin")
	for name, content := range map[string]string{
		"sentiment/smsa_%s.tsv":               "text\tlabel\nyang sudah tidak bisa datang karena hujan\tneutral\n",
		"sentiment/nusax_english_%s.tsv":      "text\tlabel\nthe ones who could not come because of rain\tneutral\n",
		"extra/nusa_kalimat-senti-jav-%s.csv": "id,text,label\n1,sing wis ora isa teka amarga udan deres,negative\n",
	} {
		for _, split := range []string{"train", "valid"} {
			path := filepath.Join(data, filepath.FromSlash(string(bytes.Replace([]byte(name), []byte("%s"), []byte(split), 1))))
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
	require.ErrorContains(t, run(&report, t.TempDir(), out), "is --data the folder")
	require.ErrorContains(t, run(&report, "", ""), "usage")
}
