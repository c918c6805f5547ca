package meta

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// inquire begins an inquiry at a server that answers everything alike.
func inquire(t *testing.T, status int, body string, before map[string]bool) (*Inquiry, *Run) {
	t.Helper()
	r := NewRun(serve(t, says(status, body)), sdk.Request{Now: now}, nil)
	return NewInquiry(r, &sdk.Insights{Memory: sdk.NewMemory(nil, nil), Refused: Refused}, before), r
}

func TestWithoutThePermissionOneCallIsEnough(t *testing.T) {
	t.Parallel()
	i, r := inquire(t, 403, `{"error":{"message":"(#10) Application does not have permission for this action","code":10}}`, nil)
	for n := range 5 {
		answer, err := i.Ask(t.Context(), Question{Object: fmt.Sprint(n), Names: []string{"views"}})
		require.NoError(t, err)
		require.Equal(t, sdk.NotAvailable(schema.Permission), answer.Metric("views", schema.Threshold))
	}
	require.Equal(t, 1, r.client.Requests())
	require.Len(t, r.Result.Notices, 1)
	require.Empty(t, r.Result.Failures)
}

func TestWhatMayPassIsToleratedTheSecondTime(t *testing.T) {
	t.Parallel()
	const body = `{"error":{"message":"down","code":2}}`
	i, _ := inquire(t, 500, body, nil)
	_, err := i.Ask(t.Context(), Question{Object: "1", Scope: "x", Names: []string{"views"}})
	require.Equal(t, sdk.Transient, sdk.KindOf(err))
	again, r := inquire(t, 500, body, i.Broken)
	answer, err := again.Ask(t.Context(), Question{Object: "1", Scope: "x", Names: []string{"views"}})
	require.NoError(t, err)
	require.Equal(t, sdk.NotAvailable(schema.NotRead), answer.Metric("views", schema.Threshold))
	require.Len(t, r.Result.Failures, 1)
	_, err = again.Ask(t.Context(), Question{Object: "2", Scope: "x", Names: []string{"views"}})
	require.Error(t, err, "another object")
}

func TestManyRefusalsAreNotNamedOneByOne(t *testing.T) {
	t.Parallel()
	i, r := inquire(t, 400, `{"error":{"message":"(#100) nonsense","code":100}}`, nil)
	for n := range 50 {
		_, err := i.Ask(t.Context(), Question{Object: fmt.Sprint(n), Names: []string{"views"}})
		require.NoError(t, err)
	}
	require.Len(t, r.Result.Failures, mostRefused)
	require.Len(t, r.Result.Notices, 1)
}
