// Package ask puts questions to the Grafana plugin the way Grafana does: it
// starts the plugin's binary and speaks go-plugin's gRPC with it. Of Grafana's
// SDK it takes the messages alone; the rest is as large as this program's own code.
package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"github.com/pantau/pantau/collector/schema/trouble"
	"github.com/pantau/pantau/connectors/sdk"
)

// PluginID is the data source's id in Grafana.
const PluginID = "pantau-social-datasource"

// Source is what the data source is set up with.
type Source struct {
	URL, Org, Bucket string
	Token            sdk.Secret
	TimeZone         string
	Language         string
}

// Plugin is a running plugin process.
type Plugin struct {
	host   *plugin.Client
	data   pluginv2.DataClient
	source Source
	pid    int
	setUp  int64 // how often; see Renew
}

// protocol is the version of Grafana's protocol with its plugins.
const protocol = 2

// door makes the client of what the plugin offers as "data".
type door struct{ plugin.NetRPCUnsupportedPlugin }

// GRPCClient makes it.
func (door) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return pluginv2.NewDataClient(c), nil
}

// GRPCServer is the plugin's side.
func (door) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return errors.New("we only ask")
}

// Start launches the plugin binary.
func Start(binary string, source Source) (*Plugin, error) {
	cmd := exec.Command(binary)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "GF_PLUGIN_LOG_LEVEL=error"}
	host := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion: protocol, MagicCookieKey: "grafana_plugin_type", MagicCookieValue: "datasource",
		},
		VersionedPlugins: map[int]plugin.PluginSet{protocol: {"data": door{}}},
		Cmd:              cmd, AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		SkipHostEnv: true, StartTimeout: 15 * time.Second, Logger: hclog.NewNullLogger(),
	})
	p := &Plugin{host: host, source: source, setUp: 1}
	if err := p.dispense(); err != nil {
		host.Kill()
		return nil, fmt.Errorf("starting the plugin %s: %w", binary, err)
	}
	p.pid = cmd.Process.Pid
	return p, nil
}

// Renew makes the plugin set up its data source anew at the next question, as
// Grafana does when somebody saves its settings: its cache is empty then.
func (p *Plugin) Renew() { p.setUp++ }

// Process is the id of the plugin's process.
func (p *Plugin) Process() int { return p.pid }

func (p *Plugin) dispense() error {
	spoken, err := p.host.Client()
	if err != nil {
		return err
	}
	raw, err := spoken.Dispense("data")
	if err != nil {
		return err
	}
	client, ok := raw.(pluginv2.DataClient)
	if !ok {
		return fmt.Errorf("it answers no queries (%T)", raw)
	}
	p.data = client
	return nil
}

// Close ends the process.
func (p *Plugin) Close() { p.host.Kill() }

// ErrBadQuestion means that the question itself must be changed.
var ErrBadQuestion = errors.New("this can't be asked")

// Question is one query.
type Question struct {
	Type     string
	Params   map[string]string
	From, To time.Time
}

// Ask gives the tables that answer a question.
func (p *Plugin) Ask(ctx context.Context, q Question) (Frames, error) {
	raw, err := p.Raw(ctx, q, pluginv2.DataFrameFormat_JSON)
	if err != nil {
		return nil, err
	}
	return decode(raw)
}

// Raw gives the answer as the plugin encodes it: Grafana itself asks for Arrow.
func (p *Plugin) Raw(ctx context.Context, q Question, format pluginv2.DataFrameFormat) ([][]byte, error) {
	request, err := p.request(q)
	if err != nil {
		return nil, err
	}
	request.Format = format
	reply, err := p.data.QueryData(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("asking the plugin: %w", err)
	}
	one, ok := reply.Responses[refID]
	if !ok {
		return nil, errors.New("reading the plugin's answer: there is none")
	}
	if one.Error == "" {
		return one.Frames, nil
	}
	err = errors.New(one.Error)
	if one.Status == http.StatusBadRequest {
		return nil, fmt.Errorf("%w: %w", ErrBadQuestion, err)
	}
	return nil, trouble.In(trouble.Grafana, err)
}

// refID names the one question of a request.
const refID = "A"

func (p *Plugin) request(q Question) (*pluginv2.QueryDataRequest, error) {
	settings, err := json.Marshal(map[string]string{
		"url": p.source.URL, "organization": p.source.Org, "bucket": p.source.Bucket,
		"timeZone": p.source.TimeZone, "language": p.source.Language,
	})
	if err != nil {
		return nil, fmt.Errorf("describing the data source: %w", err)
	}
	params := q.Params
	if params == nil {
		params = map[string]string{}
	}
	model, err := json.Marshal(map[string]any{"refId": refID, "queryType": q.Type, "params": params})
	if err != nil {
		return nil, fmt.Errorf("writing the query: %w", err)
	}
	const points = 1000
	return &pluginv2.QueryDataRequest{
		PluginContext: &pluginv2.PluginContext{
			PluginId: PluginID,
			DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
				Id: 1, Uid: "pantau", Name: "Pantau", JsonData: settings, //nolint:staticcheck // Grafana still sends the id
				DecryptedSecureJsonData: map[string]string{"token": p.source.Token.Reveal()},
				// The plugin keeps what it has set up until this changes.
				LastUpdatedMS: p.setUp * 1000,
			},
		},
		Queries: []*pluginv2.DataQuery{{
			RefId: refID, QueryType: q.Type, Json: model, MaxDataPoints: points,
			IntervalMS: q.To.Sub(q.From).Milliseconds() / points,
			TimeRange:  &pluginv2.TimeRange{FromEpochMS: q.From.UnixMilli(), ToEpochMS: q.To.UnixMilli()},
		}},
	}, nil
}
