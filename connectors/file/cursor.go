package file

import "encoding/json"

// cursor remembers the files that were read, by path.
type cursor map[string]stamp

// readCursor reads a cursor. An unreadable one counts as none: every file is
// read again, which changes nothing.
func readCursor(raw []byte) cursor {
	var c cursor
	if json.Unmarshal(raw, &c) != nil {
		return cursor{}
	}
	return c
}

func (c cursor) encode() ([]byte, error) { return json.Marshal(c) }
