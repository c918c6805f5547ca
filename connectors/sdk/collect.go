package sdk

import (
	"fmt"
	"slices"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// One message carries at most this many records and about this many bytes, so
// that memory stays flat however much is collected.
const (
	batchRecords = 500
	batchBytes   = 512 << 10
)

// Collect implements the streaming call: it batches what the connector emits
// and ends with one Done.
func (s *server) Collect(req *wire.CollectRequest, stream grpc.ServerStreamingServer[wire.CollectReply]) error {
	c, err := s.instance(req.GetInstance())
	if err != nil {
		return statusOf(err)
	}
	b := &batcher{info: s.info, stream: stream}
	t := &teller{tell: b.keep}
	if req.GetConfirms() {
		t.over = stream.Context().Done()
	}
	end := s.memories.during(c, req.GetMemory(), t)
	var res Result
	err = guard(func() (err error) {
		res, err = c.Collect(c.errand.on(stream.Context()), Request{
			Cursor: req.GetCursor(), Since: toTime(req.GetSince()), Now: toTime(req.GetNow()), Reread: req.GetReread(),
		}, b.emit)
		return err
	})
	end()
	if ferr := b.flush(); ferr != nil {
		return ferr // the collector has gone
	}
	res.Failures = append(res.Failures, b.refused...)
	res.Notices = slices.Concat(res.Notices, b.notices(), deadNotices(c.own, toTime(req.GetNow())))
	return b.send(&wire.CollectReply{What: &wire.CollectReply_Done{Done: doneToWire(c.veil().safeResult(res), c.veil().safe(err))}})
}

type batcher struct {
	info    Info
	stream  grpc.ServerStreamingServer[wire.CollectReply]
	sending sync.Mutex
	records []*wire.Record
	bytes   int
	cut     int
	refused []error
}

// send may be called from several goroutines, which the stream's may not.
func (b *batcher) send(reply *wire.CollectReply) error {
	b.sending.Lock()
	defer b.sending.Unlock()
	return b.stream.Send(reply)
}

// keep tells the collector at once what is to be kept: money that was spent is
// spent whatever becomes of the run.
func (b *batcher) keep(k *wire.Kept) {
	_ = b.send(&wire.CollectReply{What: &wire.CollectReply_Kept{Kept: k}}) // fails when the collector has gone; emit says so
}

// emit implements Emit. A record that can't be kept is refused with a failure
// that names it; the others go on.
func (b *batcher) emit(records ...Record) error {
	for _, r := range records {
		r, cut, err := b.info.normalize(r)
		if err != nil {
			b.refuse(err)
			continue
		}
		if cut {
			b.cut++
		}
		w := ToWire(r)
		b.records = append(b.records, w)
		b.bytes += proto.Size(w)
		if len(b.records) >= batchRecords || b.bytes >= batchBytes {
			if err := b.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// refuse keeps the first few refusals in words and counts the rest.
func (b *batcher) refuse(err error) {
	const shown = 5
	if len(b.refused) < shown {
		b.refused = append(b.refused, Errorf(Permanent, "record refused: %w", err))
		return
	}
	b.refused = append(b.refused[:shown], Errorf(Permanent, "and more records refused; the last: %w", err))
}

func (b *batcher) flush() error {
	if len(b.records) == 0 {
		return nil
	}
	err := b.send(&wire.CollectReply{What: &wire.CollectReply_Records{Records: &wire.Records{Records: b.records}}})
	b.records, b.bytes = nil, 0
	trim()
	return err
}

func (b *batcher) notices() []Notice {
	if b.cut == 0 {
		return nil
	}
	return []Notice{{Kind: NoticeTruncated, Message: fmt.Sprintf("%d texts were longer than %d bytes and cut", b.cut, MaxText)}}
}

func doneToWire(res Result, err error) *wire.Done {
	done := &wire.Done{Cursor: res.Cursor, Gone: res.Gone, Error: errorToWire(err), Requests: int64(res.Requests)}
	for _, n := range res.Notices {
		done.Notices = append(done.Notices, &wire.Notice{Kind: n.Kind, Message: clean(n.Message), Metric: n.Metric})
	}
	for _, f := range res.Failures {
		done.Failures = append(done.Failures, errorToWire(f))
	}
	for _, b := range res.Budgets {
		done.Budgets = append(done.Budgets, &wire.Budget{
			Name: clean(b.Name), Unit: clean(b.Unit), Limit: b.Limit, Remaining: b.Remaining, Reset_: fromTime(b.Reset),
		})
	}
	return done
}

func resultFromWire(done *wire.Done) Result {
	res := Result{Cursor: done.GetCursor(), Gone: done.GetGone(), Requests: int(done.GetRequests())}
	for _, n := range done.GetNotices() {
		res.Notices = append(res.Notices, Notice{Kind: n.GetKind(), Message: words(n.GetMessage()), Metric: n.GetMetric()})
	}
	for _, f := range done.GetFailures() {
		res.Failures = append(res.Failures, errorFromWire(f))
	}
	for _, b := range done.GetBudgets() {
		res.Budgets = append(res.Budgets, Budget{
			Name: b.GetName(), Unit: b.GetUnit(), Limit: b.GetLimit(), Remaining: b.GetRemaining(), Reset: toTime(b.GetReset_()),
		})
	}
	return res
}
