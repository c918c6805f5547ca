package setup

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/pantau/pantau/connectors/sdk"
)

// role is whom a token is for, with the least that it needs.
type role struct {
	name    string
	actions []string // on the one bucket
}

// The collector reads what its rollups are made of; Grafana only reads.
var (
	collector = role{"collector", []string{"read", "write"}}
	grafana   = role{"Grafana", []string{"read"}}
)

// description is how a token is found again at the server.
func (r role) description(bucket string) string {
	return fmt.Sprintf("Pantau: %s, bucket %s", r.name, bucket)
}

type authorization struct{ ID, Description, Token string }

// authorizations are the tokens at the server that were made for a role.
func (s *server) authorizations(ctx context.Context, org organization, description string) ([]authorization, error) {
	var found struct{ Authorizations []authorization }
	err := s.Call(ctx, http.MethodGet, "/api/v2/authorizations?"+url.Values{"orgID": {org.ID}}.Encode(), nil, &found)
	if err != nil {
		return nil, fmt.Errorf("the admin token: it may not see tokens (%w); %s", err, howToToken)
	}
	var out []authorization
	for _, a := range found.Authorizations {
		if a.Description == description {
			out = append(out, a)
		}
	}
	return out, nil
}

func (s *server) authorize(ctx context.Context, org organization, b bucket, r role) (authorization, error) {
	var permissions []any
	for _, action := range r.actions {
		permissions = append(permissions, map[string]any{
			"action": action, "resource": map[string]string{"type": "buckets", "id": b.ID, "orgID": org.ID},
		})
	}
	var made authorization
	err := s.Call(ctx, http.MethodPost, "/api/v2/authorizations", map[string]any{
		"orgID": org.ID, "description": r.description(b.Name), "permissions": permissions,
	}, &made)
	if err != nil {
		return made, fmt.Errorf("the admin token: it may not make tokens (%w); %s", err, howToToken)
	}
	return made, nil
}

// token keeps the role's token if it is here and works, else makes one, which
// stands in the keeper before an old one is deleted. It reports whether it is new.
func (s *server) token(ctx context.Context, org organization, b bucket, r role, k keeper, rotate bool) (made bool, err error) {
	here, err := k.get(r)
	if err != nil {
		return false, err
	}
	if here != "" && !rotate {
		if err := s.fits(ctx, here, org, b, r); err != nil {
			return false, fmt.Errorf("%s: %w; --rotate makes new tokens and deletes the old ones", k.place(r), err)
		}
		return false, nil
	}
	old, err := s.authorizations(ctx, org, r.description(b.Name))
	if err != nil {
		return false, err
	}
	if len(old) > 0 && !rotate {
		return false, fmt.Errorf("%s is not here, but the server has the token %q; copy it here from the machine that has it, "+
			"or make new tokens and delete the old ones with --rotate", k.place(r), r.description(b.Name))
	}
	fresh, err := s.authorize(ctx, org, b, r)
	if err != nil {
		return false, err
	}
	if err := k.put(r, sdk.Secret(fresh.Token)); err != nil {
		_ = s.Call(ctx, http.MethodDelete, "/api/v2/authorizations/"+fresh.ID, nil, nil) // nobody has it
		return false, err
	}
	if err := s.fits(ctx, sdk.Secret(fresh.Token), org, b, r); err != nil {
		return false, fmt.Errorf("the new token for the %s: %w", r.name, err)
	}
	for _, a := range old {
		if err := s.Call(ctx, http.MethodDelete, "/api/v2/authorizations/"+a.ID, nil, nil); err != nil {
			return false, fmt.Errorf("deleting the old token %q: %w; delete it in InfluxDB's web page", a.Description, err)
		}
	}
	return true, nil
}

// fits makes sure that a token may do what its role needs, and no more.
func (s *server) fits(ctx context.Context, token sdk.Secret, org organization, b bucket, r role) error {
	if err := s.reads(ctx, token, b.Name); err != nil {
		return fmt.Errorf("this token can't read bucket %s (%w)", b.Name, err)
	}
	err := s.writes(ctx, token, org.Name, b.Name)
	if len(r.actions) > 1 {
		if err != nil {
			return fmt.Errorf("this token can't write to bucket %s (%w)", b.Name, err)
		}
		return nil
	}
	if err == nil {
		return fmt.Errorf("this token may write to bucket %s, more than Grafana needs", b.Name)
	}
	return nil
}
