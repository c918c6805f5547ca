package telegramsim

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

const mostBody = 1 << 20 // bytes of a request

// parameters come in one of four ways, see "Making requests".
func parameters(w http.ResponseWriter, r *http.Request) (map[string]string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return fromJSON(r)
	case "multipart/form-data":
		return fromParts(r)
	}
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	return first(r.Form), nil
}

func fromJSON(r *http.Request) (map[string]string, error) {
	var all map[string]json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&all); err != nil {
		return nil, err
	}
	out := map[string]string{}
	for name, raw := range all {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		out[name] = text
	}
	return out, nil
}

func fromParts(r *http.Request) (map[string]string, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	form, err := parts.ReadForm(mostBody)
	if errors.Is(err, io.EOF) { // clients send no part where a method has no parameters
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	return first(form.Value), nil
}

// first gives the first value of each parameter.
func first(form map[string][]string) map[string]string {
	out := map[string]string{}
	for name, values := range form {
		out[name] = values[0]
	}
	return out
}
