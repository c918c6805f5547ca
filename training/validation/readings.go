package validation

import (
	"runtime"
	"sync"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// Readings reads with all processors; the answers stand in the order of the texts.
func Readings(texts []string, reader sentiment.Reader) []sentiment.Reading {
	out := make([]sentiment.Reading, len(texts))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for k := range workers {
		wg.Go(func() {
			for i := k; i < len(texts); i += workers {
				out[i] = reader.Read(texts[i])
			}
		})
	}
	wg.Wait()
	return out
}
