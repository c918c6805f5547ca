package main

import (
	"context"
	"runtime"
	"time"

	"github.com/pantau/pantau/collector/demo/world"
	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// read lets both readers of sentiment read what people of the demonstration's city
// write, on one core.
func (o options) read(ctx context.Context, _ *bench) ([]row, error) {
	t := task{For: 3 * time.Second}
	found, err := inTurn(o.repeats,
		func() (cost, error) { return inChild(ctx, "fast", t) },
		func() (cost, error) { return inChild(ctx, "accurate", t) })
	if err != nil {
		return nil, err
	}
	var rows []row
	for i, name := range []string{"fast", "accurate"} {
		rows = append(rows, row{
			"sentiment, the " + name + " reader", spreadOf(found[i], cost.aCore).per("texts/s a core"),
			"", mebibytes(spreadOf(found[i], held).median), "comments of the demonstration's city, by processor time",
		})
	}
	return rows, nil
}

func readFast(ctx context.Context, t task) (int, error) { return readTexts(ctx, t, sentiment.Fast()) }

func readAccurate(ctx context.Context, t task) (int, error) {
	return readTexts(ctx, t, sentiment.Accurate())
}

// readTexts is a child's task. The readers' weights are there before it is timed.
func readTexts(ctx context.Context, t task, reader sentiment.Reader) (n int, err error) {
	runtime.GOMAXPROCS(1)
	var texts []string
	for _, a := range world.City(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), 30).Accounts {
		for _, p := range a.Posts {
			for _, c := range p.Comments {
				texts = append(texts, c.Text)
			}
		}
	}
	reader.Read(texts[0])
	runtime.GC() // the city has gone
	err = t.watch.time(func() error {
		for until := time.Now().Add(t.For); time.Now().Before(until) && ctx.Err() == nil; n++ {
			reader.Read(texts[n%len(texts)])
		}
		return ctx.Err()
	})
	return n, err
}
