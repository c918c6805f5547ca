package cluster

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/pantau/pantau/collector/spool"
)

// Codes of errors that JetStream's client has no names for.
const (
	tooFewServers = 10005 // JSClusterNoPeersErrF
	noLeader      = 10008 // JSClusterNotAvailErr
	noRoom        = 10047 // JSStorageResourcesExceededErr
	noMoreStreams = 10027 // JSMaximumStreamsLimitErr
)

// permissions are what a user at the servers must be allowed.
const permissions = "let the user of spool.user or spool.credentials publish to pantau.records.>, pantau.state.>, $KV.pantau.>, $JS.API.> and $JS.ACK.>, and subscribe to _INBOX.>"

// diskFull is how a server whose disk is full behaves: it answers nothing.
const diskFull = "is there room on the disks of the NATS servers? One whose disk was full has to be started anew"

// settingsError is one that waiting does not mend: here or at the servers a setting
// has to be changed.
type settingsError struct{ error }

func (e settingsError) Unwrap() error { return e.error }

// fit looks whether the servers can do what is needed here.
func (l *link) fit() error {
	if most := l.conn.MaxPayload(); most < spool.MaxMessage {
		return settingsError{fmt.Errorf("the servers take %d bytes a message; set max_payload: 8MB in their configuration", most)}
	}
	if v := l.conn.ConnectedServerVersion(); v != "" && tooOld(v) { // "": it has gone again
		return settingsError{fmt.Errorf("the servers are of version %s; Pantau needs 2.14 or newer", v)}
	}
	return nil
}

// tooOld says whether a server can't do what is needed here: reset a consumer.
func tooOld(version string) bool {
	var major, minor int
	_, err := fmt.Sscanf(version, "%d.%d", &major, &minor)
	return err != nil || major < 2 || major == 2 && minor < 14
}

// unreached says what to look at when no server takes the connection.
func unreached(err error) error {
	at := func(what string) error { return fmt.Errorf("no NATS server can be reached: %w; %s", err, what) }
	_, foreign := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case foreign:
		return settingsError{at("does spool.tls_ca name who issued the servers' certificates, and do these hold the addresses of spool.url?")}
	case errors.Is(err, nats.ErrTLS), strings.Contains(err.Error(), "remote error: tls"):
		return settingsError{at("do the servers ask for a certificate, and is the one of spool.tls_cert by their authority?")}
	case errors.Is(err, nats.ErrSecureConnWanted):
		return settingsError{at("the servers speak no TLS: give them a certificate, or write nats:// in spool.url and leave out spool.tls_ca")}
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrAuthRevoked), errors.Is(err, nats.ErrAccountAuthExpired):
		return settingsError{at("do the servers know spool.user with this spool.password, or these spool.credentials?")}
	case strings.Contains(err.Error(), "rootCA file"), strings.Contains(err.Error(), "root certificate"):
		return settingsError{fmt.Errorf("%w; see that spool.tls_ca names a file with certificates (PEM)", err)}
	case strings.Contains(err.Error(), "client certificate"):
		return settingsError{fmt.Errorf("%w; see that spool.tls_cert and spool.tls_key name a certificate and its own key (PEM)", err)}
	case strings.Contains(err.Error(), "nkey"):
		return settingsError{at("is the file of spool.credentials_file a NATS credentials file, as the tool nsc makes it?")}
	}
	return at("do the servers of spool.url run, and does this machine reach them?")
}

// explained adds to an error of JetStream what mends it.
func (l *link) explained(err error) error {
	if err == nil {
		return nil
	}
	silent := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout)
	if refused := l.refused.Load(); refused != nil && silent {
		return fmt.Errorf("%w: %w; %s", err, *refused, permissions)
	}
	code := jetstream.ErrorCode(0)
	if api, ok := errors.AsType[*jetstream.APIError](err); ok {
		code = api.ErrorCode
	}
	switch {
	case errors.Is(err, nats.ErrNoResponders), code == jetstream.JSErrCodeJetStreamNotEnabled:
		return fmt.Errorf("%w; is there a section jetstream in the servers' configuration, and room on their disks?", err)
	case code == jetstream.JSErrCodeJetStreamNotEnabledForAccount:
		return fmt.Errorf("%w; write jetstream: enabled for the account of spool.user in the servers' configuration", err)
	case code == tooFewServers, code == noLeader:
		return fmt.Errorf("%w; do all three NATS servers run, and do they see each other?", err)
	case code == noRoom:
		return fmt.Errorf("%w; raise max_file_store of the servers, or max_file of the account, above spool.max_bytes", err)
	case code == noMoreStreams:
		return fmt.Errorf("%w; let the account of spool.user have three streams more: max_streams in the servers' configuration", err)
	}
	return err
}

// refuse notes what the servers do not permit, which they say beside the request: that
// one has no answer. Other errors of the connection come here too.
func (l *link) refuse(err error) {
	if !errors.Is(err, nats.ErrPermissionViolation) {
		l.opts.Log.Warn("the connection to the NATS servers", "error", err)
		return
	}
	if before := l.refused.Swap(&err); before == nil { // told once each time it connects
		l.opts.Log.Error("the NATS servers do not permit what is needed; "+permissions, "error", err)
	}
}
