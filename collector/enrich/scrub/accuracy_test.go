package scrub_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/scrub"
)

// score counts by kind: a line is right only if exactly the secret is masked, as
// the right kind. A secret that stays in part is missed; whatever else is masked,
// or under another name, is false.
type score struct{ right, missed, false int }

func (s score) precision() float64 { return ratio(s.right, s.right+s.false) }
func (s score) recall() float64    { return ratio(s.right, s.right+s.missed) }

func ratio(part, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(part) / float64(all)
}

const leastScore = 0.98

func TestAccuracy(t *testing.T) {
	t.Parallel()
	scores := map[string]*score{"": {}}
	for _, k := range scrub.Kinds {
		scores[k] = &score{}
	}
	all := score{}
	for _, l := range lines(1000) {
		masked, counts := plain.Text(l.text)
		again, _ := plain.Text(masked)
		require.Equal(t, masked, again, "text %q", l.text)
		if masked == l.want {
			if l.kind != "" {
				scores[l.kind].right++
				all.right++
			}
			continue
		}
		t.Logf("%-8s %q gave %q", l.kind, l.text, masked)
		if l.kind != "" {
			scores[l.kind].missed++
			all.missed++
		}
		for kind, n := range counts {
			scores[kind].false += n
			all.false += n
		}
	}
	for _, k := range scrub.Kinds {
		s := scores[k]
		t.Logf("%-8s n %3d  precision %.3f  recall %.3f", k, s.right+s.missed, s.precision(), s.recall())
		require.GreaterOrEqual(t, s.precision(), leastScore, k)
		require.GreaterOrEqual(t, s.recall(), leastScore, k)
	}
	t.Logf("%-8s n %3d  precision %.3f  recall %.3f", "all", all.right+all.missed, all.precision(), all.recall())
}
