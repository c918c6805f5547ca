package x

import (
	"context"
	"net/url"
	"slices"
	"strings"
)

// reread looks again at the older posts that the collector asks for. That costs
// five times what the timeline does, so it comes last.
func (r *run) reread(ctx context.Context) error {
	ids := slices.DeleteFunc(slices.Clone(r.Request.Reread), func(id string) bool { return r.done[id] })
	for chunk := range slices.Chunk(ids, mostPosts) {
		f := feed{
			endpoint: "tweets", path: "/tweets", private: r.self.Private,
			what: purchase{price: pricePost, sizes: []int{len(chunk)}, keep: r.keep()},
		}
		p, err := r.page(ctx, f, url.Values{"ids": {strings.Join(chunk, ",")}})
		if err != nil {
			return err
		}
		if err := r.takePosts(p.posts); err != nil {
			return err
		}
		r.Result.Gone = append(r.Result.Gone, p.gone(chunk)...)
	}
	return nil
}

// gone are those of the ids that X says it no longer has.
func (p page) gone(ids []string) []string {
	var out []string
	for _, problem := range p.problems {
		if problem.name() == problemNotFound && slices.Contains(ids, problem.id()) && !slices.Contains(out, problem.id()) {
			out = append(out, problem.id())
		}
	}
	return out
}
