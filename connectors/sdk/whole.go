package sdk

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Whole is a whole number in JSON as servers really write it: 12, "12" or 12.0.
// A pointer to one stays nil where the field is absent or null, as one to an int
// does.
type Whole int64

// UnmarshalJSON implements json.Unmarshaler.
func (w *Whole) UnmarshalJSON(raw []byte) error {
	number := json.Number(strings.Trim(string(raw), `" `))
	if n, err := number.Int64(); err == nil {
		*w = Whole(n)
		return nil
	}
	const exact = 1 << 53
	f, err := number.Float64()
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return fmt.Errorf("%.40s is no whole number", raw)
	}
	*w = Whole(f)
	return nil
}
