package rss

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/pantau/pantau/connectors/sdk"
)

var (
	declaration = sdk.Pattern(`^\s*<\?xml[^>]*\?>`)
	encodingOf  = sdk.Pattern(`encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
)

// toUTF8 makes valid UTF-8 of a feed, without its XML declaration and without
// the characters that XML forbids; parsers refuse a whole feed for one of those.
// The encoding is that of a byte order mark, else the declared one, else, where
// the bytes are no UTF-8, the one in contentType.
func toUTF8(body []byte, contentType string) ([]byte, error) {
	label := ""
	switch {
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		label, body = "utf-16be", body[2:]
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		label, body = "utf-16le", body[2:]
	default:
		body = bytes.TrimPrefix(body, []byte{0xEF, 0xBB, 0xBF})
		label = statedEncoding(body, contentType)
	}
	if label != "" {
		encoding, name := charset.Lookup(label)
		if encoding == nil {
			return nil, sdk.Errorf(sdk.Permanent, "unknown encoding %q", label)
		}
		if name != "utf-8" {
			decoded, err := encoding.NewDecoder().Bytes(body)
			if err != nil {
				return nil, sdk.Errorf(sdk.Permanent, "not readable as %s: %w", name, err)
			}
			body = decoded
		}
	}
	body = body[len(declaration().Find(body)):]
	return bytes.Map(xmlCharacter, body), nil
}

// statedEncoding gives the encoding that a body without byte order mark states;
// empty: UTF-8.
func statedEncoding(body []byte, contentType string) string {
	const far = 1 << 10
	head := declaration().Find(body[:min(len(body), far)])
	if m := encodingOf().FindSubmatch(head); m != nil {
		label := strings.ToLower(string(m[1]))
		if strings.HasPrefix(label, "utf-16") {
			return "" // it could not have been read as ASCII
		}
		return label
	}
	if utf8.Valid(body) {
		return "" // servers state their default encoding for everything
	}
	_, parameters, _ := mime.ParseMediaType(contentType) // unreadable: nothing stated
	return parameters["charset"]
}

// xmlCharacter drops what XML 1.0 does not allow. Broken bytes arrive as U+FFFD
// and stay that.
func xmlCharacter(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
		return r
	}
	return -1
}
