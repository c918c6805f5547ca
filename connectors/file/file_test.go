package file

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/sdktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConnector(t *testing.T) {
	sdktest.Run(t, New, sdktest.Options{Settings: "account: dinas\npaths: [/srv/ekspor/*.csv]\n", NoServer: true})
}

type collected struct {
	result  sdk.Result
	records []sdk.Record
}

// collect reads what a path matches.
func collect(t testing.TB, path string, cursor []byte) (collected, error) {
	t.Helper()
	c := New()
	require.NoError(t, c.Configure(sdk.Settings("account: dinas\npaths: ["+path+"]\n")))
	var got collected
	var err error
	got.result, err = c.Collect(t.Context(), sdk.Request{Cursor: cursor, Now: sdktest.Now}, func(records ...sdk.Record) error {
		got.records = append(got.records, records...)
		return nil
	})
	if err != nil { // nothing at all could be read
		got.result.Failures, err = append(got.result.Failures, err), nil
	}
	return got, err
}

func TestOnlyNewAndChangedFilesAreRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.csv")
	write := func(text string, at time.Time) {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		require.NoError(t, os.Chtimes(path, at, at))
	}
	read := func(cursor []byte) collected {
		got, err := collect(t, path, cursor)
		require.NoError(t, err)
		return got
	}
	write("id,published,text\n1,2026-03-01,satu\n", sdktest.Now)
	first := read(nil)
	require.Len(t, first.records, 1)
	require.Empty(t, read(first.result.Cursor).records, "it has not changed")
	write("id,published,text\n1,2026-03-01,dua!\n", sdktest.Now.Add(time.Second))
	changed := read(first.result.Cursor)
	require.Len(t, changed.records, 1, "of the same size, but later")

	write("", sdktest.Now)
	empty := read(changed.result.Cursor)
	require.Len(t, empty.result.Failures, 1)
	require.Len(t, read(empty.result.Cursor).result.Failures, 1, "what could not be read is tried again")
}

func TestFileThatGrowsWhileItIsRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.csv")
	require.NoError(t, os.WriteFile(path, []byte("id,published,text\n1,2026-03-01,satu\n"), 0o600))
	c := New()
	require.NoError(t, c.Configure(sdk.Settings("account: dinas\npaths: ["+path+"]\n")))
	result, err := c.Collect(t.Context(), sdk.Request{Now: sdktest.Now}, func(...sdk.Record) error {
		return os.WriteFile(path, []byte("id,published,text\n1,2026-03-01,satu\n2,2026-03-01,dua\n"), 0o600)
	})
	require.NoError(t, err)
	require.Len(t, result.Failures, 1)
	require.ErrorContains(t, result.Failures[0], "read again")
	again, err := collect(t, path, result.Cursor)
	require.NoError(t, err)
	require.Len(t, again.records, 2)
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]float64{
		"1234": 1234, "1.234": 1234, "1,234": 1234, "1.234.567": 1234567, "1,234,567": 1234567, "1 234": 1234, "1\u00a0234": 1234,
		"1.234,5": 1234.5, "1,234.5": 1234.5, "1,2 rb": 1200, "1.2K": 1200, "3 jt": 3e6, "2.1E3": 2100, "0": 0,
	} {
		got, err := number(cell)
		require.NoError(t, err, cell)
		require.InDelta(t, want, got, 1e-6, cell)
	}
	for _, cell := range []string{"lima", "-5", "0x1p4", "inf", "1_000", "12%", "1,2,3", "1.2.3", ""} {
		_, err := number(cell)
		require.Error(t, err, cell)
	}
	for cell, want := range map[string]float64{"5.432": 5.432, "5,432": 5.432, "0:12": 12, "1:02:03": 3723, "84210.5": 84210.5, "1,234.5": 1234.5} {
		got, err := seconds(cell)
		require.NoError(t, err, cell)
		require.InDelta(t, want, got, 1e-6, cell)
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	jakarta, err := time.LoadLocation("Asia/Jakarta") // UTC+7
	require.NoError(t, err)
	for cell, want := range map[string]string{
		"2026-03-10T08:00:00Z": "2026-03-10T08:00:00Z", "2026-03-10T08:00:00+0700": "2026-03-10T01:00:00Z", "2026-03-10 08:00": "2026-03-10T01:00:00Z",
		"03/04/2026": "2026-04-02T17:00:00Z", "10 Maret 2026 pukul 08.00": "2026-03-10T01:00:00Z", "Mar 10, 2026 8:00 PM": "2026-03-10T13:00:00Z",
		"1 Agustus 2026": "2026-07-31T17:00:00Z", "46091.5": "2026-03-10T05:00:00Z",
	} {
		got, err := when(cell, orderDMY, serial1900, jakarta)
		require.NoError(t, err, cell)
		require.Equal(t, want, got.Format(time.RFC3339), cell)
	}
	got, err := when("44629.5", orderDMY, serial1904, jakarta)
	require.NoError(t, err)
	require.Equal(t, "2026-03-10T05:00:00Z", got.Format(time.RFC3339))
	for _, cell := range []string{"", "besok", "31/02/2026", "2026-13-01", "12", "2026-03-10 25:00"} {
		_, err := when(cell, orderDMY, serial1900, jakarta)
		require.Error(t, err, cell)
	}
}
