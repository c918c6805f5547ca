package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

type compose struct {
	Services map[string]struct {
		Image       string            `yaml:"image"`
		User        string            `yaml:"user"`
		Environment map[string]string `yaml:"environment"`
		Secrets     []string          `yaml:"secrets"`
		Ports       []string          `yaml:"ports"`
		Volumes     []string          `yaml:"volumes"`
		Healthcheck map[string]any    `yaml:"healthcheck"`
		Build       struct {
			Dockerfile string `yaml:"dockerfile"`
		} `yaml:"build"`
	} `yaml:"services"`
	Secrets map[string]map[string]string `yaml:"secrets"`
	Volumes map[string]any               `yaml:"volumes"`
}

// TestComposeFile holds what docker-compose.yml promises: nothing as root, a
// health check everywhere, secrets as files from one .env, named volumes, and
// nothing but Grafana to be reached, from this machine only unless told
// otherwise.
func TestComposeFile(t *testing.T) {
	raw, err := os.ReadFile("../docker-compose.yml")
	require.NoError(t, err)
	var c compose
	require.NoError(t, yaml.Unmarshal(raw, &c))
	example, err := os.ReadFile("../.env.example")
	require.NoError(t, err)
	require.Len(t, c.Services, 3)
	for name, s := range c.Services {
		require.Regexp(t, `^[1-9][0-9]*:`, s.User, "%s runs as root", name)
		require.NotEmpty(t, s.Healthcheck, name)
		require.NotContains(t, s.Image, ":latest", name)
		if s.Build.Dockerfile != "" {
			require.FileExists(t, "../"+s.Build.Dockerfile)
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
		if name != "grafana" {
			require.Empty(t, s.Ports, name)
		}
	}
	require.Equal(t, []string{"${GRAFANA_ADDRESS:-127.0.0.1:3000}:3000"}, c.Services["grafana"].Ports)
	require.Contains(t, c.Services["influxdb"].Image, "influxdb:2.7")
	for name, s := range c.Secrets {
		require.Contains(t, string(example), s["environment"]+"=", "%s is not in .env.example", name)
	}
}
