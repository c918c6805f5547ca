package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/enrich/correct"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/sink"
)

// labelFrom is how far back comments are asked about.
const labelFrom = 90 * 24 * time.Hour

// labelCommand lets an office correct how sentiment is read: from a file, or
// comment by comment. Nothing of it leaves the data_dir.
func labelCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "label")
	path := fs.String("config", "", text("flag_config"))
	from := fs.String("import", "", text("flag_label_import"))
	to := fs.String("export", "", text("flag_label_export"))
	annotator := fs.String("annotator", correct.DefaultAnnotator, text("flag_label_annotator"))
	const some = 50
	number := fs.Int("number", some, text("flag_label_number"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	cfg, err := loadConfig(*path)
	if err != nil {
		return err
	}
	l := labelling{console: c, store: correct.NewStore(cfg.DataDir), annotator: *annotator}
	l.reader = correct.Wrap(sentiment.Accurately, sentiment.Accurate())
	l.office = correct.NewOffice(cfg.DataDir, l.reader)
	switch {
	case *from != "":
		err = l.importFile(ctx, *from)
	case *to != "":
		return l.exportFile(*to)
	default:
		err = l.ask(ctx, cfg, *number)
	}
	if err != nil {
		return err
	}
	return l.report(ctx)
}

// corrected lets a reader read as the office of a configuration has corrected it;
// without one, as it is.
func corrected(path, name string, base sentiment.Reader) (sentiment.Reader, error) {
	if path == "" {
		return base, nil
	}
	cfg, err := readConfig(path)
	if err != nil {
		return nil, err
	}
	r := correct.Wrap(name, base)
	_, err = correct.NewOffice(cfg.DataDir, r).Refresh()
	return r, err
}

// labelling is one run of the command.
type labelling struct {
	*console
	store     *correct.Store
	reader    *correct.Reader
	office    *correct.Office
	annotator string
}

func (l *labelling) importFile(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return &engine.ConfigError{Err: fmt.Errorf("--import: %w", err)}
	}
	defer func() { _ = file.Close() }() // only read
	more, err := correct.ReadCSV(file, time.Now())
	if err != nil {
		return &engine.ConfigError{Err: fmt.Errorf("%s: %w\n%s", path, err, text("label_none_kept"))}
	}
	if err := l.store.Add(ctx, more...); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(l.out, text("label_imported", "labels", len(more)))
	return nil
}

func (l *labelling) exportFile(path string) (err error) {
	all, err := l.store.Load()
	if err != nil {
		return err
	}
	const ownerOnly = 0o600
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, ownerOnly)
	if err != nil {
		return &engine.ConfigError{Err: fmt.Errorf("--export: %w", err)}
	}
	if err := errors.Join(correct.WriteCSV(file, all), file.Close()); err != nil {
		return fmt.Errorf("--export: %w", err)
	}
	_, _ = fmt.Fprintln(l.out, text("label_exported", "labels", len(all)))
	return nil
}

// ask shows comments one by one.
func (l *labelling) ask(ctx context.Context, cfg *config.Config, n int) error {
	source, closeStore, err := openSource(cfg)
	if err != nil {
		return err
	}
	db := sink.Database{URL: source.URL, Org: source.Org, Bucket: source.Bucket, Token: source.Token}
	texts, err := sink.RecentTexts(ctx, db, time.Now().Add(-labelFrom))
	if err = errors.Join(err, closeStore()); err != nil {
		return err
	}
	if _, err := l.office.Refresh(); err != nil {
		return err
	}
	known, err := l.store.Load()
	if err != nil {
		return err
	}
	s := session{labelling: l, questions: correct.Pick(l.reader, texts, n, l.annotator, known)}
	if len(s.questions) == 0 {
		_, _ = fmt.Fprintln(l.out, text("label_nothing"))
		return nil
	}
	return s.run(ctx)
}

// report says how accurate sentiment is on the office's own comments, and what
// was learnt.
func (l *labelling) report(ctx context.Context) error {
	if _, err := l.office.Refresh(); err != nil {
		return err
	}
	m, ok := l.reader.Measure(ctx)
	switch {
	case ctx.Err() != nil:
		return errSilent
	case !ok:
		_, _ = fmt.Fprintln(l.out, text("label_unmeasured"))
	default:
		_, _ = fmt.Fprintln(l.out, text("label_accuracy", "n", m.N, "accuracy", percent(m.Accuracy),
			"low", percent(m.Low), "high", percent(m.High), "f1", percent(m.F1), "base", percent(m.BaseAccuracy)))
	}
	if alpha, ok := l.office.Agreement(); ok {
		_, _ = fmt.Fprintln(l.out, text("label_agreement", "alpha", number(alpha, 2)))
	}
	adapted := "label_not_adapted"
	if l.reader.Adapted() {
		adapted = "label_adapted"
	}
	_, _ = fmt.Fprintln(l.out, text(adapted))
	return nil
}

func number(v float64, digits int) string { return catalogue.Number(language(), v, digits) }

func percent(share float64) string { return number(100*share, 1) + "%" }
