package poller

import (
	"context"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/backfill"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// Backfill works on an account's history for one step: it reads until all is
// there or the platform wants a pause. The account's own cursor stays where it
// is. It reports false if there is nothing to do now.
func (p *Poller) Backfill(ctx context.Context, a Account) (backfill.Job, bool, error) {
	if p.Jobs == nil {
		return backfill.Job{}, false, nil
	}
	job, found, err := p.Jobs.Load(a.Key)
	if err != nil || !found || job.Done || p.now().Before(job.Wait) {
		return job, false, err
	}
	started, now := time.Now(), p.now()
	at := now.Truncate(a.Interval)
	result, err := p.Connectors.Collect(ctx, a.Connector, a.Key, sdk.Request{Cursor: job.Cursor, Since: job.Since, Now: now},
		func(batch []*wire.Record) error {
			for _, r := range batch {
				if post := r.GetPost(); post.GetPublished() != nil {
					job.Seen(post.GetPublished().AsTime())
				}
			}
			p.Privacy.Strip(a.Connector, batch)
			batch = p.Privacy.Without(batch)
			body, err := proto.Marshal(&wire.Records{Records: batch})
			if err != nil {
				return err
			}
			if err := p.putRecords(ctx, a, at, body); err != nil {
				return err
			}
			job.Records += len(batch)
			return p.Jobs.Save(job)
		})
	if ctx.Err() != nil {
		return job, true, ctx.Err() // stopped: the next start goes on from the job's cursor
	}
	result, err = p.Privacy.quiet(result, err)
	job.Step(result, err, now)
	end := spool.RunEnd{Started: now, Duration: time.Since(started), Records: job.Records, Requests: result.Requests}
	describe(&end, result, err)
	if err := p.putEnd(ctx, a, at, end); err != nil {
		return job, true, err
	}
	return job, true, p.Jobs.Save(job)
}
