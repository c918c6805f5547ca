package cluster

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/pantau/pantau/collector/cluster/clustertest"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/connectors/sdk"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

// ofMessage is how many records the messages of the benchmark hold.
const ofMessage = 200

// BenchmarkThrough measures a queue from Put to Ack, in records a second: inside
// the process, and through NATS servers that share this machine with it.
func BenchmarkThrough(b *testing.B) {
	b.Run("spool", func(b *testing.B) {
		s, err := spool.Open(b.Context(), filepath.Join(b.TempDir(), "spool"), 4<<30)
		require.NoError(b, err)
		defer s.Close()
		through(b, s)
	})
	for name, c := range map[string]struct {
		hosts int
		synch bool
	}{"1 server": {1, false}, "3 servers": {3, false}, "3 servers, synced": {3, true}} {
		b.Run(name, func(b *testing.B) {
			nodes := clustertest.Plan(b, []string{"127.0.0.1", "127.0.0.1", "127.0.0.1"}[:c.hosts]...)
			for i := range nodes {
				nodes[i].Synch = c.synch
				nodes[i].Start(b)
			}
			o := newOffice(b, clustertest.URLs(nodes))
			o.spool.MaxBytes = 4 << 30
			k := o.open(b, "a")
			release, err := k.Take(b.Context(), time.Minute)
			require.NoError(b, err)
			defer release()
			through(b, k)
		})
	}
}

func through(b *testing.B, q spool.Queue) {
	b.Helper()
	var all wire.Records
	for i := range ofMessage {
		all.Records = append(all.Records, sdk.ToWire(sdk.Mention{ID: fmt.Sprint(i), Created: time.Now(), Text: strings.Repeat("antrean panjang ", 10)}))
	}
	body, err := proto.Marshal(&all)
	require.NoError(b, err)
	b.SetBytes(int64(len(body)))
	const batch = 16
	records := 0
	for b.Loop() {
		for range batch {
			require.NoError(b, q.Put(b.Context(), spool.Message{Kind: spool.Records, Account: "m/1", At: time.Now(), Body: body}))
		}
		for left := batch; left > 0; {
			got, err := q.Fetch(b.Context(), batch)
			require.NoError(b, err)
			for _, d := range got {
				require.NoError(b, spool.Ack(b.Context(), d))
			}
			left -= len(got)
			records += len(got) * ofMessage
		}
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
}
