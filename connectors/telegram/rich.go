package telegram

import (
	"encoding/json"
	"strings"
)

// richText is the text of a rich message: blocks of text in texts, in lists, in
// tables, to any depth.
func richText(raw json.RawMessage) string {
	var message struct {
		Blocks any `json:"blocks"`
	}
	if json.Unmarshal(raw, &message) != nil {
		return ""
	}
	var out strings.Builder
	writeRich(&out, message.Blocks)
	return strings.TrimSpace(out.String())
}

// richParts are the fields of blocks and texts that hold what is read, in the
// order in which they are shown.
var richParts = []string{"summary", "label", "text", "alternative_text", "expression", "blocks", "items", "cells", "caption", "credit"}

func writeRich(out *strings.Builder, part any) {
	switch part := part.(type) {
	case string:
		out.WriteString(part)
	case []any:
		for _, p := range part {
			writeRich(out, p)
		}
	case map[string]any:
		for _, name := range richParts {
			if name == "credit" && part[name] != nil {
				out.WriteByte('\n')
			}
			writeRich(out, part[name])
		}
		if isBlock(part) {
			out.WriteByte('\n')
		}
	}
}

// isBlock tells a block, which ends a line, from a piece of text within one.
func isBlock(part map[string]any) bool {
	switch part["type"] {
	case "paragraph", "heading", "pre", "footer", "pullquote":
		return true
	}
	_, isCell := part["align"]
	return isCell
}
