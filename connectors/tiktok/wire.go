package tiktok

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// What the APIs answer, as far as it is used. Counters are pointers: what is
// missing is not zero.

// displayReply is the Display API's envelope.
type displayReply[T any] struct {
	Data  T             `json:"data"`
	Error *displayError `json:"error"`
}

type displayError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *displayError) refusal() *refusal { return &refusal{word: e.Code, message: e.Message} }

// err is what the envelope says; every answer has the code "ok" at least.
func (r displayReply[T]) err(now time.Time) error {
	switch {
	case r.Error == nil:
		return sdk.Errorf(sdk.Permanent, "TikTok's answer says neither ok nor why not: is base_url the address of the Display API?")
	case r.Error.Code != wordOK:
		return r.Error.refusal().kind(now)
	}
	return nil
}

// userJSON is a user: https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info (H).
type userJSON struct {
	User struct {
		DisplayName string `json:"display_name"`
		Followers   *int64 `json:"follower_count"`
		Following   *int64 `json:"following_count"`
		Videos      *int64 `json:"video_count"`
	} `json:"user"`
}

// videosJSON is a page of either API. Its videos stay raw, so that an unreadable
// one does not spoil the others.
type videosJSON struct {
	Videos []json.RawMessage `json:"videos"`
	Cursor int64             `json:"cursor"` // milliseconds since 1970
	More   bool              `json:"has_more"`
}

// displayVideoJSON is a video: https://developers.tiktok.com/doc/tiktok-api-v2-video-object (H).
type displayVideoJSON struct {
	ID          string  `json:"id"`
	Created     seconds `json:"create_time"`
	Title       string  `json:"title"`
	Description string  `json:"video_description"`
	URL         string  `json:"share_url"`
	Likes       *int64  `json:"like_count"`
	Comments    *int64  `json:"comment_count"`
	Shares      *int64  `json:"share_count"`
	Views       *int64  `json:"view_count"`
}

// businessReply is the envelope of the API for Business.
type businessReply[T any] struct {
	Code    *int   `json:"code"`
	Message string `json:"message"`
	Data    T      `json:"data"`
}

func (r businessReply[T]) refusal() *refusal { return &refusal{code: *r.Code, message: r.Message} }

// err is what the envelope says; every answer has a code.
func (r businessReply[T]) err(now time.Time) error {
	switch {
	case r.Code == nil:
		return sdk.Errorf(sdk.Permanent, "TikTok's answer has no code: is base_url the address of the API for Business?")
	case *r.Code != 0:
		return r.refusal().kind(now)
	}
	return nil
}

// profileJSON is /business/get/ (M: fields as in clients that copy TikTok's
// documentation, which can't be read without signing in).
type profileJSON struct {
	Username  string      `json:"username"`
	Followers *int64      `json:"followers_count"`
	Following *int64      `json:"following_count"`
	Videos    *int64      `json:"videos_count"`
	Days      []dayJSON   `json:"metrics"`
	Ages      []shareJSON `json:"audience_ages"`
	Genders   []shareJSON `json:"audience_genders"`
	Countries []shareJSON `json:"audience_countries"`
	Cities    []shareJSON `json:"audience_cities"`
}

// dayJSON is one day, in UTC, which is complete after 24 to 48 hours. The days
// come in no order.
type dayJSON struct {
	Date         string     `json:"date"` // YYYY-MM-DD
	ProfileViews *int64     `json:"profile_views"`
	VideoViews   *int64     `json:"video_views"`
	Engaged      *int64     `json:"engaged_audience"`
	New          *int64     `json:"daily_new_followers"`
	Lost         *int64     `json:"daily_lost_followers"`
	Activity     []hourJSON `json:"audience_activity"`
}

type hourJSON struct {
	Hour  text   `json:"hour"` // "0" to "23"
	Count *int64 `json:"count"`
}

// shareJSON is one bucket of a breakdown; exactly one of its names is set.
type shareJSON struct {
	Age        string   `json:"age"`
	Gender     string   `json:"gender"`
	Country    string   `json:"country"`
	City       string   `json:"city"`
	CityName   string   `json:"city_name"`
	Percentage *float64 `json:"percentage"` // 0 to 1
}

// businessVideoJSON is a video of /business/video/list/ (M).
type businessVideoJSON struct {
	ID            text     `json:"item_id"`
	Created       seconds  `json:"create_time"`
	Caption       string   `json:"caption"`
	URL           string   `json:"share_url"`
	MediaType     string   `json:"media_type"` // VIDEO or PHOTO
	Likes         *int64   `json:"likes"`
	Comments      *int64   `json:"comments"`
	Shares        *int64   `json:"shares"`
	Favorites     *int64   `json:"favorites"`
	Views         *int64   `json:"video_views"`
	Reach         *int64   `json:"reach"`
	TotalWatched  *float64 `json:"total_time_watched"`   // seconds
	AverageWatch  *float64 `json:"average_time_watched"` // seconds
	NewFollowers  *int64   `json:"new_followers"`
	ProfileViews  *int64   `json:"profile_views"`
	WebsiteClicks *int64   `json:"website_clicks"`
}

// commentsJSON is /business/comment/list/ and /business/comment/reply/list/ (M).
type commentsJSON struct {
	Comments []json.RawMessage `json:"comments"`
	Cursor   int64             `json:"cursor"`
	More     bool              `json:"has_more"`
}

type commentJSON struct {
	ID       text              `json:"comment_id"`
	Created  seconds           `json:"create_time"`
	Text     string            `json:"text"`
	Username string            `json:"username"`
	Owner    bool              `json:"owner"` // by the account itself
	Status   string            `json:"status"`
	Replies  int64             `json:"replies"`
	Answers  []json.RawMessage `json:"reply_list"` // the first three
}

// text is a text, or a number that stands for one.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(t))
	}
	var n json.Number
	err := json.Unmarshal(raw, &n)
	*t = text(n)
	return err
}

// seconds is a time in seconds since 1970, as a number or a text.
type seconds struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (s *seconds) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	if err != nil || n <= 0 {
		s.Time = time.Time{} // the record will be refused by name
		return nil
	}
	s.Time = time.Unix(n, 0).UTC()
	return nil
}
