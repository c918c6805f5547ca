package facebook

import (
	"encoding/json"
	"strings"

	"github.com/pantau/pantau/connectors/meta"
	"github.com/pantau/pantau/connectors/sdk"
)

// pageFields are those of a Page that are needed
// (developers.facebook.com/docs/graph-api/reference/page). The Page's token comes
// to those who have a role on it.
const pageFields = "id,name,followers_count,fan_count,access_token"

type pageJSON struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Followers *int64     `json:"followers_count"`
	Fans      *int64     `json:"fan_count"` // people who like the Page
	Token     sdk.Secret `json:"access_token"`
}

// reactions are the kinds of reaction: in requests, as metrics, and as parts of
// the metric post_reactions_by_type_total.
var reactions = []struct{ kind, metric, part string }{
	{"LIKE", "reaction_like", "like"},
	{"LOVE", "reaction_love", "love"},
	{"CARE", "reaction_care", "care"},
	{"HAHA", "reaction_haha", "haha"},
	{"WOW", "reaction_wow", "wow"},
	{"SAD", "reaction_sad", "sorry"},
	{"ANGRY", "reaction_angry", "anger"},
}

// ownFields are the fields of a post that tell nothing of other people
// (…/graph-api/reference/page-post).
const ownFields = "id,message,created_time,permalink_url,status_type,shares,attachments{media_type,target{id}}"

// allFields adds the counts that need the permission to read what people do, all
// reactions in the same call under other names
// (…/docs/graph-api/guides/field-expansion).
func allFields() string {
	fields := []string{
		ownFields,
		"comments.limit(0).summary(total_count).filter(stream)",
		"reactions.limit(0).summary(total_count)",
	}
	for _, r := range reactions {
		fields = append(fields, "reactions.type("+r.kind+").limit(0).summary(total_count).as("+r.metric+")")
	}
	return strings.Join(fields, ",")
}

type postJSON struct {
	ID      string    `json:"id"` // page_post
	Message string    `json:"message"`
	Created meta.Time `json:"created_time"`
	Link    string    `json:"permalink_url"`
	Status  string    `json:"status_type"`
	// Shares is left out of posts that nobody has shared.
	Shares      *sharesJSON               `json:"shares"`
	Attachments meta.List[attachmentJSON] `json:"attachments"`
	Comments    summaryJSON               `json:"comments"`
	Reactions   summaryJSON               `json:"reactions"`

	byKind map[string]*int64 // reactions, by metric
}

type sharesJSON struct {
	Count int64 `json:"count"`
}

type attachmentJSON struct {
	Media  string `json:"media_type"` // photo, video, album, link, event, …
	Target struct {
		ID string `json:"id"`
	} `json:"target"`
}

// summaryJSON is a list of which only the number is asked for.
type summaryJSON struct {
	Summary struct {
		Total *int64 `json:"total_count"`
	} `json:"summary"`
}

var _ json.Unmarshaler = (*postJSON)(nil)

// UnmarshalJSON implements json.Unmarshaler: it gathers the reactions, which
// come as fields of their own.
func (p *postJSON) UnmarshalJSON(raw []byte) error {
	type plain postJSON
	if err := json.Unmarshal(raw, (*plain)(p)); err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	p.byKind = map[string]*int64{}
	for _, r := range reactions {
		var s summaryJSON
		if field, ok := fields[r.metric]; ok {
			if err := json.Unmarshal(field, &s); err != nil {
				return err
			}
		}
		p.byKind[r.metric] = s.Summary.Total
	}
	return nil
}

// commentFields are those of a comment (…/graph-api/reference/comment).
const commentFields = "id,message,created_time,permalink_url,from{id}"

// saidJSON is something somebody else wrote: a comment, or a post that tags the
// Page. The author is left out where the person does not share it with the app.
type saidJSON struct {
	ID      string    `json:"id"`
	Message string    `json:"message"`
	Created meta.Time `json:"created_time"`
	Link    string    `json:"permalink_url"`
	From    struct {
		ID string `json:"id"`
	} `json:"from"`
}

// reelFields are those of the list of reels.
const reelFields = "id,post_id,created_time"

type reelJSON struct {
	ID      string    `json:"id"` // of the video
	Post    string    `json:"post_id"`
	Created meta.Time `json:"created_time"`
}
