package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/schema/influxtest"
)

// compose is what we use of the Compose Specification
// (https://github.com/compose-spec/compose-spec/blob/main/spec.md), with its
// names and types: the file is read strictly.
type compose struct {
	Name     string                       `yaml:"name"`
	Services map[string]composeService    `yaml:"services"`
	Secrets  map[string]map[string]string `yaml:"secrets"`
	Volumes  map[string]struct{}          `yaml:"volumes"`
}

type composeService struct {
	Profiles    []string          `yaml:"profiles"`
	Image       string            `yaml:"image"`
	Command     []string          `yaml:"command"`
	Network     string            `yaml:"network_mode"`
	User        string            `yaml:"user"`
	Environment map[string]string `yaml:"environment"`
	Secrets     []string          `yaml:"secrets"`
	Ports       []string          `yaml:"ports"`
	Volumes     []string          `yaml:"volumes"`
	Healthcheck struct {
		Test     []string      `yaml:"test"`
		Interval time.Duration `yaml:"interval"`
		Timeout  time.Duration `yaml:"timeout"`
		Retries  int           `yaml:"retries"`
	} `yaml:"healthcheck"`
	Build struct {
		Context    string            `yaml:"context"`
		Dockerfile string            `yaml:"dockerfile"`
		Args       map[string]string `yaml:"args"`
	} `yaml:"build"`
	DependsOn map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	Restart      string   `yaml:"restart"`
	ReadOnly     bool     `yaml:"read_only"`
	Tmpfs        []string `yaml:"tmpfs"`
	SecurityOpt  []string `yaml:"security_opt"`
	Capabilities []string `yaml:"cap_drop"`
}

func composeFile(t *testing.T) compose {
	t.Helper()
	raw, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	c, err := readCompose(raw)
	require.NoError(t, err)
	return c
}

func readCompose(raw []byte) (c compose, err error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	err = d.Decode(&c)
	return c, err
}

// TestComposeIsReadStrictly: what Docker would refuse or pass over is an error here.
func TestComposeIsReadStrictly(t *testing.T) {
	t.Parallel()
	for wrong, says := range map[string]string{
		"services: {a: {helthcheck: {}}}":                 "helthcheck",
		"services: {a: {image: [a]}}":                     "cannot unmarshal",
		"services: {a: {healthcheck: {interval: often}}}": "cannot unmarshal",
		"services: {a: {environment: {A: {b: c}}}}":       "cannot unmarshal",
		"service: {}": "service",
	} {
		_, err := readCompose([]byte(wrong))
		require.ErrorContains(t, err, says, wrong)
	}
}

// published are the services that may be reached from outside, one a profile.
var published = map[string]string{"real": "grafana", "demo": "demo"}

// TestComposeFile holds what docker-compose.yml promises: nothing as root, a
// health check everywhere, secrets as files from one .env, named volumes, and
// nothing but Grafana to be reached, from this machine only unless told
// otherwise.
func TestComposeFile(t *testing.T) {
	c := composeFile(t)
	example, err := os.ReadFile("../.env.example")
	require.NoError(t, err)
	require.Len(t, c.Services, 6)
	version, err := versionInUse()
	require.NoError(t, err)
	for name, s := range c.Services {
		require.Regexp(t, `^[1-9][0-9]*:`, s.User, "%s runs as root", name)
		require.True(t, len(s.Healthcheck.Test) > 0 || name == "setup", "%s ends by itself or has a health check", name)
		require.Len(t, s.Profiles, 1, name)
		for other, d := range s.DependsOn {
			require.Equal(t, s.Profiles, c.Services[other].Profiles, "%s waits for %s", name, other)
			ends := len(c.Services[other].Healthcheck.Test) == 0
			require.Equal(t, map[bool]string{true: "service_completed_successfully", false: "service_healthy"}[ends], d.Condition, "%s waits for %s", name, other)
		}
		require.LessOrEqual(t, s.Healthcheck.Timeout, s.Healthcheck.Interval, name)
		require.Contains(t, s.SecurityOpt, "no-new-privileges:true", name)
		require.Equal(t, []string{"ALL"}, s.Capabilities, name)
		require.NotContains(t, s.Image, ":latest", name)
		if s.Build.Dockerfile != "" {
			dockerfile, err := os.ReadFile("../" + s.Build.Dockerfile)
			require.NoError(t, err)
			for arg := range s.Build.Args {
				require.Contains(t, string(dockerfile), "\nARG "+arg+"=\n", "%s: nothing takes it", name)
			}
			require.Contains(t, s.Image, "${PANTAU_VERSION:-"+version+"}", name)
		}
		for key, value := range s.Environment {
			secret := regexp.MustCompile(`(?i)token|password`).MatchString(key) && !strings.HasSuffix(key, "_FILE")
			require.False(t, secret, "%s: %s=%s is a secret outside a file", name, key, value)
		}
		for _, secret := range s.Secrets {
			require.Contains(t, c.Secrets, secret, name)
		}
		for _, v := range s.Volumes {
			source, _, _ := strings.Cut(v, ":")
			if !strings.HasPrefix(source, "$") && !strings.HasPrefix(source, ".") {
				require.Contains(t, c.Volumes, source, name)
			}
		}
		if name != published[s.Profiles[0]] {
			require.Empty(t, s.Ports, name)
			continue
		}
		require.Equal(t, []string{"${GRAFANA_ADDRESS:-127.0.0.1:3000}:3000"}, s.Ports, name)
	}
	for name, s := range c.Services {
		require.True(t, name == "influxdb" || name == "setup" || !slices.Contains(s.Secrets, "influxdb_token"), "%s has the admin token", name)
	}
	for name, sees := range map[string][]string{
		"grafana":      {"grafana-data:/var/lib/grafana", "grafana-token:/var/lib/pantau-grafana:ro"},
		"demo-grafana": {"demo-token:/var/lib/pantau-grafana:ro"},
	} {
		require.Equal(t, "/var/lib/pantau-grafana/token", c.Services[name].Environment["GF_PANTAU_INFLUXDB_TOKEN__FILE"])
		require.Equal(t, sees, c.Services[name].Volumes, "%s sees no more: the token that writes is elsewhere", name)
	}
	require.Equal(t, "service:demo", c.Services["demo-grafana"].Network, "the embedded database is on loopback")
	installer, err := os.ReadFile("../.ci/influxdb27")
	require.NoError(t, err)
	tested := regexp.MustCompile(`(?m)^version=(\S+)`).FindSubmatch(installer)
	require.NotNil(t, tested)
	require.Equal(t, "influxdb:"+string(tested[1]), c.Services["influxdb"].Image, "the image is what the tests run on")
	for name, s := range c.Secrets {
		require.Contains(t, string(example), s["environment"]+"=", "%s is not in .env.example", name)
	}
}

// versionInUse is the version of the whole.
func versionInUse() (string, error) {
	raw, err := os.ReadFile("../plugin/package.json")
	if err != nil {
		return "", err
	}
	var about struct{ Version string }
	err = json.Unmarshal(raw, &about)
	return about.Version, err
}

// TestComposeCommandsWork runs what the containers run, outside of any, with
// their environment: the collector on the example's configuration, its health
// check, and the demonstration's.
func TestComposeCommandsWork(t *testing.T) {
	binary := os.Getenv(influxtest.Env)
	if binary == "" {
		t.Skipf("InfluxDB 2.7 is not here: set %s to its influxd", influxtest.Env)
	}
	c := composeFile(t)
	server := influxtest.Start27(t, binary)
	dir := t.TempDir()
	secret := filepath.Join(dir, "influxdb_token")
	require.NoError(t, os.WriteFile(secret, []byte(server.Token), 0o600))
	reader := filepath.Join(dir, "grafana", "token")
	setup := strings.Join(c.Services["setup"].Command, "\n")
	for inside, outside := range map[string]string{
		"http://influxdb:8086": server.URL, "/run/secrets/influxdb_token": secret, "/var/lib/pantau/setup": filepath.Join(dir, "data", "setup"),
		"/var/lib/pantau-grafana/token": reader,
	} {
		require.Contains(t, setup, inside)
		setup = strings.ReplaceAll(setup, inside, outside)
	}
	for range 2 { // a second start changes nothing
		made := pantau(t, "", strings.Split(setup, "\n")...)
		require.Equal(t, 0, made.code, made.out+made.err)
	}
	requireReadsOnly(t, server, reader)
	example, err := os.ReadFile("../pantau.example.yaml")
	require.NoError(t, err)
	settings, _, found := strings.Cut(string(example), "accounts:") // they are on the network
	require.True(t, found)
	for inside, outside := range map[string]string{
		"/var/lib/pantau": filepath.Join(dir, "data"), "http://influxdb:8086": server.URL,
	} {
		require.Contains(t, settings, inside)
		settings = strings.ReplaceAll(settings, inside, outside)
	}
	path := filepath.Join(dir, "pantau.yaml")
	require.NoError(t, os.WriteFile(path, []byte(settings+"http: {listen: \"127.0.0.1:0\"}\n"), 0o600))
	t.Setenv("PANTAU_LANG", strings.TrimSuffix(strings.TrimPrefix(c.Services["collector"].Environment["PANTAU_LANG"], "${PANTAU_LANG:-"), "}"))

	command := slices.Clone(c.Services["collector"].Command)
	require.Equal(t, "/etc/pantau/pantau.yaml", command[len(command)-1])
	command[len(command)-1] = path
	got := pantau(t, "", append(command, "--once")...)
	require.Equal(t, 0, got.code, got.err)
	checked := pantau(t, "", "check", "--config", path)
	require.Equal(t, 0, checked.code, checked.out+checked.err)

	require.Equal(t, []string{"CMD", "/pantau", "health"}, c.Services["collector"].Healthcheck.Test)
	test := c.Services["demo"].Healthcheck.Test
	require.Equal(t, []string{"/pantau", "health", "--url"}, test[1:4])
	demo := c.Services["demo"].Command
	require.Equal(t, "http://127.0.0.1:"+demo[len(demo)-1]+"/health", test[4], "the check asks the port of the command")
	db, err := embedded.Start(t.TempDir(), "pantau", 0, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	healthy := pantau(t, "", "health", "--url", db.URL+"/health")
	require.Equal(t, 0, healthy.code, healthy.err)
	require.NoError(t, db.Close())
	require.Equal(t, 1, pantau(t, "", "health", "--url", db.URL+"/health").code)
	require.Contains(t, pantau(t, "", append(slices.Clone(demo), "--days", "1")...).err, "--days: 1", "it takes the command's other flags")
}

// requireReadsOnly tries what a token may do. Its file is for its group too.
func requireReadsOnly(t *testing.T, s *influxtest.Server, file string) {
	t.Helper()
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	client := influxdb2.NewClient(s.URL, strings.TrimSpace(string(raw)))
	defer client.Close()
	write := client.WriteAPIBlocking(influxtest.Organization, "pantau")
	require.ErrorContains(t, write.WriteRecord(t.Context(), "post value=1"), "insufficient permissions")
	_, err = client.QueryAPI(influxtest.Organization).Query(t.Context(), `from(bucket: "pantau") |> range(start: -1h)`)
	require.NoError(t, err)
	_, err = client.AuthorizationsAPI().GetAuthorizations(t.Context())
	require.NoError(t, err)
	others, err := client.BucketsAPI().GetBuckets(t.Context())
	require.NoError(t, err)
	require.Len(t, *others, 1)
}
