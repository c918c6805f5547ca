package youtube

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// What the Data API answers, as far as it is used. Counters that an owner hides
// are absent, so they are pointers.

// listJSON is a page of any list.
type listJSON[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"nextPageToken"`
}

type channelJSON struct {
	ID      string `json:"id"`
	Snippet struct {
		Title     string `json:"title"`
		CustomURL string `json:"customUrl"` // the handle, with @
		Published stamp  `json:"publishedAt"`
	} `json:"snippet"`
	Statistics struct {
		Views             *count `json:"viewCount"`
		Subscribers       *count `json:"subscriberCount"`
		SubscribersHidden bool   `json:"hiddenSubscriberCount"`
		Videos            *count `json:"videoCount"`
	} `json:"statistics"`
	ContentDetails struct {
		Related struct {
			Uploads string `json:"uploads"`
		} `json:"relatedPlaylists"`
	} `json:"contentDetails"`
}

type playlistItemJSON struct {
	ContentDetails struct {
		Video     string `json:"videoId"`
		Published stamp  `json:"videoPublishedAt"` // absent for deleted and private videos
	} `json:"contentDetails"`
}

type videoJSON struct {
	ID      string `json:"id"`
	Snippet struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		Published   stamp  `json:"publishedAt"`
		Channel     string `json:"channelId"`
		Broadcast   string `json:"liveBroadcastContent"` // none, live, upcoming
	} `json:"snippet"`
	Status struct {
		Privacy string `json:"privacyStatus"`
	} `json:"status"`
	// Live is there for live streams and premieres, also long after.
	Live *struct {
		Started stamp `json:"actualStartTime"`
	} `json:"liveStreamingDetails"`
	Statistics statisticsJSON `json:"statistics"`
}

// statisticsJSON is the same in a video and in a videoStat.
type statisticsJSON struct {
	Views    *count `json:"viewCount"`
	Likes    *count `json:"likeCount"`
	Comments *count `json:"commentCount"`
}

type videoStatJSON struct {
	ID         string         `json:"id"`
	Statistics statisticsJSON `json:"statistics"`
}

type threadJSON struct {
	ID      string `json:"id"`
	Snippet struct {
		Top     commentJSON `json:"topLevelComment"`
		Replies int         `json:"totalReplyCount"`
	} `json:"snippet"`
	Replies struct {
		Comments []commentJSON `json:"comments"` // a few of them
	} `json:"replies"`
}

type commentJSON struct {
	ID      string `json:"id"`
	Snippet struct {
		Text      string `json:"textDisplay"`
		Author    string `json:"authorDisplayName"`
		ChannelID struct {
			Value string `json:"value"`
		} `json:"authorChannelId"`
		Published stamp `json:"publishedAt"`
	} `json:"snippet"`
}

type searchJSON struct {
	ID struct {
		Video string `json:"videoId"`
	} `json:"id"`
	Snippet struct {
		Title       string `json:"title"`
		Description string `json:"description"` // its beginning
		Channel     string `json:"channelId"`
		Published   stamp  `json:"publishedAt"`
	} `json:"snippet"`
}

// count is a number of 64 bits, which Google writes as a string.
type count int64

// UnmarshalJSON implements json.Unmarshaler.
func (c *count) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	if err != nil {
		return fmt.Errorf("%s is no count", raw)
	}
	*c = count(n)
	return nil
}

// stamp is a time stamp. One that can't be read is left zero, which makes the
// record be refused by name.
type stamp struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (s *stamp) UnmarshalJSON(raw []byte) error {
	var text string
	s.Time = time.Time{}
	if json.Unmarshal(raw, &text) != nil {
		return nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		s.Time = t.UTC()
	}
	return nil
}
