package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pantau/pantau/collector/backup"
	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/engine"
	"github.com/pantau/pantau/collector/keyfile"
)

// backupCommand copies the data of a stopped collector into one file.
func backupCommand(_ context.Context, c *console, args []string) error {
	fs := flags(c, "backup")
	path := fs.String("config", "", text("flag_config"))
	to := fs.String("to", "", text("flag_backup_to"))
	keys := fs.Bool("with-keys", false, text("flag_backup_keys"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	cfg, err := loadConfig(*path)
	if err != nil {
		return err
	}
	if *to == "" {
		return &engine.ConfigError{Err: errors.New("--to: name the file to write")}
	}
	if err := writeBackup(*to, cfg, *keys); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(c.out, text("backup_done", "path", *to))
	if !*keys {
		_, _ = fmt.Fprintln(c.out, text("backup_no_keys"))
	}
	c.otherDatabase(cfg, "backup")
	return nil
}

// writeBackup gives the file its name only when it is whole. What stands in its
// place is not written into: it may be somebody else's, or lead elsewhere.
func writeBackup(path string, cfg *config.Config, keys bool) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return &engine.ConfigError{Err: fmt.Errorf("--to: %s is no file; name a file to write", path)}
	}
	const ownerOnly = 0o600
	err := os.Remove(path + ".part")
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return &engine.ConfigError{Err: fmt.Errorf("--to: %w", err)}
	}
	file, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly)
	if err != nil {
		return &engine.ConfigError{Err: fmt.Errorf("--to: %w", err)}
	}
	err = backup.Write(file, cfg, backup.Manifest{Made: time.Now().UTC(), Version: versionLine(), Keys: keys})
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return mistaken(errors.Join(err, os.Remove(path+".part")))
	}
	if err := os.Rename(path+".part", path); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	return keyfile.SyncDir(filepath.Dir(path))
}

// mistaken marks what only another configuration mends.
func mistaken(err error) error {
	if errors.Is(err, backup.ErrNothing) || errors.Is(err, backup.ErrOtherDatabase) {
		return &engine.ConfigError{Err: err}
	}
	return err
}

// restoreCommand puts a backup back.
func restoreCommand(_ context.Context, c *console, args []string) error {
	fs := flags(c, "restore")
	path := fs.String("config", "", text("flag_config"))
	force := fs.Bool("force", false, text("flag_restore_force"))
	words, err := parse(c, fs, args, 1)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		_, _ = fmt.Fprintf(c.err, "pantau restore: %s\n\n", text("restore_form"))
		fs.Usage()
		return errUsage
	}
	cfg, err := loadConfig(*path)
	if err != nil {
		return err
	}
	file, err := os.Open(words[0])
	if err != nil {
		return &engine.ConfigError{Err: err}
	}
	defer func() { _ = file.Close() }() // only read
	m, err := backup.Restore(file, cfg, *force)
	if err != nil {
		return mistaken(err)
	}
	_, _ = fmt.Fprintln(c.out, text("restore_done", "made", m.Made.Local().Format("2006-01-02 15:04 MST"), "version", m.Version))
	if !backup.HasKeys(cfg) {
		_, _ = fmt.Fprintln(c.out, text("restore_no_keys"))
	}
	c.otherDatabase(cfg, "restore")
	return nil
}

// otherDatabase says how the database of one's own is backed up and restored.
func (c *console) otherDatabase(cfg *config.Config, what string) {
	if !cfg.InfluxDB.Embedded() {
		_, _ = fmt.Fprintln(c.out, text(what+"_influxdb", "url", cfg.InfluxDB.URL, "org", cfg.InfluxDB.Org, "bucket", cfg.InfluxDB.Bucket))
	}
}
