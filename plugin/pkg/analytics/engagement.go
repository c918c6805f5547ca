package analytics

// Rate is an engagement rate in percent.
//
//	by reach:     ERR = E ÷ reach × 100
//	by views:     E ÷ views (impressions) × 100
//	by followers: ER post = E ÷ followers on the day of publication × 100
//
// Sources: by reach and by followers, Popsters; by views, Buffer's best-time
// study; followers of the day of publication, NapoleonCat.
// It can exceed 100: one person can respond more than once, and people who do
// not follow respond too.
func Rate(interactions, base Number) Number {
	switch {
	case !interactions.Known():
		return interactions
	case !base.Known():
		return base
	case base.Value <= 0:
		return unknown(ZeroBase)
	}
	return known(interactions.Value / base.Value * 100)
}

// Post is what the two aggregates are computed from.
type Post struct{ Interactions, Base Number }

// MeanOfRates is the plain mean of the posts' rates, in percent, over the n
// posts that have one. Every post weighs the same.
//
//	(Σ E_i ÷ base_i × 100) ÷ n
//
// Source: NapoleonCat, which averages the rates of posts and days.
func MeanOfRates(posts []Post) (mean Number, n int) {
	sum := 0.0
	for _, p := range posts {
		if r := Rate(p.Interactions, p.Base); r.Known() {
			sum, n = sum+r.Value, n+1
		}
	}
	if n == 0 {
		return unknown(NothingToWeigh), 0
	}
	return known(sum / float64(n)), n
}

// RatioOfSums is the rate of all posts together, in percent, over the n posts
// that have one. Posts with a large audience weigh more.
//
//	Σ E_i ÷ Σ base_i × 100
//
// It is arithmetic, and differs from MeanOfRates unless all bases are equal.
func RatioOfSums(posts []Post) (ratio Number, n int) {
	interactions, base := 0.0, 0.0
	for _, p := range posts {
		if Rate(p.Interactions, p.Base).Known() {
			interactions, base, n = interactions+p.Interactions.Value, base+p.Base.Value, n+1
		}
	}
	if n == 0 {
		return unknown(NothingToWeigh), 0
	}
	return known(interactions / base * 100), n
}
