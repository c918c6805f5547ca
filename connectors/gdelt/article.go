package gdelt

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// maxID is the longest id, in bytes; a longer one is hashed.
const maxID = 512

// records makes one mention of each article, the first seen where one stands
// there twice. It counts those that lack an address or a time.
func records(articles []articleJSON) (out []sdk.Mention, refused int) {
	place := map[string]int{}
	for _, a := range articles {
		m, ok := a.record()
		if !ok {
			refused++
			continue
		}
		at, doubled := place[m.ID]
		switch {
		case !doubled:
			place[m.ID] = len(out)
			out = append(out, m)
		case m.Created.Before(out[at].Created):
			out[at] = m
		}
	}
	return out, refused
}

// record makes the mention of an article. Its author is the medium.
func (a articleJSON) record() (sdk.Mention, bool) {
	link := sdk.CanonicalURL(a.URL, nil)
	seen, err := time.Parse("20060102T150405Z", a.SeenDate)
	if link == "" || err != nil {
		return sdk.Mention{}, false
	}
	return sdk.Mention{
		ID: id(link), URL: link, MentionKind: schema.KindArticle, Created: seen,
		Author:   cmp.Or(strings.ToLower(strings.TrimSpace(a.Domain)), host(link)),
		Text:     strings.Join(strings.Fields(a.Title), " "),
		Language: languages[strings.ToLower(strings.ReplaceAll(a.Language, " ", ""))],
	}, true
}

// host stands in for the domain where GDELT gives none, in its form.
func host(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return "" // CanonicalURL has read it before
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// id is the address itself unless it is too long to be one.
func id(link string) string {
	if len(link) <= maxID {
		return link
	}
	sum := sha256.Sum256([]byte(link))
	return "hash:" + hex.EncodeToString(sum[:16])
}
