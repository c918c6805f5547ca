package sink

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// decoded is a message, and what can be said of it without knowing what came before.
type decoded struct {
	spool.Message
	records []record
	end     spool.RunEnd
	err     error // it can't be read
}

// record is a record of a message.
type record struct {
	is                sdk.Record
	wire              *wire.Record
	content, counters uint64 // hashes
	err               error  // it can't be true
}

// decodeAll reads messages on all cores.
func decodeAll(deliveries []spool.Delivery) []decoded {
	out := make([]decoded, len(deliveries))
	var wg sync.WaitGroup
	slots := make(chan struct{}, enrichers)
	for i, d := range deliveries {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			out[i] = decode(d.Message)
		})
	}
	wg.Wait()
	return out
}

func decode(m spool.Message) decoded {
	d := decoded{Message: m}
	switch m.Kind {
	case spool.Done:
		d.end, d.err = spool.DecodeRunEnd(m.Body)
	case spool.Records:
		var records wire.Records
		if err := proto.Unmarshal(m.Body, &records); err != nil {
			d.err = fmt.Errorf("decoding records of %s: %w", m.Account, err)
			return d
		}
		d.records = make([]record, len(records.GetRecords()))
		for i, w := range records.GetRecords() {
			d.records[i] = received(w, m.At)
		}
	default:
		d.err = fmt.Errorf("message of unknown kind %q", m.Kind)
	}
	return d
}

func received(w *wire.Record, read time.Time) record {
	r := record{wire: w}
	if r.is, r.err = sdk.Received(w, read); r.err != nil {
		return r
	}
	switch is := r.is.(type) {
	case sdk.Post:
		r.content, r.counters = hash(w), hashMetrics(is.Metrics)
	case sdk.Mention:
		r.content = hash(w)
	}
	return r
}

func hash(w *wire.Record) uint64 {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(w)
	if err != nil {
		return 0 // it was just decoded; a zero only writes it once more
	}
	return sum(raw)
}

func hashMetrics(metrics sdk.Metrics) uint64 {
	var raw []byte
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		m := metrics[name]
		raw = fmt.Appendf(raw, "%s=%g/%s;", name, m.Value, m.Reason)
	}
	return sum(raw)
}

func sum(raw []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(raw) // never fails
	return h.Sum64()
}
