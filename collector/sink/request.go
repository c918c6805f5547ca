package sink

import (
	"sync"

	"github.com/pantau/pantau/collector/sink/line"
)

// request is points of one write in line protocol: a part of the memory that the points
// have, and ready before the server is.
type request struct {
	text string
	ends []int // of each point's line
}

// requests are how points are written: those of a way one after the other, and two ways
// at a time where there are many, so that while the server works on one request the
// other is on its way.
func requests(points []*line.Point) (ways [][]request) {
	if len(points) <= batchPoints {
		return [][]request{oneWay(points)}
	}
	for _, half := range halves(points) {
		ways = append(ways, oneWay(half))
	}
	return ways
}

// halves splits points so that those which may stand at one place, the later over
// the earlier, stay together and in their order: they have the same time.
func halves(points []*line.Point) (out [2][]*line.Point) {
	for _, p := range points {
		const spread = 0x9e3779b97f4a7c15 // 2⁶⁴ by the golden ratio: times often end in zeros
		half := uint64(p.At.UnixNano()) * spread >> 63
		out[half] = append(out[half], p)
	}
	return out
}

func oneWay(points []*line.Point) (out []request) {
	for len(points) > 0 {
		n := min(len(points), batchPoints)
		out = append(out, encode(points[:n]))
		points = points[n:]
	}
	return out
}

// room is to put lines together in.
var room = sync.Pool{New: func() any { return new([]byte) }}

func encode(points []*line.Point) request {
	into, _ := room.Get().(*[]byte)
	defer room.Put(into)
	raw, ends := (*into)[:0], make([]int, len(points))
	for i, p := range points {
		raw = p.Append(raw)
		ends[i] = len(raw)
	}
	*into = raw
	return request{string(raw), ends}
}

// cut splits a request of several points.
func (r request) cut() (first, second request) {
	n := len(r.ends) / 2
	at := r.ends[n-1]
	first, second = request{r.text[:at], r.ends[:n]}, request{r.text[at:], make([]int, len(r.ends)-n)}
	for i, end := range r.ends[n:] {
		second.ends[i] = end - at
	}
	return first, second
}
