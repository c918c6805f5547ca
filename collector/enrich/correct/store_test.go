package correct

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func TestReadCSV(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"plain":     "text,label\n\"cepat, ramah\",positive\nkapan buka?,netral\n",
		"excel":     "\ufeffLabel;Text;catatan\r\nPOSITIF;cepat, ramah;x\r\nneutral;kapan buka?;y\r\n",
		"tab":       "label\ttext\npositive\tcepat, ramah\nneutral\tkapan buka?",
		"annotator": "text,label,annotator\n\"cepat, ramah\",positive,office\nkapan buka?,neutral,\n",
	} {
		got, err := ReadCSV(strings.NewReader(file), noon)
		require.NoError(t, err, name)
		require.Equal(t, []Correction{
			{Text: "cepat, ramah", Label: sentiment.Positive, Annotator: DefaultAnnotator, Time: noon},
			{Text: "kapan buka?", Label: sentiment.Neutral, Annotator: DefaultAnnotator, Time: noon},
		}, got, name)
	}
}

func TestReadCSVSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	for want, file := range map[string]string{
		"line 1: there is no column label; write the names of the columns there: text,label": "text,sentiment\na,b\n",
		"line 1: there is no column text":                                                               "",
		"line 3: label: \"baik\" is unknown; write positive, neutral or negative":                       "text,label\nbagus,positive\nramah,baik\n",
		"line 2: text: there is nothing to read in it; remove the line":                                 "text,label\n...,neutral\n",
		"line 2: time: \"kemarin\" is no time; write it as 2026-11-28T14:00:00Z, or leave it empty":     "text,label,time\nramah,positive,kemarin\n",
		"line 2, column 5: bare \" in non-quoted-field; quote texts with \", and double a quote inside": "text,label\nini \"baik\",positive\n",
		"UTF-8":                     "text,label\nkaf\xe9,neutral\n",
		"line 5: label: \"\" is un": "text,label\n\"dua\nbaris\",positive\n\nramah\n",
	} {
		_, err := ReadCSV(strings.NewReader(file), noon)
		require.ErrorContains(t, err, want)
	}
}

func TestStore(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := NewStore(dir)
	all, err := s.Load()
	require.NoError(t, err)
	require.Empty(t, all)
	first := Correction{Text: "Ramah, cepat", Label: sentiment.Positive, Annotator: "a", Time: noon}
	formula := Correction{Text: "=HYPERLINK(\"x\") zonk;=HYPERLINK(\"y\")", Label: sentiment.Negative, Annotator: "@b", Time: noon, Unsure: true}
	require.NoError(t, s.Add(t.Context(), first, formula))
	again := Correction{Text: "ramah CEPAT", Label: sentiment.Neutral, Annotator: "a", Time: noon.Add(time.Hour)}
	require.NoError(t, s.Add(t.Context(), again))
	all, err = s.Load()
	require.NoError(t, err)
	require.Equal(t, []Correction{again, formula}, all, "one word of one person on one text")
	require.NoError(t, s.Remove(t.Context(), first))
	all, err = s.Load()
	require.NoError(t, err)
	require.Equal(t, []Correction{formula}, all)

	raw, err := os.ReadFile(filepath.Join(dir, fileName))
	require.NoError(t, err)
	require.Contains(t, string(raw), "\"'=HYPERLINK", "no spreadsheet runs it")
	require.Contains(t, string(raw), "zonk;'=HYPERLINK", "nor where semicolons part cells")
	require.Contains(t, string(raw), ",'@b,")
	info, err := os.Stat(filepath.Join(dir, fileName))
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		require.Zero(t, info.Mode().Perm()&0o077, "for its owner only")
	}
}

func TestProcessesDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			err := NewStore(dir).Add(t.Context(), Correction{Text: "teks " + string(rune('a'+i)), Label: sentiment.Neutral, Annotator: "a", Time: noon})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	all, err := NewStore(dir).Load()
	require.NoError(t, err)
	require.Len(t, all, 8)
}

func TestPersonalDataAreMaskedBeforeTheyAreStored(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	got, err := ReadCSV(strings.NewReader("text,label\n\"lambat, hubungi saya 081234567890 atau budi@contoh.id\",negative\n"), noon)
	require.NoError(t, err)
	require.NoError(t, NewStore(dir).Add(t.Context(), got...))
	office := NewOffice(dir, Wrap("fast", sentiment.Fast()))
	changed, err := office.Refresh()
	require.NoError(t, err)
	require.True(t, changed)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		require.NotContains(t, string(raw), "81234567890", f.Name())
		require.NotContains(t, string(raw), "budi@", f.Name())
	}
	raw, err := os.ReadFile(filepath.Join(dir, fileName))
	require.NoError(t, err)
	require.Contains(t, string(raw), "lambat, hubungi saya [telepon] atau [surel]")
}

// counting counts what it reads.
type counting struct {
	sentiment.Reader
	n atomic.Int64
}

func (c *counting) Read(text string) sentiment.Reading {
	c.n.Add(1)
	return c.Reader.Read(text)
}

func TestOfficeReadsEachTextOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := NewStore(dir)
	require.NoError(t, s.Add(t.Context(), Correction{Text: "zonk", Label: sentiment.Negative, Annotator: "a", Time: noon}))
	base := &counting{Reader: elsewhere{}}
	refresh := func() bool {
		base.n.Store(0)
		office := NewOffice(dir, Wrap("test", base))
		changed, err := office.Refresh()
		require.NoError(t, err)
		again, err := office.Refresh()
		require.NoError(t, err)
		require.False(t, again)
		return changed
	}
	require.True(t, refresh())
	require.EqualValues(t, len(probes)+1, base.n.Load())
	require.NoError(t, s.Add(t.Context(), Correction{Text: "jempol", Label: sentiment.Positive, Annotator: "a", Time: noon}))
	require.True(t, refresh())
	require.EqualValues(t, len(probes)+1, base.n.Load(), "only the new one")
	base.Reader = sentiment.Fast()
	require.True(t, refresh())
	require.EqualValues(t, len(probes)+2, base.n.Load(), "another reader reads all")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "corrections-test.json"), []byte("{"), 0o600))
	require.True(t, refresh(), "a damaged file is made anew")
}

// A forgotten text leaves nothing behind, nor what a reader made of it.
func TestForget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := NewStore(dir)
	require.NoError(t, s.Add(t.Context(),
		Correction{Text: "zonk", Label: sentiment.Negative, Annotator: "a", Time: noon},
		Correction{Text: "jempol", Label: sentiment.Positive, Annotator: "a", Time: noon}))
	_, err := NewOffice(dir, Wrap(sentiment.Accurately, meaning{})).Refresh()
	require.NoError(t, err)
	readings := filepath.Join(dir, readingsName(sentiment.Accurately))
	require.FileExists(t, readings)
	require.NoError(t, s.Forget(t.Context(), []string{" ZONK"}))
	require.NoFileExists(t, readings)
	all, err := s.Load()
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.NoError(t, s.Forget(t.Context(), []string{"entah"}), "nor is it an error where there are no readings")
}

// What is kept of a reading is what it was, to the bit.
func TestReadingsKeepEmbeddings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, NewStore(dir).Add(t.Context(), stream(rand.New(rand.NewPCG(4, 4)), 150)...))
	teach := func() *Reader {
		r := Wrap("test", meaning{})
		_, err := NewOffice(dir, r).Refresh()
		require.NoError(t, err)
		return r
	}
	fresh, again := teach(), teach()
	require.True(t, fresh.Adapted())
	for _, c := range stream(rand.New(rand.NewPCG(4, 5)), 50) {
		require.Equal(t, fresh.Read(c.Text), again.Read(c.Text))
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("text,label\nramah,positive\n"))
	f.Add([]byte("label;text;time\nnetral;'=a;2026-11-28T14:00:00Z\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := ReadCSV(bytes.NewReader(file), noon)
		if err != nil {
			return
		}
		var written bytes.Buffer
		require.NoError(t, WriteCSV(&written, got))
		back, err := ReadCSV(&written, noon)
		require.NoError(t, err)
		require.Len(t, back, len(got))
		for i := range got {
			require.Equal(t, normal(got[i].Text), normal(back[i].Text))
			require.Equal(t, got[i].Label, back[i].Label)
		}
	})
}
