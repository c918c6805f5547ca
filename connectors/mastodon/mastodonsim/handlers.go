package mastodonsim

import (
	"net/http"
	"slices"
	"strings"
)

const (
	statusesUsual, statusesMost           = 20, 40
	notificationsUsual, notificationsMost = 40, 80
	idsMost                               = 20
	// A thread as people without a token see it.
	publicAncestors, publicDescendants = 40, 60
)

func (s *server) view(r *http.Request) view {
	return view{index: s.index, now: s.world.Now(), base: "http://" + r.Host}
}

func (s *server) lookup(w http.ResponseWriter, r *http.Request) {
	handle := strings.TrimSuffix(strings.TrimPrefix(r.URL.Query().Get("acct"), "@"), "@"+r.Host)
	a := s.world.Account(Platform, handle)
	if a == nil {
		notFound(w, r)
		return
	}
	answer(w, http.StatusOK, s.view(r).ownerEntity(a))
}

func (s *server) verifyCredentials(w http.ResponseWriter, r *http.Request) {
	a := s.owner(r)
	if a == nil {
		answer(w, http.StatusUnauthorized, failure{"The access token is invalid"})
		return
	}
	answer(w, http.StatusOK, s.view(r).ownerEntity(a))
}

func (s *server) account(w http.ResponseWriter, r *http.Request) {
	a := s.index.accounts[r.PathValue("id")]
	if a == nil {
		notFound(w, r)
		return
	}
	answer(w, http.StatusOK, s.view(r).ownerEntity(a))
}

// accountStatuses gives own posts; the world's accounts boost nothing and
// answer nobody, so exclude_reblogs and exclude_replies leave nothing out.
func (s *server) accountStatuses(w http.ResponseWriter, r *http.Request) {
	a := s.index.accounts[r.PathValue("id")]
	if a == nil {
		notFound(w, r)
		return
	}
	v := s.view(r)
	v.list(w, page(w, r, s.index.posts[a], v.now, statusesUsual, statusesMost))
}

// list answers with statuses.
func (v view) list(w http.ResponseWriter, list []*status) {
	answer(w, http.StatusOK, v.entities(list))
}

func (v view) entities(list []*status) []*statusJSON {
	out := make([]*statusJSON, 0, len(list))
	for _, st := range list {
		out = append(out, v.statusEntity(st))
	}
	return out
}

// find gives a status that has been written by now.
func (v view) find(id string) *status {
	if st := v.index.statuses[id]; st != nil && !st.created.After(v.now) {
		return st
	}
	return nil
}

func (s *server) statuses(w http.ResponseWriter, r *http.Request) {
	ids := r.URL.Query()["id[]"]
	if len(ids) > idsMost {
		answer(w, http.StatusUnprocessableEntity, failure{"Validation failed: too many statuses"})
		return
	}
	v := s.view(r)
	var list []*status
	for _, id := range ids {
		if st := v.find(id); st != nil {
			list = append(list, st)
		}
	}
	v.list(w, list)
}

func (s *server) status(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	st := v.find(r.PathValue("id"))
	if st == nil {
		notFound(w, r)
		return
	}
	answer(w, http.StatusOK, v.statusEntity(st))
}

func (s *server) context(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	st := v.find(r.PathValue("id"))
	if st == nil {
		notFound(w, r)
		return
	}
	var ancestors []*status
	for above := st.parent; above != nil; above = above.parent {
		ancestors = append(ancestors, above)
	}
	descendants := v.below(nil, st)
	if s.owner(r) == nil {
		ancestors = ancestors[:min(len(ancestors), publicAncestors)]
		descendants = descendants[:min(len(descendants), publicDescendants)]
	}
	slices.Reverse(ancestors)
	answer(w, http.StatusOK, contextJSON{Ancestors: v.entities(ancestors), Descendants: v.entities(descendants)})
}

// below appends the answers to a status, each followed by its own answers.
func (v view) below(list []*status, st *status) []*status {
	for _, reply := range by(st.replies, v.now) {
		list = v.below(append(list, reply), reply)
	}
	return list
}

func (s *server) tagTimeline(w http.ResponseWriter, r *http.Request) {
	v := s.view(r)
	list := s.index.tags[strings.ToLower(r.PathValue("tag"))]
	v.list(w, page(w, r, list, v.now, statusesUsual, statusesMost))
}

// notifications has one kind of notification: being named. Its id is the
// status's.
func (s *server) notifications(w http.ResponseWriter, r *http.Request) {
	a := s.owner(r)
	if a == nil {
		answer(w, http.StatusUnauthorized, failure{"The access token is invalid"})
		return
	}
	v := s.view(r)
	out := []notificationJSON{}
	if types := r.URL.Query()["types[]"]; len(types) == 0 || slices.Contains(types, "mention") {
		for _, st := range page(w, r, s.index.named[a], v.now, notificationsUsual, notificationsMost) {
			e := v.statusEntity(st)
			out = append(out, notificationJSON{
				ID: st.id, Type: "mention", GroupKey: "ungrouped-" + st.id, CreatedAt: e.CreatedAt, Account: e.Account, Status: e,
			})
		}
	}
	answer(w, http.StatusOK, out)
}

const version = "4.5.0"

func (s *server) instanceV1(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, map[string]any{"uri": r.Host, "title": "Simulated server", "version": version})
}

func (s *server) instanceV2(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, map[string]any{"domain": r.Host, "title": "Simulated server", "version": version})
}
