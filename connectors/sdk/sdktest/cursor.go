package sdktest

import "testing"

// Settled checks that a cursor, once it was read and written, stays as it is when
// it is read and written again. rewrite does both; the error with which it
// refuses raw is given.
//
//	f.Fuzz(func(t *testing.T, raw []byte) {
//		require.NoError(t, sdktest.Settled(t, raw, func(raw []byte) ([]byte, error) { return readCursor(raw).encode() }))
//	})
func Settled(t testing.TB, raw []byte, rewrite func([]byte) ([]byte, error)) error {
	t.Helper()
	once, err := rewrite(raw)
	if err != nil {
		return err
	}
	twice, err := rewrite(once)
	if err != nil || string(once) != string(twice) {
		t.Fatalf("a cursor that was written differs when it is read and written again (%v):\n%s\n%s", err, once, twice)
	}
	return nil
}
