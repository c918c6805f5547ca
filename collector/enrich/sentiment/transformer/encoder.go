package transformer

import "github.com/pantau/pantau/collector/enrich/sentiment/transformer/kernel"

// far is added to nothing but fills attention up to whole vectors: its share of
// a softmax is 0.
const far = -1e9

// logits encodes s.tokens and gives what the head says of their mean.
func (m *Model) logits(s *scratch) [classes]float32 {
	n := len(s.tokens)
	for _, v := range []*[]float32{&s.x, &s.y, &s.q, &s.k, &s.v} {
		room(v, n*m.dim)
	}
	room(&s.wide, n*m.ffn)
	m.embed(s)
	for i := range m.layers {
		l := &m.layers[i]
		s.quantise(s.x, m.dim)
		s.multiply(s.q, &l.q)
		s.multiply(s.k, &l.k)
		s.multiply(s.v, &l.v)
		m.attend(s)
		s.quantise(s.y, m.dim)
		s.multiply(s.q, &l.mix)
		s.addNorm(s.q, m.dim, l.first)
		s.quantise(s.x, m.dim)
		s.multiply(s.wide, &l.inner)
		kernel.GELU(s.wide)
		s.quantise(s.wide, m.ffn)
		s.multiply(s.y, &l.outer)
		s.addNorm(s.y, m.dim, l.second)
	}
	return m.classify(s)
}

func (m *Model) embed(s *scratch) {
	for t, id := range s.tokens {
		row := m.word.weights[int(id)*m.dim:][:m.dim]
		x, scale := s.x[t*m.dim:][:m.dim], m.word.scales[id]
		for i, w := range row {
			x[i] = float32(w) * scale
		}
		kernel.AddNorm(x, m.position[t*m.dim:][:m.dim], m.norm.weight, m.norm.bias)
	}
}

// quantise turns the rows of x into s.values.
func (s *scratch) quantise(x []float32, dim int) {
	n := len(s.tokens)
	values, units := room(&s.values, n*dim), room(&s.units, n)
	for t := range n {
		units[t] = kernel.Quantise(values[t*dim:][:dim], x[t*dim:][:dim])
	}
}

// multiply writes the product of a matrix with every row of s.values into out.
func (s *scratch) multiply(out []float32, m *kernel.Matrix) { m.Multiply(out, s.values, s.units) }

// addNorm adds y to s.x and normalises.
func (s *scratch) addNorm(y []float32, dim int, n norms) {
	for t := range s.tokens {
		kernel.AddNorm(s.x[t*dim:][:dim], y[t*dim:][:dim], n.weight, n.bias)
	}
}

// attend writes softmax(q·kᵀ)·v of every head into s.y (Vaswani et al. 2017).
// The queries are scaled already.
func (m *Model) attend(s *scratch) {
	n, size := len(s.tokens), m.dim/m.heads
	full := (n + kernel.Lanes - 1) / kernel.Lanes * kernel.Lanes
	turned, weights := room(&s.turned, size*full), room(&s.weights, full)
	clear(turned)
	for h := range m.heads {
		at := h * size
		for t := range n {
			for d, k := range s.k[t*m.dim+at:][:size] {
				turned[d*full+t] = k
			}
		}
		for t := range n {
			row := t*m.dim + at
			kernel.Combine(weights, s.q[row:][:size], turned, full)
			for i := n; i < full; i++ {
				weights[i] = far
			}
			kernel.Softmax(weights)
			kernel.Combine(s.y[row:][:size], weights[:n], s.v[at:], m.dim)
		}
	}
}

// classify gives the head's logits of the mean over the tokens, and leaves their
// sum in s.y.
func (m *Model) classify(s *scratch) [classes]float32 {
	mean := s.y[:m.dim]
	clear(mean)
	for t := range s.tokens {
		for i, v := range s.x[t*m.dim:][:m.dim] {
			mean[i] += v
		}
	}
	var out [classes]float32
	for c := range out {
		sum := float32(0)
		for i, w := range m.head[c*m.dim:][:m.dim] {
			sum += float32(w * mean[i])
		}
		out[c] = sum/float32(len(s.tokens)) + m.headBias[c]
	}
	return out
}
