package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/state"
)

// office is a data_dir with a little of what a collector keeps.
func office(t *testing.T, dir string) *config.Config {
	t.Helper()
	c := config.Default()
	c.DataDir = dir
	put(t, dir, "influxdb/data/pantau/1.tsm", "points")
	put(t, dir, "spool/jetstream/1.blk", "queue")
	put(t, dir, "format", "1\n")
	put(t, dir, "author.key", "a")
	memory, err := state.Open(filepath.Join(dir, "state.db"))
	require.NoError(t, err)
	require.NoError(t, memory.Update("rss/a", func(a *state.Account) error {
		return a.SetCursor(state.Cursor{Data: []byte("c"), At: time.Unix(1, 0)}, time.Unix(2, 0))
	}))
	require.NoError(t, memory.Close())
	return &c
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
}

func holds(t *testing.T, dir, name, want string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	require.Equal(t, want, string(raw), name)
}

func written(t *testing.T, c *config.Config) []byte {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, Write(&file, c, Manifest{Made: time.Unix(0, 0)}))
	return file.Bytes()
}

// TestLinksAreFollowed: a data_dir, or the database in it, that a link puts on a
// larger disk is in the backup.
func TestLinksAreFollowed(t *testing.T) {
	t.Parallel()
	dir, disk := t.TempDir(), t.TempDir()
	office(t, filepath.Join(disk, "data"))
	require.NoError(t, os.Rename(filepath.Join(disk, "data", "influxdb"), filepath.Join(disk, "large")))
	require.NoError(t, os.Symlink(filepath.Join(disk, "large"), filepath.Join(disk, "data", "influxdb")))
	require.NoError(t, os.Symlink(filepath.Join(disk, "data"), filepath.Join(dir, "data")))
	c := config.Default()
	c.DataDir = filepath.Join(dir, "data")
	file := written(t, &c)

	c.DataDir = filepath.Join(dir, "new")
	_, err := Restore(bytes.NewReader(file), &c, false)
	require.NoError(t, err)
	holds(t, c.DataDir, "influxdb/data/pantau/1.tsm", "points")
	require.FileExists(t, filepath.Join(c.DataDir, "state.db"))

	require.NoError(t, os.Symlink("..", filepath.Join(c.DataDir, "spool", "up")))
	require.ErrorContains(t, Write(&bytes.Buffer{}, &c, Manifest{}), "leads to a folder that it is in")
}

// TestWhatIsNotPantausStays: a configuration, a backup and the root of a disk may
// lie beside the data.
func TestWhatIsNotPantausStays(t *testing.T) {
	t.Parallel()
	c := office(t, t.TempDir())
	put(t, c.DataDir, "pantau.yaml", "mine")
	require.NoError(t, os.MkdirAll(filepath.Join(c.DataDir, "lost+found"), 0o000))
	file := written(t, c)
	put(t, c.DataDir, "before.tar.gz", string(file))
	require.Len(t, written(t, c), len(file), "earlier backups are not in it")

	put(t, c.DataDir, "influxdb/data/pantau/1.tsm", "other points")
	_, err := Restore(bytes.NewReader(file), c, true)
	require.NoError(t, err)
	holds(t, c.DataDir, "influxdb/data/pantau/1.tsm", "points")
	holds(t, c.DataDir, "pantau.yaml", "mine")
	holds(t, c.DataDir, "author.key", "a")
	require.FileExists(t, filepath.Join(c.DataDir, "before.tar.gz"))
	require.DirExists(t, filepath.Join(c.DataDir, "lost+found"))
}

// TestNothingIsNoBackup: a wrong data_dir is not noticed otherwise until it is too late.
func TestNothingIsNoBackup(t *testing.T) {
	t.Parallel()
	c := config.Default()
	c.DataDir = t.TempDir()
	require.ErrorIs(t, Write(&bytes.Buffer{}, &c, Manifest{}), ErrNothing)
	entries, err := os.ReadDir(c.DataDir)
	require.NoError(t, err)
	require.Empty(t, entries, "and it makes nothing there")
}

// TestABackupFitsItsDatabase: the memory takes for written what stands elsewhere.
func TestABackupFitsItsDatabase(t *testing.T) {
	t.Parallel()
	c := office(t, t.TempDir())
	inside := written(t, c)
	c.InfluxDB.URL = "http://influx.example:8086"
	outside := written(t, c)
	_, err := Restore(bytes.NewReader(inside), c, true)
	require.ErrorIs(t, err, ErrOtherDatabase)
	c.InfluxDB.Bucket = "another"
	_, err = Restore(bytes.NewReader(outside), c, true)
	require.NoError(t, err, "a bucket may be restored under another name")
	c.InfluxDB.URL = ""
	_, err = Restore(bytes.NewReader(outside), c, true)
	require.ErrorIs(t, err, ErrOtherDatabase)
	_, err = Restore(bytes.NewReader(inside), c, true)
	require.ErrorContains(t, err, "write influxdb.bucket: pantau")
}

// TestOverADamagedMemory: what doctor advises is possible.
func TestOverADamagedMemory(t *testing.T) {
	t.Parallel()
	c := office(t, t.TempDir())
	file := written(t, c)
	put(t, c.DataDir, "state.db", "no database")
	require.ErrorIs(t, Write(&bytes.Buffer{}, c, Manifest{}), state.ErrDamaged, "good backups are not replaced by such a one")
	_, err := Restore(bytes.NewReader(file), c, true)
	require.NoError(t, err)
	memory, err := state.Open(filepath.Join(c.DataDir, "state.db"))
	require.NoError(t, err)
	require.NoError(t, memory.Close())
}

// TestAKilledRestoreIsNoticed at each of its steps: the data of before and those of
// the backup are not mixed, and a new restore ends it.
func TestAKilledRestoreIsNoticed(t *testing.T) {
	t.Parallel()
	c := office(t, t.TempDir())
	file := written(t, c)
	put(t, c.DataDir, "influxdb/data/pantau/1.tsm", "other points")
	put(t, c.DataDir, ".restore-1/influxdb/half", "x")
	require.NoError(t, Interrupted(c.DataDir), "it had touched nothing yet")
	put(t, c.DataDir, ".replaced-1/format", "1\n")
	require.NoError(t, os.Remove(filepath.Join(c.DataDir, "format")))
	err := Interrupted(c.DataDir)
	require.ErrorIs(t, err, ErrInterrupted)
	require.ErrorContains(t, err, filepath.Join(c.DataDir, ".replaced-1"))
	require.ErrorIs(t, Write(&bytes.Buffer{}, c, Manifest{}), ErrInterrupted)

	_, err = Restore(bytes.NewReader(file), c, true)
	require.NoError(t, err)
	require.NoError(t, Interrupted(c.DataDir))
	holds(t, c.DataDir, "influxdb/data/pantau/1.tsm", "points")
	left, err := filepath.Glob(filepath.Join(c.DataDir, ".re*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestARestoreThatFailsIsUndone: a folder that can't be moved, as a mounted one.
func TestARestoreThatFailsIsUndone(t *testing.T) {
	t.Parallel()
	c := office(t, t.TempDir())
	file := written(t, c)
	put(t, c.DataDir, "influxdb/data/pantau/1.tsm", "other points")
	c.VaultKeyFile = filepath.Join(c.DataDir, "no", "such", "folder", "vault.key")
	var withKeys bytes.Buffer
	put(t, c.DataDir, "vault.key", "v")
	own := *c
	own.VaultKeyFile = ""
	require.NoError(t, Write(&withKeys, &own, Manifest{Keys: true}))
	_, err := Restore(bytes.NewReader(withKeys.Bytes()), c, true)
	require.ErrorContains(t, err, "vault.key")
	holds(t, c.DataDir, "influxdb/data/pantau/1.tsm", "other points")
	require.NoError(t, Interrupted(c.DataDir))
	_, err = Restore(bytes.NewReader(file), c, true)
	require.NoError(t, err)
}
