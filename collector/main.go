// Command pantau collects how an office's social media is received, writes it
// to InfluxDB, and answers questions about it through the Grafana plugin.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the embedded database cuts days in the office's time zone

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/ownership"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/connectors"
	"github.com/pantau/pantau/connectors/sdk"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // something is unreachable, not permitted, or broke
	exitUsage  = 2 // the command line or the configuration must be changed
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "connector" {
		os.Exit(connectors.Main(os.Args[2:], os.Stderr))
	}
	sdk.Seal()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], &console{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
	// told gets a command's flags instead of the command being run.
	told func(*flag.FlagSet)
}

// command is one word of the command line.
type command struct {
	name string
	run  func(ctx context.Context, c *console, args []string) error
}

func commands() []command {
	return []command{
		{"run", runCommand},
		{"setup", setupCommand},
		{"check", checkCommand},
		{"demo", demoCommand},
		{"query", queryCommand},
		{"score", scoreCommand},
		{"label", labelCommand},
		{"connectors", connectorsCommand},
		{"auth", authCommand},
		{"backfill", backfillCommand},
		{"import", importCommand},
		{"health", healthCommand},
		{"doctor", doctorCommand},
		{"backup", backupCommand},
		{"restore", restoreCommand},
		{"forget", forgetCommand},
		{"completion", completionCommand},
		{"version", versionCommand},
	}
}

// errUsage is an error of the command line that has been printed already.
var errUsage = errors.New("usage")

func run(ctx context.Context, args []string, c *console) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		printHelp(c.out)
		return exitOK
	}
	if args[0] == "--version" {
		args[0] = "version"
	}
	for _, cmd := range commands() {
		if cmd.name == args[0] {
			return exitCode(c, cmd.run(ctx, c, args[1:]))
		}
	}
	_, _ = fmt.Fprintf(c.err, "pantau: %s\n\n", text("unknown_command", "command", args[0]))
	printHelp(c.err)
	return exitUsage
}

func exitCode(c *console, err error) int {
	var bad *engine.ConfigError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, errSilent):
		return exitFailed
	}
	_, _ = fmt.Fprintln(c.err, indent(trouble.Text(language(), err)))
	if errors.As(err, &bad) || errors.Is(err, ask.ErrBadQuestion) {
		return exitUsage
	}
	return exitFailed
}

// errSilent is a failure that has been told already.
var errSilent = errors.New("failed")

func indent(s string) string { return "pantau: " + strings.ReplaceAll(s, "\n", "\n        ") }

func printHelp(w io.Writer) {
	_, _ = fmt.Fprintln(w, text("help_intro"))
	_, _ = fmt.Fprintln(w)
	for _, cmd := range commands() {
		_, _ = fmt.Fprintf(w, "  %-11s %s\n", cmd.name, text(cmd.name+"_summary"))
	}
	_, _ = fmt.Fprintf(w, "\n%s\n", text("help_more"))
}

// language follows PANTAU_LANG, else the system's.
func language() catalogue.Language {
	for _, name := range []string{"PANTAU_LANG", "LC_ALL", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return catalogue.Parse(v)
		}
	}
	return catalogue.Indonesian
}

func text(key string, pairs ...any) string {
	return catalogue.Figures(language(), "cli."+key, pairs...)
}

// flags makes a command's flag set: its help is the summary, the usage line,
// an example and the flags.
func flags(c *console, name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() {
		out := fs.Output()
		_, _ = fmt.Fprintf(out, "%s\n\n  pantau %s %s\n", text(name+"_summary"), name, text(name+"_usage"))
		_, _ = fmt.Fprintf(out, "\n%s\n  %s\n\n", text("example"), text(name+"_example"))
		fs.PrintDefaults()
	}
	return fs
}

// parse reads flags that may stand before, between or after the n words that a
// command takes.
func parse(c *console, fs *flag.FlagSet, args []string, n int) ([]string, error) {
	if c.told != nil {
		c.told(fs)
		return nil, flag.ErrHelp
	}
	var words []string
	for len(args) > 0 {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, errUsage // printed by the flag set
		}
		if args = fs.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if len(words) > n {
		_, _ = fmt.Fprintf(c.err, "pantau %s: %s\n\n", fs.Name(), text("too_many_words", "word", words[n]))
		fs.Usage()
		return nil, errUsage
	}
	return words, nil
}

// loadConfig reads the configuration that --config names, for a command that works
// with its data_dir.
func loadConfig(path string) (*config.Config, error) {
	c, err := readConfig(path)
	if err != nil {
		return nil, err
	}
	if err := ownership.Check(c.DataDir); err != nil {
		return nil, &engine.ConfigError{Err: trouble.In(trouble.Start, err)}
	}
	return c, nil
}

// readConfig reads it for a command that only looks something up there.
func readConfig(path string) (*config.Config, error) {
	if path == "" {
		return nil, &engine.ConfigError{Err: errors.New("--config: name the configuration file, such as --config pantau.yaml")}
	}
	c, err := config.Load(path)
	if err != nil {
		return nil, &engine.ConfigError{Err: trouble.In(trouble.Start, err)}
	}
	return c, nil
}

func newLogger(w io.Writer, c config.Log) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Level)) // validated
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: explained}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// explained adds to an error in the log where it is explained.
func explained(_ []string, a slog.Attr) slog.Attr {
	if err, is := a.Value.Any().(error); is {
		a.Value = slog.StringValue(trouble.Text(language(), err))
	}
	return a
}

// configured reads the configuration and sets up what runs by it.
func (c *console) configured(path string) (engine.Options, error) {
	cfg, err := loadConfig(path)
	if err != nil {
		return engine.Options{}, err
	}
	return engineOptions(cfg, newLogger(c.err, cfg.Log))
}

func engineOptions(c *config.Config, log *slog.Logger) (engine.Options, error) {
	self, err := os.Executable()
	if err != nil {
		return engine.Options{}, fmt.Errorf("finding this program: %w", err)
	}
	return engine.Options{Config: c, BuiltIn: connectors.IDs(), Executable: self, Log: log}, nil
}
