package sdktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/go-plugin"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// account is the name under which the suite configures its one account.
const account = "sdktest"

// conversation is a connector behind a real gRPC connection, and the platform
// it talks to.
type conversation struct {
	client   *sdk.Client
	base     string       // the platform's address
	dir      string       // of the case; empty: none
	requests atomic.Int64 // that reached the platform
	returned chan struct{}
	vault    vault
	close    func() // ends it
}

// vault keeps in memory what the connector wants kept, for one conversation.
type vault struct {
	mu          sync.Mutex
	own, shared map[string][]byte
}

var _ sdk.Vault = (*vault)(nil)

// Load implements sdk.Vault.
func (v *vault) Load(string) (own, shared map[string][]byte, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.own), maps.Clone(v.shared), nil
}

// Keep implements sdk.Vault.
func (v *vault) Keep(_ string, shared bool, name string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.own == nil {
		v.own, v.shared = map[string][]byte{}, map[string][]byte{}
	}
	into := v.own
	if shared {
		into = v.shared
	}
	if into[name] = value; value == nil {
		delete(into, name)
	}
	return nil
}

// dial starts a conversation with a platform that answers through handler. The
// connector is not configured yet.
func (s *suite) dial(handler http.Handler) (*conversation, error) {
	c := &conversation{returned: make(chan struct{}, 16)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.requests.Add(1)
		handler.ServeHTTP(w, r)
	}))
	c.base = server.URL
	factory := func() sdk.Connector { return &watched{Connector: s.factory(), returned: c.returned} }
	rpc, _ := plugin.TestPluginGRPCConn(s.t, false, sdk.Plugins(factory))
	c.close = func() {
		_ = rpc.Close() // stops the connector's server too, and cuts off the answer that says so
		server.Close()
	}
	client, err := sdk.Dispense(rpc)
	if err != nil {
		c.close()
		return nil, err
	}
	c.client = client
	client.Vault = &c.vault
	return c, nil
}

// talk starts a conversation and configures the connector for it.
func (s *suite) talk(handler http.Handler) (*conversation, error) {
	c, err := s.dial(handler)
	if err != nil {
		return nil, err
	}
	settings := fill(s.o.Settings, c.base)
	if err := c.client.Configure(s.t.Context(), account, sdk.Settings(settings), sdk.ReachAll); err != nil {
		c.close()
		return nil, fmt.Errorf("Configure refused Options.Settings: %w", err)
	}
	return c, nil
}

// run is what one call of Collect gave.
type run struct {
	records []sdk.Record
	lines   []string // the records, printed
	result  sdk.Result
	err     error
}

// failure is the run's error, or else its failed parts.
func (r run) failure() error {
	if r.err != nil {
		return r.err
	}
	return errors.Join(r.result.Failures...)
}

// collect runs Collect once. A record that can't be decoded is the run's error.
func (c *conversation) collect(ctx context.Context, req sdk.Request) run {
	if req.Now.IsZero() {
		req.Now = Now
	}
	var out run
	out.result, out.err = c.client.Collect(ctx, account, req, func(records []*wire.Record) error {
		for _, w := range records {
			r, err := sdk.FromWire(w)
			if err != nil {
				return err
			}
			out.records = append(out.records, r)
			out.lines = append(out.lines, c.anonymous(Line(r)))
		}
		return nil
	})
	return out
}

// anonymous takes the platform's address out of a text: its port is another one
// each time.
func (c *conversation) anonymous(text string) string {
	host := strings.TrimPrefix(c.base, "http://")
	pairs := []string{c.base, "{{base_url}}", host, "{{host}}"}
	if c.dir != "" {
		pairs = append(pairs, c.dir, "{{dir}}")
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// collectOnce starts a conversation for one run.
func (s *suite) collectOnce(handler http.Handler) (run, error) {
	c, err := s.talk(handler)
	if err != nil {
		return run{}, err
	}
	defer c.close()
	return c.collect(s.t.Context(), sdk.Request{}), nil
}

// healthy runs once against the untouched platform, which must succeed.
func (s *suite) healthy() (run, error) {
	got, err := s.collectOnce(s.o.Platform(s.t))
	if err != nil {
		return run{}, err
	}
	if err := got.failure(); err != nil {
		return run{}, fmt.Errorf("a run against the healthy platform failed: %w", err)
	}
	if len(got.records) == 0 {
		return run{}, errors.New("a run against the healthy platform gave no record")
	}
	return got, nil
}

// watched tells when Collect has come back in the connector's process, which
// the collector's side can't see.
type watched struct {
	sdk.Connector
	returned chan<- struct{}
}

// Keep implements sdk.Keeper.
func (w *watched) Keep(own, shared *sdk.Memory) {
	if k, ok := w.Connector.(sdk.Keeper); ok {
		k.Keep(own, shared)
	}
}

// Collect implements sdk.Connector.
func (w *watched) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	defer func() {
		select {
		case w.returned <- struct{}{}:
		default: // nobody asks any more
		}
	}()
	return w.Connector.Collect(ctx, req, emit)
}
