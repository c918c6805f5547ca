package correct

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Krippendorff 2011, Computing Krippendorff's Alpha-Reliability: examples A (two
// observers, two values), B (two observers) and C (four observers, values missing).
func TestAgreementAsPublished(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		observers []string
		want      float64
	}{
		"A": {[]string{"0100000010", "1110010000"}, 0.095},
		"B": {[]string{"aabbdcccedda", "babbbccceddd"}, 0.692},
		"C": {[]string{"123321412...", "1233224125.3", ".3332342251.", "12332441251."}, 0.743},
	} {
		units := make([][]string, len(c.observers[0]))
		for _, values := range c.observers {
			for u, v := range values {
				if v != '.' {
					units[u] = append(units[u], string(v))
				}
			}
		}
		alpha, ok := krippendorff(units)
		require.True(t, ok, name)
		require.InDelta(t, c.want, alpha, 0.0005, name)
	}
}

func TestAgreementNeedsTwoPeopleAndTwoLabels(t *testing.T) {
	t.Parallel()
	all := []Correction{
		{Text: "satu ya", Label: sentiment.Positive, Annotator: "a"}, {Text: "dua ya", Label: sentiment.Negative, Annotator: "a"},
	}
	_, ok := Agreement(all)
	require.False(t, ok, "one person")
	_, ok = Agreement(append(all, Correction{Text: "Satu, ya", Label: sentiment.Positive, Annotator: "b"}))
	require.False(t, ok, "one text by two, one label")
	alpha, ok := Agreement(append(all,
		Correction{Text: "Satu, ya", Label: sentiment.Positive, Annotator: "b"},
		Correction{Text: "dua ya", Label: sentiment.Negative, Annotator: "b"}))
	require.True(t, ok)
	require.InDelta(t, 1, alpha, 1e-12)
}

// Newcombe 1998, Two-sided confidence intervals for the single proportion, table I,
// method 3.
func TestWilsonAsPublished(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ k, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		low, high := Wilson(c.k, c.n)
		require.InDelta(t, c.low, low, 0.00005)
		require.InDelta(t, c.high, high, 0.00005)
	}
}

func TestMacroF1(t *testing.T) {
	t.Parallel()
	// Positive: 2 of 3 meant, 2 of 4 read: F1 4/7. Neutral: 1 of 3, 1 of 2: 2/5. Negative
	// neither meant nor read.
	require.InDelta(t, (4.0/7+2.0/5)/2, confusion{{2, 1, 0}, {2, 1, 0}, {}}.macroF1(), 1e-12)
	require.Zero(t, confusion{}.macroF1())
}

func TestTextsShownBecauseUnsureDoNotMeasure(t *testing.T) {
	t.Parallel()
	r := Wrap("test", elsewhere{})
	_, ok := r.Measure(t.Context())
	require.False(t, ok)
	r.Learn([]Correction{{Text: "ya sudah", Label: sentiment.Neutral, Unsure: true}})
	_, ok = r.Measure(t.Context())
	require.False(t, ok)
	r.Learn([]Correction{
		{Text: "ya sudah", Label: sentiment.Neutral, Unsure: true}, {Text: "ramah", Label: sentiment.Positive}, {Text: "kecewa", Label: sentiment.Neutral},
	})
	m, ok := r.Measure(t.Context())
	require.True(t, ok)
	require.Equal(t, 2, m.N)
	require.InDelta(t, 0.5, m.Accuracy, 0)
	require.InDelta(t, 0.0945, m.Low, 0.0001)
	require.InDelta(t, 0.9055, m.High, 0.0001)
}
