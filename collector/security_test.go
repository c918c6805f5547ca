package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryTestOfTheThreatModelExists holds docs/security.md to its word.
func TestEveryTestOfTheThreatModelExists(t *testing.T) {
	page, err := os.ReadFile("../docs/security.md")
	require.NoError(t, err)
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(string(page), -1)
	require.NotEmpty(t, named)
	defined := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
	for _, root := range []string{"../collector", "../connectors", "../plugin/pkg", "../dashboards", "../packaging"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			raw, err := os.ReadFile(path)
			for _, m := range function.FindAllStringSubmatch(string(raw), -1) {
				defined[m[1]] = true
			}
			return err
		}))
	}
	for _, m := range named {
		require.True(t, defined[m[1]], m[1])
	}
}

// TestInnerAddressesNeedPermission asks a platform inside through a connector's own
// process. What the settings call this machine needs none.
func TestInnerAddressesNeedPermission(t *testing.T) {
	path := configFile(t, office(t).URL, "token: tok-3n")
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	check := func(replace ...string) result {
		require.NoError(t, os.WriteFile(path, []byte(strings.NewReplacer(replace...).Replace(string(raw))), 0o600))
		return pantau(t, "", "check", "--config", path)
	}
	const inside = "[::ffff:127.0.0.1]" // this machine, as nobody writes it
	require.Equal(t, 0, check("127.0.0.1", inside).code)
	require.Equal(t, 0, check("allow_private: true", "allow_private: false").code)
	got := check("127.0.0.1", inside, "allow_private: true", "allow_private: false")
	require.Equal(t, 1, got.code, got.out)
	require.Contains(t, got.out, "account mastodon/dinkes may not ask "+inside)
	require.Contains(t, got.out, "write allow_private: true for this account")
}
