package analytics

import (
	"math"
	"slices"
)

// Mood is how many mentions of each label there are.
type Mood struct{ Positive, Neutral, Negative float64 }

// N is the number of mentions.
func (m Mood) N() float64 { return m.Positive + m.Neutral + m.Negative }

// Net is NetSentiment.
func (m Mood) Net() Number { return NetSentiment(m.Positive, m.Neutral, m.Negative) }

// Plus adds the mentions of another set.
func (m Mood) Plus(o Mood) Mood {
	return Mood{m.Positive + o.Positive, m.Neutral + o.Neutral, m.Negative + o.Negative}
}

// Minus leaves out the mentions of a part of the set.
func (m Mood) Minus(part Mood) Mood {
	return Mood{max(0, m.Positive-part.Positive), max(0, m.Neutral-part.Neutral), max(0, m.Negative-part.Negative)}
}

// Shift is a moment from which on the mood is another.
type Shift struct {
	At          int      // the most probable first window of the new mood
	First, Last int      // windows between which it lies, with 95% of its probability
	Probability float64  // 0…1 that the mood changed there
	Start, End  int      // windows from the shift before it to the next, end excluded
	Before      Mood     // from Start to At
	After       Mood     // from At to End
	Size        float64  // net sentiment after − before, in points
	Interval    Interval // 95%, of Size
}

// Least is the size that the interval is sure of: its end nearer to 0, and 0 where
// it holds 0.
func (s Shift) Least() float64 {
	switch {
	case s.Interval.Low > 0:
		return s.Interval.Low
	case s.Interval.High < 0:
		return s.Interval.High
	}
	return 0
}

// Limits of Shifts.
const (
	// MaxShiftWindows bounds the work, which grows with the square.
	MaxShiftWindows = 500
	// LeastShiftWindows is what their overdispersion can be estimated from.
	LeastShiftWindows = 8
	// LeastShiftMentions is how many mentions either side must have.
	LeastShiftMentions = 20
	// shiftReach is how many windows around a shift its probability is gathered from at
	// least, where no other shift is nearer.
	shiftReach = 5
)

// Shifts finds where the mood of consecutive windows changed, with a
// probability of at least least and enough mentions on either side.
//
//	P(change before window t | all) = F(t−1) × B(t) ÷ P(all)
//
// F and B add up, by Fearnhead's recursions forwards and backwards, every way to
// cut the windows into segments, each with shares of its own: a segment's
// likelihood is the Dirichlet-multinomial with the prior (1, 1, 1), and the
// prior of a change is the same in every window and ½ for any change at all. A shift
// is where the likeliest of those ways cuts; the probabilities of the windows around
// it are added up, and of all between which there are too few mentions for two
// shifts: when it changed is less sure than that it did. Counts are first divided by
// their overdispersion (see there): mentions come in conversations, and ten of one
// quarrel are not ten opinions.
//
// Size is the difference of the two segments' net sentiments with a
// square-and-add interval (Newcombe 1998); where the shift lies was chosen from
// the same data, so it is a little too narrow.
//
// Source: Fearnhead 2006, Exact and efficient Bayesian inference for multiple
// changepoint problems, Statistics and Computing 16, 203–213.
func Shifts(windows []Mood, least float64) []Shift {
	n := len(windows)
	if n < LeastShiftWindows || n > MaxShiftWindows {
		return nil
	}
	scale := Overdispersion(windows)
	probability, likeliest := changes(windows, scale)
	var out []Shift
	for i := range likeliest {
		if s := shiftOf(windows, probability, likeliest, i); s.Probability >= least {
			out = append(out, s)
		}
	}
	return measure(windows, scale, out)
}

// Overdispersion is how much more neighbouring windows differ than independent
// mentions would, 1 at least: the median over neighbours of Pearson's χ² of
// their labels, divided by 1.386, the median of χ² with two degrees of freedom.
// A median, so that the shifts themselves do not count.
func Overdispersion(windows []Mood) float64 {
	var all []float64
	for i := 1; i < len(windows); i++ {
		a, b := windows[i-1], windows[i]
		if a.N() == 0 || b.N() == 0 {
			continue
		}
		both, chi := a.Plus(b), 0.0
		for _, c := range [][3]float64{
			{a.Positive, b.Positive, both.Positive}, {a.Neutral, b.Neutral, both.Neutral}, {a.Negative, b.Negative, both.Negative},
		} {
			if c[2] == 0 {
				continue
			}
			for i, n := range []float64{a.N(), b.N()} {
				want := c[2] * n / both.N()
				chi += (c[i] - want) * (c[i] - want) / want
			}
		}
		all = append(all, chi)
	}
	if len(all) == 0 {
		return 1
	}
	slices.Sort(all)
	return math.Max(1, all[len(all)/2]/(2*math.Ln2))
}

// changes gives the probability of a change before each window, 0 before the first,
// and the likeliest of all ways to cut the windows.
func changes(windows []Mood, scale float64) (probability []float64, cuts []int) {
	n := len(windows)
	evidence := segments(windows, scale)
	// ½ = (1 − change)^(n−1): no change anywhere is as likely as any.
	stay := -math.Ln2 / float64(n-1)
	change := math.Log(-math.Expm1(stay))
	forward, backward := make([]float64, n+1), make([]float64, n+1) // logarithms
	best, from := make([]float64, n+1), make([]int, n+1)            // the same, of the likeliest way alone
	for t := 1; t <= n; t++ {
		best[t] = math.Inf(-1)
		forward[t] = logSum(t, func(s int) float64 {
			step := float64(t-s-1)*stay + evidence(s, t)
			if s > 0 {
				step += change
			}
			if v := best[s] + step; v > best[t] {
				best[t], from[t] = v, s
			}
			return forward[s] + step
		})
	}
	for t := n - 1; t >= 0; t-- {
		backward[t] = logSum(n-t, func(k int) float64 {
			end, price := t+k+1, 0.0
			if end < n {
				price = change
			}
			return evidence(t, end) + float64(k)*stay + price + backward[end]
		})
	}
	probability = make([]float64, n)
	for t := 1; t < n; t++ {
		probability[t] = math.Exp(forward[t] + change + backward[t] - forward[n])
	}
	for t := from[n]; t > 0; t = from[t] {
		cuts = append(cuts, t)
	}
	slices.Reverse(cuts)
	return probability, cuts
}

// segments gives the log likelihood of the windows from s to before t as one
// segment, without the multinomial coefficients, which no cutting changes. Both
// recursions ask for all of them, so that they are worked out beforehand.
func segments(windows []Mood, scale float64) func(s, t int) float64 {
	running := make([]Mood, len(windows)+1)
	for i, w := range windows {
		running[i+1] = running[i].Plus(w)
	}
	at := func(s, t int) int { return t*(t-1)/2 + s }
	all := make([]float64, at(0, len(running)))
	for t := range running {
		for s := range t {
			a, b := running[s], running[t]
			p, u, q := (b.Positive-a.Positive)/scale, (b.Neutral-a.Neutral)/scale, (b.Negative-a.Negative)/scale
			all[at(s, t)] = math.Ln2 - lgamma(3+p+u+q) + lgamma(1+p) + lgamma(1+u) + lgamma(1+q)
		}
	}
	return func(s, t int) float64 { return all[at(s, t)] }
}

func logSum(n int, of func(i int) float64) float64 {
	values, most := make([]float64, n), math.Inf(-1)
	for i := range values {
		values[i] = of(i)
		most = math.Max(most, values[i])
	}
	total := 0.0
	for _, v := range values {
		total += math.Exp(v - most)
	}
	return most + math.Log(total)
}

// shiftOf gathers the probability of a shift around where the likeliest way cuts,
// and not beyond where a change is least likely between it and the next cut.
func shiftOf(windows []Mood, probability []float64, cuts []int, i int) Shift {
	first, last := around(windows, cuts[i])
	if i > 0 {
		first = max(first, valley(probability, cuts[i-1], cuts[i])+1)
	}
	if i+1 < len(cuts) {
		last = min(last, valley(probability, cuts[i], cuts[i+1]))
	}
	s := Shift{At: first}
	for t := first; t <= last; t++ {
		if probability[t] > probability[s.At] {
			s.At = t
		}
	}
	s.Probability = math.Min(1, sum(probability[first:last+1]))
	s.First, s.Last = credible(probability, first, last)
	return s
}

// valley is the window from a on and before b with the least probability.
func valley(probability []float64, a, b int) int {
	least := a
	for t := a; t < b; t++ {
		if probability[t] < probability[least] {
			least = t
		}
	}
	return least
}

// around is where a shift may lie that is cut before window at.
func around(windows []Mood, at int) (first, last int) {
	first, last = max(1, at-shiftReach), min(len(windows)-1, at+shiftReach)
	for n := total(windows[first:at]).N(); first > 1; first-- {
		if n += windows[first-1].N(); n >= LeastShiftMentions {
			break
		}
	}
	for n := total(windows[at:last]).N(); last < len(windows)-1; last++ {
		if n += windows[last].N(); n >= LeastShiftMentions {
			break
		}
	}
	return first, last
}

// credible narrows a stretch to its middle 95%.
func credible(p []float64, first, last int) (int, int) {
	total := sum(p[first : last+1])
	for below := p[first]; below <= 0.025*total && first < last; below += p[first] {
		first++
	}
	for above := p[last]; above <= 0.025*total && last > first; above += p[last] {
		last--
	}
	return first, last
}

// measure fills in the moods between the shifts, and drops shifts with too few
// mentions on a side, the least probable first.
func measure(windows []Mood, scale float64, shifts []Shift) []Shift {
	for {
		weakest := -1
		for i := range shifts {
			start, end := 0, len(windows)
			if i > 0 {
				start = shifts[i-1].At
			}
			if i+1 < len(shifts) {
				end = shifts[i+1].At
			}
			s := &shifts[i]
			s.Start, s.End = start, end
			s.Before, s.After = total(windows[start:s.At]), total(windows[s.At:end])
			s.Size, s.Interval = NetDifference(s.After, s.Before, scale)
			few := math.Min(s.Before.N(), s.After.N()) < LeastShiftMentions
			if few && (weakest < 0 || s.Probability < shifts[weakest].Probability) {
				weakest = i
			}
		}
		if weakest < 0 {
			return shifts
		}
		shifts = slices.Delete(shifts, weakest, weakest+1)
	}
}

func total(windows []Mood) Mood {
	var all Mood
	for _, w := range windows {
		all = all.Plus(w)
	}
	return all
}

// NetDifference is the net sentiment of one set of mentions minus that of
// another, in points, with its 95% interval; both are divided by their
// overdispersion first.
//
//	d − √((a−la)² + (ub−b)²) … d + √((ua−a)² + (b−lb)²)
//
// Source: Newcombe 1998, Statistics in Medicine 17, 873–890, method 10, with
// NetInterval for each side.
func NetDifference(a, b Mood, scale float64) (float64, Interval) {
	x, ok1 := a.over(scale).netInterval()
	y, ok2 := b.over(scale).netInterval()
	if !ok1 || !ok2 {
		return 0, Interval{-200, 200}
	}
	d := a.Net().Value - b.Net().Value
	return d, Interval{
		Low:  d - math.Hypot(a.Net().Value-x.Low, y.High-b.Net().Value),
		High: d + math.Hypot(x.High-a.Net().Value, b.Net().Value-y.Low),
	}
}

func (m Mood) over(scale float64) Mood {
	return Mood{m.Positive / scale, m.Neutral / scale, m.Negative / scale}
}

func (m Mood) netInterval() (Interval, bool) { return NetInterval(m.Positive, m.Neutral, m.Negative) }
