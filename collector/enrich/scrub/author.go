package scrub

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// AuthorKey replaces an author's id by a keyed hash: the same author on the same
// platform has the same key, and without the office's secret nobody can tell
// who it is or try ids out. It is the first 64 bits of HMAC-SHA256, as 16
// hexadecimal characters: among ten million authors the chance that any two
// share a key is about 3 in a million (n²/2⁶⁵), so counts of authors stay right,
// at half the room that 128 bits would take in every stored mention. An @ before a
// name is how people write it, in exported files and when they ask to be forgotten.
func AuthorKey(key []byte, platform, author string) string {
	author = strings.TrimPrefix(author, "@")
	mac := hmac.New(sha256.New, key)
	// The length keeps ("ab", "c") and ("a", "bc") apart.
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(platform)))
	mac.Write(size[:])
	mac.Write([]byte(platform))
	mac.Write([]byte(author))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}
