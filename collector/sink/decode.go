package sink

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
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
	raw               []byte // as it came
	content, counters uint64 // hashes
	err               error  // it can't be true
}

// decodeAll reads messages on all cores.
func decodeAll(deliveries []spool.Delivery) []decoded {
	out := make([]decoded, len(deliveries))
	var all errgroup.Group
	all.SetLimit(enrichers)
	for i, d := range deliveries {
		all.Go(func() error {
			out[i] = decode(d.Message)
			return nil // what can't be decoded says so itself
		})
	}
	_ = all.Wait()
	return out
}

func decode(m spool.Message) decoded {
	d := decoded{Message: m}
	switch m.Kind {
	case spool.Done:
		d.end, d.err = spool.DecodeRunEnd(m.Body)
	case spool.Records:
		raws, err := sdk.Split(m.Body)
		if err != nil {
			d.err = fmt.Errorf("decoding records of %s: %w", m.Account, err)
			return d
		}
		d.records = make([]record, len(raws))
		var h hasher
		for i, raw := range raws {
			d.records[i] = h.received(raw, m.At)
		}
	default:
		d.err = fmt.Errorf("message of unknown kind %q", m.Kind)
	}
	return d
}

// hasher tells whether records, and their counters, are what they were.
type hasher struct {
	raw   []byte
	names []string
}

func (h *hasher) received(raw []byte, read time.Time) record {
	r := record{raw: raw}
	if r.is, r.err = sdk.Received(raw, read); r.err != nil {
		return r
	}
	switch is := r.is.(type) {
	case sdk.Post:
		r.content, r.counters = h.post(is)
	case sdk.Mention:
		r.content = h.mention(is)
	}
	return r
}

func (h *hasher) post(p sdk.Post) (content, counters uint64) {
	counters = h.metrics(p.Metrics)
	h.texts(p.ID, p.URL, p.Type, p.Text)
	h.numbers(uint64(p.Published.UnixNano()), counters)
	return sum(h.raw), counters
}

func (h *hasher) mention(m sdk.Mention) uint64 {
	h.texts(m.ID, m.URL, m.MentionKind, m.Post, m.Author, m.Text, m.Language)
	h.numbers(uint64(m.Created.UnixNano()))
	return sum(h.raw)
}

// texts begins with texts, each behind its length.
func (h *hasher) texts(texts ...string) {
	h.raw = h.raw[:0]
	for _, text := range texts {
		h.raw = append(binary.AppendUvarint(h.raw, uint64(len(text))), text...)
	}
}

func (h *hasher) numbers(numbers ...uint64) {
	for _, n := range numbers {
		h.raw = binary.BigEndian.AppendUint64(h.raw, n)
	}
}

func (h *hasher) metrics(metrics sdk.Metrics) uint64 {
	raw := h.raw[:0]
	h.names = slices.AppendSeq(h.names[:0], maps.Keys(metrics))
	slices.Sort(h.names)
	for _, name := range h.names {
		m := metrics[name]
		raw = append(append(raw, name...), '=')
		raw = append(strconv.AppendFloat(raw, m.Value, 'g', -1, 64), '/')
		raw = append(append(raw, m.Reason...), ';')
	}
	h.raw = raw
	return sum(raw)
}

func sum(raw []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(raw) // never fails
	return h.Sum64()
}
