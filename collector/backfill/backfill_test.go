package backfill_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/backfill"
	"github.com/pantau/pantau/connectors/sdk"
)

var now = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

func TestProgressFollowsTheOldestPost(t *testing.T) {
	t.Parallel()
	j := backfill.Job{Since: now.Add(-100 * day), Started: now}
	require.Zero(t, j.Progress())
	j.Seen(now.Add(-25 * day))
	j.Seen(now.Add(-10 * day))
	require.InDelta(t, 0.25, j.Progress(), 1e-9)
	j.Seen(now.Add(-300 * day))
	require.InDelta(t, 0.99, j.Progress(), 1e-9, "only the end is the end")
	j.Step(sdk.Result{Cursor: []byte("c")}, nil, now)
	require.True(t, j.Done)
	require.InDelta(t, 1, j.Progress(), 1e-9)
}

func TestAStepThatFailsSaysWhenToGoOn(t *testing.T) {
	t.Parallel()
	j := backfill.Job{Cursor: []byte("before")}
	j.Step(sdk.Result{}, sdk.Errorf(sdk.Transient, "reset"), now)
	require.False(t, j.Done)
	require.Equal(t, "before", string(j.Cursor), "a run that failed as a whole gives no cursor")
	require.Equal(t, now.Add(5*time.Minute), j.Wait)
	require.Equal(t, "reset", j.Problem)

	tomorrow := now.Add(day)
	j.Step(sdk.Result{Cursor: []byte("after"), Failures: []error{
		errors.New("one"), &sdk.Error{Kind: sdk.RateLimited, After: tomorrow, Budget: "units", Err: errors.New("two")},
	}}, nil, now)
	require.Equal(t, "after", string(j.Cursor))
	require.Equal(t, tomorrow, j.Wait)
	require.Equal(t, "one; two", j.Problem)
}

func TestJobsAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	jobs, err := backfill.Open(dir)
	require.NoError(t, err)
	_, found, err := jobs.Load("x/dinas")
	require.NoError(t, err)
	require.False(t, found)
	want := backfill.Job{Account: "x/dinas", Since: now.Add(-day), Started: now, Cursor: []byte{0, 1}, Records: 7}
	require.NoError(t, jobs.Save(want))
	again, err := backfill.Open(dir)
	require.NoError(t, err)
	got, found, err := again.Load("x/dinas")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, want, got)

	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.NoError(t, os.WriteFile(dir+"/"+files[0].Name(), []byte("{"), 0o600))
	_, _, err = again.Load("x/dinas")
	require.ErrorContains(t, err, "start again")
	require.NoError(t, jobs.Drop("x/dinas"))
	require.NoError(t, jobs.Drop("x/dinas"))
}
