package doctor

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Bundle is what goes to somebody who helps.
type Bundle struct {
	Config  *config.Config
	Report  *Report
	Version string    // of this program, as `pantau version` prints it
	Log     io.Reader // nil: there is no log file
	At      time.Time
}

// Write packs the bundle as a zip file.
func (b Bundle) Write(w io.Writer) error {
	masked, err := maskedConfig(b.Config)
	if err != nil {
		return fmt.Errorf("masking the configuration: %w", err)
	}
	numbers, err := json.MarshalIndent(b.Report.Statistics, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the statistics: %w", err)
	}
	parts := []part{
		{"versions.txt", []byte(b.Version + "\n")},
		{"findings.txt", b.findings()},
		{"config.yaml", masked},
		{"statistics.json", append(numbers, '\n')},
		{"health.txt", []byte(b.Report.Health + "\n")},
		{"metrics.txt", ownMetrics(b.Report.Metrics)},
	}
	if b.Log != nil {
		lines, err := logLines(b.Log)
		if err != nil {
			return fmt.Errorf("--log: %w", err)
		}
		parts = append(parts, part{"log.txt", lines})
	}
	out := zip.NewWriter(w)
	for _, p := range parts {
		if err := p.write(out, b.At); err != nil {
			return fmt.Errorf("writing the bundle: %w", err)
		}
	}
	return out.Close()
}

type part struct {
	name    string
	content []byte
}

func (p part) write(out *zip.Writer, at time.Time) error {
	w, err := out.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	_, err = w.Write(p.content)
	return err
}

// findings are in English, for whoever helps; errors lose what others have said.
func (b Bundle) findings() []byte {
	var out bytes.Buffer
	for _, f := range b.Report.Findings {
		shown := f
		shown.Pairs = nil
		for i, v := range f.Pairs {
			if err, isError := v.(error); isError && i%2 == 1 {
				v = said(err.Error())
			}
			shown.Pairs = append(shown.Pairs, v)
		}
		_, _ = fmt.Fprintf(&out, "%s %s: %s\n", [...]string{"ok  ", "WARN", "FAIL"}[f.Level], f.Key, shown.Text(catalogue.English))
	}
	return out.Bytes()
}

// ownMetrics keeps of /metrics what Pantau itself counts.
func ownMetrics(raw []byte) []byte {
	var out []string
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(strings.TrimPrefix(strings.TrimPrefix(line, "# HELP "), "# TYPE "), "pantau_") {
			out = append(out, line)
		}
	}
	return []byte(strings.Join(out, ""))
}

// gauge reads the value of a metric without labels; 0 if it is not there.
func gauge(raw []byte, name string) float64 {
	for line := range strings.Lines(string(raw)) {
		if value, found := strings.CutPrefix(line, name+" "); found {
			v, _ := strconv.ParseFloat(strings.TrimSpace(value), 64) // 0 if it is none
			return v
		}
	}
	return 0
}
