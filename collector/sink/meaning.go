package sink

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/enrich"
	"github.com/pantau/pantau/collector/policy"
	"github.com/pantau/pantau/collector/sink/line"
)

// points gives mentions their meaning, on all cores, and returns what is to be
// written. It fails only where ctx ends.
func (b *batch) points(ctx context.Context) ([]*line.Point, error) {
	enricher := b.enricher()
	var all errgroup.Group
	all.SetLimit(enrichers)
	for _, a := range b.accounts {
		for i := range a.waiting {
			all.Go(func() error {
				if ctx.Err() == nil { // a batch may take minutes, and nobody waits that long for a stop
					w := &a.waiting[i]
					w.point = mentionPoint(a.owner, w, meaning(enricher, a.policy, w), b.opts.KeepText)
				}
				return ctx.Err()
			})
		}
	}
	if err := all.Wait(); err != nil {
		return nil, err
	}
	out := b.touched.weeks.marks(b.opts.Zone)
	for _, a := range b.accounts {
		out = append(out, a.ready...)
		for _, w := range a.waiting {
			out = append(out, w.point)
		}
		a.ready, a.waiting = nil, nil
	}
	b.opts.Meters.wait(len(out))
	return out, nil
}

// enricher is the accurate one as long as it keeps up. Where texts are not kept
// they can't be read again, so they wait in the spool for the accurate one.
func (b *batch) enricher() *enrich.Enricher {
	n := 0
	for _, a := range b.accounts {
		n += len(a.waiting)
	}
	if n <= keepsUp || b.opts.Hurried == nil || !b.opts.KeepText {
		return b.opts.Enricher
	}
	b.hurried = true
	return b.opts.Hurried
}

// meaning trusts the platform's word on the language over our guess. Where the
// platform allows nothing derived, there is no more than that word.
func meaning(enricher *enrich.Enricher, p policy.Policy, w *waiting) enrich.Meaning {
	if !p.Derived {
		return enrich.Meaning{Language: w.mention.Language}
	}
	meaning := enricher.Enrich(w.mention.Text)
	meaning.Topics = append(meaning.Topics, w.inherited...)
	if w.mention.Language != "" {
		meaning.Language = w.mention.Language
	}
	if meaning.Second == meaning.Language {
		meaning.Second = ""
	}
	return meaning
}
