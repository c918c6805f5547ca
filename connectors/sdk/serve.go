package sdk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// Handshake is what collector and connector agree on before they talk. The
// cookie is no secret: it stops people from running a connector by hand.
var Handshake = plugin.HandshakeConfig{
	ProtocolVersion:  1,
	MagicCookieKey:   "PANTAU_CONNECTOR",
	MagicCookieValue: "b1f2c6f0-pantau-connector",
}

// maxMessage is the most bytes that the collector sends at once: mostly what a
// connector keeps, which comes with every call.
const maxMessage = 64 << 20

// pluginName is the one thing a connector process serves.
const pluginName = "connector"

// Serve runs a connector process until the collector ends it. It is the whole
// main function of a connector. Standard output belongs to the handshake;
// whatever is logged goes to standard error.
func Serve(factory Factory) {
	go leaveWithParent()
	trim()
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: Handshake,
		Plugins:         plugin.PluginSet{pluginName: &grpcPlugin{factory: factory, seal: sync.OnceFunc(Seal)}},
		GRPCServer:      boundedServer,
		Logger:          hclog.NewNullLogger(),
	})
}

// boundedServer is go-plugin's server with bounds to what it takes and gives at once.
func boundedServer(opts []grpc.ServerOption) *grpc.Server {
	return plugin.DefaultGRPCServer(append(opts, grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxReceived)))
}

// Plugins is the plugin set for go-plugin: with a factory on the connector's
// side, without one on the collector's.
func Plugins(factory Factory) plugin.PluginSet {
	return plugin.PluginSet{pluginName: &grpcPlugin{factory: factory}}
}

type grpcPlugin struct {
	plugin.NetRPCUnsupportedPlugin
	factory Factory
	seal    func() // before the first secret comes; nil outside of a connector's process
}

var _ plugin.GRPCPlugin = (*grpcPlugin)(nil)

func (p *grpcPlugin) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	first := p.factory()
	info := first.Info()
	_, info.Consent = first.(Authorizer)
	if err := info.describeSettings(); err != nil {
		return err
	}
	wire.RegisterConnectorServer(s, &server{
		factory: p.factory, seal: p.seal, info: info, instances: map[string]*configured{}, memories: newMemories(),
	})
	return nil
}

func (p *grpcPlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return &Client{rpc: wire.NewConnectorClient(c)}, nil
}

// server adapts Connectors to gRPC, one per configured account.
type server struct {
	wire.UnimplementedConnectorServer
	factory  Factory
	seal     func()
	info     Info
	memories *memories

	mu        sync.Mutex
	instances map[string]*configured
}

func (s *server) Info(context.Context, *wire.InfoRequest) (*wire.InfoReply, error) {
	return infoToWire(s.info), nil
}

func (s *server) Configure(_ context.Context, req *wire.ConfigureRequest) (*wire.ConfigureReply, error) {
	if s.seal != nil {
		s.seal() // not earlier: until then the collector sets what ends first when memory runs out
	}
	settings := Settings(req.GetSettings())
	c := &configured{Connector: s.factory(), secrets: secretValues(settings, s.info.Secrets), own: NewMemory(nil, nil)}
	c.errand.account, c.errand.own = req.GetInstance(), ownPorts(settings)
	if req.GetAllowPrivate() {
		c.errand.reach = ReachAll
	}
	if err := guard(func() error { return c.Configure(settings) }); err != nil {
		return nil, statusOf(c.veil().safe(err))
	}
	if k, ok := c.Connector.(Keeper); ok {
		k.Keep(c.own, s.memories.shared)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instances[req.GetInstance()] = c
	return &wire.ConfigureReply{}, nil
}

func (s *server) Check(ctx context.Context, req *wire.CheckRequest) (*wire.CheckReply, error) {
	c, err := s.instance(req.GetInstance())
	if err != nil {
		return nil, statusOf(err)
	}
	var kept gathered
	defer s.memories.during(c, req.GetMemory(), &teller{tell: kept.tell})()
	var report CheckReport
	if err := guard(func() (err error) { report, err = c.Check(c.errand.on(ctx)); return err }); err != nil {
		return nil, statusOf(c.veil().safe(err))
	}
	report.Findings = append(report.Findings, deadFindings(c.own)...)
	reply := &wire.CheckReply{Summary: clean(c.veil().over(report.Summary)), Kept: kept.all()}
	for _, f := range report.Findings {
		reply.Findings = append(reply.Findings, &wire.Finding{Ok: f.OK, What: clean(f.What), Detail: clean(c.veil().over(f.Detail))})
	}
	return reply, nil
}

// deadFindings tells the operator which metrics the platform has refused.
func deadFindings(own *Memory) []Finding {
	var out []Finding
	for _, n := range deadNotices(own, time.Now()) {
		out = append(out, Finding{What: n.Metric, Detail: n.Message})
	}
	return out
}

func (s *server) instance(id string) (*configured, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.instances[id]; ok {
		return c, nil
	}
	return nil, Errorf(Permanent, "account %q is not configured", id)
}

// guard turns a panic into an error, so that one account's bug leaves the
// process's other accounts alone.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = Errorf(Permanent, "connector panicked: %v", fmt.Sprint(r))
		}
	}()
	return f()
}
