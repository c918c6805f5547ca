package dataset_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/training/dataset"
)

func write(t *testing.T, name, content string) string {
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestRead(t *testing.T) {
	t.Parallel()
	f, err := dataset.Read(write(t, "a_train.tsv", "text\tlabel\r\nkata \"mereka\tnegative\r\n"), "text", "label")
	require.NoError(t, err)
	require.Equal(t, dataset.File{Name: "a_train", Examples: []dataset.Example{{Text: `kata "mereka`, Label: "negative"}}}, f)

	f, err = dataset.Read(write(t, "b.csv", "label,tweet\nhappy,\"senang, sekali\nya\"\n"), "tweet", "label")
	require.NoError(t, err)
	require.Equal(t, []dataset.Example{{Text: "senang, sekali\nya", Label: "happy"}}, f.Examples)
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	_, err := dataset.Read(write(t, "a.tsv", "text\tx\na\tb\n"), "text", "label")
	require.ErrorContains(t, err, `no columns "text" and "label"`)
	_, err = dataset.Read(write(t, "a.tsv", "text\tlabel\n"), "text", "label")
	require.ErrorContains(t, err, "no data")
	_, err = dataset.Read(write(t, "a.tsv", "text\tlabel\nno tab\n"), "text", "label")
	require.ErrorContains(t, err, "line 2: 1 columns, want 2")
	_, err = dataset.Glob(filepath.Join(t.TempDir(), "*.tsv"), "text", "label")
	require.ErrorContains(t, err, "is --data the folder")
}

func TestAspects(t *testing.T) {
	t.Parallel()
	f, err := dataset.Aspects(write(t, "a.csv", "review,ac,wifi,tv\na,neut,pos,neut\nb,neg,pos,neut\nc,neut,neut,neut\nd,negative,neg,neutral\n"))
	require.NoError(t, err)
	require.Equal(t, []dataset.Example{{"a", "positive"}, {"b", ""}, {"c", "neutral"}, {"d", "negative"}}, f.Examples)
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	documents, err := dataset.Documents(write(t, "a.csv", "id,text,label\n1,halo,x\n"))
	require.NoError(t, err)
	require.Equal(t, []dataset.Document{{ID: "1", Text: "halo"}}, documents)
	documents, err = dataset.Documents(write(t, "a.csv", "label,tweet\nx,halo\n"))
	require.NoError(t, err)
	require.Equal(t, []dataset.Document{{Text: "halo"}}, documents)
	_, err = dataset.Documents(write(t, "a.csv", "id,words\n1,halo\n"))
	require.ErrorContains(t, err, "no column of texts")
}
