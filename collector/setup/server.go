package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/pantau/pantau/collector/influxd"
	"github.com/pantau/pantau/connectors/sdk"
)

// server is an InfluxDB 2.x whose management API is spoken with an all-access or
// operator token.
type server struct{ influxd.Client }

// version makes sure that an InfluxDB 2.x answers.
func (s *server) version(ctx context.Context) (string, error) {
	var health struct{ Name, Version string }
	raw, err := s.As("").Send(ctx, http.MethodGet, "/health", "application/json", nil)
	if err != nil && influxd.Status(err) == 0 {
		return "", fmt.Errorf("--url: no answer from %s; is the server up, and may this machine reach it? %w", s.URL, err)
	}
	if err != nil || json.Unmarshal(raw, &health) != nil || health.Name != "influxdb" {
		return "", fmt.Errorf("--url: %s is no InfluxDB 2.x; write the address that its web page has, such as http://influxdb.example:8086", s.URL)
	}
	number := strings.TrimPrefix(health.Version, "v")
	if strings.HasPrefix(number, "1.") {
		return "", fmt.Errorf("--url: %s is InfluxDB %s, which has neither buckets nor tokens; make a database and a user there by hand, "+
			"and write influxdb: {url, bucket: DATABASE, token_file: a file with USER:PASSWORD} in the configuration", s.URL, number)
	}
	return number, nil
}

type organization struct{ ID, Name string }

// organization finds the one of a name; without a name the only one there is.
func (s *server) organization(ctx context.Context, name string) (organization, error) {
	var found struct{ Orgs []organization }
	err := s.Call(ctx, http.MethodGet, "/api/v2/orgs?"+url.Values{"limit": {"100"}}.Encode(), nil, &found)
	if status := influxd.Status(err); status == http.StatusUnauthorized || status == http.StatusForbidden {
		return organization{}, fmt.Errorf("the admin token: the server refuses it (%w); %s", err, howToToken)
	}
	if err != nil {
		return organization{}, fmt.Errorf("asking for organisations: %w", err)
	}
	var names []string
	for _, o := range found.Orgs {
		if o.Name == name || name == "" && len(found.Orgs) == 1 {
			return o, nil
		}
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return organization{}, fmt.Errorf("the admin token: it sees no organisation; %s", howToToken)
	}
	return organization{}, fmt.Errorf("--org: %q is not there; choose one of: %s", name, strings.Join(names, ", "))
}

const howToToken = "in InfluxDB's web page choose Load Data, API Tokens, Generate API Token, All Access API Token" //nolint:gosec // words for a person

// reads says whether a token may read the bucket by InfluxQL. SHOW MEASUREMENTS
// would be no test: to who may not read it answers that there are none.
func (s *server) reads(ctx context.Context, token sdk.Secret, bucket string) error {
	return s.As(token).InfluxQL(ctx, bucket, "SELECT * FROM account LIMIT 1")
}

// writes says whether a token may write to the bucket; it writes nothing.
func (s *server) writes(ctx context.Context, token sdk.Secret, org, bucket string) error {
	path := "/api/v2/write?" + url.Values{"org": {org}, "bucket": {bucket}}.Encode()
	_, err := s.As(token).Send(ctx, http.MethodPost, path, "text/plain", http.NoBody)
	if influxd.Status(err) == http.StatusBadRequest { // nothing was written: the rest was in order
		return nil
	}
	return err
}
