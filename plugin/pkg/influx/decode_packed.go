package influx

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// packedSource reads MessagePack, of which InfluxDB uses nil, booleans, numbers,
// texts, arrays and maps: https://github.com/msgpack/msgpack/blob/master/spec.md.
type packedSource struct{ r *bufio.Reader }

// longest text that InfluxDB stores, with room for its messages.
const mostText = 1 << 20

func newPacked(body io.Reader) source { return &packedSource{r: bufio.NewReaderSize(body, 64<<10)} }

func (s *packedSource) malformed(err error) error { return malformed("MessagePack", err) }

// unread is an error of reading: the end of the body comes too early, and others
// are handed on.
func (s *packedSource) unread(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return s.malformed(err)
	}
	return err
}

// stray is the error of a byte that does not belong where it stands.
func (s *packedSource) stray(first byte, want string) error {
	return s.malformed(fmt.Errorf("%#x where %s should be", first, want))
}

func (s *packedSource) more() (bool, error) {
	_, err := s.r.Peek(1)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, s.unread(err)
	}
	return true, nil
}

// take reads n bytes, which are good until the next read.
func (s *packedSource) take(n int) ([]byte, error) {
	raw, err := s.r.Peek(n)
	if err != nil {
		return nil, s.unread(err)
	}
	_, err = s.r.Discard(n) // they are there
	return raw, err
}

// unsigned reads a number of 1, 2, 4 or 8 bytes, the highest first.
func (s *packedSource) unsigned(size int) (n uint64, err error) {
	raw, err := s.take(size)
	for _, b := range raw {
		n = n<<8 | uint64(b)
	}
	return n, err
}

// length reads the head of a map, array or text: a short one stands in the first
// byte, a longer one in 1, 2 or 4 bytes after it.
func (s *packedSource) length(want string, short, mask byte, sizes map[byte]int) (int, error) {
	first, err := s.take(1)
	if err != nil {
		return 0, err
	}
	b := first[0] // good until the next read
	if b&^mask == short {
		return int(b & mask), nil
	}
	size, ok := sizes[b]
	if !ok {
		return 0, s.stray(b, want)
	}
	n, err := s.unsigned(size)
	return int(n), err
}

var (
	mapSizes   = map[byte]int{0xde: 2, 0xdf: 4}
	arraySizes = map[byte]int{0xdc: 2, 0xdd: 4}
	textSizes  = map[byte]int{0xd9: 1, 0xda: 2, 0xdb: 4}
)

func (s *packedSource) object(field func(key string) error) error {
	n, err := s.length("a map", 0x80, 0x0f, mapSizes)
	if err != nil {
		return err
	}
	for range n {
		key, err := s.raw()
		if err != nil {
			return err
		}
		if err := field(string(key)); err != nil {
			return err
		}
	}
	return nil
}

func (s *packedSource) array(item func() error) error {
	n, err := s.length("an array", 0x90, 0x0f, arraySizes)
	if err != nil {
		return err
	}
	for range n {
		if err := item(); err != nil {
			return err
		}
	}
	return nil
}

func (s *packedSource) next() (token, error) {
	first, err := s.r.Peek(1)
	if err != nil {
		return otherToken, s.unread(err)
	}
	switch b := first[0]; {
	case b == 0xc0:
		return nullToken, nil
	case b <= 0x7f || b >= 0xe0 || b >= 0xca && b <= 0xd3:
		return numberToken, nil
	case b&^0x1f == 0xa0 || b >= 0xd9 && b <= 0xdb:
		return textToken, nil
	}
	return otherToken, nil
}

// raw is a text's bytes, good until the next read.
func (s *packedSource) raw() ([]byte, error) {
	n, err := s.length("a text", 0xa0, 0x1f, textSizes)
	switch {
	case err != nil:
		return nil, err
	case n > mostText:
		return nil, s.malformed(fmt.Errorf("a text of %d bytes", n))
	case n > s.r.Size():
		long := make([]byte, n)
		if _, err := io.ReadFull(s.r, long); err != nil {
			return nil, s.unread(err)
		}
		return long, nil
	}
	return s.take(n)
}

func (s *packedSource) text(k known) (string, error) {
	raw, err := s.raw()
	if err != nil {
		return "", err
	}
	return k.keep(raw), nil
}

func (s *packedSource) integer() (int64, error) {
	first, err := s.take(1)
	if err != nil {
		return 0, err
	}
	b := first[0]
	switch {
	case b <= 0x7f:
		return int64(b), nil
	case b >= 0xe0:
		return int64(int8(b)), nil
	case b < 0xcc || b > 0xd3:
		return 0, s.stray(b, "a whole number")
	}
	size := 1 << (b & 3) // 0xcc…0xcf without a sign, 0xd0…0xd3 with one
	n, err := s.unsigned(size)
	if b < 0xd0 {
		return int64(n), err
	}
	unused := 64 - 8*size
	return int64(n<<unused) >> unused, err
}

func (s *packedSource) number() (float64, error) {
	first, err := s.r.Peek(1)
	if err != nil {
		return 0, s.unread(err)
	}
	switch first[0] {
	case 0xcb:
		raw, err := s.take(9)
		if err != nil {
			return 0, err
		}
		return math.Float64frombits(binary.BigEndian.Uint64(raw[1:])), nil
	case 0xca:
		raw, err := s.take(5)
		if err != nil {
			return 0, err
		}
		return float64(math.Float32frombits(binary.BigEndian.Uint32(raw[1:]))), nil
	}
	n, err := s.integer()
	return float64(n), err
}

// skip passes over a value. Nothing that InfluxDB sends is nested deeply.
func (s *packedSource) skip() error { return s.skipWithin(16) }

func (s *packedSource) skipWithin(depth int) error {
	first, err := s.r.Peek(1)
	if err != nil {
		return s.unread(err)
	}
	if first[0] == 0xc0 { // most of what is passed over
		_, err := s.take(1)
		return err
	}
	inside := func() error { return s.skipWithin(depth - 1) }
	kind, err := s.next()
	switch b := first[0]; {
	case err != nil:
		return err
	case depth == 0:
		return s.malformed(errors.New("it is nested too deeply"))
	case kind == textToken:
		_, err = s.raw()
	case kind == numberToken:
		_, err = s.number()
	case b&^0x0f == 0x80 || mapSizes[b] > 0:
		err = s.object(func(string) error { return inside() })
	case b&^0x0f == 0x90 || arraySizes[b] > 0:
		err = s.array(inside)
	case b == 0xc2 || b == 0xc3:
		_, err = s.take(1)
	default:
		err = s.stray(b, "a value")
	}
	return err
}
