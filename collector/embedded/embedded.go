// Package embedded runs the InfluxDB that is used when no server is configured:
// the real InfluxDB 1.8 in this process, over HTTP on loopback, with a password
// made at first start. Its token, as every InfluxDB client takes it, is
// "pantau:password".
package embedded

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/influxdata/influxdb/cmd/influxd/run"
	"github.com/influxdata/influxdb/services/httpd"
	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxdb/services/retention"
	"github.com/influxdata/influxdb/services/storage"
	"github.com/influxdata/influxdb/toml"

	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/connectors/sdk"
)

const user = "pantau"

// Shard is how much time one group of files holds. Years of posts make few
// points, so weekly ones, the default, would be mostly empty, and a question
// about a year opens all of them.
const Shard = 91 * 24 * time.Hour

// Address is where and how to reach a running database.
type Address struct {
	URL    string
	Token  sdk.Secret
	Bucket string
}

// Server is a running database.
type Server struct {
	Address
	server *run.Server
	lock   *flock.Flock
	dir    string
	log    *slog.Logger
}

// ErrRunning means that another process runs the database of this data_dir.
var ErrRunning = errors.New("the embedded database is running already")

// Start opens the database in dataDir and serves it on a loopback port; port 0
// takes a free one. The bucket is made if it is not there.
func Start(dataDir, bucket string, port int, log *slog.Logger) (*Server, error) {
	dir := filepath.Join(dataDir, "influxdb")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the embedded database: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	if got, err := lock.TryLock(); err != nil {
		return nil, fmt.Errorf("locking the embedded database: %w", err)
	} else if !got {
		return nil, fmt.Errorf("%w, in another process, with data_dir %s", ErrRunning, dataDir)
	}
	s := &Server{lock: lock, dir: dir, log: log}
	if err := s.open(bucket, port); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) open(bucket string, port int) error {
	token, err := loadOrMakeToken(s.dir, "token", user)
	if err != nil {
		return err
	}
	if err := portFree(port); err != nil {
		return err
	}
	if err := mendLog(s.dir); err != nil {
		return err
	}
	c := settings(s.dir, port)
	server, err := run.NewServer(c, &run.BuildInfo{Version: "1.8.10"})
	if err != nil {
		return fmt.Errorf("opening the embedded database: %w", err)
	}
	s.server = server
	if err := prepare(server.MetaClient, bucket, token); err != nil {
		return err
	}
	if err := makeReader(server.MetaClient, s.dir, bucket); err != nil {
		return err
	}
	addr, err := serve(server, c)
	if err != nil {
		return fmt.Errorf("opening the embedded database: %w", err)
	}
	s.Address = Address{URL: "http://" + addr, Token: token, Bucket: bucket}
	if err := writeAddress(s.dir, s.URL); err != nil {
		return err
	}
	s.log.Debug("embedded database open", "url", s.URL, "dir", s.dir)
	return nil
}

// Restart closes the database and opens it again at the same address. After a
// disk was full it takes nothing more until then, however much room there is.
func (s *Server) Restart() error {
	at, err := url.Parse(s.URL)
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(at.Port())
	if err != nil {
		return err
	}
	if s.server != nil {
		_ = s.server.Close() // it complains of what it could not write
		s.server = nil
	}
	return s.open(s.Bucket, port)
}

// Close writes everything out and stops serving.
func (s *Server) Close() error {
	var errs []error
	if s.server != nil {
		errs = append(errs, s.server.Close(), os.Remove(filepath.Join(s.dir, addressFile)))
	}
	return errors.Join(append(errs, s.lock.Unlock())...)
}

// Running finds the database that another process runs in dataDir.
func Running(dataDir, bucket string) (Address, error) {
	dir := filepath.Join(dataDir, "influxdb")
	raw, err := os.ReadFile(filepath.Join(dir, addressFile))
	if err != nil {
		return Address{}, fmt.Errorf("finding the running embedded database: %w", err)
	}
	var at struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(raw, &at); err != nil {
		return Address{}, fmt.Errorf("reading %s: %w", filepath.Join(dir, addressFile), err)
	}
	token, err := loadOrMakeToken(dir, "token", user)
	return Address{URL: at.URL, Token: token, Bucket: bucket}, err
}

const addressFile = "address.json"

func writeAddress(dir, url string) error {
	raw, err := json.Marshal(map[string]string{"url": url})
	if err != nil {
		return fmt.Errorf("noting the address of the embedded database: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, addressFile), raw, 0o600); err != nil {
		return fmt.Errorf("noting the address of the embedded database: %w", err)
	}
	return nil
}

// settings is InfluxDB's configuration: loopback only, authentication on,
// nothing reported to anyone, Flux off.
func settings(dir string, port int) *run.Config {
	c := run.NewConfig()
	c.ReportingDisabled = true
	c.Meta.Dir = filepath.Join(dir, "meta")
	c.Meta.LoggingEnabled = false
	c.Data.Dir = filepath.Join(dir, "data")
	c.Data.WALDir = filepath.Join(dir, "wal")
	c.Data.Index = "inmem" // series are few, and it opens fastest
	c.Data.QueryLogEnabled = false
	c.Monitor.StoreEnabled = false
	c.Coordinator.WriteTimeout = toml.Duration(time.Minute) // a busy machine is slow, not broken
	c.HTTPD.BindAddress = fmt.Sprintf("127.0.0.1:%d", port)
	c.HTTPD.AuthEnabled = true
	c.HTTPD.LogEnabled = false
	c.HTTPD.PprofEnabled = false
	c.HTTPD.FluxEnabled = false
	return c
}

// prepare makes user and bucket where they are not there yet. It speaks to the
// server in-process: there is no moment at which anyone could come first.
func prepare(client *meta.Client, bucket string, token sdk.Secret) error {
	_, password, _ := strings.Cut(token.Reveal(), ":")
	if !client.AdminUserExists() {
		if _, err := client.CreateUser(user, password, true); err != nil {
			return fmt.Errorf("making the user of the embedded database: %w", err)
		}
	}
	if client.Database(bucket) != nil {
		return nil
	}
	spec := &meta.RetentionPolicySpec{Name: "autogen", ShardGroupDuration: Shard}
	if _, err := client.CreateDatabaseWithRetentionPolicy(bucket, spec); err != nil {
		return fmt.Errorf("making bucket %s in the embedded database: %w", bucket, err)
	}
	return nil
}

// serve opens the store and the services that are used: HTTP and retention. The
// server's own Open would also listen for backups and copy points to
// subscribers, on one more port and with a chattier log.
func serve(server *run.Server, c *run.Config) (string, error) {
	server.PointsWriter.MetaClient = server.MetaClient
	server.Monitor.MetaClient = server.MetaClient
	if err := server.TSDBStore.Open(); err != nil {
		return "", err
	}
	if err := server.PointsWriter.Open(); err != nil {
		return "", err
	}
	keep := retention.NewService(c.Retention)
	keep.MetaClient, keep.TSDBStore = server.MetaClient, server.TSDBStore
	web := httpd.NewService(c.HTTPD)
	web.Handler.Version, web.Handler.BuildType = "1.8.10", "OSS"
	web.Handler.MetaClient = server.MetaClient
	web.Handler.QueryAuthorizer = meta.NewQueryAuthorizer(server.MetaClient)
	web.Handler.WriteAuthorizer = meta.NewWriteAuthorizer(server.MetaClient)
	web.Handler.QueryExecutor = server.QueryExecutor
	web.Handler.PointsWriter = server.PointsWriter
	web.Handler.Monitor = server.Monitor
	web.Handler.Store = storage.NewStore(server.TSDBStore, server.MetaClient)
	for _, service := range []run.Service{keep, web} {
		if err := service.Open(); err != nil {
			return "", err
		}
		server.Services = append(server.Services, service)
	}
	return web.Addr().String(), nil
}

// portFree gives a better message than the server's own.
func portFree(port int) error {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("influxdb.port: %d is in use; write another one, or 0 for a free one: %w", port, err)
	}
	return l.Close()
}

// loadOrMakeToken keeps a user's password, 24 random bytes, in a file of its own
// that only the collector's user may read.
func loadOrMakeToken(dir, name, user string) (sdk.Secret, error) {
	path := filepath.Join(dir, name)
	raw, err := os.ReadFile(path)
	if err == nil && strings.HasPrefix(string(raw), user+":") {
		return sdk.Secret(strings.TrimSpace(string(raw))), nil
	}
	if err == nil {
		return "", fmt.Errorf("%s: unreadable; restore it from a backup", path)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("reading the embedded database's password: %w", err)
	}
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails
	token := user + ":" + base64.RawURLEncoding.EncodeToString(secret)
	// The database knows it from now on: a power cut must not leave an empty file.
	if err := keyfile.Replace(path, []byte(token+"\n")); err != nil {
		return "", fmt.Errorf("keeping the embedded database's password: %w", err)
	}
	return sdk.Secret(token), nil
}
