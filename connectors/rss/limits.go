package rss

import (
	"bytes"
	"encoding/xml"

	"github.com/pantau/pantau/connectors/sdk"
)

// Limits on what is handed to the parser, which recurses into nested elements
// and needs some hundred bytes of memory for each element, however short. No
// honest feed comes near them.
const (
	maxDepth = 200
	maxParts = 500_000 // elements and attributes, or objects of JSON
)

// withinLimits refuses feeds that would cost more memory or stack than a feed
// can be worth. What is malformed is left to the parser.
func withinLimits(text []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		if bytes.Count(text, []byte("{")) > maxParts {
			return sdk.Errorf(sdk.Permanent, "more than %d objects: too large for a feed", maxParts)
		}
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false // as the parser's
	depth, parts := 0, 0
	for {
		token, err := d.RawToken()
		if err != nil {
			return nil //nolint:nilerr // the parser stops here too, and says why
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			parts += 1 + len(t.Attr)
		case xml.EndElement:
			depth--
		}
		if depth > maxDepth {
			return sdk.Errorf(sdk.Permanent, "elements nested more than %d deep: not a feed", maxDepth)
		}
		if parts > maxParts {
			return sdk.Errorf(sdk.Permanent, "more than %d elements: too large for a feed", maxParts)
		}
	}
}
