package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	for _, line := range []string{"StateDirectory=pantau", "ProtectSystem=strict", "User=pantau", "--config /etc/pantau/pantau.yaml"} {
		require.Contains(t, string(unit), line)
	}
}

// TestDebianPackage makes one of stand-ins, and has dpkg say what is in it. nfpm
// comes from Go's cache; where a release was never made it is not there.
func TestDebianPackage(t *testing.T) {
	t.Parallel()
	magefile, err := os.ReadFile("../Magefile_package.go")
	require.NoError(t, err)
	nfpm := regexp.MustCompile(`github.com/goreleaser/nfpm/[^"]+`).FindString(string(magefile))
	require.NotEmpty(t, nfpm)
	if out, err := command(t, []string{"GOPROXY=off", "GOFLAGS="}, "go", "run", nfpm, "--version"); err != nil {
		t.Skipf("nfpm is not here (go tool mage package fetches it): %s", out)
	}
	r := fakes(t, "linux_arm64")
	r.nfpm = "go run " + nfpm
	require.NoError(t, r.run([]string{"linux_arm64"}))
	for _, kind := range []string{"deb", "rpm"} {
		found, err := filepath.Glob(filepath.Join(r.out, "*."+kind))
		require.NoError(t, err)
		require.Len(t, found, 1, kind)
	}
	dpkg, err := exec.LookPath("dpkg-deb")
	if err != nil {
		t.Skip("there is no dpkg-deb here")
	}
	found, err := filepath.Glob(filepath.Join(r.out, "*.deb"))
	require.NoError(t, err)
	out, err := command(t, nil, dpkg, "--contents", found[0])
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
	out, err = command(t, nil, dpkg, "--info", found[0])
	require.NoError(t, err, out)
	for _, want := range []string{"Architecture: arm64", "conffiles", "postinst", "prerm"} {
		require.Contains(t, out, want)
	}
}
