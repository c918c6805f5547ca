package metasim

import (
	"cmp"
	"encoding/json"
	"net/http"
)

// Fault is an error of the Graph API
// (developers.facebook.com/docs/graph-api/guides/error-handling).
type Fault struct {
	Status    int // 0: 400
	Code      int
	Subcode   int
	Type      string // "": OAuthException
	Message   string
	Detail    string // for people
	Transient bool
}

// Answer answers with JSON.
func Answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}

// Refuse answers with an error.
func Refuse(w http.ResponseWriter, f Fault) {
	body := map[string]any{
		"message": f.Message, "type": cmp.Or(f.Type, "OAuthException"), "code": f.Code, "fbtrace_id": "AbCdEfGhIjK",
	}
	if f.Subcode != 0 {
		body["error_subcode"] = f.Subcode
	}
	if f.Detail != "" {
		body["error_user_msg"] = f.Detail
	}
	if f.Transient {
		body["is_transient"] = true
	}
	Answer(w, cmp.Or(f.Status, http.StatusBadRequest), map[string]any{"error": body})
}

// NoObject refuses an object that is not there, or that the token may not see.
func NoObject(w http.ResponseWriter, id string) {
	Refuse(w, Fault{Code: 100, Subcode: 33, Type: "GraphMethodException", Message: "Unsupported get request. Object with ID '" + id +
		"' does not exist, cannot be loaded due to missing permissions, or does not support this operation."})
}

// NoPermission refuses for want of a permission.
func NoPermission(w http.ResponseWriter, scope string) {
	Refuse(w, Fault{Status: http.StatusForbidden, Code: 10, Message: "(#10) Application does not have permission for this action; it requires " + scope})
}
