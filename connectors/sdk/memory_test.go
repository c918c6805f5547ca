package sdk

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMemoryTellsWhatChanged(t *testing.T) {
	t.Parallel()
	told := map[string]string{}
	m := NewMemory(map[string][]byte{"n": []byte("1")}, func(name string, value []byte) { told[name] = string(value) })
	var n int
	require.True(t, m.Get("n", &n))
	require.Equal(t, 1, n)
	require.False(t, m.Get("absent", &n))

	require.NoError(t, m.Put("n", 1))
	require.Empty(t, told, "the same value is no change")
	require.NoError(t, m.Put("n", 2))
	require.Equal(t, map[string]string{"n": "2"}, told)
	require.NoError(t, m.Put("n", nil))
	require.False(t, m.Get("n", &n))
	require.Equal(t, map[string]string{"n": ""}, told)
	require.Error(t, m.Put("n", func() {}))
}

func TestMemoryUpdatesOneAfterTheOther(t *testing.T) {
	t.Parallel()
	m := NewMemory(nil, nil)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			var n int
			if err := m.Update("n", &n, func() error { n++; return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var n int
	require.True(t, m.Get("n", &n))
	require.Equal(t, 100, n)
	refused := errors.New("no")
	require.ErrorIs(t, m.Update("n", &n, func() error { n = 7; return refused }), refused)
	require.True(t, m.Get("n", &n))
	require.Equal(t, 100, n, "a refused change leaves what was")
}
