package meta

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Insight is one metric of one object. The platform has three shapes: a series
// (Values), one number (Total) and a breakdown (Total.Breakdowns).
type Insight struct {
	Name   string  `json:"name"`
	Period string  `json:"period"`
	Values []Value `json:"values"`
	Total  *Total  `json:"total_value"`
}

// Value is one entry of a series.
type Value struct {
	Value   json.RawMessage `json:"value"` // a number, or an object of numbers
	EndTime Time            `json:"end_time"`
}

// Total is a metric of the whole stretch of time.
type Total struct {
	Value      *float64    `json:"value"`
	Breakdowns []Breakdown `json:"breakdowns"`
}

// Breakdown is a metric by one or more dimensions.
type Breakdown struct {
	Keys    []string `json:"dimension_keys"`
	Results []struct {
		Values []string `json:"dimension_values"` // in the order of Keys
		Value  *float64 `json:"value"`
	} `json:"results"`
}

// Number is the metric as one number: the total, else the sum of a breakdown,
// else the last of a series, where the parts of an object are added up.
func (i Insight) Number() (float64, bool) {
	if i.Total != nil {
		if i.Total.Value != nil {
			return *i.Total.Value, true
		}
		return i.sumOfParts()
	}
	if len(i.Values) == 0 {
		return 0, false
	}
	return i.Values[len(i.Values)-1].Sum()
}

func (i Insight) sumOfParts() (sum float64, ok bool) {
	for _, b := range i.Total.Breakdowns {
		for _, result := range b.Results {
			if result.Value != nil {
				sum += *result.Value
				ok = true
			}
		}
	}
	return sum, ok
}

// Bucket is one part of a breakdown.
type Bucket struct {
	Name  string
	Value float64
}

// By gives the parts of the breakdown by a dimension. The platform adds
// dimensions that were not asked for, such as the timeframe.
func (i Insight) By(dimension string) (buckets []Bucket) {
	if i.Total == nil {
		return nil
	}
	for _, b := range i.Total.Breakdowns {
		at := slices.Index(b.Keys, dimension)
		for _, result := range b.Results {
			if at >= 0 && at < len(result.Values) && result.Value != nil {
				buckets = append(buckets, Bucket{Name: result.Values[at], Value: *result.Value})
			}
		}
	}
	return buckets
}

// Parts are the parts of a value that is an object; nil if it is none.
func (v Value) Parts() map[string]float64 {
	var parts map[string]float64
	if !bytes.HasPrefix(bytes.TrimSpace(v.Value), []byte("{")) || json.Unmarshal(v.Value, &parts) != nil {
		return nil
	}
	return parts
}

// Sum is a value as one number: itself, or the sum of its parts. An object
// without parts is no number: the platform has nothing to say.
func (v Value) Sum() (sum float64, ok bool) {
	for _, part := range v.Parts() {
		sum += part
		ok = true
	}
	if ok {
		return sum, true
	}
	var n *float64
	if json.Unmarshal(v.Value, &n) != nil || n == nil {
		return 0, false
	}
	return *n, true
}
