//go:build unix

package main

import (
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/collector/schema/influxtest"
)

// outside runs what docker-compose.yml runs, without a container: volumes and
// secrets are folders of the test, services are found on loopback.
type outside struct {
	compose
	dir    string
	server *influxtest.Server // in the place of the service influxdb
	ports  map[string]string  // ours, by those of the containers
}

// places writes what stands in the file for a service as it is here.
func (o *outside) places(t *testing.T, service string) *strings.Replacer {
	t.Helper()
	pairs := [][2]string{{"http://influxdb:8086", o.server.URL}, {"/run/secrets", filepath.Join(o.dir, "secrets")}}
	for _, v := range o.Services[service].Volumes {
		parts := strings.Split(defaulted(v), ":")
		if strings.HasPrefix(parts[0], ".") {
			parts[0] = filepath.Base(parts[0]) // a copy of it
		}
		pairs = append(pairs, [2]string{parts[1], filepath.Join(o.dir, parts[0])})
	}
	for inside, ours := range o.ports {
		pairs = append(pairs, [2]string{inside, ours})
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return len(b[0]) - len(a[0]) }) // one folder's name may begin another's
	var flat []string
	for _, p := range pairs {
		flat = append(flat, p[:]...)
	}
	return strings.NewReplacer(flat...)
}

var variable = regexp.MustCompile(`\$\{([A-Z_]+)(?::-([^}]*))?\}`)

// defaulted fills in what .env.example leaves to the file.
func defaulted(s string) string { return variable.ReplaceAllString(s, "$2") }

// command is a service's or its health check's, with nothing in its environment
// but what the service gives it.
func (o *outside) command(t *testing.T, service string, words []string) *exec.Cmd {
	t.Helper()
	here := o.places(t, service)
	args := make([]string, len(words))
	for i, w := range words {
		args[i] = here.Replace(defaulted(w))
	}
	cmd := exec.Command(filepath.Join(o.dir, "pantau"), args...)
	cmd.Dir = "/"
	cmd.Env = []string{"TMPDIR=" + t.TempDir()}
	for name, value := range o.Services[service].Environment {
		cmd.Env = append(cmd.Env, name+"="+here.Replace(defaulted(value)))
	}
	return cmd
}

// startCompose puts in place what the image, the volumes and the secrets hold.
func startCompose(t *testing.T) *outside {
	t.Helper()
	influx := os.Getenv(influxtest.Env)
	if influx == "" {
		t.Skipf("InfluxDB 2.7 is not here: set %s to its influxd", influxtest.Env)
	}
	o := &outside{compose: composeFile(t), dir: t.TempDir(), server: influxtest.Start27(t, influx), ports: map[string]string{}}
	o.server.Bucket(t, "pantau")
	for _, of := range []func() (string, error){program, plugin} { // side by side, as in the image
		path, err := of()
		require.NoError(t, err)
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(o.dir, filepath.Base(path)), raw, 0o700))
	}
	_, usual, _ := strings.Cut(config.Default().HTTP.Listen, ":")
	for _, inside := range []string{usual, "8186"} {
		address, err := influxd.FreeAddress()
		require.NoError(t, err)
		_, o.ports[inside], _ = strings.Cut(address, ":")
	}
	require.NoError(t, os.Mkdir(filepath.Join(o.dir, "secrets"), 0o700))
	for name := range o.Secrets {
		require.NoError(t, os.WriteFile(filepath.Join(o.dir, "secrets", name), []byte(o.server.Token), 0o600))
	}
	example, err := os.ReadFile("../pantau.example.yaml")
	require.NoError(t, err)
	settings, _, found := strings.Cut(string(example), "accounts:") // they are on the network
	require.True(t, found)
	settings += "http: {listen: \"" + config.Default().HTTP.Listen + "\"}\n"
	path := filepath.Join(o.dir, "pantau.example.yaml")
	require.NoError(t, os.WriteFile(path, []byte(o.places(t, "collector").Replace(settings)), 0o600))
	return o
}

// healthy is how long a service may take, as docker-compose.yml promises.
const healthy = time.Minute

// TestEveryComposeCommandRuns runs each service that is a pantau until its own
// health check says that it is healthy, then stops it as Docker does.
func TestEveryComposeCommandRuns(t *testing.T) {
	o := startCompose(t)
	prepares := func(name string) bool { return len(o.Services[name].Healthcheck.Test) == 0 } // and ends: the others wait for it
	names := slices.SortedFunc(maps.Keys(o.Services), func(a, b string) int {
		if prepares(a) != prepares(b) {
			return map[bool]int{true: -1, false: 1}[prepares(a)]
		}
		return strings.Compare(a, b)
	})
	require.NoError(t, os.Mkdir(filepath.Join(o.dir, "demo-token"), 0o700)) // as in the image
	ran := 0
	for _, name := range names {
		s := o.Services[name]
		if s.Build.Dockerfile != "collector/Dockerfile" {
			continue
		}
		ran++
		words := slices.Clone(s.Command)
		if words[0] == "demo" {
			words = append(words, "--days", "14") // as long as it must be, to be quick
		}
		cmd := o.command(t, name, words)
		if prepares(name) {
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s: %s", name, out)
			continue
		}
		var said lockedBuffer
		cmd.Stdout, cmd.Stderr = &said, &said
		require.NoError(t, cmd.Start())
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		check := s.Healthcheck.Test
		require.Equal(t, []string{"CMD", "/pantau"}, check[:2])
		asked := check[2:]
		if len(asked) == 1 { // the address that health asks by itself
			asked = append(slices.Clone(asked), "--url", "http://"+config.Default().HTTP.Listen+"/readyz")
		}
		require.Eventually(t, func() bool { return o.command(t, name, asked).Run() == nil }, healthy, 200*time.Millisecond, "%s is not healthy: %s", name, &said)
		if words[0] == "demo" {
			token := o.places(t, "demo-grafana").Replace(o.Services["demo-grafana"].Environment["GF_PANTAU_INFLUXDB_TOKEN__FILE"])
			requireSharedReader(t, token)
			require.Eventually(t, func() bool { return strings.Contains(said.String(), token) }, 2*time.Minute, 100*time.Millisecond, "%s: %s", name, &said)
		}
		require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
		select {
		case err := <-ended:
			require.NoError(t, err, "%s: %s", name, &said)
		case <-time.After(10 * time.Second): // then Docker kills it
			t.Fatalf("%s does not stop: %s", name, &said)
		}
		require.Error(t, o.command(t, name, asked).Run(), "%s: the check tells what is gone", name)
	}
	require.GreaterOrEqual(t, ran, 2)
}

// requireSharedReader looks at what Grafana gets of the demonstration, once that
// is healthy: the token that only reads, for its group too, and nothing else.
func requireSharedReader(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(raw), embedded.Reader+":"), "it is another user's")
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	beside, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, beside, 1)
}

// TestGrafanaOfComposeKnowsItsData: every variable of the provisioning is set,
// from a file where it is secret.
func TestGrafanaOfComposeKnowsItsData(t *testing.T) {
	c := composeFile(t)
	for _, file := range []string{"datasources/pantau.yaml", "dashboards/pantau.yaml"} {
		raw, err := os.ReadFile(filepath.Join("../provisioning", file))
		require.NoError(t, err)
		wanted := regexp.MustCompile(`(?m)^[^#\n]*: \$([A-Z_]+)`).FindAllStringSubmatch(string(raw), -1)
		require.NotEmpty(t, wanted, file)
		for _, name := range []string{"grafana", "demo-grafana"} {
			s := c.Services[name]
			for _, w := range wanted {
				_, plainly := s.Environment[w[1]]
				_, asFile := s.Environment[w[1]+"__FILE"]
				optional := w[1] == "PANTAU_INFLUXDB_ORG" && name == "demo-grafana" // 1.8 knows none
				require.True(t, plainly || asFile || optional, "%s does not set %s", name, w[1])
			}
			at, err := url.Parse(s.Environment["PANTAU_INFLUXDB_URL"])
			require.NoError(t, err)
			_, isService := c.Services[at.Hostname()]
			require.True(t, isService || s.Network != "", "%s: nothing answers at %s", name, at)
		}
	}
}
