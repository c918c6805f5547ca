package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// client calls the methods of the Bot API. The token is part of every address,
// so every error is looked through for it.
type client struct {
	http  *sdk.HTTP
	path  string
	hides *strings.Replacer
}

func newClient(base string, token sdk.Secret) *client {
	const hidden = "[REDACTED]"
	raw := token.Reveal()
	c := &client{
		http:  sdk.NewHTTP(base),
		path:  "/bot" + url.PathEscape(raw) + "/",
		hides: strings.NewReplacer(raw, hidden, url.QueryEscape(raw), hidden, url.PathEscape(raw), hidden),
	}
	c.http.Classify = classify
	return c
}

// call asks a method and decodes its result into out.
func (c *client) call(ctx context.Context, method string, params url.Values, out any) error {
	var answer answerJSON
	if _, err := c.http.JSON(ctx, c.path+method, params, &answer); err != nil {
		return c.hide(method, err)
	}
	if !answer.OK { // the official server says so in the status too
		return c.hide(method, refusal(answer, answer.Code))
	}
	if err := json.Unmarshal(answer.Result, out); err != nil {
		return c.hide(method, sdk.Errorf(sdk.Permanent, "%s answered something else than documented: %w", method, err))
	}
	return nil
}

// hide takes the token out of an error's text. Its cause is not passed on.
func (c *client) hide(method string, err error) error {
	text := c.hides.Replace(err.Error())
	out := &sdk.Error{Kind: sdk.KindOf(err), After: sdk.RetryAt(err), Err: errors.New(text)}
	if e, ok := errors.AsType[*refused](err); ok {
		out.Err = &refused{code: e.code, text: text + " (" + method + ")"}
	}
	return out
}

// refused is an answer with ok false.
type refused struct {
	code int
	text string
}

// Error implements error.
func (e *refused) Error() string { return e.text }

// codeOf gives the error_code behind an error, or 0.
func codeOf(err error) int {
	if e, ok := errors.AsType[*refused](err); ok {
		return e.code
	}
	return 0
}

// classify reads the Bot API's form of error. See "Making requests" and
// ResponseParameters in the documentation; the descriptions are those of the
// official server, github.com/tdlib/telegram-bot-api.
func classify(said *sdk.StatusError, _ http.Header) error {
	var answer answerJSON
	if json.Unmarshal(said.Body, &answer) != nil || answer.Code == 0 {
		return nil
	}
	if answer.Code >= http.StatusInternalServerError {
		return nil // it passes by itself, whatever it is
	}
	return refusal(answer, said.Status)
}

// mostWait is the most seconds that a server is believed.
const mostWait = 24 * 60 * 60

func refusal(answer answerJSON, code int) error {
	const longest = 200
	text := strings.ToValidUTF8(answer.Description, "\uFFFD")
	text = strings.ToValidUTF8(text[:min(len(text), longest)], "")
	kind, advice := advise(answer, code, text)
	e := &sdk.Error{Kind: kind, Err: &refused{code: code, text: fmt.Sprintf("%sTelegram says %d %s", advice, code, text)}}
	if wait := answer.Parameters.RetryAfter; kind == sdk.RateLimited && wait > 0 {
		e.After = time.Now().Add(time.Duration(min(wait, mostWait)) * time.Second)
	}
	return e
}

// advise says what kind of error an answer is and what to do about it.
func advise(answer answerJSON, code int, text string) (kind sdk.ErrorKind, advice string) {
	switch {
	case code == http.StatusTooManyRequests:
		return sdk.RateLimited, ""
	case code == http.StatusUnauthorized, code == http.StatusNotFound:
		return sdk.Auth, "token: Telegram knows no such bot; copy the token from @BotFather (/mybots, the bot, API Token): "
	case code == http.StatusForbidden:
		return sdk.Auth, "channel: the bot is not in it; add it as administrator (the channel, Administrators, Add Admin): "
	case code == http.StatusConflict && strings.Contains(text, "webhook"):
		return sdk.Permanent, "another program has set a webhook for this bot, so its updates can't be read here; " +
			"use a bot of its own for Pantau, or have that program call deleteWebhook: "
	case code == http.StatusConflict:
		return sdk.Transient, "another program reads this bot's updates; stop it, or use a bot of its own for Pantau: "
	case answer.Parameters.MigrateTo != 0:
		return sdk.Permanent, fmt.Sprintf("channel: the chat has the new number %d; write that: ", answer.Parameters.MigrateTo)
	case code == http.StatusBadRequest && strings.Contains(text, "chat not found"):
		return sdk.Permanent, "channel: Telegram shows this bot no such chat; check the spelling, and add the bot if the channel is private: "
	case code >= http.StatusInternalServerError:
		return sdk.Transient, ""
	default:
		return sdk.Permanent, ""
	}
}
