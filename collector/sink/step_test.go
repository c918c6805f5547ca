package sink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	ihttp "github.com/influxdata/influxdb-client-go/v2/api/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/enrich/topics"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// asked hears what the database is asked, and may refuse it.
type asked struct {
	ihttp.Service
	refuse error
	before func(statement string) // of each

	mu         sync.Mutex
	statements []string
}

func (a *asked) DoPostRequest(ctx context.Context, url string, body io.Reader, before ihttp.RequestCallback, after ihttp.ResponseCallback) *ihttp.Error {
	text, err := io.ReadAll(body)
	if err == nil {
		err = a.refuse
	}
	if err != nil {
		return ihttp.NewError(err)
	}
	if a.before != nil {
		a.before(string(text))
	}
	a.mu.Lock()
	a.statements = append(a.statements, string(text))
	a.mu.Unlock()
	return a.Service.DoPostRequest(ctx, url, strings.NewReader(string(text)), before, after)
}

// times is how often something was asked.
func (a *asked) times(about string) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.statements {
		if strings.Contains(s, about) {
			n++
		}
	}
	return n
}

// world is a queue, a database and what is remembered.
type world struct {
	server *influxtest.Server
	queue  *spool.Spool
	state  *state.Store
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{server: influxtest.Start18(t)}
	w.server.Bucket(t, "steps")
	var err error
	w.queue, err = spool.Open(t.Context(), t.TempDir(), 64<<20)
	require.NoError(t, err)
	t.Cleanup(w.queue.Close)
	w.state, err = state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.state.Close()) })
	return w
}

// start makes a sink as a start of the collector does.
func (w world) start(t *testing.T) (*Sink, *asked) {
	t.Helper()
	matcher, err := topics.New(map[string][]string{"banjir": {"banjir"}})
	require.NoError(t, err)
	s := newSink(t, w.server, "steps", func(o *Options) {
		o.Spool, o.State, o.Enricher = w.queue, w.state, enrich.New(matcher, sentiment.Fast())
	})
	heard := &asked{Service: s.reader.http}
	s.reader.http = heard
	return s, heard
}

// put puts messages into the queue, each with a post of an hour of its own.
func (w world) put(t *testing.T, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		body, err := proto.Marshal(&wire.Records{Records: []*wire.Record{sdk.ToWire(sdk.Post{
			ID: fmt.Sprint(i), Type: "text", Text: "banjir", Published: time.Date(2026, 3, 1, i, 0, 0, 0, time.UTC),
			Metrics: sdk.Metrics{"likes": sdk.Number(1)},
		})}})
		require.NoError(t, err)
		require.NoError(t, w.queue.Put(t.Context(), spool.Message{Kind: spool.Records, Account: "mastodon/dinkes", At: time.Date(2026, 4, 1, 0, 0, i, 0, time.UTC), Body: body}))
	}
}

// counted are the posts that the rollups count.
func (w world) counted(t *testing.T, s *Sink) (n float64) {
	t.Helper()
	require.NoError(t, s.reader.query(t.Context(), `SELECT sum(posts) AS n FROM topic_10m`, nil, func(r row) { n = r.number("n") }))
	return n
}

// Rollups of several batches are made at once, and what is left when the queue is
// empty does not wait for more.
func TestRollupsOfSeveralBatchesAreMadeAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, heard := w.start(t)
	const messages = (rollUpBatches+2)*batchMessages + 1
	w.put(t, 0, messages)
	n, err := s.step(t.Context())
	require.NoError(t, err)
	require.Equal(t, messages, n)
	require.Equal(t, 2, heard.times("topics+FROM+post"))
	require.InDelta(t, messages, w.counted(t, s), 0)
	waiting, _, err := w.queue.Waiting(t.Context())
	require.NoError(t, err)
	require.Zero(t, waiting)
}

// Writing does not wait until rollups of what was written are made.
func TestWritingGoesOnWhileRollupsAreMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, heard := w.start(t)
	const batches = rollUpBatches + rollUpBatches/2
	w.put(t, 0, (batches+1)*batchMessages)
	heard.before = func(statement string) {
		if !strings.Contains(statement, "topics+FROM+post") {
			return
		}
		past := &reader{http: heard.Service, bucket: s.reader.bucket}
		assert.Eventually(t, func() bool {
			n := 0.0
			err := past.query(t.Context(), `SELECT count(id) AS n FROM post`, nil, func(r row) { n = r.number("n") })
			return err == nil && n >= batches*batchMessages
		}, time.Minute, 10*time.Millisecond)
	}
	n, err := s.step(t.Context())
	require.NoError(t, err)
	require.Equal(t, (batches+1)*batchMessages, n)
}

// A step comes to its end, however much waits and however long it takes.
func TestAStepIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, _ := w.start(t)
	w.put(t, 0, batchMessages)
	underway := func(messages int, left time.Duration) int {
		u := &underWay{sink: s, until: time.Now().Add(left), within: t.Context(), all: make([]spool.Delivery, messages)}
		some, err := u.more()
		require.NoError(t, err)
		return len(some)
	}
	require.Zero(t, underway(stepMessages-batchMessages+1, time.Hour), "as many are under way as may be")
	require.Zero(t, underway(0, -time.Second), "its time is over")
	require.Equal(t, batchMessages, underway(stepMessages-batchMessages, time.Hour))
}

// TestRollupsThatWaitAreNotLost: whatever ends a step between points and rollups, all
// messages come again and the same rollups are made.
func TestRollupsThatWaitAreNotLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, heard := w.start(t)
	const messages = 3 * batchMessages
	w.put(t, 0, messages)
	heard.refuse = errors.New("killed here")
	n, err := s.step(t.Context())
	require.ErrorContains(t, err, "killed here")
	require.Zero(t, n)
	waiting, _, err := w.queue.Waiting(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, messages, waiting)

	s, _ = w.start(t)
	require.Zero(t, w.counted(t, s))
	n, err = s.step(t.Context())
	require.NoError(t, err)
	require.Equal(t, messages, n)
	require.InDelta(t, messages, w.counted(t, s), 0)
	require.NoError(t, s.reader.query(t.Context(), `SELECT count(id) AS n FROM post`, nil, func(r row) {
		require.InDelta(t, messages, r.number("n"), 0)
	}))
}
