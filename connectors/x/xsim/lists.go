package xsim

import (
	"encoding/base32"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (q *request) me() {
	if q.user == nil {
		q.refuse(userContext())
		return
	}
	q.charge("user ", priceUser, userID(q.user.Handle))
	answer(q.w, http.StatusOK, object{"data": q.userObject(q.user)})
}

func (q *request) byUsername() {
	name := q.r.PathValue("username")
	for id, a := range q.index.users {
		if strings.EqualFold(a.Handle, name) {
			q.charge("user ", priceUser, id)
			answer(q.w, http.StatusOK, object{"data": q.userObject(a)})
			return
		}
	}
	q.answer(nil, []problem{notFound("user", "username", name)})
}

func (q *request) usersBy() {
	var found []object
	var failed []problem
	for name := range strings.SplitSeq(q.r.URL.Query().Get("usernames"), ",") {
		known := false
		for id, a := range q.index.users {
			if known = strings.EqualFold(a.Handle, name); known {
				q.charge("user ", priceUser, id)
				found = append(found, q.userObject(a))
				break
			}
		}
		if !known {
			failed = append(failed, notFound("user", "usernames", name))
		}
	}
	q.answer(found, failed)
}

// answer gives data and errors, leaving out what is empty.
func (q *request) answer(data []object, failed []problem) {
	body := object{}
	if len(data) > 0 {
		body["data"] = data
	}
	if len(failed) > 0 {
		body["errors"] = failed
	}
	answer(q.w, http.StatusOK, body)
}

// userTweets gives own posts; the world's accounts repost nothing and answer
// nobody, so exclude leaves nothing out.
func (q *request) userTweets() {
	a := q.index.users[q.r.PathValue("id")]
	q.list(q.index.by(q.now, func(t *tweet) bool { return a != nil && t.post != nil && t.account == a }), q.ownPrice())
}

func (q *request) userMentions() {
	a := q.index.users[q.r.PathValue("id")]
	q.list(q.index.by(q.now, func(t *tweet) bool { return a != nil && t.account == a && t.names() }), q.ownPrice())
}

// ownPrice is cheaper for the account that the application belongs to.
func (q *request) ownPrice() float64 {
	if q.user != nil && q.user.Handle == q.o.Owner && userID(q.user.Handle) == q.r.PathValue("id") {
		return priceOwned
	}
	return pricePost
}

func (q *request) search() {
	match := parseQuery(q.r.URL.Query().Get("query"))
	q.list(q.index.by(q.now, func(t *tweet) bool { return !t.created.Before(q.oldest()) && match(t) }), pricePost)
}

// list answers with one page, newest first. Where private metrics are asked for,
// posts that have none are left out, which may leave a page empty:
// https://docs.x.com/x-api/posts/timelines/integrate.
func (q *request) list(all []*tweet, price float64) {
	asked := q.r.URL.Query()
	all = q.between(all)
	token := asked.Get("pagination_token") + asked.Get("next_token")
	empty, last := readToken(token)
	if last != "" {
		all = slices.DeleteFunc(all, func(t *tweet) bool { return compareIDs(t.id, last) >= 0 })
	}
	size, err := strconv.Atoi(asked.Get("max_results"))
	if err != nil {
		size = 10
	}
	got := slices.Clone(all[max(0, len(all)-size):])
	slices.Reverse(got)
	meta := object{}
	switch {
	case q.o.EmptyPages && !empty && last != "":
		got = nil
		meta["next_token"] = writeToken("e", last)
	case len(got) < len(all):
		meta["next_token"] = writeToken("n", got[len(got)-1].id)
	}
	if q.asked(q.words().fields, "non_public_metrics") {
		got = slices.DeleteFunc(got, func(t *tweet) bool { return !q.private(t) })
	}
	meta["result_count"] = len(got)
	body := object{"meta": meta}
	if len(got) > 0 {
		meta["newest_id"], meta["oldest_id"] = got[0].id, got[len(got)-1].id
		body["data"] = q.objects(got, price)
	}
	answer(q.w, http.StatusOK, body)
}

// objects gives tweets out, at a price.
func (q *request) objects(list []*tweet, price float64) []object {
	out := make([]object, 0, len(list))
	for _, t := range list {
		q.charge("tweet ", price, t.id)
		out = append(out, q.tweetObject(t))
	}
	return out
}

// between cuts a list by the parameters of time and id. An id goes before the
// time on the same side.
func (q *request) between(all []*tweet) []*tweet {
	asked := q.r.URL.Query()
	at := func(name string) time.Time {
		t, _ := time.Parse(time.RFC3339, asked.Get(name)) // checked before
		return t
	}
	start, end, since, until := at("start_time"), at("end_time"), asked.Get("since_id"), asked.Get("until_id")
	return slices.DeleteFunc(all, func(t *tweet) bool {
		switch {
		case since != "" && compareIDs(t.id, since) <= 0, since == "" && t.created.Before(start):
			return true
		case until != "":
			return compareIDs(t.id, until) >= 0
		}
		return !end.IsZero() && !t.created.Before(end)
	})
}

var tokens = base32.HexEncoding.WithPadding(base32.NoPadding)

// writeToken makes an opaque token for what comes below an id.
func writeToken(kind, id string) string {
	return strings.ToLower(tokens.EncodeToString([]byte(kind + id)))
}

// readToken tells whether the empty page before what the token asks for was
// given already.
func readToken(token string) (empty bool, id string) {
	raw, err := tokens.DecodeString(strings.ToUpper(token))
	if err != nil || len(raw) == 0 {
		return false, ""
	}
	return raw[0] == 'e', string(raw[1:])
}

// tweets gives posts by their ids, and says of each other one why not.
func (q *request) tweets() {
	var found []*tweet
	var failed []problem
	private := q.asked(q.words().fields, "non_public_metrics")
	for id := range strings.SplitSeq(q.r.URL.Query().Get("ids"), ",") {
		switch t := q.index.tweets[id]; {
		case t == nil || t.created.After(q.now):
			failed = append(failed, notFound("tweet", "ids", id))
		case private && !q.private(t):
			failed = append(failed, fieldRefused(id))
		default:
			found = append(found, t)
		}
	}
	q.answer(q.objects(found, pricePost), failed)
}

// counts counts hours: https://docs.x.com/x-api/posts/counts/introduction.
func (q *request) counts() {
	q.chargeRequest(priceCounts)
	match := parseQuery(q.r.URL.Query().Get("query"))
	found := q.between(q.index.by(q.now, match))
	asked := q.r.URL.Query()
	start, err := time.Parse(time.RFC3339, asked.Get("start_time"))
	if err != nil {
		start = q.oldest()
	}
	end, err := time.Parse(time.RFC3339, asked.Get("end_time"))
	if err != nil {
		end = q.now
	}
	data := []object{}
	for from := start.UTC(); from.Before(end); {
		to := from.Truncate(time.Hour).Add(time.Hour)
		if to.After(end) {
			to = end.UTC()
		}
		n := 0
		for _, t := range found {
			if !t.created.Before(from) && t.created.Before(to) {
				n++
			}
		}
		data = append(data, object{"start": timeText(from), "end": timeText(to), q.words().tweets: n})
		from = to
	}
	answer(q.w, http.StatusOK, object{"data": data, "meta": object{"total_" + q.words().tweets: len(found)}})
}
