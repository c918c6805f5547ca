package sdk

import (
	"context"
	"errors"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-plugin"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// keeper keeps what a test says; each account is one value of it.
type keeper struct {
	scripted
	own, shared *Memory
	exchanged   *string
}

func (k *keeper) Keep(own, shared *Memory) { k.own, k.shared = own, shared }

func (k *keeper) Collect(ctx context.Context, req Request, emit Emit) (Result, error) {
	return k.collect(context.WithValue(ctx, keeperKey{}, k), req, emit)
}

func (k *keeper) Check(context.Context) (CheckReport, error) {
	return CheckReport{Summary: "fine"}, k.own.Put("checked", true)
}

func (k *keeper) Consent(redirect string) (Consent, error) {
	return Consent{URL: "https://platform.example/consent?to=" + redirect, State: "st", Verifier: "vf"}, nil
}

func (k *keeper) Exchange(_ context.Context, c Consent, code string) error {
	*k.exchanged = c.Redirect + " " + c.Verifier + " " + code
	return (&Login{Memory: k.own}).Save(Token{Access: "from-" + code})
}

type keeperKey struct{}

// testVault is a vault in memory.
type testVault struct {
	mu     sync.Mutex
	values map[string]map[string][]byte
	log    []string
}

func (v *testVault) Load(instance string) (own, shared map[string][]byte, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return maps.Clone(v.values[instance]), maps.Clone(v.values["shared"]), nil
}

func (v *testVault) Keep(instance string, shared bool, name string, value []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if shared {
		instance = "shared"
	}
	if v.values[instance] == nil {
		v.values[instance] = map[string][]byte{}
	}
	v.values[instance][name] = value
	v.log = append(v.log, instance+"."+name+"="+string(value))
	return nil
}

// process starts a connector process for the accounts a and b.
func process(t *testing.T, vault Vault, collect func(context.Context, Request, Emit) (Result, error), exchanged *string) *Client {
	t.Helper()
	rpc, _ := plugin.TestPluginGRPCConn(t, false, Plugins(func() Connector {
		return &keeper{scripted: scripted{collect: collect}, exchanged: exchanged}
	}))
	t.Cleanup(func() { _ = rpc.Close() })
	client, err := Dispense(rpc)
	require.NoError(t, err)
	client.Vault = vault
	for _, account := range []string{"a", "b"} {
		require.NoError(t, client.Configure(t.Context(), account, Settings("token: s3cret-token"), ReachAll))
	}
	return client
}

func TestWhatIsPutIsStoredAtOnce(t *testing.T) {
	t.Parallel()
	vault := &testVault{values: map[string]map[string][]byte{}}
	spend := func(ctx context.Context, _ Request, emit Emit) (Result, error) {
		k, _ := ctx.Value(keeperKey{}).(*keeper)
		var spent int
		if err := k.shared.Update("spent", &spent, func() error { spent++; return nil }); err != nil {
			return Result{}, err
		}
		if err := k.own.Put("seen", spent); err != nil {
			return Result{}, err
		}
		if err := emit(Account{}); err != nil {
			return Result{}, err
		}
		return Result{}, Errorf(Transient, "the run fails all the same")
	}
	client := process(t, vault, spend, nil)
	for i, account := range []string{"a", "b", "a"} {
		_, err := client.Collect(t.Context(), account, Request{Now: noon}, func([]*wire.Record) error {
			require.Len(t, vault.log, 2*(i+1), "it is stored before the record arrives")
			return nil
		})
		require.Equal(t, Transient, KindOf(err))
	}
	require.Equal(t, []string{"shared.spent=1", "a.seen=1", "shared.spent=2", "b.seen=2", "shared.spent=3", "a.seen=3"}, vault.log)

	again := process(t, vault, spend, nil) // after a restart
	_, err := again.Collect(t.Context(), "b", Request{Now: noon}, func([]*wire.Record) error { return nil })
	require.Error(t, err)
	require.Equal(t, "shared.spent=4", vault.log[len(vault.log)-2])

	_, err = again.Check(t.Context(), "b")
	require.NoError(t, err)
	require.Equal(t, "b.checked=true", vault.log[len(vault.log)-1])
}

// watchedVault asks before it keeps something.
type watchedVault struct {
	testVault
	before func() error
}

func (v *watchedVault) Keep(instance string, shared bool, name string, value []byte) error {
	if err := v.before(); err != nil {
		return err
	}
	return v.testVault.Keep(instance, shared, name, value)
}

// TestNothingIsAskedBeforeItIsCounted: what a ledger counts is kept before the request
// goes out, and where it can't be kept none does. Otherwise a collector that takes over
// would know less than the platform does.
func TestNothingIsAskedBeforeItIsCounted(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 1)
	spend := func(ctx context.Context, _ Request, _ Emit) (Result, error) {
		k, _ := ctx.Value(keeperKey{}).(*keeper)
		var spent int
		if err := k.shared.Update("spent", &spent, func() error { spent++; return nil }); err != nil {
			return Result{}, err
		}
		if ctx.Err() == nil { // as every request to a platform sees
			asked <- struct{}{}
		}
		return Result{}, nil
	}
	vault := &watchedVault{testVault: testVault{values: map[string]map[string][]byte{}}}
	client := process(t, vault, spend, nil)
	collect := func() error {
		_, err := client.Collect(t.Context(), "a", Request{Now: noon}, nil)
		return err
	}

	vault.before = func() error {
		select {
		case <-asked:
			return errors.New("it was asked before that is kept")
		case <-time.After(200 * time.Millisecond):
			return nil
		}
	}
	require.NoError(t, collect())
	<-asked

	vault.before = func() error { return errors.New("the servers are gone") }
	require.ErrorContains(t, collect(), "the servers are gone")
	require.Empty(t, asked)

	vault.before = func() error { return nil }
	require.NoError(t, collect())
	require.Len(t, asked, 1)
	require.Equal(t, []string{"shared.spent=1", "shared.spent=2", "shared.spent=3"}, vault.log, "what was counted in vain is kept too")
}

func TestConsentCrossesTheProcess(t *testing.T) {
	t.Parallel()
	vault := &testVault{values: map[string]map[string][]byte{}}
	var exchanged string
	client := process(t, vault, nil, &exchanged)
	info, err := client.Info(t.Context())
	require.NoError(t, err)
	require.True(t, info.Consent)
	c, err := client.Consent(t.Context(), "a", "http://127.0.0.1:1/callback")
	require.NoError(t, err)
	require.Equal(t, Consent{URL: "https://platform.example/consent?to=http://127.0.0.1:1/callback", State: "st", Verifier: "vf", Redirect: "http://127.0.0.1:1/callback"}, c)
	require.NoError(t, client.Exchange(t.Context(), "a", c, "c-1"))
	require.Equal(t, "http://127.0.0.1:1/callback vf c-1", exchanged)
	require.JSONEq(t, `{"access":"from-c-1"}`, string(vault.values["a"]["token"]))

	without := connect(t, scripted{})
	_, err = without.Consent(t.Context(), "a", "http://127.0.0.1:1")
	require.ErrorContains(t, err, "no consent page")
}
