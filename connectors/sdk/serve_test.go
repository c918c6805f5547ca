package sdk

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-plugin"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scripted is a connector that does what a test says.
type scripted struct {
	collect func(ctx context.Context, req Request, emit Emit) (Result, error)
	check   func() (CheckReport, error)
}

func (scripted) Info() Info {
	return Info{ID: "scripted", Name: "Scripted", Interval: 90 * time.Second, Settings: sample{}}
}
func (scripted) Configure(s Settings) error                   { return Decode(s, &sample{}) }
func (s scripted) Check(context.Context) (CheckReport, error) { return s.check() }
func (s scripted) Collect(ctx context.Context, req Request, emit Emit) (Result, error) {
	return s.collect(ctx, req, emit)
}

// connect gives the collector's side of a connector behind a real connection.
func connect(t *testing.T, c Connector) *Client {
	t.Helper()
	rpc, _ := plugin.TestPluginGRPCConn(t, false, Plugins(func() Connector { return c }))
	t.Cleanup(func() { _ = rpc.Close() }) // stops the server too
	client, err := Dispense(rpc)
	require.NoError(t, err)
	require.NoError(t, client.Configure(t.Context(), "a", Settings("token: s3cret-token"), ReachAll))
	return client
}

func TestManyRecordsComeInBatches(t *testing.T) {
	t.Parallel()
	const n = 3*batchRecords + 1
	client := connect(t, scripted{collect: func(_ context.Context, _ Request, emit Emit) (Result, error) {
		for i := range n {
			r := Mention{ID: strconv.Itoa(i), MentionKind: schema.KindReply, Created: noon}
			if i%1000 == 0 {
				r.Text = strings.Repeat("x", MaxText+1)
			}
			if err := emit(r); err != nil {
				return Result{}, err
			}
		}
		return Result{Cursor: []byte("next"), Requests: 7, Gone: []string{"9"}, Budgets: []Budget{{Name: "search", Unit: "units", Limit: 3, Remaining: 2.5, Reset: noon}}}, nil
	}})
	batches, next := 0, 0
	res, err := client.Collect(t.Context(), "a", Request{}, func(records []*wire.Record) error {
		batches++
		for _, w := range records {
			r, err := FromWire(w)
			require.NoError(t, err)
			require.Equal(t, strconv.Itoa(next), r.(Mention).ID)
			next++
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, n, next)
	require.Equal(t, 4, batches)
	require.Equal(t, []Notice{{Kind: "truncated", Message: "2 texts were longer than 32768 bytes and cut"}}, res.Notices)
	require.Equal(t, "next", string(res.Cursor))
	require.Equal(t, []Budget{{Name: "search", Unit: "units", Limit: 3, Remaining: 2.5, Reset: noon}}, res.Budgets)
	require.Equal(t, []string{"9"}, res.Gone)
	require.Equal(t, 7, res.Requests)
}

func TestRequestsAndRecordsArriveAsTheyWere(t *testing.T) {
	t.Parallel()
	want := Request{Cursor: []byte("c"), Since: noon, Now: noon.Add(time.Hour), Reread: []string{"1", "2"}}
	records := []Record{
		Account{Metrics: Metrics{"followers": Number(0), "views": NotAvailable(schema.NotOffered)}},
		Post{ID: "1", URL: "https://u.example", Type: "text", Published: noon, Text: "t", Metrics: Metrics{"likes": Number(3)}},
		Mention{ID: "2", URL: "https://u.example", MentionKind: schema.KindReply, Post: "1", Created: noon, Author: "a", Text: "t", Language: "id"},
		Audience{Dimension: "age", Bucket: "18-24", WindowEnd: noon, Value: Number(5), Share: 0.25},
	}
	var got Request
	client := connect(t, scripted{collect: func(_ context.Context, req Request, emit Emit) (Result, error) {
		got = req
		return Result{}, emit(records...)
	}})
	var back []Record
	_, err := client.Collect(t.Context(), "a", want, func(batch []*wire.Record) error {
		for _, w := range batch {
			r, err := FromWire(w)
			require.NoError(t, err)
			back = append(back, r)
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, records, back)
	_, err = FromWire(&wire.Record{})
	require.ErrorContains(t, err, "does not know")
}

func TestBadRecordsAreRefusedTheOthersKept(t *testing.T) {
	t.Parallel()
	client := connect(t, scripted{collect: func(_ context.Context, _ Request, emit Emit) (Result, error) {
		for range 9 {
			if err := emit(Post{}, Post{ID: "1", Type: "text", Published: noon}); err != nil {
				return Result{}, err
			}
		}
		return Result{}, nil
	}})
	good := 0
	res, err := client.Collect(t.Context(), "a", Request{}, func(records []*wire.Record) error {
		good += len(records)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 9, good)
	require.Len(t, res.Failures, 6, "five in words, the rest in one")
	require.ErrorContains(t, res.Failures[5], "and more records refused")
}

// Records that came before an error are kept, and so is what the run says.
func TestErrorsAfterRecords(t *testing.T) {
	t.Parallel()
	client := connect(t, scripted{collect: func(_ context.Context, _ Request, emit Emit) (Result, error) {
		err := emit(Post{ID: "1", Type: "text", Published: noon})
		return Result{Failures: []error{Errorf(Auth, "part")}}, errors.Join(err, RateLimitedUntil(noon, "wait, s3cret-token"))
	}})
	n := 0
	res, err := client.Collect(t.Context(), "a", Request{}, func(records []*wire.Record) error { n += len(records); return nil })
	require.Equal(t, 1, n)
	require.Equal(t, RateLimited, KindOf(err))
	require.True(t, noon.Equal(RetryAt(err)))
	require.Equal(t, "wait, [REDACTED]", err.Error())
	require.Equal(t, Auth, KindOf(res.Failures[0]))
}

func TestTheCollectorMayStopARun(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	client := connect(t, scripted{collect: func(ctx context.Context, _ Request, emit Emit) (Result, error) {
		for {
			if err := emit(Post{ID: "1", Type: "text", Published: noon}); err != nil {
				ended <- err
				return Result{}, err
			}
		}
	}})
	full := errors.New("spool is full")
	_, err := client.Collect(t.Context(), "a", Request{}, func([]*wire.Record) error { return full })
	require.ErrorIs(t, err, full)
	require.Error(t, <-ended, "emit tells the connector")
}

func TestPanicsStayInTheirAccount(t *testing.T) {
	t.Parallel()
	client := connect(t, scripted{
		collect: func(context.Context, Request, Emit) (Result, error) { panic("oops") },
		check:   func() (CheckReport, error) { return CheckReport{Summary: "as s3cret-token"}, nil },
	})
	_, err := client.Collect(t.Context(), "a", Request{}, nil)
	require.ErrorContains(t, err, "panicked: oops")
	require.Equal(t, Permanent, KindOf(err))
	report, err := client.Check(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "as [REDACTED]", report.Summary)
	info, err := client.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, 90*time.Second, info.Interval)
	require.Equal(t, []string{"token"}, info.Secrets)
}

func TestUnknownAccounts(t *testing.T) {
	t.Parallel()
	client := connect(t, scripted{})
	_, err := client.Collect(t.Context(), "b", Request{}, nil)
	require.ErrorContains(t, err, `"b" is not configured`)
	require.ErrorContains(t, client.Configure(t.Context(), "c", Settings("tokn: x"), ReachAll), "tokn")
	_, err = client.Check(t.Context(), "c")
	require.ErrorContains(t, err, `"c" is not configured`, "refused settings configure nothing")
}
