package doctor

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/pantau/pantau/collector/embedded"
	"github.com/pantau/pantau/collector/sink"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/collector/vault"
	"github.com/pantau/pantau/connectors/sdk"
)

// Statistics are numbers about what lies in the data_dir, and no more.
type Statistics struct {
	Accounts      map[string]Account `json:"accounts,omitempty"` // by key; empty while a collector runs
	SpoolMessages uint64             `json:"spool_messages"`
	SpoolBytes    uint64             `json:"spool_bytes"`
	DeadLetters   int                `json:"dead_letters"`
	Bytes         map[string]int64   `json:"bytes"` // by part of the data_dir
}

// Account is what is remembered of an account, in numbers.
type Account struct {
	Posts    int       `json:"posts"`
	Mentions int       `json:"mentions"`
	Authors  int       `json:"authors"`
	LastRun  time.Time `json:"last_run,omitzero"`
}

// memory looks into state and spool, unless a collector works with them.
func (p Patient) memory(ctx context.Context, r *Report) []Finding {
	dir := p.Config.DataDir
	r.Statistics.Bytes = map[string]int64{}
	for _, part := range []string{"spool", "influxdb", "vault", "dead-letters", "backfill", "state.db"} {
		r.Statistics.Bytes[part] = size(filepath.Join(dir, part))
	}
	path := filepath.Join(dir, "state.db")
	if _, err := os.Stat(path); err != nil {
		return []Finding{ok("never_ran")}
	}
	memory, err := state.Open(path)
	if errors.Is(err, state.ErrInUse) {
		return p.backlog(r)
	} else if errors.Is(err, state.ErrDamaged) {
		return []Finding{failed("state", "error", err)}
	} else if err != nil {
		return []Finding{failed("state_closed", "error", err)}
	}
	defer func() { _ = memory.Close() }() // nothing was written
	r.Statistics.Accounts = map[string]Account{}
	err = memory.Each(func(account string, c state.Cursor, n state.Sizes) {
		r.Statistics.Accounts[account] = Account{Posts: n.Posts, Mentions: n.Mentions, Authors: n.Authors, LastRun: c.At}
	})
	if err != nil {
		return []Finding{failed("state", "error", err)}
	}
	if p.Config.Spool.Shared() {
		return []Finding{ok("state_fine", "accounts", len(r.Statistics.Accounts))}
	}
	queue, err := spool.Open(ctx, filepath.Join(dir, "spool"), p.Config.Spool.MaxBytes)
	if err != nil {
		return []Finding{failed("spool", "error", err)}
	}
	defer queue.Close()
	r.Statistics.SpoolMessages, r.Statistics.SpoolBytes, err = queue.Waiting(ctx)
	if err != nil {
		return []Finding{failed("spool", "error", err)}
	}
	return append(p.backlog(r), ok("state_fine", "accounts", len(r.Statistics.Accounts)))
}

// backlog judges how full the spool is; a running collector says so itself.
func (p Patient) backlog(r *Report) []Finding {
	if p.Config.Spool.Shared() {
		return nil // the cluster says it for all
	}
	s := &r.Statistics
	if r.Metrics != nil {
		s.SpoolMessages, s.SpoolBytes = uint64(gauge(r.Metrics, "pantau_spool_messages")), uint64(gauge(r.Metrics, "pantau_spool_bytes"))
	}
	return []Finding{p.fullness(r)}
}

func (p Patient) fullness(r *Report) Finding {
	s := r.Statistics
	part := float64(s.SpoolBytes) / float64(p.Config.Spool.MaxBytes)
	const much = 0.5
	if part > much {
		return failed("backlog", "messages", s.SpoolMessages, "percent", int(100*part))
	}
	return ok("backlog_fine", "messages", s.SpoolMessages, "percent", int(100*part))
}

// clock finds a clock that has gone back: then what is new looks known.
func (p Patient) clock(r *Report) []Finding {
	now := p.Now()
	const tolerance = 5 * time.Minute
	for key, a := range r.Statistics.Accounts {
		if a.LastRun.After(now.Add(tolerance)) {
			return []Finding{failed("clock_back", "now", now.Format(time.DateTime), "account", key, "last", a.LastRun.In(now.Location()).Format(time.DateTime))}
		}
	}
	return []Finding{ok("clock", "now", now.Format(time.DateTime))}
}

// database asks for the server, its version, its clock, and whether the token
// may write.
func (p Patient) database(ctx context.Context) (out []Finding) {
	db := p.Config.InfluxDB
	to := sink.Database{URL: db.URL, Org: db.Org, Bucket: db.Bucket, Token: db.Token}
	if db.Embedded() {
		if _, err := os.Stat(filepath.Join(p.Config.DataDir, "influxdb")); err != nil {
			return []Finding{ok("database_new")}
		}
		server, err := embedded.Start(p.Config.DataDir, db.Bucket, 0, slog.New(slog.DiscardHandler))
		if errors.Is(err, embedded.ErrRunning) {
			at, err := embedded.Running(p.Config.DataDir, db.Bucket)
			if err != nil {
				return []Finding{failed("database", "error", err)}
			}
			to.URL, to.Token = at.URL, at.Token
		} else if err != nil {
			return []Finding{failed("database_inside", "error", err)}
		} else {
			defer func() { _ = server.Close() }() // nothing was written
			to.URL, to.Token = server.URL, server.Token
		}
		for _, path := range embedded.Damaged(p.Config.DataDir) {
			out = append(out, failed("database_damaged", "path", path))
		}
	}
	version, at, err := sink.Version(ctx, to)
	if err == nil {
		err = sink.Ping(ctx, to)
	}
	if err != nil {
		return append(out, failed("database", "error", err))
	}
	out = append(out, ok("database_fine", "url", to.URL, "version", version))
	const apart = 2 * time.Minute
	if skew := at.Sub(p.Now()).Abs(); !at.IsZero() && skew > apart {
		out = append(out, warning("clock_apart", "skew", skew.Round(time.Second)))
	}
	return out
}

// tokens says which of the kept tokens end soon. A collector that is running may
// have renewed one since; the file is replaced as a whole, so that is no matter.
func (p Patient) tokens() []Finding {
	dir := filepath.Join(p.Config.DataDir, "vault")
	key := cmp.Or(p.Config.VaultKeyFile, dir+".key")
	for _, path := range []string{dir, key} {
		if _, err := os.Stat(path); err != nil {
			return nil // nothing is kept yet
		}
	}
	kept, err := vault.Open(dir, key)
	if err != nil {
		return []Finding{failed("vault", "error", err)}
	}
	var out []Finding
	for _, a := range p.Config.Accounts {
		own, _, err := kept.Load(a.Key())
		if err != nil {
			out = append(out, failed("vault", "error", err))
			continue
		}
		t, found := sdk.KeptToken(own)
		end := t.End()
		switch {
		case !found:
		case end.IsZero():
			out = append(out, ok("token", "account", a.Key()))
		case end.Before(p.Now()):
			out = append(out, failed("token_ended", "account", a.Key(), "connector", a.Connector, "day", end.Format(time.DateOnly)))
		case end.Sub(p.Now()) < sdk.WarnBefore:
			out = append(out, warning("token_ends", "account", a.Key(), "connector", a.Connector, "day", end.Format(time.DateOnly)))
		default:
			out = append(out, ok("token_until", "account", a.Key(), "day", end.Format(time.DateOnly)))
		}
	}
	return out
}
