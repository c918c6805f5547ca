package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/supervisor"
	"github.com/pantau/pantau/connectors/sdk"
)

// checkCommand asks the database and every platform once. It exits with 0 if
// all is well, 1 if something is unreachable or not permitted, 2 if the
// configuration is bad.
func checkCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "check")
	path := fs.String("config", "", text("flag_config"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	opts, err := c.configured(*path)
	if err != nil {
		return err
	}
	sup, accounts, err := engine.Accounts(ctx, opts)
	if err != nil {
		return err
	}
	defer sup.Close()
	failed := c.checkDatabase(ctx, opts.Config.InfluxDB)
	if len(accounts) == 0 {
		_, _ = fmt.Fprintln(c.out, text("check_no_accounts"))
	}
	if c.checkAccounts(ctx, sup, accounts) || failed {
		return errSilent
	}
	return nil
}

// checkDatabase prints the verdict on the database and reports whether it is a
// bad one.
func (c *console) checkDatabase(ctx context.Context, db config.InfluxDB) bool {
	if db.Embedded() {
		return c.verdict("influxdb", text("check_embedded"), nil)
	}
	err := sink.Ping(ctx, sink.Database{URL: db.URL, Org: db.Org, Bucket: db.Bucket, Token: db.Token})
	return c.verdict("influxdb "+db.URL, text("check_influxdb_ok", "bucket", db.Bucket), err)
}

// checkAccounts asks all platforms at the same time, prints the verdicts in the
// order of the configuration, and reports whether one is bad.
func (c *console) checkAccounts(ctx context.Context, sup *supervisor.Supervisor, accounts []engine.Account) (failed bool) {
	reports := make([]sdk.CheckReport, len(accounts))
	errs := make([]error, len(accounts))
	var wg sync.WaitGroup
	for i, a := range accounts {
		wg.Go(func() { reports[i], errs[i] = sup.Check(ctx, a.Connector, a.Key) })
	}
	wg.Wait()
	for i, a := range accounts {
		failed = c.verdict(a.Key, reports[i].Summary, trouble.In(trouble.Account, errs[i])) || failed
		missing := false
		for _, f := range reports[i].Findings {
			mark := "ok"
			if !f.OK {
				mark, missing = "–", true
			}
			_, _ = fmt.Fprintf(c.out, "      %s %s: %s\n", mark, f.What, f.Detail)
		}
		if missing {
			_, _ = fmt.Fprintf(c.out, "      %s\n", trouble.Metric.See(language()))
		}
	}
	return failed
}

// verdict prints one line and reports whether it is a bad one.
func (c *console) verdict(what, good string, err error) bool {
	if err != nil {
		_, _ = fmt.Fprintf(c.out, "%s  %s: %s\n", text("check_failed"), what, trouble.Text(language(), err))
		return true
	}
	_, _ = fmt.Fprintf(c.out, "%s  %s: %s\n", text("check_ok"), what, good)
	return false
}
