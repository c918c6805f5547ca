package correct

import "math"

const (
	steps     = 40   // at most
	remember  = 6    // pairs of differences
	flat      = 1e-3 // a gradient this short is the end
	halvings  = 20
	armijo    = 1e-4
	leastBend = 1e-10
)

// pair is a step and how it changed the gradient.
type pair struct {
	s, y []float64
	sy   float64
}

// minimise moves x to where a convex f is least: L-BFGS (Nocedal and Wright 2006,
// algorithm 7.5) with steps halved until they go down. f writes its gradient.
func minimise(x []float64, f func(x, gradient []float64) float64) {
	g := make([]float64, len(x))
	value := f(x, g)
	var past []pair
	for range steps {
		if dot(g, g) < flat*flat {
			return
		}
		d := direction(g, past)
		slope := dot(d, g)
		next, ng := make([]float64, len(x)), make([]float64, len(x))
		size := 1.0
		if len(past) == 0 {
			size = min(1, 1/math.Sqrt(dot(g, g)))
		}
		lower := false
		for range halvings {
			for i := range x {
				next[i] = x[i] + size*d[i]
			}
			if v := f(next, ng); v <= value+armijo*size*slope {
				value, lower = v, true
				break
			}
			size /= 2
		}
		if !lower {
			return
		}
		p := pair{s: make([]float64, len(x)), y: make([]float64, len(x))}
		for i := range x {
			p.s[i], p.y[i] = next[i]-x[i], ng[i]-g[i]
		}
		copy(x, next)
		g = ng
		if p.sy = dot(p.s, p.y); p.sy > leastBend {
			past = append(past, p)
			past = past[max(0, len(past)-remember):]
		}
	}
}

// direction is downhill, bent by what the past steps say of the curvature.
func direction(g []float64, past []pair) []float64 {
	d := make([]float64, len(g))
	for i := range g {
		d[i] = -g[i]
	}
	along := make([]float64, len(past))
	for k := len(past) - 1; k >= 0; k-- {
		along[k] = dot(past[k].s, d) / past[k].sy
		add(d, -along[k], past[k].y)
	}
	if n := len(past); n > 0 {
		last := past[n-1]
		scale := last.sy / dot(last.y, last.y)
		for i := range d {
			d[i] *= scale
		}
	}
	for k, p := range past {
		add(d, along[k]-dot(p.y, d)/p.sy, p.s)
	}
	return d
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func add(to []float64, times float64, what []float64) {
	for i := range to {
		to[i] += times * what[i]
	}
}
