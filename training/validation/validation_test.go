package validation_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/training/dataset"
	"github.com/pantau/pantau/training/validation"
)

func TestBalance(t *testing.T) {
	t.Parallel()
	var file dataset.File
	for _, label := range []string{"positive", "positive", "positive", "negative", "", "other"} {
		file.Examples = append(file.Examples, dataset.Example{Text: "x", Label: label})
	}
	samples := validation.Samples(file, nil)
	require.Len(t, samples, 4)
	balanced := validation.Balance(samples, 2)
	// Mean 2 over four texts is 8, half of it for each of the two classes.
	require.InDelta(t, 4.0/3, balanced[0].Weight, 1e-12)
	require.InDelta(t, 4.0, balanced[3].Weight, 1e-12)
	require.Equal(t, []int{1}, balanced[0].Silent)
}

func TestRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sentiment"), 0o755))
	for _, name := range []string{"smsa", "nusax_javanese", "nusax_sundanese"} {
		text := "text\tlabel\nbagus\tpositive\napik\tpositive\nrapat\tneutral\nburuk\tnegative\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, "sentiment", name+"_valid.tsv"), []byte(text), 0o600))
	}
	groups, err := validation.Read(dir)
	require.NoError(t, err)
	require.Len(t, groups, 3)
	weight := map[bool]float64{}
	for _, g := range groups {
		for _, s := range g.Samples {
			weight[g.IsNusaX()] += s.Weight
		}
	}
	require.InDelta(t, 1, weight[true], 1e-12)
	require.InDelta(t, 1, weight[false], 1e-12)
	require.Len(t, validation.Joined(groups), 12)
	_, err = validation.Read(t.TempDir())
	require.ErrorContains(t, err, "is --data the folder")
}
