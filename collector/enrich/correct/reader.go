package correct

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Reader reads as the office has corrected another reader. It is safe for
// concurrent use, also while it learns.
type Reader struct {
	base  sentiment.Reader
	name  string
	known atomic.Pointer[known]
}

var _ sentiment.Reader = (*Reader)(nil)

// known is what was learnt from one state of the corrections.
type known struct {
	exact    map[string][3]float64 // shares of votes, by normal text
	layer    *layer                // nil: none helps
	examples []example
}

// Wrap makes a Reader that has learnt nothing yet. The name tells readers apart
// where something is stored.
func Wrap(name string, base sentiment.Reader) *Reader { return &Reader{base: base, name: name} }

// Name is the reader's.
func (r *Reader) Name() string { return r.name }

// Learn replaces what was learnt before. Of the same corrections, in whatever
// order, the same is learnt.
func (r *Reader) Learn(corrections []Correction) {
	r.learn(corrections, func(text string) opinion {
		_, o := opinionOf(r.base, text)
		return o
	})
}

func (r *Reader) learn(corrections []Correction, read func(string) opinion) {
	all := gather(corrections)
	if len(all) == 0 {
		r.known.Store(nil)
		return
	}
	k := &known{exact: make(map[string][3]float64, len(all)), examples: examplesOf(all, read)}
	for _, s := range all {
		k.exact[s.normal] = s.votes
	}
	k.layer = learn(k.examples)
	r.known.Store(k)
}

// Adapted tells whether a layer was learnt, beside the corrected texts.
func (r *Reader) Adapted() bool {
	k := r.known.Load()
	return k != nil && k.layer != nil
}

// Read gives what people said of the text, if they did, else what the base reader
// and the office's layer make of it.
func (r *Reader) Read(text string) sentiment.Reading {
	k := r.known.Load()
	if k == nil {
		return r.base.Read(text)
	}
	n := normal(text)
	p, exact := k.exact[n]
	if !exact && (k.layer == nil || n == "") {
		return r.base.Read(text)
	}
	reading, o := opinionOf(r.base, text)
	if !exact {
		p = k.layer.apply(o.p, n, o.direction())
	}
	reading.Label, reading.Score, reading.Probabilities = sentiment.Labels[best(p)], p[0]-p[2], p
	return reading
}

// Measure takes about five times as long as learning. It is false where there is
// nothing to measure on, or ctx ends.
func (r *Reader) Measure(ctx context.Context) (Measure, bool) {
	k := r.known.Load()
	if k == nil {
		return Measure{}, false
	}
	return measure(ctx, k.examples)
}

// Office keeps readers at the state of an office's corrections.
type Office struct {
	store   *Store
	readers []*Reader

	mu        sync.Mutex
	stamp     string // of the file that was learnt from
	agreement *float64
}

// NewOffice lets readers learn from the corrections in dataDir, from the first
// Refresh on.
func NewOffice(dataDir string, readers ...*Reader) *Office {
	return &Office{store: NewStore(dataDir), readers: readers}
}

// Refresh learns anew if the corrections have changed since the last time.
func (o *Office) Refresh() (changed bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	stamp := ""
	if info, err := os.Stat(o.store.path()); err == nil {
		stamp = fmt.Sprint(info.ModTime().UnixNano(), info.Size())
	}
	if stamp == o.stamp {
		return false, nil
	}
	all, err := o.store.Load()
	if err != nil {
		return false, err
	}
	for _, r := range o.readers {
		c := openReadings(o.store.dir, r)
		r.learn(all, c.read)
		if err := c.save(); err != nil {
			return false, err
		}
	}
	o.agreement = nil
	if alpha, ok := Agreement(all); ok {
		o.agreement = &alpha
	}
	o.stamp = stamp
	return true, nil
}

// Readers are those that learn.
func (o *Office) Readers() []*Reader { return o.readers }

// Agreement is Krippendorff's α at the last Refresh; see the function of that
// name.
func (o *Office) Agreement() (alpha float64, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.agreement == nil {
		return 0, false
	}
	return *o.agreement, true
}
