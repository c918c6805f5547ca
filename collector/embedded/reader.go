package embedded

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxql"

	"github.com/pantau/pantau/connectors/sdk"
)

// Reader is the user that only reads, for Grafana, and ReaderFile holds its
// token beside the collector's own.
const (
	Reader     = "grafana"
	ReaderFile = "grafana-token"
)

// ReaderToken is what that user is known by, made where it is not there yet: the
// database takes it when it opens, so that others can have it before.
func ReaderToken(dataDir string) (sdk.Secret, error) {
	dir := filepath.Join(dataDir, "influxdb")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making the folder of the embedded database: %w", err)
	}
	return loadOrMakeToken(dir, ReaderFile, Reader)
}

// makeReader makes that user where it is not there yet. One whose file is lost
// gets another password.
func makeReader(client *meta.Client, dir, bucket string) error {
	token, err := loadOrMakeToken(dir, ReaderFile, Reader)
	if err != nil {
		return err
	}
	_, password, _ := strings.Cut(token.Reveal(), ":")
	if _, err := client.User(Reader); err != nil {
		if _, err := client.CreateUser(Reader, password, false); err != nil {
			return fmt.Errorf("making the user of the embedded database that only reads: %w", err)
		}
	} else if _, err := client.Authenticate(Reader, password); err != nil {
		if err := client.UpdateUser(Reader, password); err != nil {
			return fmt.Errorf("giving the user that only reads another password: %w", err)
		}
	}
	if may, err := client.UserPrivilege(Reader, bucket); err == nil && *may == influxql.ReadPrivilege {
		return nil
	}
	if err := client.SetPrivilege(Reader, bucket, influxql.ReadPrivilege); err != nil {
		return fmt.Errorf("letting the user that only reads read bucket %s: %w", bucket, err)
	}
	return nil
}
