package poller

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

func mentioned(id, author string) *wire.Record {
	return &wire.Record{What: &wire.Record_Mention{Mention: &wire.Mention{Id: id, Author: author, Kind: schema.KindReply, Post: "at://did:plc:dinas/app.bsky.feed.post/3own"}}}
}

// TestIDsDoNotNameTheirAuthors: some platforms make a comment's id from its author's.
func TestIDsDoNotNameTheirAuthors(t *testing.T) {
	t.Parallel()
	p := &Privacy{Key: []byte("secret")}
	records := []*wire.Record{
		mentioned("at://did:plc:warga/app.bsky.feed.post/3abc", "did:plc:warga"),
		mentioned("at://did:plc:warga/app.bsky.feed.post/3abd", "did:plc:warga"),
		mentioned("1001", "warga"),
		mentioned("1002", ""),
		mentioned("17_5", "7"), // a digit of an id is no author
	}
	p.Strip("bluesky", records)
	var ids []string
	for _, r := range records {
		ids = append(ids, r.GetMention().GetId())
	}
	require.Equal(t, []string{"4345bfec9d3d821c24842ef7a14b53c7", "29082f006b2d52e81c680892f1b038a1", "1001", "1002", "17_5"}, ids) // sha256sum of the ids, the first half
	require.Equal(t, "at://did:plc:dinas/app.bsky.feed.post/3own", records[0].GetMention().GetPost())
}
