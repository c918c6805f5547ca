package file

import (
	"strings"
	"sync"
	"unicode"

	"github.com/pantau/pantau/collector/schema"
)

// Fields of a row that are no metrics.
const (
	fieldKind      = "kind"
	fieldPage      = "page" // id of the Facebook Page
	fieldID        = "id"
	fieldURL       = "url"
	fieldType      = "type"
	fieldPublished = "published"
	fieldText      = "text"
	fieldTitle     = "title"
	fieldAuthor    = "author"
	fieldPost      = "post"
	fieldLanguage  = "language"
	fieldSpan      = "span" // what time the counters of the row cover
)

// headers says which titles of columns mean which field: first Pantau's own
// name, then those of Meta Business Suite (Instagram and Facebook content
// exports), TikTok Studio and LinkedIn page analytics, in English and, as far as
// they were found, in Indonesian. The platforms document none of them; the
// English ones agree in several readers of such exports published in 2025 and
// 2026 (M), the Indonesian ones are translations (L). A title that stands nowhere
// is left out, with a notice, so a guess too many costs nothing. Where a table has
// two titles of one field the first in this list counts: LinkedIn's "impressions"
// are views here, its "views" are those of videos.
var headers = map[string][]string{
	fieldKind:      {"kind", "jenis baris"},
	fieldPage:      {"page id", "id halaman"},
	fieldID:        {"id", "post id", "video id", "content id", "id postingan", "id konten"},
	fieldURL:       {"url", "permalink", "post link", "video link", "link", "tautan", "tautan permanen", "tautan postingan"},
	fieldType:      {"type", "content type", "post type", "media type", "jenis", "jenis postingan", "jenis konten", "tipe postingan"},
	fieldPublished: {"published", "created", "publish time", "post time", "created date", "publish date", "waktu penerbitan", "waktu publikasi", "waktu posting", "tanggal dibuat"},
	fieldText:      {"text", "description", "caption", "deskripsi", "teks", "keterangan"},
	fieldTitle:     {"title", "post title", "video title", "judul", "judul postingan", "judul video"},
	fieldAuthor:    {"author", "penulis"},
	fieldPost:      {"post", "kiriman"},
	fieldLanguage:  {"language", "bahasa"},
	fieldSpan:      {"date", "tanggal", "rentang"},

	schema.MetricViews:        {"impressions", "views", "total views", "video views", "tayangan", "penayangan", "total tayangan", "impresi"},
	schema.MetricReach:        {"reach", "unique impressions", "viewers", "jangkauan"},
	schema.MetricLikes:        {"likes", "total likes", "reactions", "suka", "reaksi", "total suka"},
	schema.MetricComments:     {"comments", "total comments", "komentar", "total komentar"},
	schema.MetricShares:       {"shares", "total shares", "reposts", "dibagikan", "bagikan", "total dibagikan"},
	schema.MetricQuotes:       {"quotes", "kutipan"},
	schema.MetricSaves:        {"saves", "saved", "favorites", "total favorites", "add to favorites", "simpan", "disimpan"},
	schema.MetricClicks:       {"clicks", "total clicks", "klik", "total klik"},
	schema.MetricInteractions: {"interactions", "reactions, comments and shares", "interaksi"},
	"follows":                 {"follows", "mengikuti"},
	"watch_time_s":            {"watch time (seconds)", "seconds viewed", "total watch time (seconds)"},
	"average_watch_s":         {"average seconds viewed", "average watch time (seconds)", "average watch time"},

	schema.MetricFollowers: {"followers", "pengikut"},
	schema.MetricFollowing: {"following"},
	schema.MetricPosts:     {"posts"},
}

// headersOf gives the titles of a field's column.
func headersOf(field string) []string { return headers[field] }

var fieldOf = sync.OnceValue(func() map[string]string {
	of := map[string]string{}
	for field, titles := range headers {
		for _, title := range titles {
			if other, twice := of[plain(title)]; twice {
				panic("file: the column " + title + " means " + field + " and " + other)
			}
			of[plain(title)] = field
		}
	}
	return of
})

// plain makes titles comparable: small letters, no more than one space, nothing
// but letters and digits.
func plain(title string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(title) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out.WriteRune(r)
		} else {
			out.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}
