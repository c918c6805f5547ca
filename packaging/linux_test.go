package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
)

// TestServiceIsHardened has systemd itself judge the unit.
func TestServiceIsHardened(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze here")
	}
	const exposure = "20" // of 100; an ordinary service has about 95
	out, err := command(t, nil, analyze, "security", "--offline=true", "--no-pager", "--threshold="+exposure, "pantau.service")
	require.NoError(t, err, out)

	// The program and the man page are not installed here: the unit is checked with another program.
	unit, err := os.ReadFile("pantau.service")
	require.NoError(t, err)
	stand := strings.Replace(string(unit), "ExecStart=/usr/lib/pantau/pantau", "ExecStart=/bin/true", 1)
	stand = regexp.MustCompile(`(?m)^Documentation=.*\n`).ReplaceAllString(stand, "")
	path := filepath.Join(t.TempDir(), "pantau.service")
	require.NoError(t, os.WriteFile(path, []byte(stand), 0o600))
	out, err = command(t, nil, analyze, "verify", path)
	require.NoError(t, err, out)
	require.Empty(t, out)
}

// TestServiceAndConfigurationAgree: the service may write where the configuration
// of the package wants to.
func TestServiceAndConfigurationAgree(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("pantau.yaml")
	require.NoError(t, err)
	c, err := config.Parse(raw, "/etc/pantau", os.LookupEnv)
	require.NoError(t, err)
	require.True(t, c.InfluxDB.Embedded(), "it works without a server")
	unit, err := os.ReadFile("pantau.service")
	require.NoError(t, err)
	require.Equal(t, "/var/lib/pantau", c.DataDir)
	script, err := os.ReadFile("postinstall.sh")
	require.NoError(t, err)
	require.Contains(t, string(script), "install -d -o pantau -g pantau -m 700 "+c.DataDir+"\n", "pantau setup writes there before the service starts")
	for _, line := range []string{"StateDirectory=pantau", "ProtectSystem=strict", "User=pantau", "--config /etc/pantau/pantau.yaml"} {
		require.Contains(t, string(unit), line)
	}
}

// packages makes deb and rpm of stand-ins. nfpm comes from Go's cache; where a
// release was never made it is not there.
func packages(t *testing.T, platform string) release {
	t.Helper()
	magefile, err := os.ReadFile("../Magefile_package.go")
	require.NoError(t, err)
	nfpm := regexp.MustCompile(`github.com/goreleaser/nfpm/[^"]+`).FindString(string(magefile))
	require.NotEmpty(t, nfpm)
	cache, err := command(t, nil, "go", "env", "GOMODCACHE")
	require.NoError(t, err)
	run := "env GOFLAGS= GOSUMDB=off GOPROXY=file://" + strings.TrimSpace(cache) + "/cache/download go run " + nfpm
	if out, err := command(t, nil, "sh", "-c", run+" --version"); err != nil {
		t.Skipf("nfpm is not here (go tool mage package fetches it): %s", out)
	}
	r := fakes(t, platform)
	r.nfpm = run
	require.NoError(t, r.run([]string{platform}))
	return r
}

// made is the one file of a release with this ending.
func made(t *testing.T, r release, ending string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(r.out, "*"+ending))
	require.NoError(t, err)
	require.Len(t, found, 1, ending)
	return found[0]
}

// TestLinuxPackages: deb, rpm and the archive for machines without a network
// install the same files, and making them again gives the same packages.
func TestLinuxPackages(t *testing.T) {
	t.Parallel()
	r := packages(t, "linux_arm64")
	rpm := readRPM(t, made(t, r, ".rpm"))
	require.Equal(t, []string{"aarch64"}, rpm.texts[tagArch])
	files, folders := rpm.contents()
	require.Contains(t, folders, "/usr/lib/pantau/plugin/pantau-social-datasource")
	for path, mode := range folders {
		require.Equal(t, os.FileMode(0o755), mode, "%s: users of the service and of Grafana get in", path)
	}
	for path, mode := range map[string]os.FileMode{
		"/usr/lib/pantau/pantau": 0o755, "/usr/lib/pantau/grafana.sh": 0o755, "/etc/pantau/pantau.yaml": 0o640,
		"/usr/lib/pantau/plugin/pantau-social-datasource/gpx_pantau_social_linux_arm64": 0o755,
		"/usr/share/doc/pantau/docs/id/troubleshoot.md":                                 0o644,
	} {
		require.Equal(t, mode, files[path], path)
	}
	installed := slices.Sorted(maps.Keys(files))
	require.Equal(t, paths(t, "/files", "tar", "-tzf", made(t, r, "airgap*.tar.gz")), installed, "archive and rpm")
	if _, err := exec.LookPath("dpkg-deb"); err == nil {
		require.Equal(t, installed, paths(t, ".", "sh", "-c", `dpkg-deb --fsys-tarfile "$0" | tar -t`, made(t, r, ".deb")), "rpm and deb")
	}
	first, err := os.ReadFile(filepath.Join(r.out, "SHA256SUMS"))
	require.NoError(t, err)
	require.NoError(t, r.run([]string{"linux_arm64"}))
	second, err := os.ReadFile(filepath.Join(r.out, "SHA256SUMS"))
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))
}

// paths are where the files that a command lists are installed: what follows a mark.
func paths(t *testing.T, mark, name string, args ...string) []string {
	t.Helper()
	listed, err := command(t, nil, name, args...)
	require.NoError(t, err, listed)
	var out []string
	for line := range strings.Lines(listed) {
		line = strings.TrimSuffix(line, "\n")
		if _, path, found := strings.Cut(line, mark); found && !strings.HasSuffix(path, "/") {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// TestDebianPackage has dpkg say what is in one.
func TestDebianPackage(t *testing.T) {
	t.Parallel()
	dpkg, err := exec.LookPath("dpkg-deb")
	if err != nil {
		t.Skip("there is no dpkg-deb here")
	}
	deb := made(t, packages(t, "linux_arm64"), ".deb")
	out, err := command(t, nil, dpkg, "--contents", deb)
	require.NoError(t, err, out)
	for _, want := range []string{
		`-rwxr-xr-x root/root .* \./usr/lib/pantau/pantau\n`, `\./usr/bin/pantau -> /usr/lib/pantau/pantau\n`,
		`-rw-r----- root/root .* \./etc/pantau/pantau\.yaml\n`, `-rwxr-xr-x .*/pantau-social-datasource/gpx_pantau_social_linux_arm64\n`,
		`\./usr/lib/pantau/gpx_pantau_social_linux_arm64 -> plugin/pantau-social-datasource/gpx_pantau_social_linux_arm64\n`,
		`\./usr/lib/systemd/system/pantau\.service\n`, `\./usr/share/pantau/dashboards/id/ringkasan\.json\n`,
	} {
		require.Regexp(t, want, out)
	}
	require.NotContains(t, out, ".go\n")
	out, err = command(t, nil, dpkg, "--info", deb)
	require.NoError(t, err, out)
	for _, want := range []string{"Architecture: arm64", "conffiles", "postinst", "prerm"} {
		require.Contains(t, out, want)
	}
}
