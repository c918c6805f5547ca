package vault_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/vault"
)

func open(t *testing.T, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(filepath.Join(dir, "vault"), filepath.Join(dir, "vault.key"))
	require.NoError(t, err)
	return v
}

func TestWhatIsKeptIsThereAfterARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := open(t, dir)
	own, shared, err := v.Load("x/dinas")
	require.NoError(t, err)
	require.Empty(t, own)
	require.Empty(t, shared)
	require.NoError(t, v.Keep("x/dinas", false, "token", []byte(`"own"`)))
	require.NoError(t, v.Keep("x/dinas", true, "ledger", []byte(`1`)))
	require.NoError(t, v.Keep("x/other", true, "ledger", []byte(`2`)))

	own, shared, err = open(t, dir).Load("x/dinas")
	require.NoError(t, err)
	require.Equal(t, map[string][]byte{"token": []byte(`"own"`)}, own)
	require.Equal(t, map[string][]byte{"ledger": []byte(`2`)}, shared, "accounts of one connector share it")
	own, shared, err = open(t, dir).Load("youtube/dinas")
	require.NoError(t, err)
	require.Empty(t, own)
	require.Empty(t, shared, "connectors do not")

	require.NoError(t, v.Keep("x/dinas", false, "token", nil))
	own, _, err = v.Load("x/dinas")
	require.NoError(t, err)
	require.Empty(t, own)
}

func TestNothingIsReadableOnTheDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := open(t, dir)
	require.NoError(t, v.Keep("x/dinas", false, "token", []byte(`{"access":"never-show-me"}`)))
	files, err := os.ReadDir(filepath.Join(dir, "vault"))
	require.NoError(t, err)
	require.Len(t, files, 1, "no temporary file is left")
	path := filepath.Join(dir, "vault", files[0].Name())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "never-show-me")
	require.NotContains(t, string(raw), "token")
}

func TestAForeignOrDamagedFileIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := open(t, dir)
	require.NoError(t, v.Keep("x/a", false, "token", []byte(`1`)))
	files, err := os.ReadDir(filepath.Join(dir, "vault"))
	require.NoError(t, err)
	path := filepath.Join(dir, "vault", files[0].Name())
	raw, err := os.ReadFile(path)
	require.NoError(t, err)

	require.NoError(t, v.Keep("x/b", false, "token", []byte(`2`)))
	require.NoError(t, os.WriteFile(path, raw[:len(raw)-1], 0o600))
	_, _, err = v.Load("x/a")
	require.ErrorContains(t, err, "vault.key")
	require.NoError(t, os.WriteFile(path, raw[:3], 0o600))
	_, _, err = v.Load("x/a")
	require.ErrorContains(t, err, "pantau auth")

	files, err = os.ReadDir(filepath.Join(dir, "vault"))
	require.NoError(t, err)
	for _, f := range files { // a's file in b's place
		require.NoError(t, os.WriteFile(filepath.Join(dir, "vault", f.Name()), raw, 0o600))
	}
	_, _, err = v.Load("x/b")
	require.ErrorContains(t, err, "can't be read")
	_, _, err = v.Load("x/a")
	require.NoError(t, err)
}

func TestKeepingAtOnceLosesNothing(t *testing.T) {
	t.Parallel()
	v := open(t, t.TempDir())
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := v.Keep("x/dinas", true, string(rune('a'+i)), []byte(`1`)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	_, shared, err := v.Load("x/dinas")
	require.NoError(t, err)
	require.Len(t, shared, 20)
}
