package main_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/datasource"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// door is the plugin binary, started and spoken to as Grafana does.
type door struct {
	data        grpcplugin.DataClient
	diagnostics grpcplugin.DiagnosticsClient
	resources   grpcplugin.ResourceClient
	streams     grpcplugin.StreamClient
}

func open(t *testing.T) door {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "gpx_pantau_social")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	client := plugin.NewClient(&plugin.ClientConfig{
		Cmd: exec.Command(binary),
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion: grpcplugin.ProtocolVersion, MagicCookieKey: grpcplugin.MagicCookieKey, MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]plugin.PluginSet{grpcplugin.ProtocolVersion: {
			"data": &grpcplugin.DataGRPCPlugin{}, "diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{}, "resource": &grpcplugin.ResourceGRPCPlugin{}, "stream": &grpcplugin.StreamGRPCPlugin{},
		}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Output: io.Discard}),
		SkipHostEnv:      true,
	})
	t.Cleanup(client.Kill)
	protocol, err := client.Client()
	require.NoError(t, err)
	return door{
		data:        dispense[grpcplugin.DataClient](t, protocol, "data"),
		diagnostics: dispense[grpcplugin.DiagnosticsClient](t, protocol, "diagnostics"),
		resources:   dispense[grpcplugin.ResourceClient](t, protocol, "resource"),
		streams:     dispense[grpcplugin.StreamClient](t, protocol, "stream"),
	}
}

func dispense[C any](t *testing.T, protocol plugin.ClientProtocol, name string) C {
	t.Helper()
	raw, err := protocol.Dispense(name)
	require.NoError(t, err)
	client, ok := raw.(C)
	require.True(t, ok, "%s is a %T", name, raw)
	return client
}

// target is one configured data source. Each has a uid of its own, as in
// Grafana: the SDK keeps an instance for each.
type target struct{ uid, url, bucket, token string }

// speaking are a data source's settings where they are not those of target.
type speaking struct {
	target
	language, zone string
}

func (x speaking) context(t *testing.T) *pluginv2.PluginContext {
	t.Helper()
	out := x.target.context(t)
	settings, err := json.Marshal(map[string]string{
		"bucket": x.bucket, "org": influxtest.Organization, "language": x.language, "timeZone": x.zone,
	})
	require.NoError(t, err)
	out.DataSourceInstanceSettings.JsonData = settings
	return out
}

func (x target) context(t *testing.T) *pluginv2.PluginContext {
	t.Helper()
	settings, err := json.Marshal(map[string]string{"bucket": x.bucket, "org": influxtest.Organization, "language": "en"})
	require.NoError(t, err)
	return &pluginv2.PluginContext{
		OrgId: 1, PluginId: datasource.ID, ApiVersion: "v0alpha1",
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
			Uid: x.uid, Name: x.uid, Url: x.url, JsonData: settings, LastUpdatedMS: 1,
			DecryptedSecureJsonData: map[string]string{"token": x.token},
		},
	}
}

// ask runs queries over the week of the shared test store.
func (d door) ask(t *testing.T, x target, models map[string]string) map[string]backend.DataResponse {
	t.Helper()
	monday := time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC)
	req := &pluginv2.QueryDataRequest{PluginContext: x.context(t)}
	for refID, model := range models {
		req.Queries = append(req.Queries, &pluginv2.DataQuery{
			RefId: refID, Json: []byte(model), MaxDataPoints: 500, IntervalMS: 60_000,
			TimeRange: &pluginv2.TimeRange{FromEpochMS: monday.UnixMilli(), ToEpochMS: monday.AddDate(0, 0, 7).UnixMilli()},
		})
	}
	answer, err := d.data.QueryData(t.Context(), req)
	require.NoError(t, err)
	out, err := backend.FromProto().QueryDataResponse(answer)
	require.NoError(t, err)
	return out.Responses
}

func (d door) check(t *testing.T, x target) *pluginv2.CheckHealthResponse {
	t.Helper()
	got, err := d.diagnostics.CheckHealth(t.Context(), &pluginv2.CheckHealthRequest{PluginContext: x.context(t)})
	require.NoError(t, err)
	return got
}

func (d door) call(t *testing.T, x target, path string) (int32, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	stream, err := d.resources.CallResource(ctx, &pluginv2.CallResourceRequest{
		PluginContext: x.context(t), Path: path, Url: path, Method: "GET",
	})
	require.NoError(t, err)
	got, err := stream.Recv()
	require.NoError(t, err)
	return got.Code, string(got.Body)
}

func TestFrontDoor(t *testing.T) {
	t.Parallel()
	d := open(t)
	store, err := os.ReadFile("query/testdata/store.lp")
	require.NoError(t, err)
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "pantau")
		s.Write(t, "pantau", string(store))
		good := target{"good" + s.Version, s.URL, "pantau", s.Token}

		t.Run("answers, and errors by refId", func(t *testing.T) { frontDoorAnswers(t, d, good) })
		t.Run("health", func(t *testing.T) {
			got := d.check(t, good)
			require.Equal(t, pluginv2.CheckHealthResponse_OK, got.Status, got.Message)
			require.Contains(t, got.Message, "Connected to bucket pantau.")
		})
		t.Run("resources", func(t *testing.T) {
			code, body := d.call(t, good, "descriptors")
			require.Equal(t, int32(200), code)
			require.Contains(t, body, `"engagement_rate"`)
			code, body = d.call(t, good, "nonsense")
			require.Equal(t, int32(404), code)
			require.Contains(t, body, "no such resource")
		})
		t.Run("metrics", func(t *testing.T) { frontDoorMetrics(t, d, good) })
		t.Run("streams", func(t *testing.T) { frontDoorStreams(t, d, good) })
		for name, tc := range map[string]struct {
			x          target
			code, want string
		}{
			"wrong token":  {target{"t" + s.Version, s.URL, "pantau", "tester:geheim"}, "unauthorised", "unauthorised"},
			"wrong bucket": {target{"b" + s.Version, s.URL, "geheim", s.Token}, "bucket_not_found", "bucket_not_found"},
			"server away":  {target{"a" + s.Version, "http://127.0.0.1:1", "pantau", "geheim"}, "unreachable", "unreachable"},
			"no url":       {target{"u" + s.Version, "", "pantau", "geheim"}, "settings", "url is empty"},
		} {
			t.Run(name, func(t *testing.T) {
				got := d.check(t, tc.x)
				for tries := 0; tries < 5 && strings.Contains(string(got.JsonDetails), `"timeout"`); tries++ {
					got = d.check(t, tc.x) // to try a password takes the database long on a busy machine
				}
				require.Equal(t, pluginv2.CheckHealthResponse_ERROR, got.Status)
				require.Contains(t, string(got.JsonDetails), tc.code)
				answer := d.ask(t, tc.x, map[string]string{"A": `{"queryType":"sentiment"}`})["A"]
				require.ErrorContains(t, answer.Error, tc.want)
				require.Equal(t, backend.ErrorSourceDownstream, answer.ErrorSource)
				if tc.x.bucket != "geheim" {
					require.NotContains(t, got.Message+string(got.JsonDetails)+answer.Error.Error(), "geheim")
				}
			})
		}
	})
}

// TestGoldensThroughTheFrontDoor asks every case of every query type of the built
// binary, on both versions of InfluxDB, and compares with the same goldens. What ran
// is left out, for it names the present moment.
func TestGoldensThroughTheFrontDoor(t *testing.T) {
	t.Parallel()
	d := open(t)
	cases := querytest.Cases(t, "query/testdata")
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		querytest.WriteStores(t, "query/testdata", s)
		for _, c := range cases {
			t.Run(c.Name(), func(t *testing.T) {
				if present[c.QueryType] {
					t.Skip("its answer depends on the present moment; the package's own test sets the clock")
				}
				x := speaking{target{c.Store + string(c.Lang()) + s.Version, s.URL, c.Store, s.Token}, string(c.Lang()), querytest.Zone.String()}
				want, err := os.ReadFile(c.Golden())
				require.NoError(t, err)
				require.Equal(t, withoutRan(string(want)), withoutRan(querytest.Render(t, d.answer(t, x, c))))
			})
		}
	})
}

// present are the query types that look at the clock.
var present = map[string]bool{"collector_health": true, "insights": true}

func (d door) answer(t *testing.T, x speaking, c querytest.Case) data.Frames {
	t.Helper()
	req := backend.ToProto().QueryDataRequest(c.Request(t))
	req.PluginContext = x.context(t)
	raw, err := d.data.QueryData(t.Context(), req)
	require.NoError(t, err)
	out, err := backend.FromProto().QueryDataResponse(raw)
	require.NoError(t, err)
	require.NoError(t, out.Responses["A"].Error)
	require.NotEmpty(t, out.Responses["A"].Frames[0].Meta.ExecutedQueryString, "the query inspector shows what ran")
	return out.Responses["A"].Frames
}

func withoutRan(rendered string) string {
	var out []string
	for line := range strings.Lines(rendered) {
		if !strings.HasPrefix(line, "ran ") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

func frontDoorAnswers(t *testing.T, d door, x target) {
	t.Helper()
	got := d.ask(t, x, map[string]string{
		"A": `{"queryType":"engagement_rate","params":{"platforms":"mastodon","format":"value"}}`,
		"B": `{"queryType":"no_such"}`,
		"C": `{"queryType":"sentiment","params":{"colour":"red"}}`,
		"D": `{"queryType":"engagement_rate","params":{"platforms":["mastodon"],"format":"value","base":"reach"}}`,
		"E": `{"queryType":"topic_volume","params":{"topics":"' OR 1=1 --"}}`,
	})
	require.NoError(t, got["A"].Error)
	value, ok := got["A"].Frames[0].Fields[0].ConcreteAt(0)
	require.True(t, ok)
	require.InDelta(t, 1.525, value, 1e-9)
	require.Contains(t, got["A"].Frames[0].Meta.ExecutedQueryString, `FROM "post"`)
	require.ErrorContains(t, got["B"].Error, "is not a query type; choose one of audience, benchmark")
	require.ErrorContains(t, got["C"].Error, "params.colour: sentiment has no such parameter")

	require.NoError(t, got["D"].Error)
	field := got["D"].Frames[0].Fields[0]
	require.Equal(t, data.FieldTypeNullableFloat64, field.Type())
	_, ok = field.ConcreteAt(0)
	require.False(t, ok, "Mastodon has no reach: null, never 0")
	require.Contains(t, got["D"].Frames[0].Meta.Notices[0].Text, "Reach: this platform does not offer it")

	require.NoError(t, got["E"].Error, "a hostile topic only finds nothing")
	require.Empty(t, got["E"].Frames[0].Fields)
}

// frontDoorMetrics asks the same thing three times, as three screens do: it ran
// once.
func frontDoorMetrics(t *testing.T, d door, x target) {
	t.Helper()
	count := func(line string) float64 {
		got, err := d.diagnostics.CollectMetrics(t.Context(), &pluginv2.CollectMetricsRequest{PluginContext: x.context(t)})
		require.NoError(t, err)
		require.Contains(t, string(got.Metrics.Prometheus), "grafana_plugin_request_total", "the SDK's own")
		for l := range strings.Lines(string(got.Metrics.Prometheus)) {
			if rest, ok := strings.CutPrefix(l, line+" "); ok {
				v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
				require.NoError(t, err)
				return v
			}
		}
		return 0
	}
	cached, ran := `pantau_query_answers_total{query_type="top_posts",source="cache"}`, `pantau_query_run_seconds_count{query_type="top_posts"}`
	before := [2]float64{count(cached), count(ran)}
	for range 3 {
		require.NoError(t, d.ask(t, x, map[string]string{"A": `{"queryType":"top_posts"}`})["A"].Error)
	}
	require.Equal(t, [2]float64{before[0] + 2, before[1] + 1}, [2]float64{count(cached), count(ran)})
}

// frontDoorStreams follows a query whose range ends now, as Grafana Live does for
// a panel.
func frontDoorStreams(t *testing.T, d door, x target) {
	t.Helper()
	now := time.Now()
	answer, err := d.data.QueryData(t.Context(), &pluginv2.QueryDataRequest{PluginContext: x.context(t), Queries: []*pluginv2.DataQuery{{
		RefId: "A", Json: []byte(`{"queryType":"collector_health","live":true}`), MaxDataPoints: 500, IntervalMS: 60_000,
		TimeRange: &pluginv2.TimeRange{FromEpochMS: now.Add(-time.Hour).UnixMilli(), ToEpochMS: now.UnixMilli()},
	}}})
	require.NoError(t, err)
	out, err := backend.FromProto().QueryDataResponse(answer)
	require.NoError(t, err)
	channel := out.Responses["A"].Frames[0].Meta.Channel
	path, ok := strings.CutPrefix(channel, "ds/"+x.uid+"/")
	require.True(t, ok, channel)
	for p, want := range map[string]pluginv2.SubscribeStreamResponse_Status{
		path: pluginv2.SubscribeStreamResponse_OK, "anything/0": pluginv2.SubscribeStreamResponse_NOT_FOUND,
	} {
		got, err := d.streams.SubscribeStream(t.Context(), &pluginv2.SubscribeStreamRequest{PluginContext: x.context(t), Path: p})
		require.NoError(t, err)
		require.Equal(t, want, got.Status)
	}
	published, err := d.streams.PublishStream(t.Context(), &pluginv2.PublishStreamRequest{PluginContext: x.context(t), Path: path, Data: []byte(`{}`)})
	require.NoError(t, err)
	require.Equal(t, pluginv2.PublishStreamResponse_PERMISSION_DENIED, published.Status)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stream, err := d.streams.RunStream(ctx, &pluginv2.RunStreamRequest{PluginContext: x.context(t), Path: path})
	require.NoError(t, err)
	packet, err := stream.Recv()
	require.NoError(t, err)
	var frame data.Frame
	require.NoError(t, json.Unmarshal(packet.Data, &frame))
	require.Contains(t, frame.Meta.ExecutedQueryString, `FROM "pantau_poll"`)
}
