package poller

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/backfill"
	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/spool"
	"github.com/pantau/pantau/collector/state"
	"github.com/pantau/pantau/connectors/sdk"
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
		mentioned("https://x.example/Warga_A/status/1", "@warga_a"), // as people write it, not as the platform does
		mentioned("xbudi/budi/3", "budi"),
		mentioned("1234567_89", "1234567"), // Facebook's: of the author, and of the post
	}
	p.Strip("bluesky", records)
	var ids []string
	for _, r := range records {
		ids = append(ids, r.GetMention().GetId())
	}
	require.Equal(t, []string{"4345bfec9d3d821c24842ef7a14b53c7", "29082f006b2d52e81c680892f1b038a1", "1001", "1002", "17_5", "36448c638dd7fafc87094a3a4ab1ae26", "2826c9c8232cff2d6191a7c2df63593d", "ccf0b1fb6aa8a6958fd8b7c12e6282fa"}, ids) // sha256sum of the ids, the first half
	require.Equal(t, "at://did:plc:dinas/app.bsky.feed.post/3own", records[0].GetMention().GetPost())
}

// TestAddressesAndIDsHoldNoPersonalData: feeds make both of whatever they like.
func TestAddressesAndIDsHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	p := &Privacy{Key: []byte("secret"), Meters: NewMeters(prometheus.NewRegistry())}
	const link = "https://berita.example/verifikasi/hoaks-vaksin-2021-dan-2022-itu?email=budi@contoh.example&token=abc&id=17"
	records := []*wire.Record{
		{What: &wire.Record_Post{Post: &wire.Post{Id: "berita.example:budi@contoh.example", Url: link}}},
		{What: &wire.Record_Mention{Mention: &wire.Mention{Id: "berita.example:081234567890", Kind: schema.KindArticle, Url: link, Post: "berita.example:budi@contoh.example"}}},
		{What: &wire.Record_Mention{Mention: &wire.Mention{Id: "081234567890_4111111111111111", Kind: schema.KindReply, Post: "urn:li:share:6212345678901234569"}}},
	}
	p.Strip("rss", records)
	const masked = "https://berita.example/verifikasi/hoaks-vaksin-2021-dan-2022-itu?email=[surel]&token=[token]&id=17"
	post, article, reply := records[0].GetPost(), records[1].GetMention(), records[2].GetMention()
	require.Equal(t, masked, post.GetUrl())
	require.Equal(t, masked, article.GetUrl())
	require.Equal(t, masked, schema.WebAddress(masked))
	require.Equal(t, "d19436f180d5d507006752d0f0fa0a22", post.GetId()) // sha256sum, the first half
	require.Equal(t, "d19436f180d5d507006752d0f0fa0a22", article.GetPost(), "it still belongs to its post")
	require.Equal(t, "d67804ee313e1fb1beebdbc038ec01bc", article.GetId())
	require.Equal(t, "081234567890_4111111111111111", reply.GetId(), "digits are a platform's own")
	require.Equal(t, "urn:li:share:6212345678901234569", reply.GetPost())
}

// silent is a connector that gives nothing but what it says.
type silent struct {
	result sdk.Result
	err    error
}

func (s silent) Collect(context.Context, string, string, sdk.Request, func([]*wire.Record) error) (sdk.Result, error) {
	return s.result, s.err
}

// kept holds what was queued.
type kept struct{ messages []spool.Message }

func (k *kept) Put(_ context.Context, m spool.Message) error {
	k.messages = append(k.messages, m)
	return nil
}

// TestMessagesHoldNoPersonalData: platforms answer with what people have written too.
func TestMessagesHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	store, err := state.Open(filepath.Join(t.TempDir(), "state.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	jobs, err := backfill.Open(t.TempDir())
	require.NoError(t, err)
	const said = "comment 17: unreadable: hubungi 0812-3456-7890, budi@contoh.example"
	until := noon.Add(time.Hour)
	for name, connector := range map[string]silent{
		"error":   {err: sdk.RateLimitedUntil(until, said)},
		"failure": {result: sdk.Result{Failures: []error{sdk.RateLimitedUntil(until, said)}}},
		"notice":  {result: sdk.Result{Notices: []sdk.Notice{{Kind: sdk.NoticeSkipped, Message: said}}}},
	} {
		queue, log := &kept{}, &bytes.Buffer{}
		p := &Poller{
			Connectors: connector, Queue: queue, State: store, Jobs: jobs, Privacy: &Privacy{Key: []byte("secret")},
			Meters: NewMeters(prometheus.NewRegistry()), Log: slog.New(slog.NewTextHandler(log, nil)), Now: func() time.Time { return noon },
		}
		account := Account{Key: "m/a", Connector: "m", Name: "a", Interval: time.Minute}
		out := p.run(t.Context(), account, 0)
		require.NoError(t, jobs.Save(backfill.Job{Account: account.Key, Since: noon.Add(-time.Hour)}))
		job, worked, err := p.Backfill(t.Context(), account)
		require.NoError(t, err)
		require.True(t, worked)
		stored, err := json.Marshal(job)
		require.NoError(t, err)
		require.Len(t, queue.messages, 2)
		all := fmt.Sprintf("%s %s %s %s %v", queue.messages[0].Body, queue.messages[1].Body, log, stored, out.err)
		require.NotContains(t, all, "7890", name)
		require.NotContains(t, all, "budi", name)
		require.Contains(t, all, "comment 17: unreadable: hubungi [telepon], [surel]", name)
		require.Equal(t, name != "notice", out.limited.Equal(until), "%s: it stays the error that it is", name)
	}
}
