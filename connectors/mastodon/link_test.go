package mastodon

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNextQuery(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		`<https://a.example/x?max_id=5&limit=40>; rel="next", <https://a.example/x?min_id=9>; rel="prev"`: "5",
		`<https://a.example/x?min_id=9>; rel="prev", <https://other.invalid/y?max_id=6>; rel="next"`:      "6",
		`<https://a.example/x?list=1,2&max_id=7>; rel=next`:                                               "7",
		`<?max_id=8>; title="a, b"; REL="NEXT"`:                                                           "8",
		`<https://a.example/x?min_id=9>; rel="prev"`:                                                      "",
		`<https://a.example/x>; rel="next"`:                                                               "",
		`<https://a.example/%zz?max_id=1>; rel="next"`:                                                    "",
		`nonsense`: "",
		``:         "",
	} {
		require.Equal(t, want, nextQuery([]string{header}).Get("max_id"), header)
	}
	require.Equal(t, "2", nextQuery([]string{`<a?min_id=1>; rel="prev"`, `<a?max_id=2>; rel="next"`}).Get("max_id"), "two headers")
}

// Whatever stands in a Link header: no panic, and a well-formed link in front
// is understood.
func FuzzNextQuery(f *testing.F) {
	f.Add("5", `<https://a.example/x?max_id=5>; rel="next", <b>; rel="prev"`)
	f.Add("<a>,;", `<<>>;rel=next<`)
	f.Fuzz(func(t *testing.T, id, rest string) {
		nextQuery([]string{rest})
		link := "<https://a.example/x?" + url.Values{"max_id": {id}}.Encode() + `>; rel="next"`
		require.Equal(t, id, nextQuery([]string{link + ", <" + rest}).Get("max_id"))
	})
}
