package doctor

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/cluster"
)

// cluster asks the NATS servers through which collectors share the work: how much
// waits there, whether every copy of it is whole, and who works on how much.
func (p Patient) cluster(ctx context.Context, r *Report) []Finding {
	if !p.Config.Spool.Shared() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	c, err := cluster.Open(ctx, cluster.Options{Spool: p.Config.Spool, Name: "doctor", Log: slog.New(slog.DiscardHandler), Look: true})
	if errors.Is(err, cluster.ErrNew) {
		return []Finding{ok("cluster_new")}
	}
	if err != nil {
		return []Finding{failed("cluster", "error", err)}
	}
	defer c.Close()
	var accounts []string
	for _, a := range p.Config.Accounts {
		accounts = append(accounts, a.Key())
	}
	s, err := c.Status(ctx, accounts)
	if err != nil {
		return []Finding{failed("cluster", "error", err)}
	}
	r.Statistics.SpoolMessages, r.Statistics.SpoolBytes = s.Messages, s.Bytes
	out := []Finding{ok("cluster_fine", "server", s.Server)}
	if s.Current < s.Replicas {
		out = append(out, warning("cluster_copies", "current", s.Current, "replicas", s.Replicas))
	} else if s.Replicas == 1 {
		out = append(out, warning("cluster_alone"))
	}
	if s.Differ {
		out = append(out, warning("cluster_differs", "machines", strings.Join(slices.Sorted(slices.Values(s.Machines)), ", ")))
	}
	for _, subject := range slices.Sorted(maps.Keys(s.Strays)) {
		out = append(out, warning("cluster_stray", "messages", s.Strays[subject], "subject", subject))
	}
	held := map[string]int{}
	for _, machine := range s.Holders {
		held[machine]++
	}
	for _, machine := range slices.Sorted(maps.Keys(held)) {
		out = append(out, ok("cluster_holder", "machine", machine, "shares", held[machine]))
	}
	return append(out, p.fullness(r))
}
