package sink

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/sink/line"
)

// fakeInflux takes line protocol and answers as told.
type fakeInflux struct {
	mu     sync.Mutex
	lines  []string
	answer func(lines []string, w http.ResponseWriter) bool // true: stored
}

func (f *fakeInflux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.answer(lines, w) {
		f.lines = append(f.lines, lines...)
		w.WriteHeader(http.StatusNoContent)
	}
}

// refuse answers in InfluxDB's form.
func refuse(w http.ResponseWriter, status int, message string) bool {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"code":"invalid","message":%q}`, message)
	return false
}

type rig struct {
	*writer
	server *fakeInflux
	waits  []time.Duration
	dir    string
}

func newRig(t *testing.T, answer func(lines []string, w http.ResponseWriter) bool) *rig {
	t.Helper()
	r := &rig{server: &fakeInflux{answer: answer}, dir: t.TempDir()}
	server := httptest.NewServer(r.server)
	t.Cleanup(server.Close)
	client := newClient(Database{URL: server.URL, Org: "o", Bucket: "b", Token: "t"})
	t.Cleanup(client.Close)
	r.writer = &writer{
		api: client.WriteAPIBlocking("o", "b"), dead: &deadLetters{dir: r.dir},
		log: slog.New(slog.DiscardHandler), meters: NewMeters(prometheus.NewRegistry()),
		wait: func(ctx context.Context, d time.Duration) error {
			r.waits = append(r.waits, d)
			return ctx.Err()
		},
	}
	return r
}

func points(n int) []*line.Point {
	out := make([]*line.Point, n)
	for i := range out {
		out[i] = line.New("mention", []line.Tag{tag("account", "dinkes")}, []line.Field{line.Text("id", fmt.Sprint(i))}, time.Unix(int64(i), 0))
	}
	return out
}

func (r *rig) letters(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(r.dir, "*.jsonl"))
	require.NoError(t, err)
	var out []string
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		out = append(out, strings.Split(strings.TrimSpace(string(raw)), "\n")...)
	}
	return out
}

func TestTooLargeIsSplit(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(lines []string, w http.ResponseWriter) bool {
		return len(lines) <= 10 || refuse(w, http.StatusRequestEntityTooLarge, "too large")
	})
	require.NoError(t, r.write(t.Context(), points(100)))
	require.Len(t, r.server.lines, 100)
	require.Empty(t, r.letters(t))
	require.Empty(t, r.waits)
}

func TestOneBadPointGoesToTheDeadLettersAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(lines []string, w http.ResponseWriter) bool {
		for _, l := range lines {
			if strings.Contains(l, `"57"`) {
				return refuse(w, http.StatusBadRequest, "field type conflict")
			}
		}
		return true
	})
	require.NoError(t, r.write(t.Context(), points(100)))
	require.Len(t, r.server.lines, 99)
	letters := r.letters(t)
	require.Len(t, letters, 1)
	require.Contains(t, letters[0], "field type conflict")
	require.Contains(t, letters[0], `mention,account=dinkes id=\"57\" 57000000000`)
}

// A full disk is the server's trouble, not the points', whatever status it has.
func TestAFullDiskBehindARefusalIsWaitedFor(t *testing.T) {
	t.Parallel()
	n := 0
	r := newRig(t, func(_ []string, w http.ResponseWriter) bool {
		if n++; n < 3 {
			return refuse(w, http.StatusBadRequest, "partial write: write /data/_series/03/0000: no space left on device dropped=1")
		}
		return true
	})
	require.NoError(t, r.write(t.Context(), points(2)))
	require.Len(t, r.server.lines, 2)
	require.Len(t, r.waits, 2)
	letters, err := filepath.Glob(filepath.Join(r.dir, "*"))
	require.NoError(t, err)
	require.Empty(t, letters)
}

func TestWaitsAsTheServerSays(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		calls := 0
		r := newRig(t, func(_ []string, w http.ResponseWriter) bool {
			if calls++; calls > 2 {
				return true
			}
			w.Header().Set("Retry-After", "7")
			return refuse(w, status, "wait")
		})
		require.NoError(t, r.write(t.Context(), points(3)))
		require.Equal(t, []time.Duration{7 * time.Second, 7 * time.Second}, r.waits, status)
		require.Len(t, r.server.lines, 3)
	}
}

func TestTriesAgainWithGrowingPauses(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusUnauthorized, http.StatusNotFound, http.StatusInternalServerError} {
		calls := 0
		r := newRig(t, func(_ []string, w http.ResponseWriter) bool {
			calls++
			return calls > 7 || refuse(w, status, "no")
		})
		require.NoError(t, r.write(t.Context(), points(3)))
		want := []time.Duration{1, 2, 4, 8, 16, 30, 30}
		for i := range want {
			want[i] *= time.Second
		}
		require.Equal(t, want, r.waits, status)
		require.Empty(t, r.letters(t), "nothing is given up for %d", status)
		require.Empty(t, r.meters.problem(), "all is well again")
	}
}

func TestGivesUpWhenToldTo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := newRig(t, func(_ []string, w http.ResponseWriter) bool {
		cancel()
		return refuse(w, http.StatusInternalServerError, "no")
	})
	require.ErrorIs(t, r.write(ctx, points(3)), context.Canceled)
}

func TestExplainNamesTheSetting(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(_ []string, w http.ResponseWriter) bool {
		return refuse(w, http.StatusUnauthorized, "unauthorized access")
	})
	err := r.api.WriteRecord(t.Context(), encode(points(1)).text)
	status, _ := statusOf(err)
	require.ErrorContains(t, explain(status, err), "influxdb.token_file")
}
