package telegram

import (
	"encoding/json"
	"slices"
)

// contentJSON is what a message says and shows. Of media only the presence
// counts. Kind and Words are our own: what is left of it in the queue.
type contentJSON struct {
	Kind  string `json:"pantau_kind,omitempty"`
	Words string `json:"pantau_text,omitempty"`

	Text      string          `json:"text,omitempty"`
	Caption   string          `json:"caption,omitempty"`
	Entities  []entityJSON    `json:"entities,omitempty"`
	Preview   *previewJSON    `json:"link_preview_options,omitempty"`
	Rich      json.RawMessage `json:"rich_message,omitempty"`
	Poll      *pollJSON       `json:"poll,omitempty"`
	Sticker   *stickerJSON    `json:"sticker,omitempty"`
	PaidMedia *paidJSON       `json:"paid_media,omitempty"`
	Photo     present         `json:"photo,omitempty"`
	LivePhoto present         `json:"live_photo,omitempty"`
	Video     present         `json:"video,omitempty"`
	VideoNote present         `json:"video_note,omitempty"`
	Animation present         `json:"animation,omitempty"`
	Audio     present         `json:"audio,omitempty"`
	Voice     present         `json:"voice,omitempty"`
	Document  present         `json:"document,omitempty"`
	Checklist present         `json:"checklist,omitempty"`
	Contact   present         `json:"contact,omitempty"`
	Dice      present         `json:"dice,omitempty"`
	Game      present         `json:"game,omitempty"`
	Giveaway  present         `json:"giveaway,omitempty"`
	Invoice   present         `json:"invoice,omitempty"`
	Location  present         `json:"location,omitempty"`
	Story     present         `json:"story,omitempty"`
}

// present is a field of which only the presence counts.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(raw []byte) error {
	*p = string(raw) != "null"
	return nil
}

type entityJSON struct {
	Type string `json:"type"`
}

type previewJSON struct {
	Disabled bool `json:"is_disabled"`
}

type pollJSON struct {
	Question string `json:"question"`
}

type stickerJSON struct {
	Emoji string `json:"emoji"`
}

type paidJSON struct {
	Media []struct {
		Type string `json:"type"`
	} `json:"paid_media"`
}

// reduce leaves a message's type and text only.
func (c *contentJSON) reduce() contentJSON {
	if c.Kind != "" {
		return contentJSON{Kind: c.Kind, Words: c.Words}
	}
	text := c.plainText()
	return contentJSON{Kind: c.postType(), Words: text[:min(len(text), mostText)]}
}

// plainText is what the message says: its text, a medium's caption, a poll's
// question. Telegram gives text and markup apart.
func (c *contentJSON) plainText() string {
	switch {
	case c.Text != "":
		return c.Text
	case c.Caption != "":
		return c.Caption
	case len(c.Rich) > 0:
		return richText(c.Rich)
	case c.Poll != nil:
		return c.Poll.Question
	case c.Sticker != nil:
		return c.Sticker.Emoji
	}
	return ""
}

// postType is the type of a post; empty for a service message, such as that
// somebody has pinned something.
func (c *contentJSON) postType() string {
	kinds := []struct {
		is   bool
		name string
	}{
		{c.Poll != nil, "poll"},
		{bool(c.Video || c.VideoNote || c.Animation), "video"}, // an animation has a document too
		{bool(c.Photo || c.LivePhoto) || c.Sticker != nil, "image"},
		{bool(c.Audio || c.Voice), "audio"},
		{bool(c.Document), "document"},
		{c.PaidMedia != nil, c.paidType()},
		{c.showsLink(), "link"},
		{c.Text != "" || len(c.Rich) > 0, "text"},
		{bool(c.Checklist || c.Contact || c.Dice || c.Game || c.Giveaway || c.Invoice || c.Location || c.Story), "other"},
		{c.Caption != "", "other"}, // of a medium that is newer than this code
	}
	for _, k := range kinds {
		if k.is {
			return k.name
		}
	}
	return ""
}

func (c *contentJSON) paidType() string {
	if c.PaidMedia != nil && len(c.PaidMedia.Media) > 0 && c.PaidMedia.Media[0].Type == "video" {
		return "video"
	}
	return "image"
}

// showsLink tells whether a text has a link that is shown with a preview.
func (c *contentJSON) showsLink() bool {
	return (c.Preview == nil || !c.Preview.Disabled) && slices.ContainsFunc(c.Entities, func(e entityJSON) bool {
		return e.Type == "url" || e.Type == "text_link"
	})
}
