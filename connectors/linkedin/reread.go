package linkedin

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
)

// rereadBatch is how many posts are asked for at once by their ids.
const rereadBatch = 50

// reread looks again at the older posts that the collector asks for.
func (r *run) reread(ctx context.Context) error {
	ids := slices.DeleteFunc(slices.Clone(r.Request.Reread), func(id string) bool { return r.done[id] })
	for chunk := range slices.Chunk(ids, rereadBatch) {
		var said batchJSON
		if err := r.get(ctx, methodBatchGet, "/posts?ids="+list(chunk), &said); err != nil {
			return err
		}
		var found []json.RawMessage
		for _, id := range chunk {
			for _, key := range []string{id, encode(id)} { // Rest.li allows keys to be encoded
				if raw, ok := said.Results[key]; ok {
					found = append(found, raw)
				}
				if status := said.Errors[key].Status; status == http.StatusNotFound || status == http.StatusGone {
					r.Result.Gone = append(r.Result.Gone, id)
				}
			}
		}
		if err := r.takePosts(ctx, r.decodePosts(found)); err != nil {
			return err
		}
	}
	return nil
}
