package embedded

import (
	"fmt"
	"strings"

	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxql"
)

// Reader is the user that only reads, for Grafana, and ReaderFile holds its
// token beside the collector's own.
const (
	Reader     = "grafana"
	ReaderFile = "grafana-token"
)

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
