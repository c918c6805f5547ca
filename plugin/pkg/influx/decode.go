package influx

import (
	"errors"
	"io"
	"math"

	"github.com/grafana/grafana-plugin-sdk-go/data/utils/jsoniter"
)

// decode reads InfluxDB's JSON as it comes, straight into typed columns: a
// table of a million rows is never held as text. The server sends one document
// a chunk.
func decode(body io.Reader, result *Result, maxRows int) error {
	source := &reader{r: body}
	iter, err := jsoniter.Parse(jsoniter.ConfigDefault, source, 64<<10)
	if err != nil {
		return malformed(err)
	}
	d := &decoder{
		iter:    iter,
		result:  result,
		left:    maxRows,
		maxRows: maxRows,
		known:   map[string]string{},
	}
	for n := 0; ; n++ {
		next, _ := d.iter.WhatIsNext() // its error is EOF at a good end
		if source.err != nil {
			return classifyRead(source.err)
		}
		if next == jsoniter.InvalidValue && source.done && n > 0 {
			return nil
		}
		if next == jsoniter.InvalidValue && source.done {
			return malformed(io.EOF)
		}
		if err := d.document(); err != nil {
			if source.err != nil {
				return classifyRead(source.err)
			}
			return err
		}
	}
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

func classifyRead(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fail(Unreachable, "the answer broke off: %w", err)
	}
	return err
}

type decoder struct {
	iter    *jsoniter.Iterator
	result  *Result
	left    int
	maxRows int
	known   map[string]string // texts seen, so that a repeated one is kept once
}

func malformed(err error) error {
	if errors.Is(err, io.EOF) {
		return fail(Unreachable, "the answer broke off: %w", io.ErrUnexpectedEOF)
	}
	return fail(NotInflux, "the answer is not InfluxDB's JSON: %w", err)
}

// object calls field for every key of the object that is next.
func (d *decoder) object(field func(key string) error) error {
	for {
		key, err := d.iter.ReadObject()
		if err != nil {
			return malformed(err)
		}
		if key == "" {
			return nil
		}
		if err := field(key); err != nil {
			return err
		}
	}
}

// array calls item for every element of the array that is next.
func (d *decoder) array(item func() error) error {
	for {
		more, err := d.iter.ReadArray()
		if err != nil {
			return malformed(err)
		}
		if !more {
			return nil
		}
		if err := item(); err != nil {
			return err
		}
	}
}

func (d *decoder) document() error {
	return d.object(func(key string) error {
		switch key {
		case "results":
			return d.array(func() error { return d.object(d.statement) })
		case "error":
			return d.serverError()
		}
		return d.skip()
	})
}

func (d *decoder) statement(key string) error {
	switch key {
	case "series":
		return d.array(d.series)
	case "error":
		return d.serverError()
	}
	return d.skip()
}

func (d *decoder) skip() error {
	if err := d.iter.Skip(); err != nil {
		return malformed(err)
	}
	return nil
}

func (d *decoder) serverError() error {
	text, err := d.iter.ReadString()
	if err != nil {
		return malformed(err)
	}
	return fail(kindOfText(text), "%s", cut(text, 300))
}

func (d *decoder) text() (string, error) {
	s, err := d.iter.ReadString()
	if err != nil {
		return "", malformed(err)
	}
	if known, ok := d.known[s]; ok {
		return known, nil
	}
	if len(d.known) < 4096 {
		d.known[s] = s
	}
	return s, nil
}

func (d *decoder) series() error {
	s := Series{Tags: map[string]string{}, numbers: map[string][]float64{}, texts: map[string][]string{}}
	var names []string
	err := d.object(func(key string) error {
		switch key {
		case "tags":
			return d.object(func(tag string) (err error) {
				s.Tags[tag], err = d.text()
				return err
			})
		case "columns":
			names = nil
			return d.array(func() error {
				name, err := d.text()
				names = append(names, name)
				return err
			})
		case "values":
			if s.n > 0 {
				return malformed(errors.New("a series has its rows twice"))
			}
			return d.values(&s, names)
		}
		return d.skip()
	})
	if err != nil {
		return err
	}
	if !s.even() {
		return malformed(errors.New("a series names its columns twice"))
	}
	d.result.add(s)
	return nil
}

// values reads the rows. InfluxDB names the columns before it.
func (d *decoder) values(s *Series, names []string) error {
	cells := make([]func() error, len(names))
	columns := d.columns(s, names, cells)
	err := d.array(func() error {
		if d.left--; d.left < 0 {
			return fail(TooLarge, "more than %d rows; choose a shorter time range or fewer accounts", d.maxRows)
		}
		s.n++
		i := 0
		err := d.array(func() error {
			if i >= len(cells) {
				return malformed(errors.New("a row is longer than its columns"))
			}
			i++
			return cells[i-1]()
		})
		if err == nil && i != len(cells) {
			return malformed(errors.New("a row is shorter than its columns"))
		}
		return err
	})
	columns()
	return err
}

// columns sets, for every column, how a cell is read; the function it returns
// hands the filled columns to the series.
func (d *decoder) columns(s *Series, names []string, cells []func() error) (done func()) {
	numbers, texts := make([][]float64, len(names)), make([][]string, len(names))
	for i, name := range names {
		switch d.result.Statement.kinds[name] {
		case timeColumn:
			s.times = []int64{}
			cells[i] = func() error { return d.timeCell(&s.times) }
		case numberColumn:
			cells[i] = func() error { return d.numberCell(name, &numbers[i]) }
		default:
			cells[i] = func() error { return d.textCell(name, &texts[i]) }
		}
	}
	return func() {
		for i, name := range names {
			switch d.result.Statement.kinds[name] {
			case timeColumn:
			case numberColumn:
				s.numbers[name] = numbers[i]
			default:
				s.texts[name] = texts[i]
			}
		}
	}
}

func (d *decoder) timeCell(to *[]int64) error {
	t, err := d.iter.ReadInt64()
	if err != nil {
		return malformed(err)
	}
	*to = append(*to, t)
	return nil
}

func (d *decoder) numberCell(name string, to *[]float64) error {
	next, err := d.iter.WhatIsNext()
	if err != nil {
		return malformed(err)
	}
	value := math.NaN()
	switch next {
	case jsoniter.NumberValue:
		value, err = d.iter.ReadFloat64()
	case jsoniter.NilValue:
		err = d.iter.Skip()
	default:
		return fail(Refused, "field %s holds something other than a number; "+
			"another program wrote it to this bucket: give Pantau a bucket of its own", name)
	}
	if err != nil {
		return malformed(err)
	}
	*to = append(*to, value)
	return nil
}

func (d *decoder) textCell(name string, to *[]string) error {
	next, err := d.iter.WhatIsNext()
	if err != nil {
		return malformed(err)
	}
	var value string
	switch next {
	case jsoniter.StringValue:
		value, err = d.text()
	case jsoniter.NilValue:
		err = d.skip()
	default:
		return fail(Refused, "field %s holds something other than text; "+
			"another program wrote it to this bucket: give Pantau a bucket of its own", name)
	}
	if err != nil {
		return err
	}
	*to = append(*to, value)
	return nil
}
