package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// importConfig is a configuration with an account of another platform.
func importConfig(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pantau.yaml")
	require.NoError(t, os.WriteFile(path, []byte(`
influxdb: {port: 0}
http: {listen: ""}
accounts:
  - {connector: rss, account: berita, base_url: "http://127.0.0.1:1/rss.xml"}
`), 0o600))
	return path
}

// export writes an export of Instagram with two posts of this week.
func export(t *testing.T) string {
	t.Helper()
	day := func(back int) string { return time.Now().AddDate(0, 0, -back).Format("2006-01-02 15:04") }
	path := filepath.Join(t.TempDir(), "ekspor [1].csv")
	require.NoError(t, os.WriteFile(path, []byte("Post ID,Description,Publish time,Date,Views,Likes\n"+
		"17901,Jadwal vaksin,"+day(2)+",Lifetime,\"1,234\",56\n"+
		"17902,Cuci tangan,"+day(3)+",Lifetime,5400,210\n"), 0o600))
	return path
}

// topPosts gives the rows of top_posts.
func topPosts(t *testing.T, config string) []string {
	t.Helper()
	binary, err := plugin()
	require.NoError(t, err)
	got := pantau(t, "", "query", "top_posts", "--config", config, "--plugin", binary, "--format", "csv", "--from", "now-30d", "--param", "metric=likes")
	require.Equal(t, 0, got.code, got.err)
	rows, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	require.NoError(t, err, got.out)
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = strings.Join(r, " | ")
	}
	return lines
}

func TestImportTwiceGivesTheSamePoints(t *testing.T) {
	config, file := importConfig(t), export(t)
	args := []string{"import", file, "--config", config, "--account", "dinkes", "--platform", "instagram"}
	got := pantau(t, "", args...)
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "2 rec")
	first := topPosts(t, config)
	require.Len(t, first, 3, "titles and two posts")
	require.True(t, slices.ContainsFunc(first, func(l string) bool { return strings.Contains(l, "instagram") && strings.Contains(l, "210") }), first)

	require.Equal(t, 0, pantau(t, "", args...).code)
	require.Equal(t, first, topPosts(t, config), "a file that has not changed")
	touched := time.Now().Add(-time.Minute)
	require.NoError(t, os.Chtimes(file, touched, touched))
	got = pantau(t, "", args...)
	require.Equal(t, 0, got.code, got.err)
	require.Contains(t, got.out, "2 rec", "it was read again")
	require.Equal(t, first, topPosts(t, config))
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	config, file := importConfig(t), export(t)
	dir := t.TempDir()
	notes := filepath.Join(dir, "catatan.txt")
	require.NoError(t, os.WriteFile(notes, []byte("Catatan rapat\n"), 0o600))
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no files":         {[]string{"--account", "dinkes"}, 2, "import"},
		"no such file":     {[]string{filepath.Join(dir, "tidak-ada.csv"), "--account", "dinkes"}, 2, "tidak-ada.csv"},
		"a folder":         {[]string{dir, "--account", "dinkes"}, 2, "no file"},
		"no account":       {[]string{file}, 2, "--account"},
		"unknown platform": {[]string{file, "--account", "dinkes", "--platform", "friendster"}, 2, "friendster"},
		"not a table":      {[]string{notes, "--account", "dinkes"}, 1, "catatan.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			got := pantau(t, "", append([]string{"import", "--config", config}, c.args...)...)
			require.Equal(t, c.code, got.code, got.err)
			require.Contains(t, got.err, c.says)
		})
	}
}
