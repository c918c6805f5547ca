// Package embedded runs the InfluxDB that is used when no server is configured:
// the store and query engine of InfluxDB 1.8 in this process, over HTTP on
// loopback, with a password made at first start. Its token, as every InfluxDB client takes it, is
// "pantau:password".
package embedded

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/influxdata/influxdb/services/meta"

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
	db   *database
	web  *web
	lock *flock.Flock
	dir  string
	log  *slog.Logger
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
	l, err := listen(port)
	if err != nil {
		return err
	}
	if err := s.openStore(bucket, token); err != nil {
		return errors.Join(err, l.Close())
	}
	s.web = newWeb(s.db, s.log)
	s.web.serve(l)
	s.Address = Address{URL: "http://" + l.Addr().String(), Token: token, Bucket: bucket}
	if err := writeAddress(s.dir, s.URL); err != nil {
		return err
	}
	s.log.Debug("embedded database open", "url", s.URL, "dir", s.dir)
	return nil
}

// openStore makes users and bucket where they are not there yet, before anyone
// can come first.
func (s *Server) openStore(bucket string, token sdk.Secret) error {
	if err := mendLog(s.dir); err != nil {
		return err
	}
	if err := s.openDatabase(bucket, token); err != nil {
		return err
	}
	if len(s.leftOut()) > 0 { // a file of theirs was put aside, and the others are all right
		if err := s.db.close(); err != nil {
			return fmt.Errorf("opening the embedded database again: %w", err)
		}
		if err := s.openDatabase(bucket, token); err != nil {
			return err
		}
	}
	s.tellDamage()
	return nil
}

func (s *Server) openDatabase(bucket string, token sdk.Secret) error {
	db, err := newDatabase(s.dir)
	if err != nil {
		return s.unopened(err)
	}
	s.db, s.Bucket = db, bucket
	if err := prepare(db.meta, bucket, token); err != nil {
		return err
	}
	if err := makeReader(db.meta, s.dir, bucket); err != nil {
		return err
	}
	if err := db.open(); err != nil {
		return s.unopened(err)
	}
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
	_ = s.shut() // it complains of what it could not write
	return s.open(s.Bucket, port)
}

// Close writes everything out and stops serving.
func (s *Server) Close() error {
	return errors.Join(s.shut(), s.lock.Unlock())
}

// shut ends what is open.
func (s *Server) shut() (err error) {
	if s.web != nil {
		err = errors.Join(s.web.close(), os.Remove(filepath.Join(s.dir, addressFile)))
	}
	if s.db != nil {
		err = errors.Join(err, s.db.close())
	}
	s.web, s.db = nil, nil
	return err
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
	token, err := loadToken(dir, "token", user)
	if errors.Is(err, fs.ErrNotExist) { // nobody but the database may make another
		err = fmt.Errorf("%s is gone: restart the collector, which makes another", filepath.Join(dir, "token"))
	}
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

// prepare makes user and bucket where they are not there yet. A user whose file is
// lost gets another password.
func prepare(client *meta.Client, bucket string, token sdk.Secret) error {
	_, password, _ := strings.Cut(token.Reveal(), ":")
	if !client.AdminUserExists() {
		if _, err := client.CreateUser(user, password, true); err != nil {
			return fmt.Errorf("making the user of the embedded database: %w", err)
		}
	} else if _, err := client.Authenticate(user, password); err != nil {
		if err := client.UpdateUser(user, password); err != nil {
			return fmt.Errorf("giving the user of the embedded database another password: %w", err)
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

// loadToken reads a user's password.
func loadToken(dir, name, user string) (sdk.Secret, error) {
	path := filepath.Join(dir, name)
	raw, err := os.ReadFile(path)
	if err == nil && strings.HasPrefix(string(raw), user+":") {
		return sdk.Secret(strings.TrimSpace(string(raw))), nil
	}
	if err == nil {
		return "", fmt.Errorf("%s: unreadable; restore it from a backup, or remove it: then another is made, which Grafana must be given", path)
	}
	return "", fmt.Errorf("reading the embedded database's password: %w", err)
}

// loadOrMakeToken keeps a user's password, 24 random bytes, in a file of its own
// that only the collector's user may read.
func loadOrMakeToken(dir, name, user string) (sdk.Secret, error) {
	found, err := loadToken(dir, name, user)
	if !errors.Is(err, fs.ErrNotExist) {
		return found, err
	}
	path := filepath.Join(dir, name)
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails
	token := user + ":" + base64.RawURLEncoding.EncodeToString(secret)
	// The database knows it from now on: a power cut must not leave an empty file.
	if err := keyfile.Replace(path, []byte(token+"\n")); err != nil {
		return "", fmt.Errorf("keeping the embedded database's password: %w", err)
	}
	return sdk.Secret(token), nil
}
