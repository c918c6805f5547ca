package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/engine"
)

// fileConnector reads exported files.
const fileConnector = "file"

// importCommand reads exported files once, for offices without access to a
// platform's API.
func importCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "import")
	path := fs.String("config", "", text("flag_config"))
	account := fs.String("account", "", text("flag_import_account"))
	platform := fs.String("platform", "", text("flag_platform"))
	const anyNumber = 1 << 20
	files, err := parse(c, fs, args, anyNumber)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		_, _ = fmt.Fprintf(c.err, "pantau import: %s\n\n", text("import_form"))
		fs.Usage()
		return errUsage
	}
	opts, err := c.configured(*path)
	if err != nil {
		return err
	}
	if err := onlyFiles(opts.Config, *account, *platform, files); err != nil {
		return err
	}
	e, err := engine.Open(ctx, opts)
	if err != nil {
		return err
	}
	err = e.Once(ctx)
	_, _ = fmt.Fprintln(c.out, text("import_done", "records", e.Records(), "files", len(files)))
	return errors.Join(err, e.Close())
}

// onlyFiles leaves one account in the configuration: the one of the file
// connector, or a new one, with the files to be read.
func onlyFiles(c *config.Config, name, platform string, files []string) error {
	var found []config.Account
	for _, a := range c.Accounts {
		if a.Connector == fileConnector && (name == "" || name == a.Name) {
			found = append(found, a)
		}
	}
	switch {
	case len(found) > 1:
		return &engine.ConfigError{Err: errors.New("--account: the configuration has several accounts of the connector file; name one")}
	case len(found) == 0 && name == "":
		return &engine.ConfigError{Err: errors.New("--account: name the account that the files are of, and its --platform")}
	case len(found) == 0:
		found = []config.Account{{Connector: fileConnector, Account: name, Name: name, Settings: config.Settings{}}}
	}
	a := found[0]
	if a.Settings == nil {
		a.Settings = config.Settings{}
	}
	paths := make([]string, len(files))
	for i, f := range files {
		abs, err := filepath.Abs(f)
		if err != nil {
			return err
		}
		switch info, err := os.Stat(abs); {
		case err != nil:
			return &engine.ConfigError{Err: err}
		case !info.Mode().IsRegular():
			return &engine.ConfigError{Err: fmt.Errorf("%s is no file; name the files in it", f)}
		}
		paths[i] = abs
	}
	a.Settings["paths"] = paths
	if platform != "" {
		a.Settings["platform"] = platform
	}
	for id := range c.Terms { // the other accounts' exceptions do not matter now
		if id != fileConnector {
			delete(c.Terms, id)
		}
	}
	c.Accounts = []config.Account{a}
	return nil
}
