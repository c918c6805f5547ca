package query

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// atOnce is how many of a request's parts run at the same time: each waits for
// the database most of its time, which answers on few cores.
const atOnce = 2

// together runs parts of a request at the same time. What they ran is noted in the
// parts' order, whichever was quicker.
func (r *Request) together(ctx context.Context, parts ...func(context.Context, *Request) error) error {
	own := make([]Request, len(parts))
	errs, panics := make([]error, len(parts)), make([]any, len(parts))
	slots := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	for i, part := range parts {
		own[i] = *r
		own[i].ran = nil
		wg.Go(func() {
			slots <- struct{}{}
			defer func() {
				if p := recover(); p != nil { // for the dispatcher, which waits in another goroutine
					panics[i] = fmt.Sprintf("%v, at\n%s", p, debug.Stack())
				}
				<-slots
			}()
			errs[i] = part(ctx, &own[i])
		})
	}
	wg.Wait()
	for i := range own {
		if panics[i] != nil {
			panic(panics[i])
		}
		for _, statement := range own[i].ran {
			r.noteText(statement)
		}
	}
	return errors.Join(errs...)
}
