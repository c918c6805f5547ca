package mastodon

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

func TestIDsOfAnyForm(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]id{
		`"109"`: "109", `109`: "109", `"01JNQ-x/ü"`: "01JNQ-x/ü", `null`: "", `9007199254740993`: "9007199254740993",
	} {
		var got id
		require.NoError(t, json.Unmarshal([]byte(raw), &got), raw)
		require.Equal(t, want, got, raw)
	}
}

func TestTimeStamps(t *testing.T) {
	t.Parallel()
	eight := time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)
	for raw, want := range map[string]time.Time{
		`"2026-03-09T08:00:00.000Z"`:      eight,
		`"2026-03-09T08:00:00Z"`:          eight,
		`"2026-03-09T15:00:00+07:00"`:     eight,
		`"2026-03-09T08:00:00"`:           eight,
		`"2026-03-09T08:00:00.250000000"`: eight.Add(250 * time.Millisecond),
		`"2026-03-09"`:                    eight.Add(-8 * time.Hour),
		`"besok"`:                         {},
		`null`:                            {},
		`17`:                              {},
	} {
		var got stamp
		require.NoError(t, json.Unmarshal([]byte(raw), &got), raw)
		require.True(t, want.Equal(got.Time), "%s: %s", raw, got)
	}
}

func TestCountersThreeValues(t *testing.T) {
	t.Parallel()
	zero, hidden := sdk.Whole(0), sdk.Whole(-1)
	require.Equal(t, sdk.Number(0), count(&zero))
	require.Equal(t, sdk.NotAvailable(schema.NotOffered), count(nil))
	require.Equal(t, sdk.NotAvailable(schema.Permission), count(&hidden))
}

func TestPostTypes(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{}`: "text",
		`{"media_attachments":[{"type":"image"},{"type":"video"}]}`:             "image",
		`{"media_attachments":[{"type":"gifv"}]}`:                               "video",
		`{"media_attachments":[{"type":"audio"}],"card":{"url":"https://x.y"}}`: "audio",
		`{"media_attachments":[{"type":"unknown"}]}`:                            "text",
		`{"poll":{"id":"1"},"card":{"url":"https://x.y"}}`:                      "poll",
		`{"card":{"url":"https://x.y"}}`:                                        "link",
		`{"card":{}}`:                                                           "text",
	} {
		var s statusJSON
		require.NoError(t, json.Unmarshal([]byte(raw), &s))
		require.Equal(t, want, postType(&s), raw)
	}
}

func TestHandles(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"dinas": "dinas", "@dinas": "dinas", " @dinas@Kantor.example ": "dinas", "dinas@lain.example": "dinas@lain.example",
	} {
		got, err := handle(raw, "https://kantor.example")
		require.NoError(t, err)
		require.Equal(t, want, got, raw)
	}
	for _, bad := range []string{"", "@", "@@kantor.example", "dinas kota", "https://kantor.example/@dinas"} {
		_, err := handle(bad, "https://kantor.example")
		require.ErrorContains(t, err, "account", bad)
	}
}

// Chains of answers can be broken or, on a hostile server, go in circles.
func TestNearestPostAboveEndsInEveryChain(t *testing.T) {
	t.Parallel()
	r := &run{self: accountJSON{ID: "1"}}
	status := func(self, parent, by id) *statusJSON {
		return &statusJSON{ID: self, ReplyTo: parent, ReplyToAccount: "1", Account: accountJSON{ID: by}}
	}
	a, b := status("a", "b", "2"), status("b", "a", "3")
	circle := map[id]*statusJSON{"a": a, "b": b}
	require.EqualValues(t, "root", r.answered(a, "root", circle))

	part, c := status("part", "root", "1"), status("c", "part", "2")
	require.EqualValues(t, "part", r.answered(c, "root", map[id]*statusJSON{"part": part, "c": c}))
	require.EqualValues(t, "root", r.answered(c, "root", map[id]*statusJSON{"c": c}), "the chain is broken")
}

func TestWhoAStatusIsFor(t *testing.T) {
	t.Parallel()
	for visibility, want := range map[string]bool{
		"": true, "public": true, "unlisted": true, "local": true,
		"private": false, "direct": false, "list": false, "mutuals_only": false, "limited": false,
	} {
		require.Equal(t, want, (&statusJSON{Visibility: visibility}).public(), visibility)
	}
}
