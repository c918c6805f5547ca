package query

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

const (
	// liveEvery is how often a live answer is worked out anew. However many
	// screens show it, that costs one query.
	liveEvery = 10 * time.Second
	// maxLive bounds the live queries that are remembered. The one that was asked
	// longest ago gives way.
	maxLive = 1000
	// liveEdge is how near to now a range must end to move on with the clock.
	liveEdge = time.Minute
)

// ErrNotLive means that no query has this channel's path: it was never asked, or
// the plugin has started anew since.
var ErrNotLive = errors.New("no live query has this path; load the panel again")

// liveQuery is a query whose range moves on with the clock.
type liveQuery struct {
	kind   *queryType
	params json.RawMessage
	like   Request // with the range of the first time
	asked  time.Time
}

// live remembers the queries that panels follow, by the path of their channel.
type live struct {
	mu      sync.Mutex
	queries map[string]*liveQuery
}

// follow gives each frame of an answer the channel on which Grafana brings what
// comes later, where the query asks for it and its range reaches to now.
func (d *Dispatcher) follow(uid string, kind *queryType, params json.RawMessage, r *Request, frames data.Frames) {
	if uid == "" || r.Full || r.Now.Sub(r.To) > liveEdge {
		return
	}
	path := d.live.remember(&liveQuery{kind: kind, params: params, like: *r, asked: r.Now})
	for i, f := range frames {
		meta := *f.Meta // shared with the cached answer
		meta.Channel = fmt.Sprintf("ds/%s/%s/%d", uid, path, i)
		f.Meta = &meta
	}
}

func (l *live) remember(q *liveQuery) string {
	name := fmt.Sprintf("%s %s %s %d %d %d", q.kind.ID, q.like.Language, q.params, q.like.To.Sub(q.like.From), q.like.Interval, q.like.MaxPoints)
	sum := sha256.Sum256([]byte(name))
	path := hex.EncodeToString(sum[:12])
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.queries == nil {
		l.queries = map[string]*liveQuery{}
	}
	l.queries[path] = q
	if len(l.queries) > maxLive {
		oldest := path
		for p, other := range l.queries {
			if other.asked.Before(l.queries[oldest].asked) {
				oldest = p
			}
		}
		delete(l.queries, oldest)
	}
	return path
}

// find gives the query of a channel's path, and which of its frames is wanted.
func (l *live) find(path string) (*liveQuery, int, error) {
	name, index, _ := strings.Cut(path, "/")
	n, err := strconv.Atoi(index)
	l.mu.Lock()
	defer l.mu.Unlock()
	q := l.queries[name]
	if q == nil || err != nil || n < 0 {
		return nil, 0, ErrNotLive
	}
	return q, n, nil
}

// Follows tells whether a channel's path is that of a live query.
func (d *Dispatcher) Follows(path string) bool {
	_, _, err := d.live.find(path)
	return err == nil
}

// Live works a live query out again and again, and sends its frame whenever that
// has changed, until ctx ends or sending fails. A failure of the database is
// passed over: the panel keeps what it shows, and its time tells how old it is.
func (d *Dispatcher) Live(ctx context.Context, path string, tick <-chan time.Time, send func(*data.Frame) error) error {
	var last []byte
	for {
		q, index, err := d.live.find(path)
		if err != nil {
			return err
		}
		if f := d.again(ctx, q, index); f != nil {
			now, err := data.FrameToJSON(f, data.IncludeAll)
			if err != nil {
				return fmt.Errorf("writing a live frame: %w", err)
			}
			if !bytes.Equal(now, last) {
				if err := send(f); err != nil {
					return fmt.Errorf("sending a live frame: %w", err)
				}
				last = now
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick:
		}
	}
}

// again answers a live query for the range that ends now.
func (d *Dispatcher) again(ctx context.Context, q *liveQuery, index int) *data.Frame {
	r := q.like
	r.ran, r.Now = nil, d.options.Now()
	r.From, r.To = align(r.Now.Add(-q.like.To.Sub(q.like.From)), r.Now)
	a, err := d.shared(ctx, q.kind, q.params, &r)
	if err != nil || index >= len(a.Frames) {
		return nil
	}
	return a.copies()[index]
}

// LiveTicker ticks as often as live queries are worked out.
func LiveTicker() *time.Ticker { return time.NewTicker(liveEvery) }
