// Package ask puts questions to the Grafana plugin the way Grafana does: it
// starts the plugin's binary and speaks go-plugin's gRPC with it.
package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

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
	data   grpcplugin.DataClient
	source Source
	pid    int
	setUp  int64 // how often; see Renew
}

// Start launches the plugin binary.
func Start(binary string, source Source) (*Plugin, error) {
	cmd := exec.Command(binary)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "GF_PLUGIN_LOG_LEVEL=error"}
	host := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion: grpcplugin.ProtocolVersion,
			MagicCookieKey:  grpcplugin.MagicCookieKey, MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]plugin.PluginSet{grpcplugin.ProtocolVersion: {"data": &grpcplugin.DataGRPCPlugin{}}},
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
	protocol, err := p.host.Client()
	if err != nil {
		return err
	}
	raw, err := protocol.Dispense("data")
	if err != nil {
		return err
	}
	client, ok := raw.(grpcplugin.DataClient)
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

// Ask gives the frames that answer a question.
func (p *Plugin) Ask(ctx context.Context, q Question) (data.Frames, error) {
	request, err := p.request(q)
	if err != nil {
		return nil, err
	}
	reply, err := p.data.QueryData(ctx, backend.ToProto().QueryDataRequest(request))
	if err != nil {
		return nil, fmt.Errorf("asking the plugin: %w", err)
	}
	return frames(reply)
}

func frames(reply *pluginv2.QueryDataResponse) (data.Frames, error) {
	answer, err := backend.FromProto().QueryDataResponse(reply)
	if err != nil {
		return nil, fmt.Errorf("reading the plugin's answer: %w", err)
	}
	one, ok := answer.Responses["A"]
	if !ok {
		return nil, errors.New("reading the plugin's answer: there is none")
	}
	if one.Error != nil && one.Status == backend.StatusBadRequest {
		return nil, fmt.Errorf("%w: %w", ErrBadQuestion, one.Error)
	}
	return one.Frames, trouble.In(trouble.Grafana, one.Error)
}

func (p *Plugin) request(q Question) (*backend.QueryDataRequest, error) {
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
	model, err := json.Marshal(map[string]any{"refId": "A", "queryType": q.Type, "params": params})
	if err != nil {
		return nil, fmt.Errorf("writing the query: %w", err)
	}
	const points = 1000
	return &backend.QueryDataRequest{
		PluginContext: backend.PluginContext{
			PluginID: PluginID,
			DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
				ID: 1, UID: "pantau", Type: PluginID, Name: "Pantau", JSONData: settings,
				DecryptedSecureJSONData: map[string]string{"token": p.source.Token.Reveal()},
				// The plugin keeps what it has set up until this changes.
				Updated: time.Unix(p.setUp, 0),
			},
		},
		Queries: []backend.DataQuery{{
			RefID: "A", QueryType: q.Type, JSON: model, MaxDataPoints: points,
			Interval: q.To.Sub(q.From) / points, TimeRange: backend.TimeRange{From: q.From, To: q.To},
		}},
	}, nil
}
