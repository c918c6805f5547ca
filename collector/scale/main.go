// Command scale measures how quick Pantau is on a store that is larger than any
// office's, beside what a user would write for the stock InfluxDB data source:
// `go tool mage benchScale`. docs/scale.md has what was measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"runtime/pprof"
	"syscall"
	_ "time/tzdata" // the embedded database cuts days in the office's time zone

	"github.com/pantau/pantau/collector/ask"
	"github.com/pantau/pantau/collector/scale/store"
	"github.com/pantau/pantau/collector/usage"
)

// options are the command line.
type options struct {
	store   store.Options
	plugin  string
	influxd string
	only    *regexp.Regexp // of questions
	server  string
	ours    bool // without the plain queries
	make    bool // the store, and nothing else
	profile string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	o := options{store: store.Full()}
	fs := flag.NewFlagSet("scale", flag.ContinueOnError)
	fs.IntVar(&o.store.Accounts, "accounts", o.store.Accounts, "how many accounts the store has")
	fs.IntVar(&o.store.Days, "days", o.store.Days, "how many days")
	fs.IntVar(&o.store.Posts, "posts", o.store.Posts, "how many posts, of all accounts together")
	fs.IntVar(&o.store.Mentions, "mentions", o.store.Mentions, "how many mentions, the same")
	fs.DurationVar(&o.store.Every, "every", o.store.Every, "time between two readings of an account")
	fs.Uint64Var(&o.store.Seed, "seed", o.store.Seed, "which store of that size")
	fs.StringVar(&o.plugin, "plugin", "", "the plugin's binary; default: plugin/dist")
	fs.StringVar(&o.influxd, "influxd", os.Getenv("PANTAU_INFLUXD2"), "the binary of InfluxDB 2.7; none: only the embedded database")
	only := fs.String("only", "", "measure questions that match, such as ^sentiment")
	fs.StringVar(&o.server, "server", "", "only 1.8 or 2.7")
	fs.BoolVar(&o.ours, "ours", false, "leave out the plain queries")
	fs.BoolVar(&o.make, "make", false, "make the store and end")
	fs.StringVar(&o.profile, "profile", "", "write a CPU profile of the embedded database to this file")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	var err error
	o.only, err = regexp.Compile(*only)
	return o, err
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	binary, err := ask.Find(o.plugin) // before the long part
	if err != nil && !o.make {
		return err
	}
	servers, err := open(ctx, o.store, o.influxd, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll(servers)) }()
	if o.make {
		return nil
	}
	if o.profile != "" {
		file, err := os.Create(o.profile)
		if err != nil {
			return fmt.Errorf("writing the profile: %w", err)
		}
		if err := pprof.StartCPUProfile(file); err != nil {
			return fmt.Errorf("writing the profile: %w", err)
		}
		defer func() { pprof.StopCPUProfile(); err = errors.Join(err, file.Close()) }()
	}
	fmt.Fprintf(out, "%d accounts, %d days, %d posts, %d mentions; %d cores; medians of %d\n",
		o.store.Accounts, o.store.Days, o.store.Posts, o.store.Mentions, runtime.NumCPU(), repeats)
	for _, s := range servers {
		if o.server != "" && o.server != s.version {
			continue
		}
		if err := o.bench(ctx, s, binary, out); err != nil {
			return err
		}
	}
	return nil
}

// bench measures on one server with a plugin of its own.
func (o options) bench(ctx context.Context, s *server, binary string, out io.Writer) error {
	all, err := plains()
	if err != nil {
		return err
	}
	p, err := ask.Start(binary, s.source())
	if err != nil {
		return err
	}
	defer p.Close()
	var found []timing
	asked := map[string]bool{}
	for _, q := range questions {
		if !o.only.MatchString(q.kind + " " + q.format) {
			continue
		}
		var with plain
		if !o.ours && !asked[q.kind] { // once a query type
			with, asked[q.kind] = all[q.kind], true
		}
		for _, days := range []int{30, 365} {
			t, err := s.measure(ctx, p, q, with, days, o.store.End)
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "%s %s %s %d days: cold %s, work %s, cached %s\n",
				s.version, q.kind, q.format, days, shown(t.cold.took), shown(t.cold.work), shown(t.cached.took))
			found = append(found, t)
		}
	}
	report(out, s.version, found, all)
	now, most := usage.Memory(p.Process())
	fmt.Fprintf(out, "\nThe plugin's process: %d MiB in memory at the end, %d MiB at most.\n", now>>20, most>>20)
	return nil
}
