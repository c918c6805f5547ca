package analytics

// Voice is one part of all that was said.
type Voice struct {
	Share Number // percent
	Interval
}

// ShareOfVoice is what percentage of all compared mentions each had, with the
// Wilson interval of that share. The intervals hold for mentions that are
// independent of each other; copies and campaigns make them too narrow. Not
// available where there were no mentions at all.
//
//	mentions ÷ Σ mentions of all compared × 100
//
// Source: the published example is Drone Emprit's count of 160,426, 100,554 and
// 95,276 mentions, given as 45, 28 and 27%; Wilson 1927 (interval).
func ShareOfVoice(mentions []float64) []Voice {
	total := 0.0
	for _, n := range mentions {
		total += n
	}
	out := make([]Voice, len(mentions))
	for i, n := range mentions {
		in, ok := Wilson(n, total)
		if !ok {
			out[i].Share = unknown(NothingToWeigh)
			continue
		}
		out[i] = Voice{Share: known(n / total * 100), Interval: Interval{Low: in.Low * 100, High: in.High * 100}}
	}
	return out
}
