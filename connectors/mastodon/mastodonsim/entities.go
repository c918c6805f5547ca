package mastodonsim

import (
	"html"
	"regexp"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sim"
)

func timeText(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// ownerEntity is an account of the world.
func (v view) ownerEntity(a *sim.Account) *accountJSON {
	posts := by(v.index.posts[a], v.now)
	created := v.now
	if len(posts) > 0 {
		created = posts[0].created
	}
	e := v.personEntity(a.Handle)
	e.DisplayName, e.CreatedAt = a.Name, timeText(created.AddDate(-1, 0, 0))
	e.FollowingCount, e.StatusesCount = a.Following, len(posts)
	if a.Followers != nil {
		e.FollowersCount = a.Followers(v.now)
	}
	return e
}

// personEntity is somebody of whom only the handle is known.
func (v view) personEntity(handle string) *accountJSON {
	username, _, _ := strings.Cut(handle, "@")
	return &accountJSON{
		ID: accountID(handle), Username: username, Acct: handle, DisplayName: username,
		CreatedAt: "2022-11-01T00:00:00.000Z", URL: v.base + "/@" + handle, URI: v.base + "/users/" + handle,
		Emojis: []string{}, Fields: []string{},
	}
}

// view is a moment of the world at one address.
type view struct {
	index *index
	now   time.Time
	base  string
}

func (v view) statusEntity(s *status) *statusJSON {
	e := &statusJSON{
		ID: s.id, CreatedAt: timeText(s.created), Visibility: "public", Language: "id",
		URI: v.base + "/users/" + s.author() + "/statuses/" + s.id, URL: v.base + "/@" + s.author() + "/" + s.id,
		RepliesCount: len(by(s.replies, v.now)), Content: v.content(s),
		MediaAttachments: []mediaJSON{}, Mentions: []mentionJSON{}, Tags: []tagJSON{}, Emojis: []string{},
	}
	if s.post != nil {
		v.fillPost(e, s)
	} else {
		e.Account = v.personEntity(s.author())
		e.FavouritesCount = s.comment.Likes
	}
	if s.parent != nil {
		account := accountID(s.parent.author())
		e.InReplyToID, e.InReplyToAccountID = &s.parent.id, &account
	}
	if s.names() {
		owner := v.personEntity(s.account.Handle)
		e.Mentions = append(e.Mentions, mentionJSON{ID: owner.ID, Username: owner.Username, Acct: owner.Acct, URL: owner.URL})
	}
	for _, tag := range s.tags() {
		e.Tags = append(e.Tags, tagJSON{Name: strings.ToLower(tag), URL: v.base + "/tags/" + strings.ToLower(tag)})
	}
	return e
}

// fillPost adds what only own posts have.
func (v view) fillPost(e *statusJSON, s *status) {
	counters := s.post.At(v.now)
	e.Account = v.ownerEntity(s.account)
	e.FavouritesCount, e.ReblogsCount, e.QuotesCount = counters.Likes, counters.Shares, counters.Quotes
	switch s.post.Type {
	case "image", "video", "audio":
		file := v.base + "/media/" + s.id
		e.MediaAttachments = []mediaJSON{{ID: s.id, Type: s.post.Type, URL: file, PreviewURL: file}}
	case "link", "article":
		e.Card = &cardJSON{URL: "https://example.org/" + s.id, Title: s.account.Name, Type: "link"}
	case "poll":
		e.Poll = &struct{}{}
	}
}

// linked finds hashtags and handles in a text that is escaped already.
var linked = regexp.MustCompile(`(^|\s)([#@])([\p{L}\p{N}_]+)`)

// content is a text as HTML, the way Mastodon writes it.
func (v view) content(s *status) string {
	text := html.EscapeString(s.text())
	if strings.ContainsAny(text, "#@") {
		text = linked.ReplaceAllStringFunc(text, func(match string) string {
			part := linked.FindStringSubmatch(match)
			if part[2] == "#" {
				return part[1] + `<a href="` + v.base + "/tags/" + strings.ToLower(part[3]) +
					`" class="mention hashtag" rel="tag">#<span>` + part[3] + `</span></a>`
			}
			return part[1] + `<span class="h-card" translate="no"><a href="` + v.base + "/@" + part[3] +
				`" class="u-url mention">@<span>` + part[3] + `</span></a></span>`
		})
	}
	text = strings.ReplaceAll(text, "\n\n", "</p><p>")
	return "<p>" + strings.ReplaceAll(text, "\n", "<br />") + "</p>"
}
