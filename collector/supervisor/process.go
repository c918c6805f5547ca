package supervisor

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"github.com/pantau/pantau/connectors/sdk"
)

const startTimeout = 15 * time.Second

// passedOn lists what a connector sees of the collector's environment: how to
// reach the network. Everything else, secrets among it, stays here.
var passedOn = []string{
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
	"SSL_CERT_FILE", "SSL_CERT_DIR", "TZ",
}

// Program is how to start a connector.
type Program struct {
	ID   string
	Path string
	Args []string
	// Foreign programs are not ours: they run only with a checksum.
	Foreign bool
}

// process is one running connector.
type process struct {
	host   *plugin.Client
	client *sdk.Client
	info   sdk.Info
	pid    int
	own    string  // its folder for temporary files, and for the socket that we talk over
	saw    glimpse // what stood where it may read when it started
	log    *slog.Logger
	heard  heard                  // from any of its accounts
	why    atomic.Pointer[string] // it was ended by us
	dying  sync.Once
	killed chan struct{} // closed when it is told to end
}

// start launches a connector and asks at once who it is.
func start(ctx context.Context, p Program, opts Options) (*process, error) {
	if p.Foreign {
		if err := p.verify(opts.Checksums[p.ID]); err != nil {
			return nil, err
		}
	}
	own, err := os.MkdirTemp("", "pantau-connector-")
	if err != nil {
		return nil, fmt.Errorf("starting connector %s: %w", p.ID, err)
	}
	cmd := exec.Command(p.Path, p.Args...) //nolint:gosec // the operator's own folder, or this binary
	// A connector's heap is small; near its limit, which a long history comes to, a lower one would cost more
	// time for clearing it than everything else.
	cmd.Env = []string{"GOMEMLIMIT=32MiB", "GOGC=50", "TMPDIR=" + own}
	for _, name := range passedOn {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	said := &lineLogger{log: opts.Log.With("connector", p.ID)}
	host := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: sdk.Handshake, Plugins: sdk.Plugins(nil), Cmd: cmd,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true, SkipHostEnv: true, StartTimeout: startTimeout,
		Logger: hclog.NewNullLogger(), Stderr: said,
	})
	proc := &process{host: host, own: own, saw: look(changeable(p, opts)), log: said.log, killed: make(chan struct{})}
	err = confined(placesOf(p, opts, own), func() error { _, err := host.Start(); return err })
	if err == nil {
		err = proc.greet(ctx, p.ID)
	}
	if err != nil {
		proc.kill()
		return nil, fmt.Errorf("starting connector %s: %w", p.ID, err)
	}
	said.from.Store(proc.client)
	sacrifice(proc.pid)
	go proc.watchMemory(mostMemory)
	return proc, nil
}

func (p *process) greet(ctx context.Context, id string) error {
	protocol, err := p.host.Client()
	if err != nil {
		return err
	}
	p.pid = p.host.ReattachConfig().Pid
	p.heard.now()
	if p.client, err = sdk.Dispense(protocol); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if p.info, err = p.client.Info(ctx); err != nil {
		return err
	}
	if p.info.ID != id {
		return fmt.Errorf("it calls itself %q: the name of the file must be the connector's id", p.info.ID)
	}
	return nil
}

func (p *process) exited() bool { return p.host.Exited() }

// kill asks the process to end, and ends it when it does not answer: one that
// hangs does not hear the question.
func (p *process) kill() {
	p.dying.Do(func() { close(p.killed) })
	if p.pid != 0 {
		hard := time.AfterFunc(killPatience, p.killHard)
		defer hard.Stop()
	}
	p.host.Kill()
	_ = os.RemoveAll(p.own) // nothing that anybody needs
}

func (p *process) killHard() {
	if child, err := os.FindProcess(p.pid); err == nil && !p.exited() {
		_ = child.Kill() // it may have gone by now
	}
}

// cause says why the process has gone.
func (p *process) cause() error {
	if why := p.why.Load(); why != nil {
		return fmt.Errorf("%w: %s", sdk.ErrExited, *why)
	}
	return sdk.ErrExited
}

// lineLogger passes what a connector writes to standard error to the log, without
// the secrets that it was given.
type lineLogger struct {
	log  *slog.Logger
	from atomic.Pointer[sdk.Client] // nil until it is known, and told anything
}

func (l *lineLogger) Write(raw []byte) (int, error) {
	if !l.log.Enabled(context.Background(), slog.LevelDebug) { // a writer has no context
		return len(raw), nil
	}
	from := l.from.Load()
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if from != nil {
			line = from.Conceal(line)
		}
		l.log.Debug("connector says", "line", line)
	}
	return len(raw), nil
}
