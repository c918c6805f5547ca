package trouble

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

func TestAnErrorKeepsItsFirstSection(t *testing.T) {
	t.Parallel()
	cause := errors.New("the spool is full")
	err := In(Account, fmt.Errorf("mastodon/dinkes: %w", In(Database, cause)))
	require.ErrorIs(t, err, cause)
	require.EqualError(t, err, "mastodon/dinkes: the spool is full", "for programs nothing is added")
	require.Equal(t, "mastodon/dinkes: the spool is full (see docs/en/troubleshoot.md#data-does-not-reach-the-database)", Text(catalogue.English, err))
	require.Equal(t, "mastodon/dinkes: the spool is full (lihat docs/id/troubleshoot.md#data-tidak-sampai-ke-basis-data)", Text(catalogue.Indonesian, err))
	require.Equal(t, "the spool is full", Text(catalogue.English, cause))
	require.NoError(t, In(Start, nil))
}
