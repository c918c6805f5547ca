package sdk

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"github.com/pantau/pantau/connectors/sdk/wire"
)

// maxReceived is the most bytes that a connector may say at once. A batch is
// about 512 KiB, with one record more.
const maxReceived = 4 << 20

// bounded bounds what goes over the wire in one message of a call, both ways.
var bounded = []grpc.CallOption{grpc.MaxCallRecvMsgSize(maxReceived), grpc.MaxCallSendMsgSize(maxMessage)}

// ErrExited means that the connector's process has gone; the supervisor starts
// it again.
var ErrExited = errors.New("connector process exited")

// Client is the collector's side of a connector process. Its methods mirror
// Connector, with the configured account ("instance") as first argument.
type Client struct {
	// Vault keeps what the connector wants kept; nil keeps nothing.
	Vault Vault

	rpc    wire.ConnectorClient
	hidden hidden
}

// Dispense asks a started process for its Client.
func Dispense(p plugin.ClientProtocol) (*Client, error) {
	raw, err := p.Dispense(pluginName)
	if err != nil {
		return nil, fmt.Errorf("asking the process for its connector: %w", err)
	}
	c, ok := raw.(*Client)
	if !ok {
		return nil, fmt.Errorf("asking the process for its connector: got %T", raw)
	}
	return c, nil
}

// Info asks what the connector is and can do.
func (c *Client) Info(ctx context.Context) (Info, error) {
	reply, err := c.rpc.Info(ctx, &wire.InfoRequest{}, bounded...)
	if err != nil {
		return Info{}, errorOf(err)
	}
	info := infoFromWire(reply)
	c.hidden.mu.Lock()
	defer c.hidden.mu.Unlock()
	c.hidden.names = info.Secrets
	return info, nil
}

// Configure hands over the settings of one account and what it may reach.
func (c *Client) Configure(ctx context.Context, instance string, settings Settings, reach Reach) error {
	c.hidden.told(instance, settings)
	_, err := c.rpc.Configure(ctx, &wire.ConfigureRequest{
		Instance: instance, Settings: settings, AllowPrivate: reach == ReachAll,
	}, bounded...)
	return c.safe(err)
}

// Check makes one cheap call to the platform.
func (c *Client) Check(ctx context.Context, instance string) (CheckReport, error) {
	memory, err := c.memory(instance)
	if err != nil {
		return CheckReport{}, err
	}
	reply, err := c.rpc.Check(ctx, &wire.CheckRequest{Instance: instance, Memory: memory}, bounded...)
	if err != nil {
		return CheckReport{}, c.safe(err)
	}
	if err := c.keep(instance, reply.GetKept()...); err != nil {
		return CheckReport{}, err
	}
	return c.reportOf(reply), nil
}

// Collect runs one collection. Each batch is handed to take before the next one
// is asked for; an error of take ends the run and is returned. The Result holds
// also where an error is returned.
func (c *Client) Collect(ctx context.Context, instance string, req Request, take func([]*wire.Record) error) (Result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	memory, err := c.memory(instance)
	if err != nil {
		return Result{}, err
	}
	stream, err := c.rpc.Collect(ctx, &wire.CollectRequest{
		Instance: instance, Cursor: req.Cursor, Since: fromTime(req.Since), Now: fromTime(req.Now), Reread: req.Reread,
		Memory: memory, Confirms: c.Vault != nil,
	}, bounded...)
	if err != nil {
		return Result{}, c.safe(err)
	}
	for {
		reply, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return Result{}, Errorf(Permanent, "connector broke its contract: it ended without saying that it was done")
		case err != nil:
			return Result{}, c.safe(err)
		}
		if done := reply.GetDone(); done != nil {
			v := c.hidden.veil()
			return v.safeResult(resultFromWire(done)), v.safe(errorFromWire(done.GetError()))
		}
		if k := reply.GetKept(); k != nil {
			if err := c.keepNow(ctx, instance, k); err != nil {
				return Result{}, err
			}
			continue
		}
		if err := take(reply.GetRecords().GetRecords()); err != nil {
			return Result{}, err
		}
	}
}

// keepNow keeps something during a run, and says so where the connector waits for it.
func (c *Client) keepNow(ctx context.Context, instance string, k *wire.Kept) error {
	if err := c.keep(instance, k); err != nil || k.GetNumber() == 0 {
		return err
	}
	_, err := c.rpc.Confirm(ctx, &wire.ConfirmRequest{Number: k.GetNumber()}, bounded...)
	return errorOf(err)
}

func (c *Client) memory(instance string) (*wire.Memory, error) {
	if c.Vault == nil {
		return nil, nil
	}
	own, shared, err := c.Vault.Load(instance)
	if err != nil {
		return nil, err
	}
	c.hidden.kept(instance, keptToken, own[keptToken])
	return &wire.Memory{Own: own, Shared: shared}, nil
}

func (c *Client) keep(instance string, kept ...*wire.Kept) error {
	if c.Vault == nil {
		return nil
	}
	for _, k := range kept {
		if !k.GetShared() {
			c.hidden.kept(instance, k.GetName(), k.GetValue())
		}
		if err := c.Vault.Keep(instance, k.GetShared(), k.GetName(), k.GetValue()); err != nil {
			return err
		}
	}
	return nil
}
