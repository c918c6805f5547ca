package bluesky

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

func at(raw string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, raw)
	if err != nil {
		panic(err)
	}
	return t
}

func TestPublished(t *testing.T) {
	t.Parallel()
	const ( // the key's time is 2023-06-30T15:03:01.887007Z
		key     = "at://did:plc:a/app.bsky.feed.post/3jzfcijpj2z2a"
		noKey   = "at://did:plc:a/app.bsky.feed.post/catatan"
		indexed = "2023-06-30T15:03:05.000Z"
	)
	keyed := at("2023-06-30T15:03:01.887007Z")
	for name, c := range map[string]struct {
		created, indexed, uri string
		want                  time.Time
	}{
		"as written":              {"2023-06-30T22:02:00+07:00", indexed, key, at("2023-06-30T15:02:00Z")},
		"brought along from 2015": {"2015-01-02T03:04:05Z", indexed, key, at("2015-01-02T03:04:05Z")},
		"clock a little ahead":    {"2023-06-30T15:07:00Z", indexed, key, at("2023-06-30T15:07:00Z")},
		"in the future":           {"2033-06-30T15:02:00Z", indexed, key, keyed},
		"before the web":          {"1970-01-01T00:00:00Z", indexed, key, keyed},
		"not a time":              {"kemarin", indexed, key, keyed},
		"not a time, own key":     {"kemarin", indexed, noKey, at("2023-06-30T15:03:05Z")},
		"key in the future":       {"kemarin", "2023-06-01T00:00:00Z", key, at("2023-06-01T00:00:00Z")},
		"never indexed":           {"2023-06-30T15:02:00Z", "", key, at("2023-06-30T15:02:00Z")},
		"nothing at all":          {"", "", noKey, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := published(post{CreatedAt: c.created}, postView{URI: c.uri, IndexedAt: c.indexed})
			require.Equal(t, c.want.UTC(), got)
		})
	}
}

func TestKeyTimeRefuses(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "self", "3jzfcijpj2z2", "3jzfcijpj2z2aa", "3jzfcijpj2z20", "zzzzzzzzzzzzz", "2222222222222", "7777777777777", "3JZFCIJPJ2Z2A"} {
		require.Zero(t, keyTime(key), key)
	}
}

func FuzzKeyTime(f *testing.F) {
	f.Add("3jzfcijpj2z2a")
	f.Add("7777777777777")
	f.Fuzz(func(t *testing.T, key string) {
		if at := keyTime(key); !at.IsZero() && (at.Year() < 2022 || at.Year() > 2100 || len(key) != 13) {
			t.Errorf("%q gave %s", key, at)
		}
	})
}

const me = "did:plc:office"

func TestKindOf(t *testing.T) {
	t.Parallel()
	r := &run{me: profile{DID: me, Handle: "dinkes.go.id"}}
	const mine, other = "at://" + me + "/app.bsky.feed.post/1", "at://did:plc:other/app.bsky.feed.post/2"
	for name, c := range map[string]struct{ record, kind, post string }{
		"reply to an own post":    {`{"reply":{"root":{"uri":"` + mine + `"},"parent":{"uri":"` + other + `"}}}`, schema.KindReply, mine},
		"reply that names us too": {`{"text":"@dinkes.go.id","reply":{"root":{"uri":"` + mine + `"},"parent":{"uri":"` + mine + `"}}}`, schema.KindReply, mine},
		"reply to us elsewhere":   {`{"reply":{"root":{"uri":"` + other + `"},"parent":{"uri":"` + mine + `"}}}`, schema.KindMention, ""},
		"reply to others":         {`{"reply":{"root":{"uri":"` + other + `"},"parent":{"uri":"` + other + `"}}}`, schema.KindHashtag, ""},
		"quote":                   {`{"embed":{"$type":"app.bsky.embed.record","record":{"uri":"` + mine + `"}}}`, schema.KindMention, mine},
		"quote with an image":     {`{"embed":{"$type":"app.bsky.embed.recordWithMedia","record":{"record":{"uri":"` + mine + `"}},"media":{"$type":"app.bsky.embed.images"}}}`, schema.KindMention, mine},
		"quote of others":         {`{"embed":{"$type":"app.bsky.embed.record","record":{"uri":"` + other + `"}}}`, schema.KindHashtag, ""},
		"named by facet":          {`{"facets":[{"features":[{"$type":"app.bsky.richtext.facet#mention","did":"` + me + `"}]}]}`, schema.KindMention, ""},
		"others named by facet":   {`{"facets":[{"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:other"}]}]}`, schema.KindHashtag, ""},
		"named in the text":       {`{"text":"Halo (@Dinkes.go.id)"}`, schema.KindMention, ""},
		"only found":              {`{"text":"banjir"}`, schema.KindHashtag, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := readPost(postView{Record: []byte(c.record)})
			require.NoError(t, err)
			kind, answers := r.kindOf(p)
			require.Equal(t, c.kind, kind)
			require.Equal(t, c.post, answers)
		})
	}
}

func TestNamesHandle(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"@dinkes.go.id":                               true,
		"halo @DINKES.go.id.":                         true,
		"@dinkes.go.id, tolong":                       true,
		"lihat @dinkes.go.id\nya":                     true,
		"@dinkes.go.id.example.org":                   false,
		"@dinkes.go.idn":                              false,
		"@dinkes.go.id-palsu":                         false,
		"@dinkes.go.id.example.org dan @dinkes.go.id": true,
		"dinkes.go.id":                                false,
		"":                                            false,
	} {
		require.Equal(t, want, namesHandle(text, "dinkes.go.id"), text)
	}
	require.False(t, namesHandle("@ siapa", ""))
}

func TestPostType(t *testing.T) {
	t.Parallel()
	for record, want := range map[string]string{
		`{}`: "text",
		`{"embed":{"$type":"app.bsky.embed.images"}}`:                                                   "image",
		`{"embed":{"$type":"app.bsky.embed.gallery"}}`:                                                  "image",
		`{"embed":{"$type":"app.bsky.embed.video"}}`:                                                    "video",
		`{"embed":{"$type":"app.bsky.embed.external"}}`:                                                 "link",
		`{"embed":{"$type":"app.bsky.embed.record","record":{"uri":"at://x/y/z"}}}`:                     "quote",
		`{"embed":{"$type":"app.bsky.embed.recordWithMedia","media":{"$type":"app.bsky.embed.video"}}}`: "video",
		`{"embed":{"$type":"app.bsky.embed.newer"}}`:                                                    "text",
	} {
		p, err := readPost(postView{Record: []byte(record)})
		require.NoError(t, err)
		require.Equal(t, want, p.Embed.postType(), record)
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	require.Equal(t, "id", language(post{Langs: []string{"id-ID"}}))
	require.Equal(t, "jv", language(post{Langs: []string{"JV"}}))
	require.Empty(t, language(post{Langs: []string{"id", "en"}}))
	require.Empty(t, language(post{}))
}

func TestCursorStaysSmall(t *testing.T) {
	t.Parallel()
	c := cursor{Version: cursorVersion, Replies: map[string]int{}}
	for i := range maxReplies + 50 {
		c.Replies[fmt.Sprintf("3k%011d", i)] = i
	}
	raw := c.encode()
	require.Less(t, len(raw), 64<<10)
	got, readable := parseCursor(raw)
	require.True(t, readable)
	require.Len(t, got.Replies, maxReplies)
	require.NotContains(t, got.Replies, "3k00000000049", "the oldest go")
	require.Equal(t, 50, got.Replies["3k00000000050"])
}

func FuzzReadPost(f *testing.F) {
	f.Add([]byte(`{"text":"a","createdAt":"2026-01-01T00:00:00Z","langs":["id"],"embed":{"$type":"app.bsky.embed.record","record":{"uri":"at://x"}}}`))
	f.Add([]byte(`{"reply":{"root":{},"parent":null},"facets":[{"features":[null]}]}`))
	f.Add([]byte(`[]`))
	r := &run{me: profile{DID: me, Handle: "dinkes.go.id"}}
	f.Fuzz(func(t *testing.T, record []byte) {
		view := postView{URI: "at://did:plc:x/app.bsky.feed.post/3jzfcijpj2z2a", Record: record, IndexedAt: "2026-01-01T00:00:00Z"}
		p, err := readPost(view)
		if err != nil {
			require.Equal(t, sdk.Permanent, sdk.KindOf(err))
			return
		}
		m := r.othersPost(view, p)
		require.False(t, m.Created.After(at("2026-01-01T00:05:00Z")))
		require.NotEmpty(t, m.MentionKind)
		require.NotEmpty(t, ownPost(view, p).Type)
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ yaml, err string }{
		"no account":         {"base_url: https://example.org\n", "account: missing"},
		"no handle":          {"account: dinkes\n", "write the whole handle"},
		"address":            {"account: https://bsky.app/profile/dinkes.go.id\n", "write the whole handle"},
		"token":              {"account: a.example.org\ntoken: x\n", "write app_password"},
		"unknown key":        {"account: a.example.org\napp_pasword: x\n", "app_pasword"},
		"base_url":           {"account: a.example.org\nbase_url: bsky.social\n", "base_url:"},
		"identifier alone":   {"account: a.example.org\nidentifier: b.example.org\n", "no use without app_password"},
		"two words as a tag": {"account: a.example.org\nhashtags: ['banjir bandang']\n", "hashtags:"},
		"empty tag":          {"account: a.example.org\nhashtags: ['#']\n", "hashtags:"},
		"empty keyword":      {"account: a.example.org\nkeywords: [' ']\n", "keywords:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := load(sdk.Settings(c.yaml))
			require.ErrorContains(t, err, c.err)
			require.Equal(t, sdk.Permanent, sdk.KindOf(err))
		})
	}
}

func TestSettingsAreCompleted(t *testing.T) {
	t.Parallel()
	s, err := load(sdk.Settings("account: '@Dinkes.example.org'\n"))
	require.NoError(t, err)
	require.Equal(t, settings{Account: "Dinkes.example.org", Identifier: "Dinkes.example.org", BaseURL: publicServer, Replies: true}, s)
	s, err = load(sdk.Settings("account: did:plc:z72i7hdynmk6r22z27h6tvur\napp_password: abcd-efgh\nhashtags: ['#banjir']\nkeywords: [' dinas  kesehatan ']\nreplies: false\n"))
	require.NoError(t, err)
	require.Equal(t, settings{
		Account: "did:plc:z72i7hdynmk6r22z27h6tvur", Identifier: "did:plc:z72i7hdynmk6r22z27h6tvur", AppPassword: "abcd-efgh",
		BaseURL: accountServer, Hashtags: []string{"banjir"}, Keywords: []string{"dinas kesehatan"},
	}, s)
	require.NotContains(t, fmt.Sprintf("%+v %#v", s, s), "abcd-efgh")
}

func TestQueries(t *testing.T) {
	t.Parallel()
	c := &Connector{set: settings{Hashtags: []string{"banjir"}, Keywords: []string{"demam", "demam berdarah", `"kutip an"`}}}
	r := &run{client: &client{Connector: c}, me: profile{DID: me, Handle: "dinkes.go.id"}}
	var got []string
	for _, q := range r.queries(false) {
		got = append(got, q.params.Get("q"))
	}
	require.Equal(t, []string{"@dinkes.go.id", "#banjir", "demam", `"demam berdarah"`, `"kutip an"`}, got)
	require.Len(t, r.queries(true), 4, "no search for mentions where the server tells them")
}
