package sdk

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// Split gives the records of an encoded wire.Records, each as its bytes.
func Split(records []byte) (out [][]byte, err error) {
	for len(records) > 0 {
		var f encoded
		if f, records, err = cutField(records); err != nil {
			return nil, err
		}
		if f.tag == inBytes(1) {
			out = append(out, f.bytes)
		}
	}
	return out, nil
}

// FromBytes decodes an encoded wire.Record. Posts and mentions, which nearly all are,
// are read without the library's messages and maps in between. What is not written as
// everybody writes it, and all else, the library reads.
func FromBytes(record []byte) (Record, error) {
	if f, rest, err := cutField(record); err == nil && len(rest) == 0 {
		switch f.tag {
		case inBytes(2):
			if p, ok := quickPost(f.bytes); ok {
				return p, nil
			}
		case inBytes(3):
			if m, ok := quickMention(f.bytes); ok {
				return m, nil
			}
		}
	}
	var w wire.Record
	if err := proto.Unmarshal(record, &w); err != nil {
		return nil, fmt.Errorf("decoding a record: %w", err)
	}
	return FromWire(&w)
}

// encoded is a field of a message.
type encoded struct {
	tag   uint64 // number and type
	bytes []byte
	bits  uint64
}

// inBytes, inBits and inVarint are the tags of fields of these types.
func inBytes(field protowire.Number) uint64 { return protowire.EncodeTag(field, protowire.BytesType) }

func inBits(field protowire.Number) uint64 { return protowire.EncodeTag(field, protowire.Fixed64Type) }

func inVarint(field protowire.Number) uint64 { return protowire.EncodeTag(field, protowire.VarintType) }

func cutField(raw []byte) (f encoded, rest []byte, err error) {
	number, kind, size := protowire.ConsumeTag(raw)
	if size < 0 {
		return f, nil, fmt.Errorf("decoding records: %w", protowire.ParseError(size))
	}
	f.tag, raw = protowire.EncodeTag(number, kind), raw[size:]
	switch kind {
	case protowire.BytesType:
		f.bytes, size = protowire.ConsumeBytes(raw)
	case protowire.VarintType:
		f.bits, size = protowire.ConsumeVarint(raw)
	case protowire.Fixed64Type:
		f.bits, size = protowire.ConsumeFixed64(raw)
	default:
		size = protowire.ConsumeFieldValue(number, kind, raw)
	}
	if size < 0 {
		return f, nil, fmt.Errorf("decoding records: %w", protowire.ParseError(size))
	}
	return f, raw[size:], nil
}

// each goes through the fields of a message until take does not know one.
func each(raw []byte, take func(encoded) bool) bool {
	for len(raw) > 0 {
		f, rest, err := cutField(raw)
		if err != nil || !take(f) {
			return false
		}
		raw = rest
	}
	return true
}

func (f encoded) text(to *string) bool {
	*to = string(f.bytes)
	return utf8.Valid(f.bytes)
}

// time reads a timestamp, unless there was one: the two would be merged.
func (f encoded) time(to *time.Time) bool {
	var seconds, nanos int64
	ok := to.IsZero() && each(f.bytes, func(part encoded) bool {
		switch part.tag {
		case inVarint(1):
			seconds = int64(part.bits)
		case inVarint(2):
			nanos = int64(int32(part.bits))
		default:
			return false
		}
		return true
	})
	*to = time.Unix(seconds, nanos).UTC()
	return ok
}

func quickPost(raw []byte) (p Post, ok bool) {
	p.Metrics = Metrics{}
	ok = each(raw, func(f encoded) bool {
		switch f.tag {
		case inBytes(1):
			return f.text(&p.ID)
		case inBytes(2):
			return f.text(&p.URL)
		case inBytes(3):
			return f.text(&p.Type)
		case inBytes(4):
			return f.time(&p.Published)
		case inBytes(5):
			return f.text(&p.Text)
		case inBytes(6):
			return f.metric(p.Metrics)
		}
		return false
	})
	return p, ok
}

// metric reads an entry of a map.
func (f encoded) metric(into Metrics) bool {
	name, values, metric := "", 0, Metric{}
	ok := each(f.bytes, func(part encoded) bool {
		switch part.tag {
		case inBytes(1):
			return part.text(&name)
		case inBytes(2):
			values++
			return part.number(&metric)
		}
		return false
	})
	into[name] = metric
	return ok && values == 1 // several would be merged
}

func (f encoded) number(m *Metric) bool {
	return each(f.bytes, func(part encoded) bool {
		switch part.tag {
		case inBits(1):
			m.Value = math.Float64frombits(part.bits)
			return true
		case inBytes(2):
			m.Reason = schema.Reason(part.bytes)
			return utf8.Valid(part.bytes)
		}
		return false
	})
}

func quickMention(raw []byte) (m Mention, ok bool) {
	ok = each(raw, func(f encoded) bool {
		switch f.tag {
		case inBytes(1):
			return f.text(&m.ID)
		case inBytes(2):
			return f.text(&m.URL)
		case inBytes(3):
			return f.text(&m.MentionKind)
		case inBytes(4):
			return f.text(&m.Post)
		case inBytes(5):
			return f.time(&m.Created)
		case inBytes(6):
			return f.text(&m.Author)
		case inBytes(7):
			return f.text(&m.Text)
		case inBytes(8):
			return f.text(&m.Language)
		}
		return false
	})
	return m, ok
}
