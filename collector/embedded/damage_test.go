package embedded

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// stored is a database with two shards, a file of points in the first.
func stored(t *testing.T) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	s, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	put(t, s, `post,account=a id="old" 1000000000`)
	for _, id := range s.db.store.ShardIDs() {
		_, err := s.db.store.CreateShardSnapshot(id, false) // which writes the file
		require.NoError(t, err)
	}
	put(t, s, `post,account=a id="new" 1700000000000000000`)
	require.NoError(t, s.Close())
	files, err := filepath.Glob(filepath.Join(dir, "influxdb", "data", "pantau", "autogen", "*", "*.tsm"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	return dir, files[0]
}

// TestDamagedFilesAreTold: the store puts a file that it can't read aside, or leaves
// its shard out, and says it to nobody.
func TestDamagedFilesAreTold(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(raw []byte) []byte{
		"nothing": func(raw []byte) []byte { return raw },
		"empty":   func([]byte) []byte { return nil },
		"half":    func(raw []byte) []byte { return raw[:len(raw)/2] },
		"flipped": func(raw []byte) []byte { raw[len(raw)-1] ^= 0xff; raw[len(raw)-5] ^= 0xff; return raw },
		"zeros":   func(raw []byte) []byte { return make([]byte, len(raw)) },
	} {
		dir, file := stored(t)
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, damage(raw), 0o600))
		for range 2 { // at each start
			var log bytes.Buffer
			s, err := Start(dir, "pantau", 0, slog.New(slog.NewTextHandler(&log, nil)))
			require.NoError(t, err, name)
			_, body := ask(t, s, s.Token, "SELECT+id+FROM+post")
			require.Contains(t, body, "new", name)
			require.Len(t, s.db.store.ShardIDs(), 2, "what else is in the shard is there: %s", name)
			if name == "nothing" {
				require.Empty(t, s.Damaged())
				require.Empty(t, log.String())
				require.Contains(t, body, "old")
			} else {
				require.Equal(t, []string{file + ".bad"}, s.Damaged(), name)
				require.Equal(t, s.Damaged(), Damaged(dir))
				require.Contains(t, log.String(), file+".bad", name)
			}
			require.NoError(t, s.Close())
		}
	}
}

// TestALogDamagedInItsMidstIsKept: what follows can't be found again otherwise.
func TestALogDamagedInItsMidstIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	for at, id := range []string{"first", "second", "third"} {
		put(t, s, fmt.Sprintf(`post,account=a id="%s" 100000000%d`, id, at))
	}
	require.NoError(t, s.Close())
	segments, err := filepath.Glob(filepath.Join(dir, "influxdb", "wal", "*", "*", "*", "_*.wal"))
	require.NoError(t, err)
	require.Len(t, segments, 1)
	raw, err := os.ReadFile(segments[0])
	require.NoError(t, err)
	second := 5 + int(binary.BigEndian.Uint32(raw[1:])) // after the kind and the length
	copy(raw[second+5:], "\xff\xff\xff\xff\xff\xff")
	require.NoError(t, os.WriteFile(segments[0], raw, 0o600))
	for range 2 {
		s, err = Start(dir, "pantau", 0, quiet)
		require.NoError(t, err)
		_, body := ask(t, s, s.Token, "SELECT+id+FROM+post")
		require.Contains(t, body, "first")
		require.Equal(t, []string{segments[0] + asideExt}, s.Damaged())
		require.NoError(t, s.Close())
	}
	kept, err := os.ReadFile(segments[0] + asideExt)
	require.NoError(t, err)
	require.Equal(t, raw, kept)
}

// TestWhatDoesNotOpenSaysWhatToDo: the store says "EOF".
func TestWhatDoesNotOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, name := range []string{filepath.Join("meta", "meta.db"), filepath.Join("data", "pantau", "_series", "00", "0000")} {
		dir, _ := stored(t)
		require.NoError(t, os.Truncate(filepath.Join(dir, "influxdb", name), 0))
		_, err := Start(dir, "pantau", 0, quiet)
		require.ErrorContains(t, err, "a file there is damaged", name)
		require.ErrorContains(t, err, "restore a backup with `pantau restore`", name)
	}
}
