package setup

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
)

// GrafanaToken is where the data source looks for its token on Grafana's machine.
const GrafanaToken = "/etc/grafana/pantau-token" //nolint:gosec // where it is, not what it is

// provisioning is a file for Grafana's provisioning/datasources.
type provisioning struct {
	Version     int      `yaml:"apiVersion"`
	DataSources []source `yaml:"datasources"`
}

type source struct {
	Name   string            `yaml:"name"`
	UID    string            `yaml:"uid"`
	Type   string            `yaml:"type"`
	Access string            `yaml:"access"`
	URL    string            `yaml:"url"`
	JSON   map[string]string `yaml:"jsonData"`
	Secure map[string]string `yaml:"secureJsonData"`
}

// dataSource writes the provisioning of the data source. Its token stands in a
// file of its own.
func dataSource(o Options, org, zone string) (string, error) {
	settings := map[string]string{"bucket": o.Bucket, "timeZone": zone, "language": cmp.Or(o.Language, "id")}
	if org != "" {
		settings["org"] = org
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	err := enc.Encode(provisioning{Version: 1, DataSources: []source{{
		Name: "Pantau", UID: "pantau", Type: "pantau-social-datasource", Access: "proxy", URL: cmp.Or(o.GrafanaURL, o.URL),
		JSON: settings, Secure: map[string]string{"token": "$__file{" + GrafanaToken + "}"},
	}}})
	if err != nil {
		return "", fmt.Errorf("writing the data source: %w", err)
	}
	return out.String(), nil
}

// provide keeps the provisioning beside the configuration. It holds no secret:
// who sets up Grafana may read it.
func (r *Result) provide(o Options, org, zone string) (err error) {
	if r.Grafana, err = dataSource(o, org, zone); err != nil {
		return err
	}
	r.GrafanaAt = filepath.Join(filepath.Dir(o.Config), "grafana-datasource.yaml")
	if err := replaceFile(r.GrafanaAt, []byte(r.Grafana)); err != nil {
		return err
	}
	const everybody = 0o644
	return os.Chmod(r.GrafanaAt, everybody)
}
