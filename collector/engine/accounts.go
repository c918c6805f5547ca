package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/poller"
	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/collector/supervisor"
	"github.com/pantau/pantau/collector/vault"
	"github.com/pantau/pantau/connectors/sdk"
)

// ConfigError is an error that only a change of the configuration mends.
type ConfigError struct{ Err error }

// Error implements error.
func (e *ConfigError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *ConfigError) Unwrap() error { return e.Err }

// Accounts starts the connectors that are configured and hands them their
// accounts' settings, checked against what each connector knows. The caller
// closes the supervisor.
func Accounts(ctx context.Context, opts Options) (_ *supervisor.Supervisor, _ []Account, err error) {
	defer func() { err = trouble.In(trouble.Start, err) }()
	if err := os.MkdirAll(opts.Config.DataDir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("data_dir: %w", err)
	}
	dir := filepath.Join(opts.Config.DataDir, "vault")
	kept, err := vault.Open(dir, cmp.Or(opts.Config.VaultKeyFile, dir+".key"))
	if err != nil {
		return nil, nil, err
	}
	if err := share(ctx, opts, kept); err != nil {
		return nil, nil, err
	}
	sup, err := supervisor.New(supervisor.Options{
		BuiltIn: opts.BuiltIn, Executable: opts.Executable, Dir: opts.Config.ConnectorsDir, Log: opts.Log, Vault: kept,
		Checksums: opts.Config.ConnectorsSHA256, Readable: readable(opts.Config),
	})
	if err != nil {
		return nil, nil, &ConfigError{Err: err}
	}
	var accounts []Account
	errs := []error{unusedTerms(opts.Config)}
	for _, a := range opts.Config.Accounts {
		account, err := configure(ctx, sup, a, opts)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		accounts = append(accounts, account)
	}
	if err := errors.Join(errs...); err != nil {
		sup.Close()
		return nil, nil, err
	}
	return sup, accounts, nil
}

// Account is a configured account, and what may be done with its data.
type Account struct {
	poller.Account
	Policy policy.Policy
	Info   sdk.Info // of its connector
}

// unusedTerms finds exceptions for connectors that no account has: a slip of
// the pen there would leave the terms in force unnoticed.
func unusedTerms(c *config.Config) error {
	for id := range c.Terms {
		if !slices.ContainsFunc(c.Accounts, func(a config.Account) bool { return a.Connector == id }) {
			return &ConfigError{Err: fmt.Errorf("terms: %s: no account has this connector; write the id as in accounts", id)}
		}
	}
	return nil
}

// platformOf is the platform whose data the account holds.
func platformOf(info sdk.Info, a config.Account) (string, error) {
	chosen, _ := a.Settings["platform"].(string)
	switch {
	case len(info.SpeaksFor) == 0 || chosen == "":
		return info.ID, nil
	case !slices.Contains(info.SpeaksFor, chosen):
		return "", fmt.Errorf("line %d: platform: %q is unknown; write one of %s", a.SettingLines["platform"], chosen, strings.Join(info.SpeaksFor, ", "))
	}
	return chosen, nil
}

// termsOf gives terms and regime breaks of the platform that a connector brings
// data of: what was exported by hand stays under them. Where Pantau has no
// connector for the platform, those of the bringing one hold.
func termsOf(ctx context.Context, sup *supervisor.Supervisor, info sdk.Info, platform string) (sdk.Terms, []sdk.Break, error) {
	native, err := sup.Info(ctx, platform)
	switch {
	case errors.Is(err, supervisor.ErrUnknown):
		return info.Terms, info.Breaks, nil
	case err != nil:
		return sdk.Terms{}, nil, err
	}
	return native.Terms, native.Breaks, nil
}

func configure(ctx context.Context, sup *supervisor.Supervisor, a config.Account, opts Options) (Account, error) {
	info, err := sup.Info(ctx, a.Connector)
	switch {
	case errors.Is(err, supervisor.ErrUnknown):
		return Account{}, &ConfigError{Err: fmt.Errorf("line %d: connector: %w", a.SettingLines["connector"], err)}
	case err != nil:
		return Account{}, err
	}
	known, handle, err := settingNames(info)
	if err != nil {
		return Account{}, err
	}
	if err := a.CheckSettings(known); err != nil {
		return Account{}, &ConfigError{Err: err}
	}
	settings, err := a.ConnectorSettings(handle)
	if err != nil {
		return Account{}, &ConfigError{Err: err}
	}
	platform, err := platformOf(info, a)
	if err != nil {
		return Account{}, &ConfigError{Err: err}
	}
	if platform != info.ID {
		if info.Terms, info.Breaks, err = termsOf(ctx, sup, info, platform); err != nil {
			return Account{}, err
		}
	}
	allowed, err := policy.Of(info, platform, opts.Config.Terms[a.Connector])
	if err != nil {
		return Account{}, &ConfigError{Err: err}
	}
	if err := sup.Configure(ctx, a.Connector, a.Key(), settings, reach(a, opts)); err != nil {
		return Account{}, &ConfigError{Err: fmt.Errorf("line %d: %s: %w", a.Line, a.Key(), err)}
	}
	interval := time.Duration(a.Interval)
	if interval == 0 {
		interval = max(info.Interval, time.Minute)
	}
	return Account{Policy: allowed, Info: info, Account: poller.Account{
		Key: a.Key(), Connector: a.Connector, Name: a.Name, Interval: interval, History: time.Duration(a.History),
	}}, nil
}

// reach is what an account's requests may go to.
func reach(a config.Account, opts Options) sdk.Reach {
	if a.AllowPrivate || opts.AllowPrivate {
		return sdk.ReachAll
	}
	return sdk.ReachPublic
}

// readable is what each connector may read: what its accounts' setting paths
// names, and what the operator gives all.
func readable(c *config.Config) map[string][]string {
	of := map[string][]string{}
	for _, a := range c.Accounts {
		of[a.Connector] = append(of[a.Connector], c.ConnectorsPaths...)
		switch named := a.Settings["paths"].(type) {
		case []string:
			for _, path := range named {
				of[a.Connector] = append(of[a.Connector], supervisor.Beneath(path))
			}
		case []any:
			for _, path := range named {
				of[a.Connector] = append(of[a.Connector], supervisor.Beneath(fmt.Sprint(path)))
			}
		}
	}
	return of
}

// settingNames reads a connector's settings from its JSON Schema, but for the
// account's handle, which every account has: of that, whether the connector takes it.
func settingNames(info sdk.Info) (names []string, handle bool, err error) {
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Additional any                        `json:"additionalProperties"`
	}
	if err := json.Unmarshal(info.Schema, &schema); err != nil {
		return nil, false, fmt.Errorf("connector %s describes its settings unreadably: %w", info.ID, err)
	}
	handle = schema.Additional != false
	for name := range schema.Properties {
		if name == "account" {
			handle = true
			continue
		}
		names = append(names, name)
	}
	return names, handle, nil
}
