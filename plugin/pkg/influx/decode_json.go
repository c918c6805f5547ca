package influx

import (
	"errors"
	"io"

	"github.com/grafana/grafana-plugin-sdk-go/data/utils/jsoniter"
)

// jsonSource reads JSON.
type jsonSource struct {
	iter   *jsoniter.Iterator
	reader *reader
	broken error // the iterator could not be made
}

func newJSON(body io.Reader) source {
	s := &jsonSource{reader: &reader{r: body}}
	s.iter, s.broken = jsoniter.Parse(jsoniter.ConfigDefault, s.reader, 64<<10)
	return s
}

// reader remembers how reading ended, which the JSON iterator does not tell
// apart from bad JSON.
type reader struct {
	r    io.Reader
	err  error
	done bool
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if errors.Is(err, io.EOF) {
		r.done = true
	} else if err != nil {
		r.err = err
	}
	return n, err
}

func (s *jsonSource) malformed(err error) error {
	if s.reader.err != nil {
		return broken(s.reader.err)
	}
	return malformed("JSON", err)
}

// broken is an error of reading, told apart where the server hung up.
func broken(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fail(Unreachable, "the answer broke off: %w", err)
	}
	return err
}

func (s *jsonSource) more() (bool, error) {
	if s.broken != nil {
		return false, s.malformed(s.broken)
	}
	next, _ := s.iter.WhatIsNext() // its error is EOF at a good end
	if s.reader.err != nil {
		return false, broken(s.reader.err)
	}
	return next != jsoniter.InvalidValue || !s.reader.done, nil
}

func (s *jsonSource) object(field func(key string) error) error {
	for {
		key, err := s.iter.ReadObject()
		if err != nil {
			return s.malformed(err)
		}
		if key == "" {
			return nil
		}
		if err := field(key); err != nil {
			return err
		}
	}
}

func (s *jsonSource) array(item func() error) error {
	for {
		more, err := s.iter.ReadArray()
		if err != nil {
			return s.malformed(err)
		}
		if !more {
			return nil
		}
		if err := item(); err != nil {
			return err
		}
	}
}

func (s *jsonSource) next() (token, error) {
	next, err := s.iter.WhatIsNext()
	if err != nil {
		return otherToken, s.malformed(err)
	}
	switch next {
	case jsoniter.StringValue:
		return textToken, nil
	case jsoniter.NumberValue:
		return numberToken, nil
	case jsoniter.NilValue:
		return nullToken, nil
	}
	return otherToken, nil
}

func (s *jsonSource) text(k known) (string, error) {
	text, err := s.iter.ReadString()
	if err != nil {
		return "", s.malformed(err)
	}
	if kept, ok := k[text]; ok {
		return kept, nil
	}
	if len(k) < mostKnown {
		k[text] = text
	}
	return text, nil
}

func (s *jsonSource) integer() (int64, error) {
	n, err := s.iter.ReadInt64()
	if err != nil {
		return 0, s.malformed(err)
	}
	return n, nil
}

func (s *jsonSource) number() (float64, error) {
	n, err := s.iter.ReadFloat64()
	if err != nil {
		return 0, s.malformed(err)
	}
	return n, nil
}

func (s *jsonSource) skip() error {
	if err := s.iter.Skip(); err != nil {
		return s.malformed(err)
	}
	return nil
}
