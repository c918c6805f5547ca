package scrub_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/enrich/scrub"
)

const keySize = 32

func TestAuthorKey(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, keySize)
	// By hand: printf '\0\0\0\0\0\0\0\010mastodonbudi' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
	require.Equal(t, "7b997caae0efaae8", scrub.AuthorKey(key, "mastodon", "budi"))
	require.Equal(t, "7b997caae0efaae8", scrub.AuthorKey(key, "mastodon", "@budi"))
	require.NotEqual(t, scrub.AuthorKey(key, "ab", "c"), scrub.AuthorKey(key, "a", "bc"))
	require.NotEqual(t, scrub.AuthorKey(key, "mastodon", "budi"), scrub.AuthorKey(key, "bluesky", "budi"))
	require.NotEqual(t, scrub.AuthorKey(key, "mastodon", "budi"), scrub.AuthorKey(bytes.Repeat([]byte{8}, keySize), "mastodon", "budi"))
}

func BenchmarkAuthorKey(b *testing.B) {
	key := make([]byte, keySize)
	b.ReportAllocs()
	for b.Loop() {
		scrub.AuthorKey(key, "mastodon", "109348213749812374")
	}
}
