package sdk

import (
	"strings"

	"golang.org/x/net/html"
)

// PlainText turns the HTML of a post into text: paragraphs and line breaks
// become line feeds, everything else that is markup goes.
func PlainText(markup string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(markup))
	for skip := ""; ; {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(out.String())
		case html.TextToken:
			if skip == "" {
				out.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch tag := string(name); tag {
			case "script", "style":
				skip = tag
			case "br":
				out.WriteByte('\n')
			case "p", "div", "li", "blockquote":
				if out.Len() > 0 {
					out.WriteByte('\n')
				}
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == skip {
				skip = ""
			}
		}
	}
}
