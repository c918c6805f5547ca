package telegram

import (
	"errors"
	"maps"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
	"github.com/pantau/pantau/connectors/sim"
	"github.com/pantau/pantau/connectors/telegram/telegramsim"
)

const token = "123456:" + sdktest.Token

// platform is a simulated server that a test can interfere with.
type platform struct {
	*sdktest.Server
	telegram *telegramsim.Server
	world    *sim.World
}

// newPlatform serves a world, whose clock it stops at a time.
func newPlatform(t *testing.T, w *sim.World, now time.Time, o telegramsim.Options) *platform {
	t.Helper()
	w.StopAt(now)
	telegram := telegramsim.New(w, o)
	return &platform{sdktest.Serve(t, telegram), telegram, w}
}

// offsets gives those that updates were asked for with, since it was last called.
func (p *platform) offsets(t *testing.T) (out []string) {
	t.Helper()
	for _, uri := range p.Asked("/getUpdates") {
		u, err := url.Parse(uri)
		require.NoError(t, err)
		out = append(out, u.Query().Get("offset"))
	}
	return out
}

// office does what the collector does for some channels: it keeps cursors and
// memories, as durably as a test says.
type office struct {
	p *platform

	mu       sync.Mutex
	shared   map[string][]byte
	own      map[string]map[string][]byte
	cursors  map[string][]byte
	running  map[string]sdk.Connector
	memory   *sdk.Memory                  // shared by the process
	lines    map[string]map[string]string // by channel: the last reading of each record, by its beginning
	settings string                       // of every channel
}

func newOffice(p *platform) *office {
	o := &office{
		p: p, shared: map[string][]byte{}, own: map[string]map[string][]byte{}, cursors: map[string][]byte{},
		lines: map[string]map[string]string{},
	}
	o.restart()
	return o
}

// restart starts a new process with what was kept.
func (o *office) restart() {
	o.running = map[string]sdk.Connector{}
	o.memory = sdk.NewMemory(maps.Clone(o.shared), o.keeper(o.shared))
}

func (o *office) keeper(into map[string][]byte) func(string, []byte) {
	return func(name string, value []byte) {
		o.mu.Lock()
		defer o.mu.Unlock()
		into[name] = value
	}
}

func (o *office) connector(t *testing.T, channel string) sdk.Connector {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if c := o.running[channel]; c != nil {
		return c
	}
	if o.own[channel] == nil {
		o.own[channel] = map[string][]byte{}
	}
	c := New()
	require.NoError(t, c.Configure(sdk.Settings("base_url: "+o.p.URL+"\nchannel: \""+channel+"\"\ntoken: \""+token+"\"\n"+o.settings)))
	keep, ok := c.(sdk.Keeper)
	require.True(t, ok)
	keep.Keep(sdk.NewMemory(maps.Clone(o.own[channel]), o.keeper(o.own[channel])), o.memory)
	o.running[channel] = c
	return c
}

// collected is what one run gave.
type collected struct {
	records []sdk.Record
	lines   []string
	result  sdk.Result
	err     error
}

func (c collected) failure() error {
	if c.err != nil {
		return c.err
	}
	return errors.Join(c.result.Failures...)
}

var errSpool = errors.New("the spool is full")

// attempt runs a channel once without keeping the cursor: its end is lost.
// most is how many records are taken before the spool is full; negative: all.
func (o *office) attempt(t *testing.T, channel string, most int) collected {
	t.Helper()
	c := o.connector(t, channel)
	o.mu.Lock()
	req := sdk.Request{Cursor: o.cursors[channel], Now: o.p.world.Now()}
	o.mu.Unlock()
	var got collected
	got.result, got.err = c.Collect(t.Context(), req, func(records ...sdk.Record) error {
		for _, r := range records {
			if most == len(got.records) {
				return errSpool
			}
			got.records = append(got.records, r)
			got.lines = append(got.lines, sdktest.Line(r))
		}
		return nil
	})
	o.take(channel, got)
	return got
}

// run runs a channel once, whole.
func (o *office) run(t *testing.T, channel string) collected {
	t.Helper()
	got := o.attempt(t, channel, -1)
	if got.err == nil {
		o.mu.Lock()
		o.cursors[channel] = got.result.Cursor
		o.mu.Unlock()
	}
	return got
}

// take stores records as the database does: the latest reading holds.
func (o *office) take(channel string, got collected) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lines[channel] == nil {
		o.lines[channel] = map[string]string{}
	}
	for i, r := range got.records {
		o.lines[channel][name(r)] = got.lines[i]
	}
}

func name(r sdk.Record) string {
	switch r := r.(type) {
	case sdk.Post:
		return "post " + r.ID
	case sdk.Mention:
		return "mention " + r.ID
	}
	return "account"
}

func query(raw string) url.Values {
	v, err := url.ParseQuery(raw)
	if err != nil {
		panic(err) // it stands in a test
	}
	return v
}
