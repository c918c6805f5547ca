package query

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/plugin/pkg/influx"
)

// crowded has more points than are taken, and windows.
type crowded struct{}

func (crowded) Query(_ context.Context, q influx.Query) (*influx.Result, error) {
	if s, ok := q.(influx.Select); ok && s.Every == 0 {
		return nil, &influx.Error{Kind: influx.TooLarge, Err: errors.New("more than 1 row")}
	}
	return &influx.Result{Series: make([]influx.Series, 1)}, nil
}

func TestTooManyPointsAreAddedUpByTheDatabase(t *testing.T) {
	t.Parallel()
	q := influx.Select{From: schema.Sentiment, Columns: influx.Sums(schema.FieldPositive), Every: influx.Every(time.Hour)}
	result, err := (&Request{store: crowded{}}).Query(t.Context(), q)
	require.NoError(t, err)
	require.Len(t, result.Series, 1)
	q.Every = 0
	_, err = (&Request{store: crowded{}}).Query(t.Context(), q)
	require.Error(t, err, "nothing else to ask")
}
