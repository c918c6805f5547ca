package meta

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

func newTestRun(t *testing.T, status int, body string) *Run {
	t.Helper()
	return NewRun(serve(t, says(status, body)), sdk.Request{Now: now}, func(...sdk.Record) error { return nil })
}

func TestPartsGoOnUnlessALimitIsUsedUp(t *testing.T) {
	t.Parallel()
	r := newTestRun(t, http.StatusOK, "{}")
	var read []string
	part := func(name string, err error) Part {
		return Part{Name: name, Read: func(context.Context) error { read = append(read, name); return err }}
	}
	require.NoError(t, r.Parts(
		t.Context(), part("a", errors.New("broken")),
		part("b", &sdk.Error{Kind: sdk.RateLimited, Budget: "search"}),
		part("c", sdk.Errorf(sdk.RateLimited, "enough")), part("d", nil),
	))
	require.Equal(t, []string{"a", "b", "c"}, read)
	require.Len(t, r.Result.Failures, 3)
}

func TestInquiryWithoutPermission(t *testing.T) {
	t.Parallel()
	r := newTestRun(t, http.StatusForbidden, `{"error":{"code":10,"message":"(#10) no permission"}}`)
	i := NewInquiry(r, &sdk.Insights{Memory: sdk.NewMemory(nil, nil), Refused: Refused}, nil)
	for range 2 {
		answer, err := i.Ask(t.Context(), Question{Object: "1", Names: []string{"views"}})
		require.NoError(t, err)
		require.Equal(t, schema.Permission, answer.Missing["views"])
	}
	require.Equal(t, 1, r.client.Requests())
	require.Len(t, r.Result.Notices, 1)
}

// What fails again is left out, so that it does not keep others from being read.
func TestInquiryOfABrokenObject(t *testing.T) {
	t.Parallel()
	r := newTestRun(t, http.StatusInternalServerError, "{}")
	ask := func(before map[string]bool) (Answer, map[string]bool, error) {
		i := NewInquiry(r, &sdk.Insights{Memory: sdk.NewMemory(nil, nil), Refused: Refused}, before)
		answer, err := i.Ask(t.Context(), Question{Object: "1", Scope: "post", Names: []string{"views"}})
		return answer, i.Broken, err
	}
	_, broken, err := ask(nil)
	require.Error(t, err)
	answer, _, err := ask(broken)
	require.NoError(t, err)
	require.Equal(t, schema.NotRead, answer.Missing["views"])
	require.Len(t, r.Result.Failures, 1)
}

func TestTalkGivesUpInTheEnd(t *testing.T) {
	t.Parallel()
	r := newTestRun(t, http.StatusOK, "{}")
	var talk Talk
	passing := sdk.Errorf(sdk.Transient, "broken")
	for range mostTries - 1 {
		require.NoError(t, talk.Failed(r, "1", passing))
		require.Equal(t, []string{"1"}, talk.Waiting())
	}
	require.NoError(t, talk.Failed(r, "1", passing))
	require.Empty(t, talk.Waiting())
	require.Contains(t, r.Result.Notices[0].Message, "given up")
	require.Error(t, talk.Failed(r, "1", sdk.Errorf(sdk.RateLimited, "enough")))
}

func TestTalkRemembersTheLatest(t *testing.T) {
	t.Parallel()
	var talk Talk
	for i := range mostSeen + 5 {
		talk.Done(Seen{ID: string(rune('a' + i)), Count: int64(i), Read: now})
	}
	talk.Done(Seen{ID: string(rune('a' + mostSeen)), Count: 7, Read: now})
	require.Len(t, talk.Seen, mostSeen)
	known, ok := talk.Known(string(rune('a' + mostSeen)))
	require.True(t, ok)
	require.EqualValues(t, 7, known.Count)
	_, ok = talk.Known("a")
	require.False(t, ok)
}

func TestCheckPermission(t *testing.T) {
	t.Parallel()
	said := func(err error) func() error { return func() error { return err } }
	f, err := CheckPermission(sdk.Token{Scopes: []string{"a"}}, "b", "numbers will be missing", said(nil))
	require.NoError(t, err)
	require.False(t, f.OK)
	require.Contains(t, f.Detail, "numbers will be missing; give it")
	f, err = CheckPermission(sdk.Token{}, "b", "", said(nil))
	require.NoError(t, err)
	require.True(t, f.OK)
	_, err = CheckPermission(sdk.Token{}, "b", "", said(errors.New("broken")))
	require.Error(t, err)
}

func TestMissingPermissionOfThreads(t *testing.T) {
	t.Parallel()
	err := serve(t, says(http.StatusBadRequest, `{"error":{"message":"(#100) Missing Permission","type":"OAuthException","code":100}}`)).Get(t.Context(), "/x", nil, &struct{}{})
	require.True(t, NoPermission(err))
	err = serve(t, says(http.StatusBadRequest, `{"error":{"message":"not there, or missing permissions","code":100,"error_subcode":33}}`)).Get(t.Context(), "/x", nil, &struct{}{})
	require.True(t, NotFound(err))
}
