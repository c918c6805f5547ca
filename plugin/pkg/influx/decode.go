package influx

import (
	"errors"
	"io"
	"math"
)

// The formats of an answer. In MessagePack numbers need no text; whatever does not
// speak it answers in JSON.
const (
	jsonFormat   = "application/json"
	packedFormat = "application/x-msgpack"
)

// source is an answer in one of the formats, read from front to back. Its errors
// are *Error, but for those of reading, which it hands on.
type source interface {
	more() (bool, error) // whether another document follows
	object(field func(key string) error) error
	array(item func() error) error
	next() (token, error)
	text(known) (string, error)
	integer() (int64, error)
	number() (float64, error)
	skip() error
	malformed(err error) error
}

// token is the kind of value that is next.
type token int

const (
	otherToken token = iota
	textToken
	numberToken
	nullToken
)

// known are texts that were seen, so that a repeated one is kept once.
type known map[string]string

const mostKnown = 4096

// keep gives the text that is kept. A text that is known already costs no memory.
func (k known) keep(raw []byte) string {
	if text, ok := k[string(raw)]; ok {
		return text
	}
	text := string(raw)
	if len(k) < mostKnown {
		k[text] = text
	}
	return text
}

// decode reads an answer as it comes, straight into typed columns: a table of a
// million rows is never held as text. The server sends one document a chunk.
func decode(body io.Reader, format string, result *Result, maxRows int) error {
	open := newJSON
	if format == packedFormat {
		open = newPacked
	}
	d := &decoder{source: open(body), result: result, left: maxRows, maxRows: maxRows, known: known{}}
	for n := 0; ; n++ {
		more, err := d.more()
		switch {
		case err != nil:
			return err
		case !more && n > 0:
			return nil
		case !more:
			return d.malformed(io.EOF)
		}
		if err := d.document(); err != nil {
			return err
		}
	}
}

// malformed is the error of an answer that InfluxDB would not give.
func malformed(format string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fail(Unreachable, "the answer broke off: %w", io.ErrUnexpectedEOF)
	}
	return fail(NotInflux, "the answer is not InfluxDB's %s: %w", format, err)
}

type decoder struct {
	source
	result  *Result
	left    int
	maxRows int
	known   known
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

func (d *decoder) serverError() error {
	text, err := d.text(d.known)
	if err != nil {
		return err
	}
	return fail(kindOfText(text), "%s", cut(text, 300))
}

func (d *decoder) series() error {
	s := Series{Tags: map[string]string{}, numbers: map[string][]float64{}, texts: map[string][]string{}}
	var names []string
	err := d.object(func(key string) error {
		switch key {
		case "tags":
			return d.object(func(tag string) (err error) {
				s.Tags[tag], err = d.text(d.known)
				return err
			})
		case "columns":
			names = nil
			return d.array(func() error {
				name, err := d.text(d.known)
				names = append(names, name)
				return err
			})
		case "values":
			if s.n > 0 {
				return d.malformed(errors.New("a series has its rows twice"))
			}
			return d.values(&s, names)
		}
		return d.skip()
	})
	if err != nil {
		return err
	}
	if !s.even() {
		return d.malformed(errors.New("a series names its columns twice"))
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
				return d.malformed(errors.New("a row is longer than its columns"))
			}
			i++
			return cells[i-1]()
		})
		if err == nil && i != len(cells) {
			return d.malformed(errors.New("a row is shorter than its columns"))
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
	rows := d.result.continued(s)
	for i, name := range names {
		switch d.result.Statement.kinds[name] {
		case timeColumn:
			s.times = make([]int64, 0, rows)
			cells[i] = func() error { return d.timeCell(&s.times) }
		case numberColumn:
			numbers[i] = make([]float64, 0, rows)
			cells[i] = func() error { return d.numberCell(name, &numbers[i]) }
		default:
			texts[i] = make([]string, 0, rows)
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
	t, err := d.integer()
	if err != nil {
		return err
	}
	*to = append(*to, t)
	return nil
}

func (d *decoder) numberCell(name string, to *[]float64) error {
	next, err := d.next()
	if err != nil {
		return err
	}
	value := math.NaN()
	switch next {
	case numberToken:
		value, err = d.number()
	case nullToken:
		err = d.skip()
	default:
		return fail(Refused, "field %s holds something other than a number; "+
			"another program wrote it to this bucket: give Pantau a bucket of its own", name)
	}
	if err != nil {
		return err
	}
	*to = append(*to, value)
	return nil
}

func (d *decoder) textCell(name string, to *[]string) error {
	next, err := d.next()
	if err != nil {
		return err
	}
	var value string
	switch next {
	case textToken:
		value, err = d.text(d.known)
	case nullToken:
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
