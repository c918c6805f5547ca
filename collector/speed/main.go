// Command speed measures Pantau's path from platform to database, beside what others
// would use for the same work, in turn on one machine: `go tool mage benchSpeed`.
// docs/speed.md has what was measured.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // the embedded database cuts days in the office's time zone

	"github.com/pantau/pantau/collector/usage"
)

// options are the command line.
type options struct {
	pantau, plugin    string // binaries as they are released
	influxd, telegraf string // binaries; none: without
	points            int    // that writers write
	posts             int    // of the smallest office
	repeats           int
	only              *regexp.Regexp
	plot              string // file to draw the growth of the whole path into
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

func parse(args []string) (o options, err error) {
	fs := flag.NewFlagSet("speed", flag.ContinueOnError)
	fs.StringVar(&o.pantau, "pantau", "", "the binary pantau")
	fs.StringVar(&o.plugin, "plugin", "", "the plugin's binary")
	fs.StringVar(&o.influxd, "influxd", os.Getenv("PANTAU_INFLUXD2"), "the binary of InfluxDB 2.7; none: the embedded database, and no Telegraf")
	fs.StringVar(&o.telegraf, "telegraf", os.Getenv("PANTAU_TELEGRAF"), "the binary of Telegraf 1.37; none: not measured")
	fs.IntVar(&o.points, "points", 100_000, "how many points writers write in a rush; of a backlog ten times as many")
	fs.IntVar(&o.posts, "posts", 20, "posts of the smallest office, each with 40 comments; the others have 10 and 100 times as many")
	fs.IntVar(&o.repeats, "repeats", 5, "of which the median is taken")
	fs.StringVar(&o.plot, "plot", "", "an SVG file to draw how the whole path's cost grows into")
	only := fs.String("only", "", "measure parts that match: path, write, backlog, read, wall, start, size")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if o.points < 2 || o.posts < 1 || o.repeats < 1 {
		return o, errors.New("-points, -posts, -repeats: must be positive")
	}
	o.only, err = regexp.Compile(*only)
	return o, err
}

// parts are measured one after the other.
var parts = []struct {
	name    string
	measure func(options, context.Context, *bench) ([]row, error)
}{
	{"path", options.path},
	{"write", options.write},
	{"backlog", options.backlog},
	{"read", options.read},
	{"wall", options.wall},
	{"start", options.start},
	{"size", options.size},
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 2 && args[0] == "child" {
		return child(ctx, args[1], os.Stdin, out)
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	rows, err := o.all(ctx, b)
	if err = errors.Join(err, b.close()); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s/%s, %d cores, %s; InfluxDB %s; medians of %d, the range in brackets\n\n",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), load(), b.version, o.repeats)
	print(out, rows)
	return nil
}

func (o options) all(ctx context.Context, b *bench) (rows []row, err error) {
	for _, part := range parts {
		if !o.only.MatchString(part.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s …\n", part.name)
		found, err := part.measure(o, ctx, b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.name, err)
		}
		rows = append(rows, found...)
	}
	return rows, nil
}

// child does one task in a process of its own, so that its memory is its own too.
func child(ctx context.Context, name string, settings io.Reader, out io.Writer) error {
	tasks := map[string]func(context.Context, task) (int, error){"sink": viaSink, "queue": viaQueue, "client": viaClient, "fast": readFast, "accurate": readAccurate}
	do := tasks[name]
	if do == nil {
		return fmt.Errorf("child: unknown task %q", name)
	}
	var t task
	if err := json.NewDecoder(settings).Decode(&t); err != nil {
		return fmt.Errorf("child: %w", err)
	}
	t.watch = &stopwatch{}
	n, err := do(ctx, t)
	if err != nil {
		return err
	}
	c := t.watch.cost
	c.N = n
	_, c.Memory = usage.Memory(os.Getpid())
	return json.NewEncoder(out).Encode(c)
}

// load is how busy the machine is, where the system tells.
func load() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "load unknown"
	}
	return "load " + strings.Join(slices.Collect(strings.FieldsSeq(string(raw)))[:3], " ")
}
