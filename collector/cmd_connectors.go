package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/supervisor"
	"github.com/pantau/pantau/connectors"
	"github.com/pantau/pantau/connectors/sdk"
)

// connectorsCommand prints what there is and what each can do, as the
// connectors themselves say.
func connectorsCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "connectors")
	path := fs.String("config", "", text("flag_config_optional"))
	words, err := parse(c, fs, args, 1)
	if err != nil {
		return err
	}
	cfg := config.Default()
	if *path != "" {
		loaded, err := readConfig(*path)
		if err != nil {
			return err
		}
		cfg = *loaded
	}
	opts, err := engineOptions(&cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	sup, err := supervisor.New(supervisor.Options{
		BuiltIn: connectors.IDs(), Executable: opts.Executable, Dir: cfg.ConnectorsDir, Log: opts.Log,
		Checksums: cfg.ConnectorsSHA256,
	})
	if err != nil {
		return err
	}
	defer sup.Close()
	if len(words) == 1 {
		info, err := sup.Info(ctx, words[0])
		if err != nil {
			return err
		}
		c.describe(info)
		return nil
	}
	return c.matrix(infos(ctx, c, sup))
}

// infos asks all connectors at the same time; those that do not start are named.
func infos(ctx context.Context, c *console, sup *supervisor.Supervisor) []sdk.Info {
	ids := sup.IDs()
	all := make([]sdk.Info, len(ids))
	errs := make([]error, len(ids))
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() { all[i], errs[i] = sup.Info(ctx, id) })
	}
	wg.Wait()
	var out []sdk.Info
	for i, info := range all {
		if errs[i] != nil {
			_, _ = fmt.Fprintf(c.err, "%s: %s\n", ids[i], errs[i])
			continue
		}
		out = append(out, info)
	}
	return out
}

// matrix prints what each connector gives, a line each.
func (c *console) matrix(all []sdk.Info) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, part := range []struct {
		of      sdk.RecordKind
		metrics []string
	}{{sdk.KindAccount, schema.AccountMetrics}, {sdk.KindPost, schema.PostMetrics}} {
		_, _ = fmt.Fprintf(w, "%s\t%s\n", part.of, strings.Join(part.metrics, "\t"))
		for _, info := range all {
			if !slices.Contains(info.Records, part.of) {
				continue
			}
			_, _ = fmt.Fprint(w, info.ID)
			for _, metric := range part.metrics {
				_, _ = fmt.Fprint(w, "\t"+mark(info, part.of, metric))
			}
			_, _ = fmt.Fprintln(w)
		}
		_, _ = fmt.Fprintln(w)
	}
	_, _ = fmt.Fprintf(w, "\tmention\taudience\tvolume\t%s\t%s\t%s\t%s\n",
		text("connectors_derived"), text("connectors_compare"), text("connectors_retention"), text("connectors_auth"))
	for _, info := range all {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", info.ID,
			yes(slices.Contains(info.Records, sdk.KindMention)), yes(slices.Contains(info.Records, sdk.KindAudience)),
			yes(slices.Contains(info.Records, sdk.KindVolume)), yes(info.Terms.DerivedMetrics), yes(info.Terms.CompareOwners),
			retention(info.Terms), yes(info.Consent))
	}
	_, _ = fmt.Fprintf(w, "\n%s\n", text("connectors_legend"))
	return w.Flush()
}

// mark says whether a connector has a metric: for all types of post, for some,
// or not.
func mark(info sdk.Info, of sdk.RecordKind, metric string) string {
	for _, cap := range info.Capabilities {
		switch {
		case cap.Of != of || cap.Metric != metric:
		case cap.Reason != "":
			return "–"
		case len(cap.Media) > 0:
			return "◐"
		default:
			return "●"
		}
	}
	return "–"
}

func yes(b bool) string {
	if b {
		return "●"
	}
	return "–"
}

// retention is the terms' retention in one word: "mention 30d".
func retention(t sdk.Terms) string {
	parts := make([]string, len(t.Retention))
	for i, r := range t.Retention {
		parts[i] = fmt.Sprintf("%s %dd", r.Of, r.Days)
	}
	return cmp.Or(strings.Join(parts, ", "), "–")
}

// describe prints all there is to know about one connector.
func (c *console) describe(info sdk.Info) {
	kinds := make([]string, len(info.Records))
	for i, k := range info.Records {
		kinds[i] = string(k)
	}
	_, _ = fmt.Fprintf(c.out, "%s  %s %s\n", info.ID, info.Name, info.Version)
	_, _ = fmt.Fprintf(c.out, "  %s: %s\n", text("connectors_records"), strings.Join(kinds, ", "))
	_, _ = fmt.Fprintf(c.out, "  %s: %s\n\n", text("connectors_interval"), info.Interval)
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, cap := range info.Capabilities {
		_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\n", cap.Of, cap.Metric, c.capability(cap))
	}
	_ = w.Flush() // to the console
	_, _ = fmt.Fprintf(c.out, "\n  %s: %s\n", text("connectors_terms"), info.Terms.URL)
	for _, r := range info.Terms.Retention {
		_, _ = fmt.Fprintf(c.out, "    %s\n", text("connectors_kept", "kind", r.Of, "days", r.Days, "why", r.Why))
	}
	if !info.Terms.DerivedMetrics {
		_, _ = fmt.Fprintf(c.out, "    %s\n", text("connectors_no_derived"))
	}
	if !info.Terms.CompareOwners {
		_, _ = fmt.Fprintf(c.out, "    %s\n", text("connectors_no_compare"))
	}
	for _, b := range info.Breaks {
		_, _ = fmt.Fprintf(c.out, "  %s  %s: %s\n", b.At.Format(time.DateOnly), strings.Join(b.Metrics, ", "), b.Message)
	}
}

func (c *console) capability(cap sdk.Capability) string {
	var said []string
	switch {
	case cap.Reason != "":
		said = append(said, "–", reason(cap.Reason))
	default:
		said = append(said, "●", strings.Join(cap.Native, ", "))
	}
	for _, more := range []string{cap.Permission, strings.Join(cap.Media, "/"), cap.Versions, cap.Source, cap.Status} {
		if more != "" {
			said = append(said, "["+more+"]")
		}
	}
	if cap.Note != "" {
		said = append(said, "("+cap.Note+")")
	}
	return strings.Join(said, " ")
}

func reason(r schema.Reason) string { return catalogue.Text(language(), "reason."+string(r)) }
