//go:build !race

package topics_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A text of any size costs no memory that stays: the scanner's is used again.
func TestAllocations(t *testing.T) {
	m := matcher(t)
	text := strings.Repeat("kemarin divaksin v4ksin imunsasi mempermainkan #banjirjakarta ", 200)
	m.Match(text)
	require.LessOrEqual(t, testing.AllocsPerRun(20, func() { m.Match(text) }), 4.0, "the answer, and where a garbage collection emptied the pool")
}
