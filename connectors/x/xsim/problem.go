package xsim

import (
	"encoding/json"
	"net/http"
)

// problem is an error: https://docs.x.com/x-api/fundamentals/response-codes-and-errors
// and the Problem schemas of the OpenAPI document. As the body of a refusal it
// is application/problem+json; beside data it is one of errors.
type problem struct {
	Type         string  `json:"type"`
	Title        string  `json:"title"`
	Detail       string  `json:"detail"`
	Status       int     `json:"status,omitempty"`
	Period       string  `json:"period,omitempty"`
	Scope        string  `json:"scope,omitempty"`
	Field        string  `json:"field,omitempty"`
	Parameter    string  `json:"parameter,omitempty"`
	ResourceID   string  `json:"resource_id,omitempty"`
	ResourceType string  `json:"resource_type,omitempty"`
	Value        string  `json:"value,omitempty"`
	Errors       []fault `json:"errors,omitempty"`
}

// fault names a refused parameter.
type fault struct {
	Parameters map[string][]string `json:"parameters"`
	Message    string              `json:"message"`
}

const problems = "https://api.x.com/2/problems/"

func unauthorized() problem {
	return problem{Type: "about:blank", Title: "Unauthorized", Detail: "Unauthorized", Status: http.StatusUnauthorized}
}

func tooMany() problem {
	return problem{Type: "about:blank", Title: "Too Many Requests", Detail: "Too Many Requests", Status: http.StatusTooManyRequests}
}

// userContext is the refusal of an application's token.
func userContext() problem {
	return problem{
		Type: problems + "unsupported-authentication", Title: "Unsupported Authentication", Status: http.StatusForbidden,
		Detail: "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
	}
}

// invalid is the refusal of a parameter.
func invalid(name, value, message string) *problem {
	return &problem{
		Type: problems + "invalid-request", Title: "Invalid Request", Status: http.StatusBadRequest,
		Detail: "One or more parameters to your request was invalid.",
		Errors: []fault{{Parameters: map[string][]string{name: {value}}, Message: message}},
	}
}

func notFound(kind, parameter, value string) problem {
	return problem{
		Type: problems + "resource-not-found", Title: "Not Found Error", ResourceType: kind, ResourceID: value, Parameter: parameter, Value: value,
		Detail: "Could not find " + kind + " with " + parameter + ": [" + value + "].",
	}
}

// fieldRefused is about private metrics of a post that are not to be had.
func fieldRefused(id string) problem {
	return problem{
		Type: problems + "not-authorized-for-field", Title: "Field Authorization Error", Field: "non_public_metrics",
		ResourceType: "tweet", ResourceID: id,
		Detail: "Sorry, you are not authorized to access 'non_public_metrics' on the Tweet with id : [" + id + "].",
	}
}

// creditsDepleted is undocumented; this is how it has been reported since
// February 2026 in several public repositories.
func creditsDepleted() *problem {
	return &problem{
		Type: problems + "credits", Title: "CreditsDepleted", Status: http.StatusPaymentRequired,
		Detail: "Your enrolled account [1] does not have any credits to fulfill this request.",
	}
}

// usageCapped is UsageCapExceededProblem of the OpenAPI document 2.161.
func usageCapped() *problem {
	return &problem{
		Type: problems + "usage-capped", Title: "UsageCapExceeded", Period: "Monthly", Scope: "Product", Status: http.StatusTooManyRequests,
		Detail: "Usage cap exceeded: Monthly product cap",
	}
}

func (q *request) refuse(p problem) {
	q.w.Header().Set("Content-Type", "application/problem+json")
	q.w.WriteHeader(p.Status)
	_ = json.NewEncoder(q.w).Encode(p) // the client may have gone
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may have gone
}
