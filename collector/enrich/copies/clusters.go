package copies

const (
	// Prints that agree in all places of a band are compared. With 8 bands of 3,
	// 96 of 100 pairs of similarity 0.7 are, and 99.9 of 100 of 0.85.
	bands = 8
	rows  = places / bands
	// Of texts that share a band this many different ones are compared with: a
	// bound for pieces that half of all texts have.
	maxCompared = 16
)

// Clusters tells which prints belong together: it gives each the index of the
// first of its cluster, its own where it stands alone. Copies of copies are in
// one cluster. It takes time linear in the number of prints.
func Clusters(prints []Print) []int {
	parent := make([]int, len(prints))
	for i := range parent {
		parent[i] = i
	}
	for band := range bands {
		seen := map[[rows]uint16][]int{}
		for i, p := range prints {
			key := [rows]uint16(p[band*rows : (band+1)*rows])
			joined := false
			for _, j := range seen[key] {
				if root(parent, i) == root(parent, j) {
					joined = true
				} else if p.Similarity(prints[j]) >= Alike {
					join(parent, i, j)
					joined = true
				}
			}
			if !joined && len(seen[key]) < maxCompared {
				seen[key] = append(seen[key], i)
			}
		}
	}
	for i := range parent {
		parent[i] = root(parent, i)
	}
	return parent
}

func root(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

// join makes the earlier of two roots that of both.
func join(parent []int, i, j int) {
	i, j = root(parent, i), root(parent, j)
	if j < i {
		i, j = j, i
	}
	parent[j] = i
}
