package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// drift compares a generated file with what would be written now.
func drift(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(want), 0o600))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, want, string(got), "go test ./collector -run 'Completion|ManPage' -update")
}

func TestCompletionIsCurrent(t *testing.T) {
	t.Setenv("PANTAU_LANG", "id")
	for _, shell := range shells {
		drift(t, "../packaging/completion/pantau."+shell, completion(t.Context(), shell))
	}
}

func TestManPageIsCurrent(t *testing.T) {
	for _, lang := range catalogue.Languages {
		t.Setenv("PANTAU_LANG", string(lang))
		page := manPage(t.Context())
		drift(t, "../packaging/man/pantau."+string(lang)+".1", page)
		require.NotContains(t, page, "cli.", "a text is missing")
		for line := range strings.Lines(page) {
			require.False(t, strings.HasPrefix(line, "'"), "roff would take this for a request: %s", line)
		}
	}
}

// TestManPageFormats has man lay out both pages, which complains of what it does
// not understand.
func TestManPageFormats(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("there is no groff here")
	}
	for _, lang := range catalogue.Languages {
		cmd := exec.Command(groff, "-Kutf8", "-man", "-Tutf8", "-ww", "-z", "../packaging/man/pantau."+string(lang)+".1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Empty(t, string(out), lang)
	}
}

func TestEveryFlagIsDescribed(t *testing.T) {
	all := describe(t.Context())
	require.Len(t, all, len(commands()))
	for _, d := range all {
		for _, f := range d.flags {
			require.NotEmpty(t, f.Usage, "%s --%s", d.name, f.Name)
			require.NotContains(t, f.Usage, "cli.", "%s --%s", d.name, f.Name)
		}
	}
	query := all[slices.IndexFunc(all, func(d described) bool { return d.name == "query" })]
	require.Contains(t, query.words, "engagement_rate")
	require.Len(t, query.words, 17, "all query types and nothing else")
	once := &flag.Flag{}
	for _, f := range all[0].flags {
		if f.Name == "once" {
			once = f
		}
	}
	require.Equal(t, "once", once.Name)
	require.False(t, takesValue(once))
}

// TestBashCompletes sources the script in a real bash and presses tab.
func TestBashCompletes(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here")
	}
	for typed, want := range map[string]string{
		"pantau backf":              "backfill",
		"pantau run --o":            "--once",
		"pantau query sentiment_s":  "sentiment_shift",
		"pantau auth yout":          "youtube",
		"pantau completion b":       "bash",
		"pantau query --config x.y": "",
	} {
		words := strings.Split(typed, " ")
		script := "source ../packaging/completion/pantau.bash; COMP_WORDS=(" + typed + "); COMP_CWORD=" +
			string(rune('0'+len(words)-1)) + "; _pantau; echo \"${COMPREPLY[*]}\""
		out, err := exec.Command(bash, "-c", script).CombinedOutput()
		require.NoError(t, err, string(out))
		require.Equal(t, want, strings.TrimSpace(string(out)), typed)
	}
}
