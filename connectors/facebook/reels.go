package facebook

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/meta"
)

const webHost = "https://www.facebook.com"

// reels reads the reels that are not among the posts: reports differ on whether
// they are. They are read as the posts that they belong to.
func (r *run) reels(ctx context.Context) (err error) {
	query := url.Values{"fields": {reelFields}, "limit": {pageSize}}
	r.cur.Reels.Left, err = meta.EachIn(ctx, r.graph, "/"+r.page.ID+"/video_reels", query, r.cur.Reels.Left,
		func(v reelJSON) time.Time { return v.Created.Time },
		func(v reelJSON) (bool, error) {
			if !r.mayRead(v.Created.Time) {
				return false, nil
			}
			return true, r.takeReel(ctx, v)
		})
	if meta.NotFound(err) || meta.NoPermission(err) {
		r.Skip("reels that are not among the posts are not read: %v", err)
		r.cur.Reels.Left = nil
		return nil
	}
	return err
}

func (r *run) takeReel(ctx context.Context, v reelJSON) error {
	id := v.postID(r.page.ID)
	if id == "" || r.looked[id] {
		return nil
	}
	r.cur.rememberReel(id, v.ID)
	p, err := r.onePost(ctx, id)
	if meta.NotFound(err) {
		return nil // the video without its post: taken back, or not published
	}
	if err != nil {
		return err
	}
	return r.take(ctx, p)
}

// postID is the id of the post that a reel belongs to: the list of reels has its
// second half.
func (v reelJSON) postID(page string) string {
	if v.Post == "" || strings.Contains(v.Post, "_") {
		return v.Post
	}
	return page + "_" + v.Post
}

// reel is the id of the video if the post is a reel, else empty.
func (p postJSON) reel() string {
	_, after, found := strings.Cut(p.Link, "/reel/")
	if !found {
		return ""
	}
	if len(p.Attachments.Data) > 0 && p.Attachments.Data[0].Target.ID != "" {
		return p.Attachments.Data[0].Target.ID
	}
	id, _, _ := strings.Cut(after, "/")
	return id
}

// becomeReel makes a post whose address does not say so the reel with a video.
func (p *postJSON) becomeReel(video string) {
	if p.reel() == "" {
		p.Link = webHost + "/reel/" + video + "/"
		p.Attachments.Data = nil
	}
}
