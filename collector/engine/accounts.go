package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/poller"
	"github.com/pantau/pantau/collector/supervisor"
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
func Accounts(ctx context.Context, opts Options) (*supervisor.Supervisor, []poller.Account, error) {
	sup, err := supervisor.New(supervisor.Options{
		BuiltIn: opts.BuiltIn, Executable: opts.Executable, Dir: opts.Config.ConnectorsDir, Log: opts.Log,
	})
	if err != nil {
		return nil, nil, &ConfigError{Err: err}
	}
	var accounts []poller.Account
	var errs []error
	for _, a := range opts.Config.Accounts {
		account, err := configure(ctx, sup, a)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		accounts = append(accounts, account)
	}
	if len(errs) > 0 {
		sup.Close()
		return nil, nil, errors.Join(errs...)
	}
	return sup, accounts, nil
}

func configure(ctx context.Context, sup *supervisor.Supervisor, a config.Account) (poller.Account, error) {
	info, err := sup.Info(ctx, a.Connector)
	switch {
	case errors.Is(err, supervisor.ErrUnknown):
		return poller.Account{}, &ConfigError{Err: fmt.Errorf("line %d: connector: %w", a.SettingLines["connector"], err)}
	case err != nil:
		return poller.Account{}, err
	}
	known, err := settingNames(info)
	if err != nil {
		return poller.Account{}, err
	}
	if err := a.CheckSettings(known); err != nil {
		return poller.Account{}, &ConfigError{Err: err}
	}
	settings, err := a.ConnectorSettings()
	if err != nil {
		return poller.Account{}, &ConfigError{Err: err}
	}
	if err := sup.Configure(ctx, a.Connector, a.Key(), settings); err != nil {
		return poller.Account{}, &ConfigError{Err: fmt.Errorf("line %d: %s: %w", a.Line, a.Key(), err)}
	}
	interval := time.Duration(a.Interval)
	if interval == 0 {
		interval = max(info.Interval, time.Minute)
	}
	return poller.Account{
		Key: a.Key(), Connector: a.Connector, Name: a.Name, Interval: interval, History: time.Duration(a.History),
	}, nil
}

// settingNames reads a connector's settings from its JSON Schema.
func settingNames(info sdk.Info) ([]string, error) {
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(info.Schema, &schema); err != nil {
		return nil, fmt.Errorf("connector %s describes its settings unreadably: %w", info.ID, err)
	}
	var names []string
	for name := range schema.Properties {
		if name != "account" {
			names = append(names, name)
		}
	}
	return names, nil
}
