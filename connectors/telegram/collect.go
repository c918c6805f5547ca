package telegram

import (
	"context"
	"net/url"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// run is one call of Collect.
type run struct {
	*connector
	sdk.Run
	from  position // what the last run that was stored has reached
	chat  chatInfoJSON
	known channel

	touched  map[*post]bool
	mentions map[int64]sdk.Mention // by message, the latest version
	order    []int64               // of mentions
	tooOld   bool                  // reactions to a post that is not known
}

// Collect implements sdk.Connector. Since and Reread ask for what the Bot API
// does not have.
func (c *connector) Collect(ctx context.Context, req sdk.Request, emit sdk.Emit) (sdk.Result, error) {
	r := &run{
		connector: c, Run: sdk.NewRun(req, emit), from: readCursor(req.Cursor).position,
		touched: map[*post]bool{}, mentions: map[int64]sdk.Mention{},
	}
	before := c.api.http.Requests()
	err := r.collect(ctx)
	r.Result.Requests = c.api.http.Requests() - before
	return r.Result, err
}

func (r *run) collect(ctx context.Context) error {
	if err := r.api.call(ctx, "getChat", url.Values{"chat_id": {r.config.Channel}}, &r.chat); err != nil {
		return err
	}
	if r.chat.Type != "channel" {
		return sdk.Errorf(sdk.Permanent, "channel: %s is a %s, not a channel", r.config.Channel, r.chat.Type)
	}
	members := 0
	switch err := r.api.call(ctx, "getChatMemberCount", url.Values{"chat_id": {r.config.Channel}}, &members); {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		r.Fail(err)
	default:
		if err := r.Emit(sdk.Account{Metrics: sdk.Metrics{schema.MetricFollowers: sdk.Number(members)}}); err != nil {
			return err
		}
	}
	reached, err := r.updates(ctx)
	if err != nil {
		return err
	}
	r.Result.Cursor, err = cursor{Version: cursorVersion, position: reached}.encode()
	return err
}
