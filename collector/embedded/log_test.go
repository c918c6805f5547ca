package embedded

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func put(t *testing.T, s *Server, line string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/write?db="+s.Bucket, strings.NewReader(line))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Token "+s.Token.Reveal())
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusNoContent, resp.StatusCode)
}

// What is written after half an entry was found at the end of the log is there
// after the next start too, though nothing was closed in between.
func TestHalfAnEntryInTheLogHidesNothing(t *testing.T) {
	t.Parallel()
	dir, later := t.TempDir(), t.TempDir()
	first, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	put(t, first, `post,account=a id="before" 1000000000`)
	require.NoError(t, first.Close())
	segments, err := filepath.Glob(filepath.Join(dir, "influxdb", "wal", "*", "*", "*", "_*.wal"))
	require.NoError(t, err)
	require.NotEmpty(t, segments)
	f, err := os.OpenFile(segments[len(segments)-1], os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.Write([]byte{1, 0, 0, 9, 9, 'h', 'a', 'l', 'f'})
	require.NoError(t, err)
	require.NoError(t, f.Close())

	second, err := Start(dir, "pantau", 0, quiet)
	require.NoError(t, err)
	put(t, second, `post,account=a id="after" 2000000000`)
	require.NoError(t, os.CopyFS(later, os.DirFS(dir))) // as a kill leaves it
	require.NoError(t, second.Close())

	third, err := Start(later, "pantau", 0, quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, third.Close()) })
	_, body := ask(t, third, third.Token, "SELECT+id+FROM+post")
	require.Contains(t, body, "before")
	require.Contains(t, body, "after")
}
