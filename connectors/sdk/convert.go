package sdk

import (
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

func toTime(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.AsTime()
}

func fromTime(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

func metricsToWire(metrics Metrics) map[string]*wire.Metric {
	out := make(map[string]*wire.Metric, len(metrics))
	for name, m := range metrics {
		out[name] = metricToWire(m)
	}
	return out
}

func metricToWire(m Metric) *wire.Metric {
	return &wire.Metric{Value: m.Value, Reason: string(m.Reason)}
}

func metricsFromWire(metrics map[string]*wire.Metric) Metrics {
	out := make(Metrics, len(metrics))
	for name, m := range metrics {
		out[name] = metricFromWire(m)
	}
	return out
}

func metricFromWire(m *wire.Metric) Metric {
	return Metric{Value: m.GetValue(), Reason: schema.Reason(m.GetReason())}
}

// ToWire encodes a record.
func ToWire(r Record) *wire.Record {
	switch r := r.(type) {
	case Account:
		return &wire.Record{What: &wire.Record_Account{Account: &wire.Account{Metrics: metricsToWire(r.Metrics)}}}
	case Post:
		return &wire.Record{What: &wire.Record_Post{Post: &wire.Post{
			Id: r.ID, Url: r.URL, Type: r.Type, Published: fromTime(r.Published), Text: r.Text,
			Metrics: metricsToWire(r.Metrics),
		}}}
	case Mention:
		return &wire.Record{What: &wire.Record_Mention{Mention: &wire.Mention{
			Id: r.ID, Url: r.URL, Kind: r.MentionKind, Post: r.Post, Created: fromTime(r.Created),
			Author: r.Author, Text: r.Text, Language: r.Language,
		}}}
	case Volume:
		return &wire.Record{What: &wire.Record_Volume{Volume: &wire.Volume{
			Query: r.Query, Start: fromTime(r.Start), LengthS: int64(r.Length / time.Second), Count: metricToWire(r.Count),
		}}}
	case Audience:
		return &wire.Record{What: &wire.Record_Audience{Audience: &wire.Audience{
			Dimension: r.Dimension, Bucket: r.Bucket, WindowEnd: fromTime(r.WindowEnd),
			Value: metricToWire(r.Value), Share: r.Share,
		}}}
	}
	panic(fmt.Sprintf("record of unknown type %T", r)) // normalize has refused it
}

// FromWire decodes a record. A record of a kind that this version does not know
// is an error.
func FromWire(r *wire.Record) (Record, error) {
	switch what := r.GetWhat().(type) {
	case *wire.Record_Account:
		return Account{Metrics: metricsFromWire(what.Account.GetMetrics())}, nil
	case *wire.Record_Post:
		p := what.Post
		return Post{
			ID: p.GetId(), URL: p.GetUrl(), Type: p.GetType(), Published: toTime(p.GetPublished()),
			Text: p.GetText(), Metrics: metricsFromWire(p.GetMetrics()),
		}, nil
	case *wire.Record_Mention:
		m := what.Mention
		return Mention{
			ID: m.GetId(), URL: m.GetUrl(), MentionKind: m.GetKind(), Post: m.GetPost(), Created: toTime(m.GetCreated()),
			Author: m.GetAuthor(), Text: m.GetText(), Language: m.GetLanguage(),
		}, nil
	case *wire.Record_Volume:
		v := what.Volume
		return Volume{
			Query: v.GetQuery(), Start: toTime(v.GetStart()), Length: time.Duration(v.GetLengthS()) * time.Second,
			Count: metricFromWire(v.GetCount()),
		}, nil
	case *wire.Record_Audience:
		a := what.Audience
		return Audience{
			Dimension: a.GetDimension(), Bucket: a.GetBucket(), WindowEnd: toTime(a.GetWindowEnd()),
			Value: metricFromWire(a.GetValue()), Share: a.GetShare(),
		}, nil
	}
	return nil, errors.New("record of a kind that this version does not know")
}

func errorToWire(err error) *wire.Error {
	if err == nil {
		return nil
	}
	w := &wire.Error{Kind: string(KindOf(err)), Message: clean(err.Error())}
	if e, ok := errors.AsType[*Error](err); ok {
		w.After, w.Budget = fromTime(e.After), clean(e.Budget)
	}
	return w
}

func errorFromWire(w *wire.Error) error {
	if w == nil {
		return nil
	}
	kind := ErrorKind(w.GetKind())
	switch kind {
	case Transient, RateLimited, Auth, Permanent:
	default:
		kind = Transient
	}
	return &Error{Kind: kind, After: toTime(w.GetAfter()), Budget: w.GetBudget(), Err: errors.New(words(w.GetMessage()))}
}

// statusOf carries an error over a unary call.
func statusOf(err error) error {
	if err == nil {
		return nil
	}
	st := status.New(codes.FailedPrecondition, clean(err.Error()))
	if detailed, derr := st.WithDetails(errorToWire(err)); derr == nil {
		st = detailed
	}
	return st.Err()
}

// errorOf gives back what statusOf carried. A broken connection to the process
// becomes ErrExited.
func errorOf(err error) error {
	if err == nil {
		return nil
	}
	st, _ := status.FromError(err)
	said := words(st.Message())
	for _, d := range st.Details() {
		if w, ok := d.(*wire.Error); ok {
			return errorFromWire(w)
		}
	}
	switch st.Code() {
	case codes.Unavailable:
		return fmt.Errorf("%w: %s", ErrExited, said)
	case codes.ResourceExhausted:
		return &Error{Kind: Permanent, Err: fmt.Errorf(
			"connector broke its contract: a message may have %d MiB from the connector and %d MiB to it: %s", maxReceived>>20, maxMessage>>20, said)}
	case codes.Canceled, codes.DeadlineExceeded:
		return &Error{Kind: Transient, Err: errors.New(words(err.Error()))}
	default:
		return &Error{Kind: Permanent, Err: fmt.Errorf("connector broke its contract: %s: %s", st.Code(), said)}
	}
}
