package bluesky

import (
	"context"
	"net/url"

	"github.com/pantau/pantau/connectors/sdk"
)

const (
	threadDepth = "1000" // the most that may be asked for; servers give less
	maxThreads  = 2500   // threads read in one run, each one request
	maxBranches = 20     // further requests for what lies deeper in one thread
)

// room says whether another thread may be read. A tenth of the server's rate
// limit, up to 100 requests, is left for the rest of the run and for others at
// this address.
func (r *run) room() bool {
	b := r.http.Budget()
	return r.trees < maxThreads && (b == nil || b.Remaining > min(100, b.Limit/10))
}

// thread reads the replies under an own post, however deep. One that can't be
// read is a failed part; if the fault may pass, the next run tries again.
func (r *run) thread(ctx context.Context, uri string) error {
	r.trees++
	todo := []branch{{uri: uri, own: true}}
	var err error
	for i := 0; err == nil && i < len(todo) && i <= maxBranches; i++ {
		var deeper []branch
		deeper, err = r.tree(ctx, todo[i])
		todo = append(todo, deeper...)
	}
	switch kind := sdk.KindOf(err); {
	case err == nil:
		return nil
	case kind == sdk.RateLimited, kind == sdk.Transient:
		r.next.Due = append(r.next.Due, recordKey(uri))
	}
	return r.partly(ctx, "replies under "+uri, err)
}

// branch is a post under which to read. own: everything from the thread's
// beginning down to it is the account's own, so that a post of the account
// under it continues it, and is a post.
type branch struct {
	uri string
	own bool
}

// tree reads one answer of getPostThread. It gives the posts at which the
// server cut off the tree.
func (r *run) tree(ctx context.Context, at branch) (deeper []branch, err error) {
	var answer threadAnswer
	params := url.Values{"uri": {at.uri}, "depth": {threadDepth}, "parentHeight": {"0"}}
	err = r.query(ctx, "app.bsky.feed.getPostThread", params, &answer)
	if said(err).Name == "NotFound" {
		return nil, nil // deleted since its page was read
	}
	if err != nil {
		return nil, err
	}
	w := walk{run: r, anchor: at.uri}
	err = w.node(answer.Thread, at.own)
	return w.deeper, err
}

// walk goes through one tree.
type walk struct {
	*run
	anchor string
	deeper []branch
}

// node takes a post and what is under it; own as in branch.
func (w *walk) node(n threadNode, own bool) error {
	if n.Post == nil {
		return nil // deleted, or hidden by a block
	}
	view := *n.Post
	mine := view.Author.DID == w.me.DID
	own = own && mine
	if own {
		w.next.Replies[recordKey(view.URI)] = view.replies()
	}
	if own || !mine {
		if err := w.take(view); err != nil {
			return err
		}
	}
	if n.Replies == nil && view.replies() > 0 && view.URI != w.anchor {
		w.deeper = append(w.deeper, branch{view.URI, own})
	}
	for _, reply := range n.Replies {
		if err := w.node(reply, own); err != nil {
			return err
		}
	}
	return nil
}

// take emits a post of the tree.
func (w *walk) take(view postView) error {
	if !w.first(view.URI) {
		return nil
	}
	p, err := readPost(view)
	switch {
	case err != nil:
		w.Fail(err)
		return nil
	case view.Author.DID == w.me.DID:
		return w.Emit(ownPost(view, p))
	}
	return w.Emit(w.othersPost(view, p))
}

// backlog reads the threads that earlier runs had no room for.
func (r *run) backlog(ctx context.Context) error {
	for _, key := range r.was.Due {
		uri := r.postURI(key)
		switch {
		case !r.set.Replies, r.seen[uri]: // not wanted any more, or came again by itself
			continue
		case !r.room():
			r.next.Due = append(r.next.Due, key)
			continue
		}
		if err := r.thread(ctx, uri); err != nil {
			return err
		}
	}
	if left := len(r.next.Due); left > 0 {
		r.next.Due = r.next.Due[:min(left, maxBacklog)]
		r.Skip("the replies under %d posts are left for the next runs", len(r.next.Due))
	}
	return nil
}
