package influx

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// pack writes one JSON document as MessagePack, every head as narrow as it may be
// or as wide, so that both forms are read. A whole number becomes an integer.
func pack(t testing.TB, document string, wide bool) string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(document))
	decoder.UseNumber()
	var value any
	require.NoError(t, decoder.Decode(&value))
	return string(packer{wide}.value(nil, value))
}

type packer struct{ wide bool }

func (p packer) head(out []byte, short, mask, long byte, n int) []byte {
	if n <= int(mask) && !p.wide {
		return append(out, short|byte(n))
	}
	return binary.BigEndian.AppendUint32(append(out, long), uint32(n))
}

func (p packer) text(out []byte, s string) []byte {
	return append(p.head(out, 0xa0, 0x1f, 0xdb, len(s)), s...)
}

func (p packer) value(out []byte, value any) []byte {
	switch v := value.(type) {
	case map[string]any:
		out = p.head(out, 0x80, 0x0f, 0xdf, len(v))
		for _, key := range []string{"results", "error", "statement_id", "name", "tags", "columns", "values", "partial", "series", "topic"} {
			if inside, ok := v[key]; ok { // columns before values, as InfluxDB writes them
				out = p.value(p.text(out, key), inside)
			}
		}
		return out
	case []any:
		out = p.head(out, 0x90, 0x0f, 0xdd, len(v))
		for _, inside := range v {
			out = p.value(out, inside)
		}
		return out
	case string:
		return p.text(out, v)
	case bool:
		return append(out, map[bool]byte{false: 0xc2, true: 0xc3}[v])
	case json.Number:
		if n, err := v.Int64(); err == nil && n >= 0 && n < 128 && !p.wide {
			return append(out, byte(n))
		} else if err == nil {
			return binary.BigEndian.AppendUint64(append(out, 0xd3), uint64(n))
		}
		f, _ := v.Float64()
		return binary.BigEndian.AppendUint64(append(out, 0xcb), math.Float64bits(f))
	}
	return append(out, 0xc0)
}

// Both formats of one answer are read alike.
func TestPackedIsReadAsJSON(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"rows":  onePost,
		"tags":  `{"results":[{"series":[{"name":"s","tags":{"topic":"a"},"columns":["time","likes"],"values":[[-5,1.5]],"partial":true}]}]}`,
		"none":  `{"results":[{"statement_id":0}]}`,
		"short": strings.Replace(onePost, `"1",3`, `"1"`, 1),
		"long":  strings.Replace(onePost, `"1",3`, `"1",3,4`, 1),
		"text":  strings.Replace(onePost, `"1",3`, `"1","3"`, 1),
		"error": `{"results":[{"statement_id":0,"error":"database not found: x"}]}`,
		"whole": `{"error":"error parsing query: nonsense"}`,
		"a row": `{"results":[{"series":[{"columns":["time"],"values":[1]}]}]}`,
	} {
		for _, wide := range []bool{false, true} {
			want, got := &Result{Statement: postStatement}, &Result{Statement: postStatement}
			plain := decode(strings.NewReader(document), jsonFormat, want, 10)
			packed := decode(iotest.OneByteReader(strings.NewReader(pack(t, document, wide))), packedFormat, got, 10)
			var a, b *Error
			require.Equal(t, errors.As(plain, &a), errors.As(packed, &b), "%s: %v, %v", name, plain, packed)
			if a != nil {
				require.Equal(t, a.Kind, b.Kind, name)
				continue
			}
			require.Len(t, got.Series, len(want.Series), name)
			for i := range want.Series {
				x, y := want.Series[i], got.Series[i]
				require.Equal(t, x.Tags, y.Tags)
				require.Equal(t, x.times, y.times)
				require.Equal(t, x.texts, y.texts)
				for column := range x.numbers {
					require.Len(t, y.numbers[column], len(x.numbers[column]))
					for row, n := range x.numbers[column] {
						require.True(t, n == y.numbers[column][row] || math.IsNaN(n) && math.IsNaN(y.numbers[column][row]), name)
					}
				}
			}
		}
	}
}

// Every width of number, by the specification's own table.
func TestPackedNumbers(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]float64{
		"\x00": 0, "\x7f": 127, "\xe0": -32, "\xff": -1, "\xcc\xff": 255, "\xcd\x01\x00": 256, "\xce\x00\x01\x00\x00": 65536,
		"\xcf\x00\x00\x00\x01\x00\x00\x00\x00": 4294967296, "\xd0\x80": -128, "\xd1\xff\x00": -256, "\xd2\xff\xff\x00\x00": -65536,
		"\xd3\xff\xff\xff\xff\x00\x00\x00\x00": -4294967296, "\xca\x3f\x80\x00\x00": 1, "\xcb\xc0\x04\x00\x00\x00\x00\x00\x00": -2.5,
	} {
		got, err := newPacked(strings.NewReader(raw)).number()
		require.NoError(t, err, "%x", raw)
		require.InDelta(t, want, got, 0, "%x", raw)
	}
}

func TestPackedErrors(t *testing.T) {
	t.Parallel()
	good := pack(t, onePost, false)
	cable := errors.New("cable cut")
	for name, tc := range map[string]struct {
		body io.Reader
		kind Kind
		want string
	}{
		"broken off":     {strings.NewReader(good[:len(good)-3]), Unreachable, "broke off"},
		"nothing":        {strings.NewReader(""), Unreachable, "broke off"},
		"JSON":           {strings.NewReader(onePost), NotInflux, "not InfluxDB's MessagePack"},
		"a huge text":    {strings.NewReader("\x81\xdb\x7f\xff\xff\xff"), NotInflux, "a text of"},
		"nested":         {strings.NewReader("\x81\xa1x" + strings.Repeat("\x91", 100)), NotInflux, "too deeply"},
		"an extension":   {strings.NewReader("\x81\xa1x\xc7\x00\x00"), NotInflux, "0xc7"},
		"more than rows": {strings.NewReader(strings.Repeat(good, 6)), TooLarge, "more than 10 rows"},
	} {
		err := decode(tc.body, packedFormat, &Result{Statement: postStatement}, 10)
		var got *Error
		require.ErrorAs(t, err, &got, name)
		require.Equal(t, tc.kind, got.Kind, name)
		require.ErrorContains(t, err, tc.want, name)
	}
	err := decode(io.MultiReader(strings.NewReader(good[:40]), iotest.ErrReader(cable)), packedFormat, &Result{Statement: postStatement}, 9)
	require.ErrorIs(t, err, cable)
}

func FuzzDecodePacked(f *testing.F) {
	for _, document := range []string{onePost, `{"results":[{"error":"x"}]}`, `{"results":[{"series":[{"columns":["time"],"values":[[1]]}]}]}`} {
		f.Add(pack(f, document, false))
		f.Add(pack(f, document, true) + pack(f, document, false))
	}
	f.Fuzz(func(t *testing.T, body string) {
		result := &Result{Statement: postStatement}
		if decode(strings.NewReader(body), packedFormat, result, 100) == nil {
			requireEven(t, result)
		}
	})
}

// requireEven wants every column that is there to be as long as the series.
func requireEven(t *testing.T, result *Result) {
	t.Helper()
	for i := range result.Series {
		s := &result.Series[i]
		for _, column := range s.numbers {
			require.Len(t, column, s.n)
		}
		for _, column := range s.texts {
			require.Len(t, column, s.n)
		}
	}
}
