package embedded

import (
	"errors"
	"net/http"
	"strings"

	"github.com/influxdata/influxdb/services/meta"
)

// known lets in whom the database knows.
func (w *web) known(inner func(http.ResponseWriter, *http.Request, *meta.UserInfo)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		user, err := w.who(r)
		if err != nil {
			rw.Header().Set("WWW-Authenticate", `Basic realm="InfluxDB"`)
			fail(rw, r, http.StatusUnauthorized, err.Error())
			return
		}
		inner(rw, r, user)
	}
}

func (w *web) who(r *http.Request) (*meta.UserInfo, error) {
	name, password, err := credentials(r)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, errors.New("username required")
	}
	found, err := w.db.meta.Authenticate(name, password)
	user, ok := found.(*meta.UserInfo)
	if err != nil || !ok {
		return nil, errors.New("authorization failed") // not whether there is such a user
	}
	return user, nil
}

// credentials are in the address as u and p, or in the header Authorization, as
// user and password (Basic) or as what clients of InfluxDB 2 call a token.
func credentials(r *http.Request) (name, password string, err error) {
	q := r.URL.Query()
	if u, p := q.Get("u"), q.Get("p"); u != "" && p != "" {
		return u, p, nil
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch scheme {
	case "Bearer":
		return "", "", errors.New("bearer auth disabled")
	case "Token":
		if u, p, ok := strings.Cut(token, ":"); ok && !strings.Contains(token, " ") {
			return u, p, nil
		}
	}
	if u, p, ok := r.BasicAuth(); ok {
		return u, p, nil
	}
	return "", "", errors.New("unable to parse authentication credentials")
}
