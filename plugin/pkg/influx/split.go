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
	for i := range named.Series {
		of := &named.Series[i]
		at := s.owners(of, found, out)
		rows := make([]int, len(out.Series))
		for _, k := range at {
			rows[k]++
		}
		times := divided(of.times, at, rows)
		for k := range out.Series {
			out.Series[k].n += rows[k]
			out.Series[k].times = joined(out.Series[k].times, times[k])
		}
		for _, c := range s.Columns {
			if column, ok := of.numbers[c.Name]; ok {
				for k, part := range divided(column, at, rows) {
					out.Series[k].numbers[c.Name] = joined(out.Series[k].numbers[c.Name], part)
				}
				continue
			}
			for k, part := range divided(of.texts[c.Name], at, rows) {
				out.Series[k].texts[c.Name] = joined(out.Series[k].texts[c.Name], part)
			}
		}
	}
	return out
}

// owners tells of each row which of the series it belongs to, and adds those that
// are new.
func (s Select) owners(of *Series, found map[string]int, out *Result) []int {
	tags := make([][]string, len(s.By))
	for t, tag := range s.By {
		tags[t] = of.Texts(tag)
	}
	at := make([]int, of.n)
	var key []byte
	for row := range at {
		key = key[:0]
		for _, column := range tags {
			key = append(append(key, column[row]...), 0)
		}
		k, ok := found[string(key)]
		if !ok {
			k = len(out.Series)
			found[string(key)] = k
			named := Series{Tags: map[string]string{}, numbers: map[string][]float64{}, texts: map[string][]string{}}
			for t, tag := range s.By {
				named.Tags[tag] = tags[t][row]
			}
			out.Series = append(out.Series, named)
		}
		at[row] = k
	}
	return at
}

// divided sorts a column into those of the series: at tells whose each row is, rows
// how many each has.
func divided[V any](column []V, at, rows []int) [][]V {
	parts, all := make([][]V, len(rows)), make([]V, len(at))
	for k, n := range rows {
		parts[k], all = all[:0:n], all[n:]
	}
	for row, k := range at {
		parts[k] = append(parts[k], column[row])
	}
	return parts
}

func joined[V any](column, more []V) []V {
	if len(column) == 0 {
		return more
	}
	return append(column, more...)
}
