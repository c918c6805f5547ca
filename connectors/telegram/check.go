package telegram

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/pantau/pantau/connectors/sdk"
)

// How to mend what Check finds, as the apps show it.
const (
	addToChannel = "open the channel, Administrators, Add Admin, choose the bot; it needs no rights beyond being there"
	addToGroup   = "open the discussion group, Administrators, Add Admin, choose the bot; " +
		"or in @BotFather: /setprivacy, the bot, Disable, then add the bot to the group anew"
	linkGroup     = "open the channel, Edit, Discussion, and choose or make a group"
	openReactions = "open the channel, Edit, Reactions, and allow some"
	freeTheBot    = "make a bot of its own for Pantau with @BotFather, or have the other program call deleteWebhook"
)

// Check implements sdk.Connector. It leaves the bot's queue alone, so that it
// may run beside the collector.
func (c *connector) Check(ctx context.Context) (sdk.CheckReport, error) {
	var report sdk.CheckReport
	var me meJSON
	if err := c.api.call(ctx, "getMe", nil, &me); err != nil {
		return report, err
	}
	var chat chatInfoJSON
	if err := c.api.call(ctx, "getChat", url.Values{"chat_id": {c.config.Channel}}, &chat); err != nil {
		return report, err
	}
	if chat.Type != "channel" {
		return report, sdk.Errorf(sdk.Permanent, "channel: %s is a %s, not a channel; write the channel's handle", c.config.Channel, chat.Type)
	}
	report.Summary = fmt.Sprintf("reads the channel %s as @%s", chat.Title, me.Username)
	members := 0
	switch err := c.api.call(ctx, "getChatMemberCount", url.Values{"chat_id": {c.config.Channel}}, &members); {
	case err == nil:
		report.Summary += fmt.Sprintf(", %d members", members)
	case codeOf(err) == 0:
		return report, err
	default:
		report.Findings = append(report.Findings, sdk.Finding{What: "followers", Detail: "they will be missing: " + err.Error()})
	}
	for _, look := range []func(context.Context, meJSON, chatInfoJSON) (sdk.Finding, error){
		c.checkQueue, c.checkChannel, c.checkReactions, c.checkComments,
	} {
		found, err := look(ctx, me, chat)
		if err != nil {
			return report, err
		}
		if found.What != "" {
			report.Findings = append(report.Findings, found)
		}
	}
	return report, nil
}

// checkQueue looks whether updates can be fetched. The webhook's address is not
// shown: such addresses hold secrets.
func (c *connector) checkQueue(ctx context.Context, _ meJSON, _ chatInfoJSON) (sdk.Finding, error) {
	var hook webhookJSON
	if err := c.api.call(ctx, "getWebhookInfo", nil, &hook); err != nil {
		return sdk.Finding{}, err
	}
	if hook.URL != "" {
		return sdk.Finding{What: "updates", Detail: "posts, reactions and comments will be missing: another program has set a webhook for this bot; " + freeTheBot}, nil
	}
	return sdk.Finding{OK: true, What: "updates"}, nil
}

func (c *connector) checkChannel(ctx context.Context, me meJSON, chat chatInfoJSON) (sdk.Finding, error) {
	is, err := c.member(ctx, chat.ID, me)
	switch {
	case err != nil:
		return sdk.Finding{}, err
	case is.admin():
		return sdk.Finding{OK: true, What: "posts"}, nil
	}
	return sdk.Finding{What: "posts", Detail: "posts and their reactions will be missing: the bot is not in the channel; " + addToChannel}, nil
}

func (c *connector) checkReactions(_ context.Context, _ meJSON, chat chatInfoJSON) (sdk.Finding, error) {
	if chat.reactionsOff() {
		return sdk.Finding{What: "reactions", Detail: "they will be missing: the channel allows none; " + openReactions}, nil
	}
	return sdk.Finding{OK: true, What: "reactions"}, nil
}

func (c *connector) checkComments(ctx context.Context, me meJSON, chat chatInfoJSON) (sdk.Finding, error) {
	switch {
	case !c.config.Comments:
		return sdk.Finding{}, nil
	case chat.Linked == 0:
		return sdk.Finding{What: "comments", Detail: "they will be missing: the channel has no discussion group; " + linkGroup}, nil
	}
	is, err := c.member(ctx, chat.Linked, me)
	switch {
	case err != nil:
		return sdk.Finding{}, err
	case is.admin(), is.inside() && me.ReadsAll:
		return sdk.Finding{OK: true, What: "comments"}, nil
	case is.inside():
		return sdk.Finding{What: "comments", Detail: "most will be missing: privacy mode hides the discussion group from the bot; " + addToGroup}, nil
	}
	return sdk.Finding{What: "comments", Detail: "they will be missing: the bot is not in the discussion group; " + addToGroup}, nil
}

// member asks what the bot is in a chat. A refusal means that it is not in it.
func (c *connector) member(ctx context.Context, chat int64, me meJSON) (memberJSON, error) {
	var is memberJSON
	err := c.api.call(ctx, "getChatMember", url.Values{
		"chat_id": {strconv.FormatInt(chat, 10)}, "user_id": {strconv.FormatInt(me.ID, 10)},
	}, &is)
	switch codeOf(err) {
	case http.StatusBadRequest, http.StatusForbidden:
		return memberJSON{Status: "left"}, nil
	}
	return is, err
}

func (m memberJSON) admin() bool { return m.Status == "administrator" || m.Status == "creator" }

func (m memberJSON) inside() bool {
	return m.admin() || m.Status == "member" || m.Status == "restricted" && m.IsMember
}
