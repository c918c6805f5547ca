package measure_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/training/measure"
)

func TestConfusion(t *testing.T) {
	t.Parallel()
	c := measure.NewConfusion([]string{"a", "b", "never"})
	for _, pair := range [][2]int{{0, 0}, {0, 0}, {0, 1}, {1, 1}} {
		c.Add(pair[0], pair[1])
	}
	// F1 of a: 2·2/(2·2+1) = 0.8; of b: 2·1/(2·1+1) = 0.6667; the third is left out.
	require.InDelta(t, 73.3333, c.MacroF1(), 1e-3)
	require.InDelta(t, 75, c.Accuracy(), 1e-9)
	var out bytes.Buffer
	c.Print(&out)
	require.Contains(t, out.String(), "           a         2         1         0\n")
}

func TestCalibrationError(t *testing.T) {
	t.Parallel()
	var c measure.Calibration
	// 0.9 sure and right half of the time, 0.55 sure and always right.
	c.Add(0.9, true, 1)
	c.Add(0.9, false, 1)
	c.Add(0.55, true, 2)
	require.InDelta(t, (2*0.4+2*0.45)/4, c.Error(), 1e-12)
	c = measure.Calibration{}
	c.Add(1, true, 3)
	require.Zero(t, c.Error())
}

// With 100 texts of two classes and 80 right in each, macro-F1 is nearly the
// share of right answers: 0.8 ± 1.96·√(0.8·0.2/200) = 74.5 to 85.5.
func TestInterval(t *testing.T) {
	t.Parallel()
	var truth, answers []int
	for i := range 200 {
		class := i % 2
		truth = append(truth, class)
		if i < 160 {
			answers = append(answers, class)
		} else {
			answers = append(answers, 1-class)
		}
	}
	low, high := measure.Interval([]string{"a", "b"}, truth, answers)
	require.InDelta(t, 74.5, low, 1.2)
	require.InDelta(t, 85.5, high, 1.2)
	low, high = measure.Interval([]string{"a", "b"}, []int{0, 1, 0}, []int{0, 1, 0})
	require.InDelta(t, 100, low, 0)
	require.InDelta(t, 100, high, 0)
}
