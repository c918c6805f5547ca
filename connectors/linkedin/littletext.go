package linkedin

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/pantau/pantau/connectors/sdk"
)

// Posts are written in LinkedIn's "little" text format:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format.
var (
	// mentioned is @[Name](urn:li:organization:1).
	mentioned = sdk.Pattern(`@\[((?:[^\]\\]|\\.)*)\]\(urn:li:[^)]*\)`)
	// tagged is {hashtag|\#|word}.
	tagged = sdk.Pattern(`\{hashtag\|\\?(?:#|＃)\|((?:[^}\\]|\\.)*)\}`)
	// escaped is a reserved character behind a backslash.
	escaped = sdk.Pattern(`\\([|{}@\[\]()<>#\\*_~])`)
)

// plainText turns the text of a post into what people see.
func plainText(little string) string {
	text := mentioned().ReplaceAllString(little, "$1")
	text = tagged().ReplaceAllString(text, "#$1")
	return escaped().ReplaceAllString(text, "$1")
}

// text is what a comment says, without the names of the members it links to:
// those are members' data, which may not be kept.
func (c *commentJSON) text() string {
	var members []attributeJSON
	for _, a := range c.Message.Attributes {
		for kind := range a.Value {
			if strings.Contains(kind, "Member") || strings.Contains(kind, "member") || strings.Contains(kind, "person") {
				members = append(members, a)
				break
			}
		}
	}
	if len(members) == 0 {
		return c.Message.Text
	}
	slices.SortFunc(members, func(a, b attributeJSON) int { return cmp.Compare(b.Start, a.Start) }) // from the end on
	units := utf16.Encode([]rune(c.Message.Text))
	for _, a := range members {
		if a.Start >= 0 && a.Length > 0 && a.Length <= len(units) && a.Start <= len(units)-a.Length {
			units = slices.Replace(units, a.Start, a.Start+a.Length, '@', '…')
		}
	}
	return string(utf16.Decode(units))
}
