package gdelt

import (
	"bytes"
	"encoding/json"

	"github.com/pantau/pantau/connectors/sdk"
)

// articleJSON is one article of mode artlist. The picture, the address for
// mobile devices and the country of the medium are not used.
type articleJSON struct {
	URL      string `json:"url"`
	Title    string `json:"title"`
	SeenDate string `json:"seendate"` // 20260310T081500Z, when GDELT first saw it
	Domain   string `json:"domain"`
	Language string `json:"language"` // its English name
}

// answer is what one request gave.
type answer struct {
	articles   []articleJSON
	unreadable int // articles that could not be read
}

// full tells whether there may be more than GDELT lists at a time.
func (a answer) full() bool { return len(a.articles)+a.unreadable >= most }

// decode reads an answer. GDELT puts titles into its JSON as they are, with
// control characters and backslashes that JSON does not allow; those are mended.
// Where that is not enough the articles are read one by one, and only the
// broken ones are lost. An answer without the key articles is an empty one only
// if it has no other key either.
func decode(body []byte) (answer, error) {
	body = mend(body)
	var object map[string]json.RawMessage
	var raw []json.RawMessage
	switch err := json.Unmarshal(body, &object); {
	case err != nil:
		if raw = pieces(body); raw == nil {
			return answer{}, sdk.Errorf(sdk.Permanent, "%s answered JSON that is unreadable or cut off: %w", path, err)
		}
	case object["articles"] == nil && len(object) > 0:
		return answer{}, sdk.Errorf(sdk.Permanent, "%s answered JSON without articles: is base_url the address of the API?", path)
	case object["articles"] != nil:
		if err := json.Unmarshal(object["articles"], &raw); err != nil {
			return answer{}, sdk.Errorf(sdk.Permanent, "%s answered articles that are no list: %w", path, err)
		}
	}
	var a answer
	for _, r := range raw {
		var article articleJSON
		if json.Unmarshal(r, &article) != nil {
			a.unreadable++
			continue
		}
		a.articles = append(a.articles, article)
	}
	if len(raw) > 0 && len(a.articles) == 0 {
		return answer{}, sdk.Errorf(sdk.Permanent, "%s answered %d articles of which none can be read", path, len(raw))
	}
	return a, nil
}

// mend makes spaces of control characters, which as line breaks between values
// means the same, and drops the backslash of what is no escape in JSON.
func mend(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case b < ' ':
			out = append(out, ' ')
		case b == '\\' && escapes(body[i+1:]):
			out = append(out, b, body[i+1])
			i++
		case b != '\\':
			out = append(out, b)
		}
	}
	return out
}

// escapes tells whether what follows a backslash makes it an escape.
func escapes(rest []byte) bool {
	if len(rest) == 0 {
		return false
	}
	if rest[0] != 'u' {
		return bytes.IndexByte([]byte(`"\/bfnrt`), rest[0]) >= 0
	}
	return unicodeEscape().Match(rest)
}

var (
	unicodeEscape = sdk.Pattern(`^u[0-9A-Fa-f]{4}`)
	listStart     = sdk.Pattern(`^\s*\{\s*"articles"\s*:\s*\[`)
	listEnd       = sdk.Pattern(`\]\s*\}\s*$`)
	articleStart  = sdk.Pattern(`\{\s*"url"\s*:\s*"`)
)

// pieces cuts a list of articles where each begins, for a list that is broken
// within one of them. A list without its end has been cut off: nil.
func pieces(body []byte) []json.RawMessage {
	start, end := listStart().FindIndex(body), listEnd().FindIndex(body)
	if start == nil || end == nil || end[0] < start[1] {
		return nil
	}
	body = body[start[1]:end[0]]
	var out []json.RawMessage
	starts := articleStart().FindAllIndex(body, -1)
	for i, at := range starts {
		to := len(body)
		if i+1 < len(starts) {
			to = starts[i+1][0]
		}
		out = append(out, bytes.TrimRight(body[at[0]:to], " ,"))
	}
	return out
}
