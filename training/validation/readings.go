package validation

import (
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Readings reads with all processors; the answers stand in the order of the texts.
func Readings(texts []string, reader sentiment.Reader) []sentiment.Reading {
	out := make([]sentiment.Reading, len(texts))
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i, text := range texts {
		all.Go(func() error {
			out[i] = reader.Read(text)
			return nil
		})
	}
	_ = all.Wait() // no reading fails
	return out
}
