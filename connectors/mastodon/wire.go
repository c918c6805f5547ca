package mastodon

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// What the API answers, as far as it is used. Servers that are not Mastodon
// leave fields out, so counters are pointers.

type accountJSON struct {
	ID        id         `json:"id"`
	Acct      string     `json:"acct"`
	Followers *sdk.Whole `json:"followers_count"`
	Following *sdk.Whole `json:"following_count"`
	Statuses  *sdk.Whole `json:"statuses_count"`
}

type statusJSON struct {
	ID               id            `json:"id"`
	Created          stamp         `json:"created_at"`
	ReplyTo          id            `json:"in_reply_to_id"`
	ReplyToAccount   id            `json:"in_reply_to_account_id"`
	Visibility       string        `json:"visibility"`
	Language         string        `json:"language"`
	URI              string        `json:"uri"`
	URL              string        `json:"url"`
	Content          string        `json:"content"`
	Spoiler          string        `json:"spoiler_text"`
	Account          accountJSON   `json:"account"`
	Reblog           *struct{}     `json:"reblog"`
	Favourites       *sdk.Whole    `json:"favourites_count"`
	Reblogs          *sdk.Whole    `json:"reblogs_count"`
	Replies          *sdk.Whole    `json:"replies_count"`
	Quotes           *sdk.Whole    `json:"quotes_count"`
	MediaAttachments []mediaJSON   `json:"media_attachments"`
	Mentions         []mentionJSON `json:"mentions"`
	Card             *cardJSON     `json:"card"`
	Poll             *struct{}     `json:"poll"`
}

type mediaJSON struct {
	Type string `json:"type"`
}

type mentionJSON struct {
	ID id `json:"id"`
}

type cardJSON struct {
	URL string `json:"url"`
}

type notificationJSON struct {
	ID      id              `json:"id"`
	Type    string          `json:"type"`
	Created stamp           `json:"created_at"`
	Status  json.RawMessage `json:"status"`
}

// contextJSON keeps its statuses raw, so that one unreadable status does not
// spoil the others.
type contextJSON struct {
	Ancestors   []json.RawMessage `json:"ancestors"`
	Descendants []json.RawMessage `json:"descendants"`
}

// id is an id of any form: digits, a ULID, a hash. Some servers write numbers.
type id string

// UnmarshalJSON implements json.Unmarshaler.
func (i *id) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(i))
	}
	if *i = id(raw); *i == "null" {
		*i = ""
	}
	return nil
}

// stamp is a time stamp with or without fraction or zone. One that can't be
// read is left zero, which makes the record be refused by name.
type stamp struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (s *stamp) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			s.Time = t.UTC()
			return nil
		}
	}
	s.Time = time.Time{}
	return nil
}
