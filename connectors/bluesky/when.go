package bluesky

import (
	"strings"
	"time"
)

// skew is how far an author's clock may run ahead of the server's.
const skew = 5 * time.Minute

// published is when a post was made. Authors' programs write createdAt, so it
// can be anything; it is taken unless it lies before 2000 or after the server
// first saw the post, then the time inside the record key, then the time the
// server saw it. The first two never change. indexedAt may: an account's own
// server answers for a fresh post before the network has it, with its own time.
// So it decides as little as possible, or one post would become two points.
func published(p post, view postView) time.Time {
	indexed := parseTime(view.IndexedAt)
	for _, at := range []time.Time{parseTime(p.CreatedAt), keyTime(recordKey(view.URI))} {
		if !at.IsZero() && (indexed.IsZero() || !at.After(indexed.Add(skew))) {
			return at
		}
	}
	return indexed
}

// parseTime reads a time stamp; zero if it is none, or before 2000.
func parseTime(raw string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, raw)
	if err != nil || at.Year() < 2000 {
		return time.Time{}
	}
	return at.UTC()
}

// keyTime is the time in a record key of the usual form (a TID: 13 characters,
// five bits each: microseconds since 1970, then 10 bits that keep keys apart).
// Zero if the key has another form or holds no plausible time.
func keyTime(key string) time.Time {
	const digits = "234567abcdefghijklmnopqrstuvwxyz"
	if len(key) != 13 || key[0] > 'j' {
		return time.Time{}
	}
	var n uint64
	for _, c := range key {
		d := strings.IndexRune(digits, c)
		if d < 0 {
			return time.Time{}
		}
		n = n<<5 | uint64(d)
	}
	at := time.UnixMicro(int64(n >> 10)).UTC()
	if at.Year() < 2022 || at.Year() > 2100 {
		return time.Time{}
	}
	return at
}
