package sdk

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

var noon = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)

func TestWhatThePlatformLacksIsAdded(t *testing.T) {
	t.Parallel()
	info := Info{Capabilities: []Capability{
		{Of: KindPost, Metric: schema.MetricLikes},
		{Of: KindPost, Metric: schema.MetricReach, Reason: schema.NotOffered},
		{Of: KindAccount, Metric: schema.MetricViews, Reason: schema.Permission},
	}}
	given := Metrics{schema.MetricReach: Number(7)}
	got, _, err := info.normalize(Post{ID: "1", Type: "text", Published: noon, Metrics: given})
	require.NoError(t, err)
	require.Equal(t, Metrics{schema.MetricReach: Number(7)}, got.(Post).Metrics, "a number is not overwritten, an available metric not invented")

	got, _, err = info.normalize(Post{ID: "1", Type: "text", Published: noon})
	require.NoError(t, err)
	require.Equal(t, Metrics{schema.MetricReach: NotAvailable(schema.NotOffered)}, got.(Post).Metrics)
	require.Equal(t, Metrics{schema.MetricReach: Number(7)}, given, "the connector's map is left alone")

	got, _, err = info.normalize(Account{})
	require.NoError(t, err)
	require.Equal(t, Metrics{schema.MetricViews: NotAvailable(schema.Permission)}, got.(Account).Metrics)
}

func TestRecordsThatAreRefused(t *testing.T) {
	t.Parallel()
	likes := func(m Metric) Metrics { return Metrics{schema.MetricLikes: m} }
	long := strings.Repeat("x", maxID+1)
	for says, r := range map[string]Record{
		"id and type":             Post{Type: "text", Published: noon},
		`post "1" of type ""`:     Post{ID: "1", Published: noon},
		"post 2: published":       Post{ID: "2", Type: "text"},
		"2199-":                   Post{ID: "2", Type: "text", Published: noon.AddDate(173, 0, 0)},
		"likes: NaN is no count":  Post{ID: "2", Type: "text", Published: noon, Metrics: likes(Number(math.NaN()))},
		"likes: -1 is no count":   Post{ID: "2", Type: "text", Published: noon, Metrics: likes(Number(-1))},
		"likes: +Inf is no count": Account{Metrics: likes(Number(math.Inf(1)))},
		`unknown reason "tired"`:  Account{Metrics: likes(NotAvailable("tired"))},
		"post: ":                  Post{ID: long, Type: "text", Published: noon},
		"id and kind":             Mention{ID: "3", Created: noon},
		"mention 3: created":      Mention{ID: "3", MentionKind: schema.KindReply},
		"mention at://…/post/3k":  Mention{ID: "at://did:plc:warga/post/3k", Author: "did:plc:warga", MentionKind: schema.KindReply},
		"mention: ":               Mention{ID: "3", MentionKind: schema.KindReply, Created: noon, Author: long},
		"dimension and bucket":    Audience{Dimension: "age", WindowEnd: noon},
		"no plausible time":       Audience{Dimension: "age", Bucket: "18-24"},
		"age 18-24: -2":           Audience{Dimension: "age", Bucket: "18-24", WindowEnd: noon, Share: -2},
		"unknown type":            nil,
	} {
		_, _, err := Info{}.normalize(r)
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), "\n")
		require.Less(t, len(err.Error()), 300)
	}
}

func TestTextsAreMadeFit(t *testing.T) {
	t.Parallel()
	got, cut, err := Info{}.normalize(Mention{
		ID: "1\x00", MentionKind: schema.KindReply, Created: noon, Author: "a\xff", URL: strings.Repeat("u", maxURL+1),
		Text: strings.Repeat("é", MaxText),
	})
	require.NoError(t, err)
	require.True(t, cut)
	m := got.(Mention)
	require.Equal(t, "1", m.ID)
	require.Equal(t, "a\uFFFD", m.Author)
	require.Empty(t, m.URL)
	require.LessOrEqual(t, len(m.Text), MaxText)
	require.True(t, utf8.ValidString(m.Text))
	require.True(t, strings.HasSuffix(m.Text, "é…"))
}

func TestAddressesThatAreNoneOfTheWebAreDropped(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://example.org/1": "https://example.org/1", "javascript:alert(1)": "", "data:text/html,<script>": "", "java\x00script:alert(1)": "",
	} {
		post, _, err := Info{}.normalize(Post{ID: "1", Type: "text", Published: noon, URL: given})
		require.NoError(t, err)
		require.Equal(t, want, post.(Post).URL, given)
		mention, _, err := Info{}.normalize(Mention{ID: "1", MentionKind: schema.KindArticle, Created: noon, URL: given})
		require.NoError(t, err)
		require.Equal(t, want, mention.(Mention).URL, given)
	}
}

// TestNothingCommandsATerminal: texts and errors of strangers are printed by
// pantau query, label and check.
func TestNothingCommandsATerminal(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]52;c;c2VjcmV0\x07halo\u009b31m\x7f\r\n\tya\x08"
	got, _, err := Info{}.normalize(Mention{ID: "1" + evil, MentionKind: schema.KindReply, Created: noon, Text: evil})
	require.NoError(t, err)
	require.Equal(t, "]52;c;c2VjcmV0halo31m\r\n\tya", got.(Mention).Text)
	require.NotContains(t, got.(Mention).ID, "\x1b")
	require.Equal(t, "]52;c;c2VjcmV0halo31m\r\n\tya", errorFromWire(&wire.Error{Message: evil}).Error())
	require.Equal(t, "kata é 😀 biasa", clean("kata é 😀 biasa"))
}

func FuzzCutText(f *testing.F) {
	f.Add("aé👩‍⚕️", 3)
	f.Fuzz(func(t *testing.T, unit string, offset int) {
		unit = clean(unit)
		if unit == "" {
			t.Skip()
		}
		s := strings.Repeat("x", (offset%7+7)%7) + strings.Repeat(unit, MaxText/len(unit)+1)
		got, cut := cutText(s)
		require.Equal(t, len(s) > MaxText, cut)
		require.True(t, utf8.ValidString(got))
		require.LessOrEqual(t, len(got), MaxText)
		require.True(t, strings.HasPrefix(s, strings.TrimSuffix(got, "…")))
	})
}
