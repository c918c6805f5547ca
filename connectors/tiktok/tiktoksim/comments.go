package tiktoksim

import (
	"slices"
	"strconv"

	"github.com/pantau/pantau/connectors/sim"
)

// commentList is /business/comment/list/: https://ads.tiktok.com/marketing_api/docs?id=1733329505077250.
// Sorted by create_time it goes from new to old; otherwise it has no order.
func (q *businessRequest) commentList() {
	query := q.r.URL.Query()
	p := q.find(query.Get("video_id"))
	if p == nil {
		q.say(codeParameter, "video_id: the video does not exist", object{})
		return
	}
	all := q.under(p, "")
	if query.Get("sort_field") == "create_time" && query.Get("sort_order") == "desc" {
		slices.Reverse(all)
	}
	q.comments(p, all, query.Get("include_replies") == "true")
}

// replyList is /business/comment/reply/list/, the answers to one comment.
func (q *businessRequest) replyList() {
	query := q.r.URL.Query()
	p := q.find(query.Get("video_id"))
	if p == nil || query.Get("comment_id") == "" {
		q.say(codeParameter, "comment_id: the comment does not exist", object{})
		return
	}
	q.comments(p, q.under(p, query.Get("comment_id")), false)
}

func (q *businessRequest) find(id string) *sim.Post {
	for _, p := range q.visible(q.owner) {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// under are the comments that answer a comment, "" meaning the video.
func (q *businessRequest) under(p *sim.Post, comment string) []*sim.Comment {
	return slices.DeleteFunc(slices.Clone(p.CommentsBy(q.now)), func(c *sim.Comment) bool { return c.ReplyTo != comment })
}

// comments answers with a page; the cursor is how many came before.
func (q *businessRequest) comments(p *sim.Post, all []*sim.Comment, answers bool) {
	query := q.r.URL.Query()
	start, _ := strconv.Atoi(query.Get("cursor")) // 0: from the beginning
	count, _ := strconv.Atoi(query.Get("max_count"))
	if count == 0 {
		count = 20
	}
	if count < 1 || count > 30 {
		q.say(codeParameter, "max_count: must be between 1 and 30", object{})
		return
	}
	from := min(start, len(all))
	until := min(from+count, len(all))
	out := []any{}
	for _, c := range all[from:until] {
		out = append(out, q.comment(p, c, answers))
	}
	q.ok(object{"comments": out, "cursor": until, "has_more": until < len(all)})
}

// mostAnswers is how many answers come with a comment.
const mostAnswers = 3

func (q *businessRequest) comment(p *sim.Post, c *sim.Comment, answers bool) object {
	under := q.under(p, c.ID)
	out := object{
		"comment_id": c.ID, "video_id": p.ID, "create_time": strconv.FormatInt(c.Created.Unix(), 10), "text": c.Text, "likes": c.Likes,
		"replies": len(under), "owner": c.Author == q.owner.Handle, "liked": false, "pinned": false, "status": "PUBLIC",
		"username": c.Author, "display_name": c.Author, "unique_identifier": "+ABc1D2/" + c.Author,
	}
	if c.ReplyTo != "" {
		out["parent_comment_id"] = c.ReplyTo
	}
	if answers {
		list := []any{}
		for _, a := range under[:min(len(under), mostAnswers)] {
			list = append(list, q.comment(p, a, false))
		}
		out["reply_list"] = list
	}
	return out
}
