package sdk

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunEndsWhenTheCollectorHasEnough(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	var taken []Record
	r := NewRun(Request{}, func(records ...Record) error {
		if len(taken) > 0 {
			return full
		}
		taken = append(taken, records...)
		return nil
	})
	require.NoError(t, r.Emit(Post{ID: "1"}, Post{ID: "2"}))
	require.Len(t, taken, 2)
	require.False(t, r.Over())
	require.NoError(t, r.Ended(t.Context()))

	called, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Ended(called), context.Canceled)
	require.ErrorIs(t, r.Emit(Post{ID: "3"}), full)
	require.True(t, r.Over())
	require.ErrorIs(t, r.Ended(called), full, "the collector's error comes first")
}

func TestRunNotesWhatFailedAndWhatWasLeftOut(t *testing.T) {
	t.Parallel()
	r := NewRun(Request{}, nil)
	broken := errors.New("503")
	r.Fail(broken)
	r.Skip("%d posts", 3)
	r.Notice(NoticeGap, "lost")
	require.Equal(t, Result{
		Failures: []error{broken},
		Notices:  []Notice{{Kind: NoticeSkipped, Message: "3 posts"}, {Kind: NoticeGap, Message: "lost"}},
	}, r.Result)
}
