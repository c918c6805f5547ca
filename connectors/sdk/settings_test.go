package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

type sample struct {
	BaseURL string   `yaml:"base_url" jsonschema:"required"`
	Token   Secret   `yaml:"token,omitempty"`
	Tags    []string `yaml:"tags,omitempty"`
	Replies bool     `yaml:"replies"`
}

func (s *sample) Validate() error {
	if s.BaseURL == "bad" {
		return errors.New("base_url: bad")
	}
	return nil
}

func TestDecode(t *testing.T) {
	t.Parallel()
	got := sample{Replies: true}
	require.NoError(t, Decode(Settings("base_url: https://x.example\ntags: [a, b]\n"), &got))
	require.Equal(t, sample{BaseURL: "https://x.example", Tags: []string{"a", "b"}, Replies: true}, got, "defaults stay")
	require.NoError(t, Decode(nil, &sample{}), "no settings at all are for Validate to judge")

	for settings, says := range map[string]string{
		"base_urll: x":    "base_urll",
		"replies: maybe":  "replies",
		"- a list":        "cannot unmarshal",
		"base_url: bad":   "base_url: bad",
		"base_url: [x":    "yaml",
		"a: &a [*a, *a]":  "a",
		"replies: \xff\n": "yaml",
	} {
		err := Decode(Settings(settings), &sample{})
		require.ErrorContains(t, err, says, settings)
		require.Equal(t, Permanent, KindOf(err), settings)
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	s := sample{Token: "s3cret-token"}
	asJSON, err := json.Marshal(s)
	require.NoError(t, err)
	asYAML, err := yaml.Marshal(s)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "settings", s, "token", s.Token)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "settings", s, "token", s.Token)
	for _, shown := range []string{
		fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s.Token, s.Token, s.Token), string(asJSON), string(asYAML), log.String(),
	} {
		require.NotContains(t, shown, "s3cret")
		require.NotContains(t, shown, fmt.Sprintf("%x", "s3cret"))
	}
	require.Equal(t, "s3cret-token", s.Token.Reveal())
	require.Empty(t, Secret("").String(), "an empty one shows that it is empty")
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://x.example":        "https://x.example",
		"https://x.example/":       "https://x.example",
		"http://127.0.0.1:8080/a/": "http://127.0.0.1:8080/a",
	} {
		got, err := BaseURL("base_url", raw)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{
		"", "x.example", "ftp://x.example", "https://", "https://:80", "https://u:p@x.example", "https://x.example?", "https://x.example/?a=1",
		"https://x.example#", "https://x y", "file:///etc/passwd", "https:x.example",
	} {
		_, err := BaseURL("base_url", bad)
		require.ErrorContains(t, err, "base_url", bad)
	}
	for _, unreadable := range []string{"http://u:sesame@127.0.0.1:x1", "ftp://u:sesame@x.example", "https://x y?key=sesame", "x.example#sesame"} {
		_, err := BaseURL("base_url", unreadable)
		require.ErrorContains(t, err, "base_url: leave out user, query and fragment")
		require.NotContains(t, err.Error(), "sesame")
	}
}

func TestSettingsDescribeThemselves(t *testing.T) {
	t.Parallel()
	info := Info{ID: "x", Settings: sample{}}
	require.NoError(t, info.describeSettings())
	require.Equal(t, []string{"token"}, info.Secrets)
	var schema struct {
		Properties map[string]struct {
			Type      string
			WriteOnly bool
		}
		Required             []string
		AdditionalProperties *bool
	}
	require.NoError(t, json.Unmarshal(info.Schema, &schema))
	require.Len(t, schema.Properties, 4)
	require.True(t, schema.Properties["token"].WriteOnly)
	require.Equal(t, []string{"base_url"}, schema.Required)
	require.False(t, *schema.AdditionalProperties)
	require.NoError(t, (&Info{}).describeSettings(), "no settings are no error")
}
