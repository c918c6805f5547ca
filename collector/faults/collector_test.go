//go:build linux

package faults

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// collect starts `pantau run` and waits until it runs.
func collect(t testing.TB, config string) *process {
	t.Helper()
	p := launch(t, nil, built(t, pantau), "run", "--config", config)
	await(t, time.Minute, "the collector starts", func() bool { return health.MatchString(p.said.String()) }, p)
	return p
}

// once collects every account a single time and must do so without a complaint.
func once(t testing.TB, config string) {
	t.Helper()
	p := launch(t, nil, built(t, pantau), "run", "--once", "--config", config)
	p.await(t, 2*time.Minute)
	require.NoError(t, p.err, p.said)
}

// health finds where a collector answers, in what it logs.
var health = regexp.MustCompile(`health=(http://\S+)`)

// meter reads one of the collector's metrics, summed over its labels; −1 while
// it does not answer.
func (p *process) meter(t testing.TB, name string) float64 {
	t.Helper()
	all := p.meters(t, name)
	if all == nil {
		return -1
	}
	sum := 0.0
	for _, n := range all {
		sum += n
	}
	return sum
}

// meters reads one of the collector's metrics for each of its labels; nil while
// it does not answer.
func (p *process) meters(t testing.TB, name string) []float64 {
	t.Helper()
	at := health.FindStringSubmatch(p.said.String())
	if at == nil {
		return nil
	}
	resp, err := (&http.Client{Timeout: 5 * time.Second}).Get(at[1] + "/metrics")
	if err != nil {
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil
	}
	out := []float64{}
	for _, m := range regexp.MustCompile(`(?m)^`+name+`(?:\{[^}]*\})? (\S+)$`).FindAllSubmatch(raw, -1) {
		n, err := strconv.ParseFloat(string(m[1]), 64)
		require.NoError(t, err)
		out = append(out, n)
	}
	return out
}

// spooled is the size of what lies in the queue of a data folder.
func spooled(dir string) (size int64) {
	files, _ := filepath.Glob(filepath.Join(dir, "data", "spool", "jetstream", "*", "streams", "*", "msgs", "*.blk")) // well formed
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			size += info.Size()
		}
	}
	return size
}
