package analytics

import "math"

// Defaults of Kleinberg's automaton, as he uses them.
const (
	KleinbergScale = 2 // each state expects twice the share of the one below
	KleinbergGamma = 1 // the price of going up
)

// maxBurstLevel bounds the automaton's states above the quiet one.
const maxBurstLevel = 8

// Episode is a stretch of windows in which the automaton stayed at a level or
// above it. Episodes are nested: one of level 2 lies within one of level 1.
type Episode struct {
	First, Last int     // windows, both included
	Level       int     // 1 is the lowest burst
	Weight      float64 // how much cheaper the burst explains its windows than the level below, in nats
}

// Episodes finds nested bursts of one topic among all mentions: counts are the
// topic's mentions in each window, totals those of everything.
//
//	state i expects the share p_i = p_0 × scale^i, p_0 = Σ counts ÷ Σ totals
//	cost of a window = −ln( C(d,r) p_i^r (1−p_i)^(d−r) ), r of d mentions
//	cost of going from state i up to j = (j−i) × gamma × ln(windows); down is free
//
// The cheapest path of states is found by dynamic programming. A topic that is
// all there is cannot burst: its share is always 1.
//
// Source: Kleinberg 2003, Bursty and Hierarchical Structure in Streams, Data
// Mining and Knowledge Discovery 7(4), 373–397: the batched automaton of section
// 4 with the many states of section 2.
func Episodes(counts, totals []float64, scale, gamma float64) []Episode {
	share := sum(counts) / sum(totals)
	if len(counts) == 0 || math.IsNaN(share) || share <= 0 || scale <= 1 {
		return nil
	}
	var shares []float64
	for p := share; p < 1 && len(shares) <= maxBurstLevel; p *= scale {
		shares = append(shares, p)
	}
	if len(shares) < 2 {
		return nil
	}
	cost := func(i, state int) float64 {
		r, d, p := counts[i], math.Max(totals[i], counts[i]), shares[state]
		return -(r*math.Log(p) + (d-r)*math.Log1p(-p)) // the binomial coefficient is the same in every state
	}
	path := cheapest(len(counts), len(shares), gamma*math.Log(float64(len(counts))), cost)
	return episodes(path, len(shares), cost)
}

// cheapest gives the state of each of n windows; the automaton starts at 0.
func cheapest(n, states int, up float64, cost func(i, state int) float64) []int {
	best := make([]float64, states)
	for s := range best {
		best[s] = float64(s) * up
	}
	from := make([][]int, n)
	for i := range n {
		next := make([]float64, states)
		from[i] = make([]int, states)
		for to := range states {
			next[to] = math.Inf(1)
			for s := range states {
				price := best[s]
				if i > 0 {
					price += float64(max(0, to-s)) * up
				} else if s != to {
					continue
				}
				if price < next[to] {
					next[to], from[i][to] = price, s
				}
			}
			next[to] += cost(i, to)
		}
		best = next
	}
	path, state := make([]int, n), 0
	for s := range best {
		if best[s] < best[state] {
			state = s
		}
	}
	for i := n - 1; i >= 0; i-- {
		path[i] = state
		state = from[i][state]
	}
	return path
}

// episodes cuts the path into nested stretches, the outer ones first.
func episodes(path []int, states int, cost func(i, state int) float64) []Episode {
	var out []Episode
	for level := 1; level < states; level++ {
		open := -1
		for i := range len(path) + 1 {
			inside := i < len(path) && path[i] >= level
			if inside && open < 0 {
				open = i
			}
			if !inside && open >= 0 {
				e := Episode{First: open, Last: i - 1, Level: level}
				for w := open; w < i; w++ {
					e.Weight += cost(w, level-1) - cost(w, level)
				}
				out, open = append(out, e), -1
			}
		}
	}
	return out
}
