package sdk

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// giant answers every call with more than may be said at once.
type giant struct {
	wire.UnimplementedConnectorServer
}

var tooLong = strings.Repeat("besar ", maxReceived/6+1)

func (giant) Info(context.Context, *wire.InfoRequest) (*wire.InfoReply, error) {
	return &wire.InfoReply{Name: tooLong}, nil
}

func (giant) Configure(context.Context, *wire.ConfigureRequest) (*wire.ConfigureReply, error) {
	return nil, status.Error(codes.FailedPrecondition, tooLong)
}

func (giant) Check(context.Context, *wire.CheckRequest) (*wire.CheckReply, error) {
	return &wire.CheckReply{Summary: tooLong}, nil
}

func (giant) Consent(context.Context, *wire.ConsentRequest) (*wire.ConsentReply, error) {
	return &wire.ConsentReply{Url: tooLong}, nil
}

func (giant) Exchange(context.Context, *wire.ExchangeRequest) (*wire.ExchangeReply, error) {
	return &wire.ExchangeReply{Kept: []*wire.Kept{{Name: tooLong}}}, nil
}

func (giant) Collect(_ *wire.CollectRequest, to grpc.ServerStreamingServer[wire.CollectReply]) error {
	return to.Send(&wire.CollectReply{What: &wire.CollectReply_Kept{Kept: &wire.Kept{Name: tooLong}}})
}

// talk connects to a server of the connector's side.
func talk(t *testing.T, s *grpc.Server) wire.ConnectorClient {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = s.Serve(l) }() // ends with Stop
	t.Cleanup(s.Stop)
	conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return wire.NewConnectorClient(conn)
}

// TestConnectorsSayOnlySoMuch: whatever a connector answers with, it does not
// fill the collector's memory.
func TestConnectorsSayOnlySoMuch(t *testing.T) {
	t.Parallel()
	s := grpc.NewServer()
	wire.RegisterConnectorServer(s, giant{})
	c := &Client{rpc: talk(t, s)}
	_, info := c.Info(t.Context())
	_, check := c.Check(t.Context(), "a")
	_, consent := c.Consent(t.Context(), "a", "")
	_, collect := c.Collect(t.Context(), "a", Request{}, func([]*wire.Record) error { return nil })
	for call, err := range map[string]error{
		"info": info, "check": check, "consent": consent, "collect": collect, "exchange": c.Exchange(t.Context(), "a", Consent{}, ""),
	} {
		require.ErrorContains(t, err, "4 MiB from the connector", call)
		require.Equal(t, Permanent, KindOf(err), call)
		require.Less(t, len(err.Error()), 300, call)
	}
	err := c.Configure(t.Context(), "a", nil, ReachPublic)
	require.Error(t, err)
	require.Less(t, len(err.Error()), 2*maxWords)
}

// TestConnectorsTakeOnlySoMuch: neither side sends or takes a message above the
// bound, and the connector lives on.
func TestConnectorsTakeOnlySoMuch(t *testing.T) {
	t.Parallel()
	s := boundedServer(nil)
	p := &grpcPlugin{factory: func() Connector { return scripted{} }}
	require.NoError(t, p.GRPCServer(nil, s))
	rpc := talk(t, s)
	c := &Client{rpc: rpc}
	over := make(Settings, maxMessage)
	require.ErrorContains(t, c.Configure(t.Context(), "a", over, ReachPublic), "64 MiB to it: trying to send message larger than max")
	_, err := rpc.Configure(t.Context(), &wire.ConfigureRequest{Settings: over})
	require.Equal(t, codes.ResourceExhausted, status.Code(err), err)
	require.ErrorContains(t, errorOf(err), "received message larger than max")
	_, err = rpc.Configure(t.Context(), &wire.ConfigureRequest{Settings: []byte("token: s3cret-token #" + tooLong)})
	require.NoError(t, err, "well above what may come the other way")
	_, err = c.Info(t.Context())
	require.NoError(t, err)
}
