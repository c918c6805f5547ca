package spool

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/trouble"
)

const size = 64 << 20

func open(t testing.TB, dir string, max int64) *Spool {
	t.Helper()
	s, err := Open(t.Context(), dir, max)
	require.NoError(t, err)
	return s
}

func message(n int) Message {
	return Message{Kind: Records, Account: "mastodon/dinkes", At: time.Unix(1_800_000_000, 5).UTC(), Body: fmt.Appendf(nil, "batch %d", n)}
}

func TestDeliversInOrderAndAgainUntilAcknowledged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, size)
	for i := range 5 {
		require.NoError(t, s.Put(t.Context(), message(i)))
	}
	got, err := s.Fetch(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, got, 5)
	for i, d := range got {
		require.Equal(t, message(i), d.Message)
	}
	require.NoError(t, Ack(t.Context(), got[0]))
	s.Close()

	s = open(t, dir, size)
	defer s.Close()
	got, err = s.Fetch(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, got, 4, "what was not acknowledged comes again at once")
	require.Equal(t, message(1), got[0].Message)
}

// Messages that leave a block from its midst make the queue write the rest anew.
func TestBlocksAreNotWrittenAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, size)
	defer s.Close()
	const messages = 60
	m := message(0)
	m.Body = make([]byte, 100<<10)
	for range messages {
		require.NoError(t, s.Put(t.Context(), m))
	}
	blocks, err := filepath.Glob(filepath.Join(dir, "jetstream", "*", "streams", streamName, "msgs", "1.blk"))
	require.NoError(t, err)
	require.Len(t, blocks, 1)
	before, err := os.Stat(blocks[0])
	require.NoError(t, err)
	got, err := s.Fetch(t.Context(), messages)
	require.NoError(t, err)
	require.NoError(t, Ack(t.Context(), got[:messages/2]...))
	after, err := os.Stat(blocks[0])
	require.NoError(t, err)
	require.Equal(t, before.Size(), after.Size())
}

func TestWhatIsLostUnderWayComesAgainAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), size)
	defer s.Close()
	for i := range 3 {
		require.NoError(t, s.Put(t.Context(), message(i)))
	}
	lost, err := s.Fetch(t.Context(), 2)
	require.NoError(t, err)
	require.Len(t, lost, 2)
	rest, err := s.Fetch(t.Context(), 2)
	require.NoError(t, err)
	require.Len(t, rest, 1)
	require.NoError(t, Ack(t.Context(), rest[0]))
	var got []Delivery
	require.Eventually(t, func() bool {
		got, err = s.Fetch(t.Context(), 10)
		return err != nil || len(got) > 0
	}, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, message(0), got[0].Message)
}

func TestFetchReturnsWhatIsThere(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), size)
	defer s.Close()
	got, err := s.Fetch(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestFullRefusesAndKeeps(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), 1<<20)
	defer s.Close()
	big := message(0)
	big.Body = bytes.Repeat([]byte("x"), 300<<10)
	var err error
	stored := 0
	for err == nil && stored < 10 {
		if err = s.Put(t.Context(), big); err == nil {
			stored++
		}
	}
	require.ErrorIs(t, err, ErrFull)
	require.Contains(t, trouble.Text(catalogue.English, trouble.In(trouble.Account, err)), trouble.Database.Place(catalogue.English), "not the account's trouble")
	got, err := s.Fetch(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, got, stored)
	require.NoError(t, Ack(t.Context(), got[0]))
	require.Eventually(t, func() bool { return s.Put(t.Context(), big) == nil }, 5*time.Second, 10*time.Millisecond,
		"room again after an acknowledgement")
}

// A queue of a Pantau that limited the stream itself goes on, with smaller blocks, and
// is as full as before.
func TestAnOlderQueueGoesOn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, 1<<20)
	big := message(0)
	big.Body = bytes.Repeat([]byte("x"), 300<<10)
	for range 3 {
		require.NoError(t, s.Put(t.Context(), big))
	}
	info, err := s.current.stream.Info(t.Context())
	require.NoError(t, err)
	info.Config.MaxBytes = 1 << 20
	_, err = s.current.js.UpdateStream(t.Context(), info.Config)
	require.NoError(t, err)
	s.Close()

	for range 2 {
		s = open(t, dir, 1<<20)
		info, err = s.current.stream.Info(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, -1, info.Config.MaxBytes)
		require.ErrorIs(t, s.Put(t.Context(), big), ErrFull)
		s.Close()
	}
	s = open(t, dir, 2<<20)
	defer s.Close()
	require.NoError(t, s.Put(t.Context(), big), "the setting was raised")
	got, err := s.Fetch(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, got, 4)
}

func BenchmarkPut(b *testing.B) {
	s := open(b, b.TempDir(), 4<<30)
	defer s.Close()
	m := message(0)
	m.Body = bytes.Repeat([]byte("x"), 60<<10)
	b.SetBytes(int64(len(m.Body)))
	for b.Loop() {
		require.NoError(b, s.Put(b.Context(), m))
	}
}

// TestDamagedConsumerLosesNothing: what the server keeps of who reads is written over
// often, so that a power cut may leave half of it.
func TestDamagedConsumerLosesNothing(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{"half": {0x16, 0x02, 0x00}, "another": []byte("not a state of a consumer")} {
		dir := t.TempDir()
		s := open(t, dir, size)
		require.NoError(t, s.Put(t.Context(), message(1)))
		s.Close()
		found, err := filepath.Glob(filepath.Join(dir, "jetstream", "*", "streams", "*", "obs", "*"))
		require.NoError(t, err)
		require.Len(t, found, 1)
		require.NoError(t, os.WriteFile(filepath.Join(found[0], "o.dat"), content, 0o600))
		s, err = Open(t.Context(), dir, size)
		require.NoError(t, err, name)
		got, err := s.Fetch(t.Context(), 10)
		require.NoError(t, err)
		require.Len(t, got, 1, name)
		s.Close()
	}
}
