package influx

// Named is the question for the same points with their tags in every row, which
// Split takes apart again. Where series have few points each, to open them side by
// side costs the database more than to name them.
func (s Select) Named() Select {
	named := s
	named.By, named.Columns = nil, append(Fields(s.By...), s.Columns...)
	return named
}

// Split sorts rows that name their tags into series, as s would have them.
func (s Select) Split(named *Result) *Result {
	out := &Result{Statement: named.Statement}
	found := map[string]int{}
	var key []byte
	for i := range named.Series {
		of := &named.Series[i]
		tags := make([][]string, len(s.By))
		for t, tag := range s.By {
			tags[t] = of.Texts(tag)
		}
		for row := range of.n {
			key = key[:0]
			for _, column := range tags {
				key = append(append(key, column[row]...), 0)
			}
			at, ok := found[string(key)]
			if !ok {
				at = len(out.Series)
				found[string(key)] = at
				out.Series = append(out.Series, s.like(of, row))
			}
			out.Series[at].take(of, row)
		}
	}
	return out
}

// like is an empty series with the tags of a row.
func (s Select) like(of *Series, row int) Series {
	out := Series{Tags: map[string]string{}, numbers: map[string][]float64{}, texts: map[string][]string{}}
	for _, tag := range s.By {
		out.Tags[tag] = of.texts[tag][row]
	}
	for _, c := range s.Columns {
		if of.numbers[c.Name] != nil {
			out.numbers[c.Name] = nil
		} else {
			out.texts[c.Name] = nil
		}
	}
	return out
}

// take appends a row of another series.
func (s *Series) take(of *Series, row int) {
	s.n++
	s.times = append(s.times, of.times[row])
	for name := range s.numbers {
		s.numbers[name] = append(s.numbers[name], of.numbers[name][row])
	}
	for name := range s.texts {
		s.texts[name] = append(s.texts[name], of.texts[name][row])
	}
}
