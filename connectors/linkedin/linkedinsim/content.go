package linkedinsim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pantau/pantau/connectors/sim"
)

// social tells whether the token may read a page's posts and comments.
func (q *request) social(call string) bool {
	if slices.Contains(q.o.NoSocial, q.owner.Handle) {
		q.deny(call)
		return false
	}
	return true
}

// visible are the posts of the token's page that there are by now, new to old.
func (q *request) visible() []*sim.Post {
	posts := slices.DeleteFunc(slices.Clone(q.owner.PostsBy(q.now)), func(p *sim.Post) bool { return slices.Contains(q.o.Deleted, p.ID) })
	slices.Reverse(posts)
	return posts
}

// posts is the finder author, or BATCH_GET with ids:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.
func (q *request) posts() {
	if !q.social("posts.FINDER-author.NO_VERSION") {
		return
	}
	if ids := q.list("ids"); q.params["ids"] != nil {
		q.batch(ids, func(id string) (any, bool) {
			p := q.find(id)
			if p == nil {
				return nil, false
			}
			return q.postEntity(p), true
		})
		return
	}
	switch sort := q.text("sortBy"); {
	case q.text("q") != "author":
		q.bad("ILLEGAL_ARGUMENT", "No finder of that name")
		return
	case q.text("author") != OrganizationURN(q.owner.Handle):
		q.deny("posts.FINDER-author.NO_VERSION")
		return
	case sort != "" && sort != "LAST_MODIFIED" && sort != "CREATED":
		q.bad("INVALID_VALUE_FOR_FIELD", "sortBy must be LAST_MODIFIED or CREATED")
		return
	}
	var all []any
	for _, p := range q.visible() {
		all = append(all, q.postEntity(p))
	}
	if q.o.EmptyPages {
		q.sparse(all)
		return
	}
	q.page(all, 100)
}

// sparse leaves every second page empty, as LinkedIn does where it may not show
// what would stand there.
func (q *request) sparse(all []any) {
	start, count := q.number("start", 0), min(q.number("count", usualCount), 100)
	if nth := start / count; nth%2 == 0 {
		from := min(nth/2*count, len(all))
		q.cut(all[from:min(from+count, len(all))], start, count, 2*len(all))
		return
	}
	q.cut(nil, start, count, 2*len(all))
}

// post gives one post.
func (q *request) post() {
	if !q.social("posts.GET.NO_VERSION") {
		return
	}
	if p := q.find(q.r.PathValue("urn")); p != nil {
		answer(q.w, http.StatusOK, q.postEntity(p))
		return
	}
	q.notFound(q.r.PathValue("urn"))
}

// find gives the visible post of a URN of the right kind.
func (q *request) find(urn string) *sim.Post {
	for _, p := range q.visible() {
		if postURN(p) == urn {
			return p
		}
	}
	return nil
}

// postURN is a post's URN: videos are ugcPosts, everything else is a share.
func postURN(p *sim.Post) string {
	if p.Type == "video" {
		return "urn:li:ugcPost:" + p.ID
	}
	return "urn:li:share:" + p.ID
}

func (q *request) postEntity(p *sim.Post) object {
	at := p.Published.UnixMilli()
	e := object{
		"id": postURN(p), "author": OrganizationURN(q.owner.Handle), "commentary": little(p.Text, p.Tags), "visibility": "PUBLIC",
		"lifecycleState": "PUBLISHED", "createdAt": at, "publishedAt": at, "lastModifiedAt": at, "isReshareDisabledByAuthor": false,
		"distribution":       object{"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []any{}},
		"lifecycleStateInfo": object{"isEditedByAuthor": false},
	}
	switch p.Type {
	case "image", "video":
		e["content"] = object{"media": object{"id": "urn:li:" + p.Type + ":C5F10AQ" + p.ID, "title": ""}}
	case "link", "article":
		e["content"] = object{"article": object{"source": "https://example.org/" + p.ID, "title": q.owner.Name}}
	case "poll":
		e["content"] = object{"poll": object{"question": p.Text, "options": []any{}}}
	}
	return e
}

// little writes a text in LinkedIn's format, hashtags behind it:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format.
func little(text string, tags []string) string {
	var out strings.Builder
	for _, c := range text {
		if strings.ContainsRune(`|{}@[]()<>#\*_~`, c) {
			out.WriteByte('\\')
		}
		out.WriteRune(c)
	}
	for _, tag := range tags {
		out.WriteString(` {hashtag|\#|` + tag + `}`)
	}
	return out.String()
}

// comments lists the comments on a post, or the answers to one of them:
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api.
func (q *request) comments() {
	if !q.social("socialActions.comments.GET_ALL.NO_VERSION") {
		return
	}
	urn := q.r.PathValue("urn")
	for _, p := range q.visible() {
		under, found := "", urn == postURN(p)
		for _, c := range p.Comments {
			if commentURN(p, c) == urn {
				under, found = c.ID, true
			}
		}
		if !found {
			continue
		}
		var all []any
		for _, c := range p.CommentsBy(q.now) {
			if c.ReplyTo == under {
				all = append(all, q.commentEntity(p, c))
			}
		}
		q.page(all, 100)
		return
	}
	q.notFound(urn)
}

// commentURN names a comment by the activity it stands under.
func commentURN(p *sim.Post, c *sim.Comment) string {
	return "urn:li:comment:(urn:li:activity:" + p.ID + "," + c.ID + ")"
}

func (q *request) commentEntity(p *sim.Post, c *sim.Comment) object {
	answers := 0
	for _, other := range p.CommentsBy(q.now) {
		if other.ReplyTo == c.ID {
			answers++
		}
	}
	actor := "urn:li:person:" + c.Author
	if c.Author == q.owner.Handle {
		actor = OrganizationURN(c.Author)
	}
	at := object{"actor": actor, "time": c.Created.UnixMilli()}
	return object{
		"actor": actor, "commentUrn": commentURN(p, c), "id": c.ID, "object": "urn:li:activity:" + p.ID, "created": at, "lastModified": at,
		"message":         object{"attributes": []any{}, "text": c.Text},
		"likesSummary":    object{"selectedLikes": []any{}, "aggregatedTotalLikes": c.Likes, "likedByCurrentUser": false},
		"commentsSummary": object{"selectedComments": []any{}, "totalFirstLevelComments": answers, "aggregatedTotalComments": answers},
	}
}
