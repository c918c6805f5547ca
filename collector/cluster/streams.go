package cluster

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/spool"
)

// prepare makes streams and bucket, or takes those that are there. The number of
// replicas is the cluster's matter then.
func (l *link) prepare(ctx context.Context) (err error) {
	l.records, err = l.stream(ctx, jetstream.StreamConfig{
		Name: recordsStream, Subjects: []string{recordsSubject + ">"}, Storage: jetstream.FileStorage,
		Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, Duplicates: 2 * time.Minute,
		MaxBytes: l.opts.Spool.MaxBytes, MaxMsgSize: spool.MaxMessage,
	})
	if err != nil {
		return err
	}
	l.states, err = l.stream(ctx, jetstream.StreamConfig{
		Name: stateStream, Subjects: []string{stateSubject + ">"}, Storage: jetstream.FileStorage, MaxMsgSize: spool.MaxMessage,
	})
	if err != nil {
		return err
	}
	// A bucket as the library makes it, but for direct reads: those may be answered
	// by a server that is behind.
	_, err = l.stream(ctx, jetstream.StreamConfig{
		Name: "KV_" + bucket, Subjects: []string{"$KV." + bucket + ".>"}, Storage: jetstream.FileStorage, Discard: jetstream.DiscardNew,
		MaxMsgsPerSubject: 1, AllowRollup: true, DenyDelete: true,
	})
	if err != nil {
		return err
	}
	l.kv, err = l.js.KeyValue(ctx, bucket)
	return err
}

func (l *link) stream(ctx context.Context, want jetstream.StreamConfig) (jetstream.Stream, error) {
	there, err := l.js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) && l.opts.Look {
		return nil, ErrNew
	}
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		want.Replicas = replicas
		there, err = l.js.CreateStream(ctx, want)
		if api, ok := errors.AsType[*jetstream.APIError](err); ok && api.ErrorCode == notInACrowd {
			want.Replicas = 1
			there, err = l.js.CreateStream(ctx, want)
		}
	}
	if err != nil {
		return nil, err
	}
	have := there.CachedInfo().Config
	if l.opts.Look {
		return there, nil
	}
	if have.Replicas < replicas {
		l.opts.Log.Warn("this stream is on fewer than three NATS servers: lost with them is what waits in it; set up three, then run nats stream edit --replicas 3",
			"stream", want.Name, "replicas", have.Replicas)
	}
	drops := dropsNothing(&have, want)
	if drops {
		l.opts.Log.Warn("this stream would drop what is old without a word; it keeps everything again, and refuses when it is full", "stream", want.Name)
	}
	if !drops && (have.MaxBytes == want.MaxBytes || want.MaxBytes == 0) {
		return there, nil
	}
	if want.MaxBytes != 0 {
		have.MaxBytes = want.MaxBytes
	}
	return l.js.UpdateStream(ctx, have)
}

// dropsNothing takes out of a stream's settings what lets NATS drop messages by
// itself: a limit of age or number, or making room for the new. It reports whether
// there was something.
func dropsNothing(have *jetstream.StreamConfig, want jetstream.StreamConfig) bool {
	before := *have
	have.MaxAge, have.Discard, have.DiscardNewPerSubject = 0, want.Discard, false
	have.MaxMsgs, have.MaxMsgsPerSubject = -1, want.MaxMsgsPerSubject
	if have.MaxMsgsPerSubject == 0 {
		have.MaxMsgsPerSubject = -1
	}
	return have.MaxAge != before.MaxAge || have.Discard != before.Discard || have.DiscardNewPerSubject != before.DiscardNewPerSubject ||
		have.MaxMsgs != before.MaxMsgs || have.MaxMsgsPerSubject != before.MaxMsgsPerSubject
}
