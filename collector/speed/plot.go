package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"
)

// curve is what something costs at each size of the work.
type curve struct {
	name, colour string
	costs        []float64
}

// The picture, in its own units. The colours are Okabe and Ito's, which survive
// colour blindness.
const (
	plotWidth, plotHeight                  = 640.0, 400.0
	plotLeft, plotRight, plotTop, plotFoot = 60.0, 190.0, 30.0, 50.0
)

// axis puts powers of ten at even distances.
type axis struct{ from, to, low, high float64 }

func (a axis) at(v float64) float64 {
	return a.from + (a.to-a.from)*math.Log(v/a.low)/math.Log(a.high/a.low)
}

// tens are the powers of ten on an axis.
func (a axis) tens() (out []float64) {
	for v := math.Pow(10, math.Ceil(math.Log10(a.low)-1e-9)); v <= a.high*(1+1e-9); v *= 10 {
		out = append(out, v)
	}
	return out
}

// picture is SVG in the making.
type picture struct {
	bytes.Buffer
	x, y axis
}

func (p *picture) text(x, y float64, anchor, colour, what string) {
	fmt.Fprintf(p, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`+"\n", x, y, anchor, colour, what)
}

// plot draws how costs grow with the work, as SVG: both axes by powers of ten, costs
// as multiples of those of the smallest size, so that a slope is an exponent.
func plot(sizes []float64, unit string, curves []curve) []byte {
	p := picture{
		x: axis{from: plotLeft, to: plotWidth - plotRight, low: sizes[0], high: sizes[len(sizes)-1]},
		y: axis{from: plotHeight - plotFoot, to: plotTop, low: 0.5, high: sizes[len(sizes)-1] / sizes[0]},
	}
	for _, c := range curves {
		p.y.high = max(p.y.high, slices.Max(c.costs)/c.costs[0])
	}
	fmt.Fprintf(&p, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="13">`+"\n", plotWidth, plotHeight)
	fmt.Fprintf(&p, `<rect width="%g" height="%g" fill="#ffffff"/>`+"\n", plotWidth, plotHeight)
	p.grid(sizes, unit)
	for i, c := range curves {
		p.curve(sizes, c, p.y.at(1)-20*float64(len(curves)-i-1))
	}
	fmt.Fprintln(&p, "</svg>")
	return p.Bytes()
}

func (p *picture) grid(sizes []float64, unit string) {
	const ink, line = "#333333", "#777777"
	for _, size := range sizes {
		fmt.Fprintf(p, `<path d="M%.1f %.1fV%.1f" stroke="#dddddd"/>`+"\n", p.x.at(size), p.y.from, p.y.to)
		p.text(p.x.at(size), p.y.from+20, "middle", ink, whole(size))
	}
	for _, times := range p.y.tens() {
		fmt.Fprintf(p, `<path d="M%.1f %.1fH%.1f" stroke="#dddddd"/>`+"\n", p.x.from, p.y.at(times), p.x.to)
		p.text(p.x.from-8, p.y.at(times)+4, "end", ink, fmt.Sprintf("%g×", times))
	}
	p.text((p.x.from+p.x.to)/2, plotHeight-8, "middle", ink, unit)
	p.text(p.x.from, plotTop-12, "start", ink, "cost, as a multiple of the smallest")
	end := p.y.at(p.x.high / p.x.low)
	fmt.Fprintf(p, `<path d="M%.1f %.1fL%.1f %.1f" stroke="%s" stroke-dasharray="5 4"/>`+"\n", p.x.from, p.y.at(1), p.x.to, end, line)
	p.text(p.x.to+8, end+4, "start", line, "as the work, k = 1")
}

// curve draws one, and its name and exponent beside it at the height named.
func (p *picture) curve(sizes []float64, c curve, named float64) {
	var d bytes.Buffer
	for i, cost := range c.costs {
		x, y, step := p.x.at(sizes[i]), p.y.at(cost/c.costs[0]), "L"
		if i == 0 {
			step = "M"
		}
		fmt.Fprintf(&d, "%s%.1f %.1f", step, x, y)
		fmt.Fprintf(p, `<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>`+"\n", x, y, c.colour)
	}
	fmt.Fprintf(p, `<path d="%s" fill="none" stroke="%s" stroke-width="2.5"/>`+"\n", &d, c.colour)
	p.text(p.x.to+8, named, "start", c.colour, fmt.Sprintf("%s, k = %.2f", c.name, exponent(sizes, c.costs)))
}
