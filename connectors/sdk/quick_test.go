package sdk

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

func encode(t testing.TB, m proto.Message) []byte {
	t.Helper()
	raw, err := proto.Marshal(m)
	require.NoError(t, err)
	return raw
}

// some are records of each kind.
func some() []Record {
	at := time.Date(2026, 11, 20, 5, 0, 0, 7, time.UTC)
	return []Record{
		Post{ID: "1", URL: "https://example.org/1", Type: "text", Published: at, Text: "Antre di loket", Metrics: Metrics{"likes": Number(3.5), "reach": NotAvailable("permission")}},
		Post{ID: "2", Metrics: Metrics{}},
		Mention{ID: "3", URL: "https://example.org/3", MentionKind: "reply", Post: "1", Created: at, Author: "a", Text: "Lama sekali", Language: "id"},
		Mention{ID: "4", Created: time.Unix(0, 0).UTC()},
		Account{Metrics: Metrics{"followers": Number(9)}},
		Audience{Dimension: "age", Bucket: "18-24", WindowEnd: at, Value: Number(3), Share: 0.5},
		Volume{Query: "banjir", Start: at, Length: time.Hour, Count: Number(7)},
	}
}

// FuzzFromBytes: whatever comes is read as the library reads it.
func FuzzFromBytes(f *testing.F) {
	for _, r := range some() {
		raw := encode(f, ToWire(r))
		f.Add(raw)
		f.Add(append(raw, raw...))          // the two are merged
		f.Add(raw[:len(raw)-1])             // cut
		f.Add(append([]byte{8, 1}, raw...)) // with a field that nobody knows
	}
	at := time.Unix(1, 2)
	inside := encode(f, ToWire(Post{ID: "1", Published: at, Metrics: Metrics{"likes": Number(1)}}).GetPost())
	f.Add(encode(f, &wire.Records{Records: nil}))
	f.Add(append([]byte{2<<3 | 2, byte(2 * len(inside))}, append(inside, inside...)...)) // each field twice
	f.Add([]byte{2<<3 | 2, 3, 1<<3 | 2, 1, 0xff})                                        // no UTF-8
	f.Fuzz(func(t *testing.T, raw []byte) {
		var w wire.Record
		got, err := FromBytes(raw)
		if proto.Unmarshal(raw, &w) != nil {
			require.Error(t, err)
			return
		}
		want, wrong := FromWire(&w)
		if wrong != nil {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		inOrder := proto.MarshalOptions{Deterministic: true}
		a, err1 := inOrder.Marshal(ToWire(want)) // so that NaN is NaN
		b, err2 := inOrder.Marshal(ToWire(got))
		require.NoError(t, errors.Join(err1, err2))
		require.Equal(t, a, b)
	})
}

// The quick way is taken: nothing would be quick otherwise.
func TestPostsAndMentionsAreReadQuickly(t *testing.T) {
	t.Parallel()
	var all wire.Records
	for _, r := range some() {
		w := ToWire(r)
		all.Records = append(all.Records, w)
		switch r := r.(type) {
		case Post:
			p, ok := quickPost(encode(t, w.GetPost()))
			require.True(t, ok)
			require.Equal(t, r, p)
		case Mention:
			m, ok := quickMention(encode(t, w.GetMention()))
			require.True(t, ok)
			require.Equal(t, r, m)
		}
	}
	raws, err := Split(encode(t, &all))
	require.NoError(t, err)
	require.Len(t, raws, len(all.GetRecords()))
	for i, r := range some() {
		got, err := FromBytes(raws[i])
		require.NoError(t, err)
		require.Equal(t, r, got)
	}
	_, err = Split([]byte{1<<3 | 2, 9, 0})
	require.Error(t, err, "cut")
}
