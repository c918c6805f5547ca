package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fakes writes stand-ins for what a build leaves: a program that prints its
// arguments, and a front end.
func fakes(t *testing.T, platforms ...string) release {
	t.Helper()
	dir := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o700))
	}
	for _, p := range platforms {
		end := ""
		if strings.HasPrefix(p, "windows") {
			end = ".exe"
		}
		write("bin/"+p+"/pantau"+end, "#!/bin/sh\necho pantau of "+p+" \"$@\"\n")
		write("bin/"+p+"/gpx_pantau_social_"+p+end, "#!/bin/sh\necho plugin of "+p+"\n")
	}
	write("bin/pantau.cdx.json", `{"bomFormat": "CycloneDX"}`)
	write("front/module.js", "define([])")
	write("front/plugin.json", `{"id": "pantau-social-datasource"}`)
	write("front/img/logo.svg", "<svg/>")
	write("front/gpx_pantau_social_plan9_mips", "of an earlier build")
	return release{
		root: "..", binaries: filepath.Join(dir, "bin"), bill: filepath.Join(dir, "bin/pantau.cdx.json"),
		frontend: filepath.Join(dir, "front"), out: filepath.Join(dir, "out"),
	}
}

// command runs a program and gives what it says.
func command(t *testing.T, env []string, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestReleaseIsWholeAndTheSameTwice(t *testing.T) {
	t.Parallel()
	platforms := []string{"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"}
	r := fakes(t, platforms...)
	require.NoError(t, r.run(platforms))
	version, err := versionOf(r.root)
	require.NoError(t, err)
	var names []string
	entries, err := os.ReadDir(r.out)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, strings.Replace(e.Name(), version, "V", 1))
	}
	require.Equal(t, []string{
		"SHA256SUMS",
		"pantau-airgap_V_linux_amd64.tar.gz", "pantau-airgap_V_linux_arm64.tar.gz",
		"pantau-social-datasource-V.darwin_amd64.zip", "pantau-social-datasource-V.darwin_arm64.zip",
		"pantau-social-datasource-V.linux_amd64.zip", "pantau-social-datasource-V.linux_arm64.zip",
		"pantau-social-datasource-V.windows_amd64.zip", "pantau-social-datasource-V.zip", "pantau_V.cdx.json",
		"pantau_V_darwin_amd64.tar.gz", "pantau_V_darwin_arm64.tar.gz", "pantau_V_kubernetes.yaml",
		"pantau_V_linux_amd64.tar.gz", "pantau_V_linux_arm64.tar.gz", "pantau_V_windows_amd64.zip",
	}, names)
	first, err := os.ReadFile(filepath.Join(r.out, "SHA256SUMS"))
	require.NoError(t, err)
	require.Equal(t, len(names)-1, bytes.Count(first, []byte("\n")))
	if sha256sum, err := exec.LookPath("sha256sum"); err == nil {
		cmd := exec.Command(sha256sum, "--check", "--strict", "SHA256SUMS")
		cmd.Dir = r.out
		said, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", said)
		require.Equal(t, len(names)-1, bytes.Count(said, []byte(": OK\n")), "the bill of materials too: %s", said)
	}
	require.NoError(t, r.run(platforms))
	second, err := os.ReadFile(filepath.Join(r.out, "SHA256SUMS"))
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))
}

func TestPluginZip(t *testing.T) {
	t.Parallel()
	r := fakes(t, "linux_amd64")
	require.NoError(t, r.run([]string{"linux_amd64"}))
	found, err := filepath.Glob(filepath.Join(r.out, "pantau-social-datasource-*.zip"))
	require.NoError(t, err)
	require.Len(t, found, 1, "one platform has one")
	require.Equal(t, map[string]os.FileMode{
		"pantau-social-datasource/go_plugin_build_manifest":      plain,
		"pantau-social-datasource/gpx_pantau_social_linux_amd64": program,
		"pantau-social-datasource/img/logo.svg":                  plain,
		"pantau-social-datasource/module.js":                     plain,
		"pantau-social-datasource/plugin.json":                   plain,
	}, modes(t, found[0]))
	require.NoError(t, os.Remove(filepath.Join(r.frontend, "module.js")))
	require.ErrorContains(t, r.run([]string{"linux_amd64"}), "go tool mage frontend")
}

// TestManifestNamesEverySource: Grafana's catalogue refuses a plugin whose list lacks a Go file of plugin/, or has another sum of it.
func TestManifestNamesEverySource(t *testing.T) {
	t.Parallel()
	r := fakes(t, "linux_amd64")
	require.NoError(t, r.run([]string{"linux_amd64"}))
	said, err := os.ReadFile(filepath.Join(r.binaries, manifestName))
	require.NoError(t, err)
	var want []string
	require.NoError(t, fs.WalkDir(os.DirFS("../plugin"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			raw, err := os.ReadFile(filepath.Join("../plugin", path))
			require.NoError(t, err)
			want = append(want, fmt.Sprintf("%x:%s", sha256.Sum256(raw), path))
		}
		return nil
	}))
	require.Greater(t, len(want), 100)
	require.ElementsMatch(t, want, strings.Fields(string(said)))
}

// TestPluginZipOfAllPlatforms: Grafana looks for the binary of its own system
// and processor, by the name that plugin.json gives.
func TestPluginZipOfAllPlatforms(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../plugin/src/plugin.json")
	require.NoError(t, err)
	var about struct{ ID, Executable string }
	require.NoError(t, json.Unmarshal(raw, &about))
	platforms := []string{"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"}
	r := fakes(t, platforms...)
	require.NoError(t, r.run(platforms))
	version, err := versionOf(r.root)
	require.NoError(t, err)
	found := modes(t, filepath.Join(r.out, about.ID+"-"+version+".zip"))
	for _, binary := range []string{"_linux_amd64", "_linux_arm64", "_darwin_amd64", "_darwin_arm64", "_windows_amd64.exe"} {
		require.Equal(t, program, found[about.ID+"/"+about.Executable+binary], binary)
	}
	require.Len(t, found, 4+len(platforms), "%v", found)
}

// modes lists what is in a zip, with permissions.
func modes(t *testing.T, path string) map[string]os.FileMode {
	t.Helper()
	z, err := zip.OpenReader(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, z.Close()) }()
	out := map[string]os.FileMode{}
	for _, f := range z.File {
		out[f.Name] = f.Mode()
	}
	return out
}

// here is this machine's platform, of which the installer makes sure.
func here(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the installer is for Linux")
	}
	return "linux_" + runtime.GOARCH
}

// unpacked is an air-gapped archive, as somebody would unpack it.
func unpacked(t *testing.T, r release) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(r.out, "pantau-airgap_*.tar.gz"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	dir := t.TempDir()
	out, err := command(t, nil, "tar", "-xzf", found[0], "-C", dir, "--strip-components=1")
	require.NoError(t, err, out)
	return dir
}

func TestAirgapInstallsUpgradesAndGoes(t *testing.T) {
	t.Parallel()
	platform := here(t)
	r := fakes(t, platform)
	require.NoError(t, r.run([]string{platform}))
	dir, root := unpacked(t, r), t.TempDir()
	script, env := filepath.Join(dir, "install.sh"), []string{"DESTDIR=" + root}
	out, err := command(t, env, script)
	require.NoError(t, err, out)
	require.Contains(t, out, "pantau setup")
	for _, path := range []string{
		"usr/bin/pantau", "usr/lib/pantau/grafana.sh", "usr/lib/pantau/gpx_pantau_social_" + platform, "usr/lib/systemd/system/pantau.service",
		"usr/lib/pantau/plugin/pantau-social-datasource/module.js", "usr/share/pantau/dashboards/id/ringkasan.json",
		"usr/share/pantau/provisioning/alerting/rules.yaml", "usr/share/doc/pantau/README.md", "usr/share/doc/pantau/docs/id/troubleshoot.md", "usr/share/man/man1/pantau.1",
	} {
		require.FileExists(t, filepath.Join(root, path))
	}
	out, err = command(t, nil, filepath.Join(root, "usr/lib/pantau/pantau"), "version")
	require.NoError(t, err, out)
	require.Equal(t, "pantau of "+platform+" version\n", out)

	settings := filepath.Join(root, "etc/pantau/pantau.yaml")
	require.NoError(t, os.WriteFile(settings, []byte("# ours\n"), 0o600))
	old := filepath.Join(root, "usr/share/pantau/dashboards/id/lama.json") // of an older version
	require.NoError(t, os.WriteFile(old, []byte("{}"), 0o600))
	out, err = command(t, env, script)
	require.NoError(t, err, out)
	kept, err := os.ReadFile(settings)
	require.NoError(t, err)
	require.Equal(t, "# ours\n", string(kept), "an upgrade keeps the configuration")
	require.NoFileExists(t, old)

	out, err = command(t, env, script, "--remove")
	require.NoError(t, err, out)
	require.FileExists(t, settings)
	var left []string
	require.NoError(t, filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left = append(left, p)
		}
		return err
	}))
	require.Equal(t, []string{settings}, left, "nothing else is left behind")
}

// TestAirgapUpgradesAndGoesBack: the next version takes the place of the one
// before, and the one before that of the next, with nothing of the other left.
func TestAirgapUpgradesAndGoesBack(t *testing.T) {
	t.Parallel()
	platform, root := here(t), t.TempDir()
	older, newer := fakes(t, platform), fakes(t, platform)
	require.NoError(t, os.WriteFile(filepath.Join(newer.binaries, platform, "pantau"), []byte("#!/bin/sh\necho the next version\n"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(newer.frontend, "next.js"), []byte("define([])"), 0o600))
	install := map[string]string{}
	for name, r := range map[string]release{"older": older, "newer": newer} {
		require.NoError(t, r.run([]string{platform}))
		install[name] = filepath.Join(unpacked(t, r), "install.sh")
	}
	settings, extra := filepath.Join(root, "etc/pantau/pantau.yaml"), filepath.Join(root, "usr/lib/pantau/plugin", pluginID, "next.js")
	for i, step := range []struct{ install, says string }{
		{"older", "pantau of " + platform + " version\n"}, {"newer", "the next version\n"}, {"older", "pantau of " + platform + " version\n"},
	} {
		out, err := command(t, []string{"DESTDIR=" + root}, install[step.install])
		require.NoError(t, err, out)
		if i == 0 {
			require.NoError(t, os.WriteFile(settings, []byte("# ours\n"), 0o600))
		}
		out, err = command(t, nil, filepath.Join(root, "usr/lib/pantau/pantau"), "version")
		require.NoError(t, err, out)
		require.Equal(t, step.says, out)
		_, err = os.Stat(extra)
		require.Equal(t, step.install == "newer", err == nil, "%s: what only the next version has", step.install)
		kept, err := os.ReadFile(settings)
		require.NoError(t, err)
		require.Equal(t, "# ours\n", string(kept), step.install)
	}
}

func TestADamagedArchiveInstallsNothing(t *testing.T) {
	t.Parallel()
	platform := here(t)
	r := fakes(t, platform)
	require.NoError(t, r.run([]string{platform}))
	dir, root := unpacked(t, r), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "files/usr/lib/pantau/pantau"), []byte("something else"), 0o600))
	out, err := command(t, []string{"DESTDIR=" + root}, filepath.Join(dir, "install.sh"))
	require.Error(t, err)
	require.Contains(t, out, "the archive is damaged")
	require.NoDirExists(t, filepath.Join(root, "usr"))
}
