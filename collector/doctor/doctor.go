// Package doctor looks an installation over without changing it, says what is
// wrong and how to mend it, and packs what somebody who helps needs to know:
// no secret, no text of a mention, nobody's handle.
package doctor

import (
	"context"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Level says how bad a finding is.
type Level int

// Levels.
const (
	OK Level = iota
	Warning
	Failed
)

// Finding is one thing that was looked at. Key names its texts in the catalogue,
// "doctor.KEY" and, unless all is well, "doctor.KEY_fix".
type Finding struct {
	Level Level
	Key   string
	Pairs []any // what is filled into the texts
}

// Text says what was found.
func (f Finding) Text(lang catalogue.Language) string {
	return catalogue.Figures(lang, "doctor."+f.Key, f.Pairs...)
}

// Fix says what to do; "" where nothing is to be done.
func (f Finding) Fix(lang catalogue.Language) string {
	if f.Level == OK {
		return ""
	}
	return catalogue.Figures(lang, "doctor."+f.Key+"_fix", f.Pairs...)
}

func ok(key string, pairs ...any) Finding      { return Finding{OK, key, pairs} }
func warning(key string, pairs ...any) Finding { return Finding{Warning, key, pairs} }
func failed(key string, pairs ...any) Finding  { return Finding{Failed, key, pairs} }

// Patient is what is looked over.
type Patient struct {
	Config *config.Config
	// Plugin finds the plugin's binary; Connectors says of each foreign connector
	// what is wrong with its program, nil if nothing.
	Plugin     func() (string, error)
	Connectors func() (map[string]error, error)
	// Format says what is wrong with the form of the data_dir.
	Format func() error
	// Confined says whether the kernel keeps connectors to their own files.
	Confined bool
	// Ask asks a running collector for a path of its HTTP endpoints; nil: they are off.
	Ask func(ctx context.Context, path string) (status int, body []byte, err error)
	Now func() time.Time
}

// Report is what was found.
type Report struct {
	Findings   []Finding
	Statistics Statistics
	Metrics    []byte // of the running collector
	Health     string // "ready", "not ready", "does not answer" or "off"
}

// Worst is the level of the worst finding.
func (r *Report) Worst() Level {
	worst := OK
	for _, f := range r.Findings {
		worst = max(worst, f.Level)
	}
	return worst
}

// Examine looks at everything. What one look can't find out does not stop the
// others.
func Examine(ctx context.Context, p Patient) *Report {
	r := &Report{Findings: []Finding{ok("config", "accounts", len(p.Config.Accounts))}}
	r.add(folder(p.Config)...)
	if err := p.Format(); err != nil {
		r.add(failed("format", "error", err))
	}
	r.add(keys(p.Config)...)
	r.add(p.running(ctx, r)...)
	r.add(p.memory(ctx, r)...)
	r.add(p.cluster(ctx, r)...)
	r.add(p.clock(r)...)
	r.add(p.database(ctx)...)
	r.add(p.tokens()...)
	r.add(deadLetters(p.Config.DataDir, &r.Statistics)...)
	r.add(p.programs()...)
	return r
}

func (r *Report) add(more ...Finding) { r.Findings = append(r.Findings, more...) }

// running asks the collector, if one runs and may be asked.
func (p Patient) running(ctx context.Context, r *Report) []Finding {
	r.Health = "off"
	if p.Ask == nil {
		return []Finding{ok("health_off")}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	status, _, err := p.Ask(ctx, "/readyz")
	if err != nil {
		r.Health = "does not answer"
		return []Finding{ok("not_running")}
	}
	if _, body, err := p.Ask(ctx, "/metrics"); err == nil {
		r.Metrics = body
	}
	if status != 200 {
		r.Health = "not ready"
		return []Finding{failed("not_ready")}
	}
	r.Health = "ready"
	return []Finding{ok("ready")}
}

// programs looks for the plugin and compares the foreign connectors.
func (p Patient) programs() []Finding {
	var out []Finding
	if path, err := p.Plugin(); err != nil {
		out = append(out, warning("plugin_missing"))
	} else {
		out = append(out, ok("plugin", "path", path))
	}
	if p.Confined {
		out = append(out, ok("confined"))
	} else {
		out = append(out, ok("unconfined"))
	}
	foreign, err := p.Connectors()
	if err != nil {
		return append(out, failed("connectors_dir", "error", err))
	}
	for id, err := range foreign {
		if err != nil {
			out = append(out, failed("connector", "id", id, "error", err))
		} else {
			out = append(out, ok("connector_fine", "id", id))
		}
	}
	return out
}
