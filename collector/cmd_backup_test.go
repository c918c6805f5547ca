package main

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/state"
)

// transcript is a person at a terminal: what was typed and what was answered.
type transcript struct {
	dir, lang string
	said      strings.Builder
}

var changing = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d \S+|pantau dev[^)]*`)

// give runs the built program and gives its exit code.
func (s *transcript) give(t *testing.T, stdin string, args ...string) int {
	t.Helper()
	binary, err := program()
	require.NoError(t, err)
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "PANTAU_LANG="+s.lang)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		require.NoError(t, err)
	}
	text := fmt.Sprintf("$ pantau %s\n%sexit code %d\n\n", strings.Join(args, " "), out, cmd.ProcessState.ExitCode())
	s.said.WriteString(changing.ReplaceAllStringFunc(strings.ReplaceAll(text, s.dir, "DIR"), func(found string) string {
		return map[bool]string{true: "VERSION", false: "TIME"}[strings.HasPrefix(found, "pantau")]
	}))
	return cmd.ProcessState.ExitCode()
}

// quietly runs the program for what it does, not for what it says.
func (s *transcript) quietly(t *testing.T, args ...string) {
	t.Helper()
	aside := transcript{dir: s.dir, lang: s.lang}
	require.Zero(t, aside.give(t, "", args...), aside.said.String())
}

// files are the sums of all that a folder holds, but for what a run leaves for
// the time it lasts.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "lock" || strings.HasSuffix(d.Name(), ".lock") {
			return err
		}
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		name, err := filepath.Rel(dir, path)
		out[name] = fmt.Sprintf("%x", sha256.Sum256(raw))
		return err
	}))
	return out
}

// inArchive are the names in a backup.
func inArchive(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	gz, err := gzip.NewReader(f)
	require.NoError(t, err)
	var out []string
	for r := tar.NewReader(gz); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		out = append(out, h.Name)
	}
}

// whole is an office whose data_dir holds something of every kind.
func whole(t *testing.T, s *transcript) (config, data string) {
	t.Helper()
	config, data = filepath.Join(s.dir, "pantau.yaml"), filepath.Join(s.dir, "data")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, "influxdb: {port: 0}\nhttp: {listen: \"\"}\ntopics: {vaksinasi: [vaksinasi]}\n"+
		"accounts: [{connector: mastodon, account: dinkes, base_url: %q, token: tok-3n}]\n", office(t).URL), 0o600))
	s.quietly(t, "setup", "--config", config, "--embedded")
	s.quietly(t, "run", "--config", config, "--once")
	require.NoError(t, os.Mkdir(filepath.Join(data, "dead-letters"), 0o700))
	for name, text := range map[string]string{"dead-letters/2026-11.jsonl": "{}\n", "corrections.csv": "text,label\nAntre lama,negative\n"} {
		require.NoError(t, os.WriteFile(filepath.Join(data, name), []byte(text), 0o600))
	}
	return config, data
}

// TestDataByTheProgram backs up, loses, restores and forgets with the program as
// it is installed, and compares what it says with testdata/data.LANG.txt.
func TestDataByTheProgram(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			s := &transcript{dir: t.TempDir(), lang: lang}
			config, data := whole(t, s)
			plain, all := filepath.Join(s.dir, "plain.tar.gz"), filepath.Join(s.dir, "all.tar.gz")

			memory, err := state.Open(filepath.Join(data, "state.db"))
			require.NoError(t, err)
			require.Equal(t, 1, s.give(t, "", "backup", "--config", config, "--to", plain))
			require.NoError(t, memory.Close())
			require.NoFileExists(t, plain)
			require.Equal(t, 2, s.give(t, "", "backup", "--config", config))
			others := filepath.Join(s.dir, "others")
			require.NoError(t, os.WriteFile(others, []byte("theirs"), 0o600))
			require.NoError(t, os.Link(others, plain+".part"))
			require.Zero(t, s.give(t, "", "backup", "--config", config, "--to", plain))
			raw, err := os.ReadFile(others)
			require.NoError(t, err)
			require.Equal(t, "theirs", string(raw), "nobody gets it by what stood in its place")
			require.Zero(t, s.give(t, "", "backup", "--config", config, "--to", all, "--with-keys"))
			before := files(t, data)
			keys := []string{"data/author.key", "data/vault.key"}
			require.Subset(t, inArchive(t, all), append(keys, "data/format", "data/state.db", "data/influxdb/token", "data/influxdb/grafana-token",
				"data/corrections.csv", "data/dead-letters/2026-11.jsonl"))
			for _, key := range keys {
				require.NotContains(t, inArchive(t, plain), key)
			}

			require.Equal(t, 1, s.give(t, "", "restore", all, "--config", config), "it holds data")
			cut := filepath.Join(s.dir, "cut.tar.gz")
			raw, err = os.ReadFile(all)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(cut, raw[:len(raw)-100], 0o600))
			require.Equal(t, 1, s.give(t, "", "restore", cut, "--config", config, "--force"))
			require.Equal(t, before, files(t, data), "nothing was touched")
			require.NoError(t, os.RemoveAll(data))
			require.Zero(t, s.give(t, "", "restore", all, "--config", config))
			require.Equal(t, before, files(t, data), "every file is back, byte by byte")
			for _, key := range keys {
				require.NoError(t, os.Remove(filepath.Join(s.dir, key)))
			}
			require.Zero(t, s.give(t, "", "restore", plain, "--config", config, "--force"), "it says that the keys are missing")
			require.Zero(t, s.give(t, "", "restore", all, "--config", config, "--force"))

			s.upgradedAndBack(t, config, data, plain)
			require.Equal(t, 2, s.give(t, "", "forget", "--config", config, "--platform", "mastodon"))
			require.Equal(t, 2, s.give(t, "warga\n", "forget", "--config", config, "--platform", "instagram", "--author", "-"))
			require.Equal(t, 2, s.give(t, "https://contoh.example/@warga\n", "forget", "--config", config, "--platform", "mastodon", "--author", "-"))
			require.Zero(t, s.give(t, "@warga\n", "forget", "--config", config, "--platform", "mastodon", "--author", "-"))
			s.quietly(t, "run", "--config", config, "--once")
			require.Zero(t, s.give(t, "", "forget", "--config", config, "--platform", "mastodon", "--author", "warga"), "nothing came back")

			golden(t, filepath.Join("testdata", "data."+lang+".txt"), s.said.String())
		})
	}
}

// upgradedAndBack is docs/en/versioning.md: a newer version has changed data_dir,
// and the old one goes on with the backup from before, its keys left in place.
func (s *transcript) upgradedAndBack(t *testing.T, config, data, backup string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(data, "format"), []byte("1000\n"), 0o600))
	require.Equal(t, 1, s.give(t, "", "run", "--config", config, "--once"))
	require.Zero(t, s.give(t, "", "restore", backup, "--config", config, "--force"))
	s.quietly(t, "run", "--config", config, "--once")
}

// golden compares with a file, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "go test ./collector -run %s -update", t.Name())
}
