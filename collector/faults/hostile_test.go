//go:build linux

package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// misbehave is the process of a connector that was not written with the SDK,
// which would refuse what these send. Its name says what it does.
func misbehave(name string) {
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: sdk.Handshake, GRPCServer: plugin.DefaultGRPCServer, Logger: hclog.NewNullLogger(),
		Plugins: plugin.PluginSet{"connector": &hostilePlugin{name: name}},
	})
}

type hostilePlugin struct {
	plugin.NetRPCUnsupportedPlugin
	name string
}

func (p *hostilePlugin) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	wire.RegisterConnectorServer(s, &hostile{name: p.name})
	return nil
}

func (p *hostilePlugin) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, errors.New("it serves only")
}

type hostile struct {
	wire.UnimplementedConnectorServer
	name  string
	hoard [][]byte
}

func (h *hostile) Info(context.Context, *wire.InfoRequest) (*wire.InfoReply, error) {
	return &wire.InfoReply{Id: h.name, Name: h.name, IntervalS: 1, SettingsSchema: []byte(`{"properties":{"account":{}}}`), Terms: &wire.Terms{DerivedMetrics: true}}, nil
}

func (h *hostile) Configure(context.Context, *wire.ConfigureRequest) (*wire.ConfigureReply, error) {
	return &wire.ConfigureReply{}, nil
}

type stream = grpc.ServerStreamingServer[wire.CollectReply]

func (h *hostile) Collect(req *wire.CollectRequest, to stream) error {
	account := req.GetInstance()[strings.Index(req.GetInstance(), "/")+1:]
	switch h.name {
	case "liar":
		return h.lie(account, req.GetNow().AsTime(), to)
	case "hanger":
		<-make(chan struct{}) // not even when the collector gives up
	case "flooder":
		return h.flood(to)
	case "giant":
		return h.send(to, post("1", time.Now(), strings.Repeat("besar ", 4<<20), nil))
	case "leaker":
		return h.leak(to)
	}
	return errors.New("nobody taught it to do that")
}

func (h *hostile) send(to stream, records ...*wire.Record) error {
	return to.Send(&wire.CollectReply{What: &wire.CollectReply_Records{Records: &wire.Records{Records: records}}})
}

func (h *hostile) done(to stream) error {
	return to.Send(&wire.CollectReply{What: &wire.CollectReply_Done{Done: &wire.Done{Cursor: []byte("c")}}})
}

func post(id string, at time.Time, text string, metrics map[string]*wire.Metric) *wire.Record {
	return &wire.Record{What: &wire.Record_Post{Post: &wire.Post{Id: id, Type: "text", Published: timestamppb.New(at), Text: text, Metrics: metrics}}}
}

func mention(id string, at *timestamppb.Timestamp) *wire.Record {
	return &wire.Record{What: &wire.Record_Mention{Mention: &wire.Mention{Id: id, Kind: "reply", Created: at, Text: "Bagus"}}}
}

func counts(name string, n float64) map[string]*wire.Metric {
	return map[string]*wire.Metric{name: {Value: n}}
}

// lies are what the liar tells, by the word that the dead letter must hold.
var lies = map[string]string{
	"negative": "-5 is no count", "future": "lies in the future", "ancient": "no plausible time", "timeless": "no plausible time",
	"nameless": "must not be empty", "usurper": "metric id", "shapeless": "metric Likes Of You", "reasonless": "unknown reason",
	"unknown": "does not know",
}

// lie sends lies between two truths, and records with the ids of another
// account, named by the liar's own account.
func (h *hostile) lie(account string, now time.Time, to stream) error {
	hour := now.Truncate(time.Hour)
	records := []*wire.Record{
		post("truth-1", hour, "Jadwal vaksinasi", counts("likes", 3)),
		post("negative", hour, "", counts("likes", -5)),
		post("future", time.Date(2090, 1, 2, 3, 4, 5, 0, time.UTC), "", nil),
		post("ancient", time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), "", nil),
		mention("timeless", nil),
		mention("", timestamppb.New(hour)),
		post("usurper", hour, "", counts("id", 7)),
		post("shapeless", hour, "", counts("Likes Of You", 7)),
		post("reasonless", hour, "", map[string]*wire.Metric{"likes": {Reason: "none of your business"}}),
		{},
		mention("truth-2", timestamppb.New(hour)),
	}
	for id := range strings.SplitSeq(account, ",") {
		records = append(records, post(id, hour, "Bukan milik saya", counts("likes", 1_000_000)))
	}
	if err := h.send(to, records...); err != nil {
		return err
	}
	return h.done(to)
}

// flood never stops.
func (h *hostile) flood(to stream) error {
	text := strings.Repeat("banjir ", 100)
	for batch := 0; ; batch++ {
		records := make([]*wire.Record, 500)
		for i := range records {
			records[i] = post(fmt.Sprintf("flood-%d-%d", batch, i), time.Now(), text, nil)
		}
		if err := h.send(to, records...); err != nil {
			return err
		}
	}
}

// leak holds more and more memory, but never more than would hurt the machine.
func (h *hostile) leak(to stream) error {
	const step, most = 8 << 20, 1536 << 20
	for len(h.hoard)*step < most {
		h.hoard = append(h.hoard, bytes.Repeat([]byte("x"), step))
		<-time.After(20 * time.Millisecond)
	}
	<-to.Context().Done()
	return to.Context().Err()
}
