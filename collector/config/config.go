// Package config reads the collector's configuration: YAML with defaults,
// strict keys, ${ENV} references, and secrets that may stand in files of their
// own. Every error names the line and the setting, and says what to write.
package config

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk"
)

// Config is what the operator writes.
type Config struct {
	DataDir  string              `yaml:"data_dir" jsonschema:"description=Folder for the spool\\, the state and the embedded database,default=./data"`
	InfluxDB InfluxDB            `yaml:"influxdb" jsonschema:"description=The database to write to"`
	TimeZone string              `yaml:"time_zone" jsonschema:"description=The office's time zone,default=Asia/Jakarta"`
	Topics   map[string][]string `yaml:"topics" jsonschema:"description=Topics and the words that name them"`
	Accounts []Account           `yaml:"accounts" jsonschema:"description=The accounts to read"`
	HTTP     HTTP                `yaml:"http" jsonschema:"description=Health and metrics"`
	Text     Text                `yaml:"text" jsonschema:"description=What is kept of what people write"`
	Spool    Spool               `yaml:"spool" jsonschema:"description=The durable queue between reading and writing"`
	Log      Log                 `yaml:"log" jsonschema:"description=Logging"`

	Terms map[string]*Terms `yaml:"terms" jsonschema:"description=Exceptions from what the platforms' terms allow\\, by connector"`

	VaultKeyFile  string `yaml:"vault_key_file" jsonschema:"description=Key of the folder in data_dir that holds tokens; made at first start,default=data_dir/vault.key"`
	ConnectorsDir string `yaml:"connectors_dir" jsonschema:"description=Folder of foreign connectors: executables named after their id"`
	// ConnectorsSHA256 pins the foreign connectors: one that has changed, or stands
	// here not at all, is not started.
	ConnectorsSHA256 map[string]string `yaml:"connectors_sha256" jsonschema:"description=SHA-256 of each foreign connector\\, in hexadecimal\\, by id; one without is not started"`

	// ConnectorsPaths are for connectors whose program needs more than the system's.
	ConnectorsPaths []string `yaml:"connectors_paths" jsonschema:"description=Files and folders that every connector may read besides the system's programs\\, its own and the paths of its accounts; Linux keeps all others from it"`

	dir   string         // of the file; relative paths start here
	lines map[string]int // where each setting stands
}

// InfluxDB names the database. Without a URL the embedded one is used.
type InfluxDB struct {
	URL    string     `yaml:"url" jsonschema:"description=Address of an InfluxDB 2.x; empty: the embedded one"`
	Org    string     `yaml:"org" jsonschema:"default=pantau"`
	Bucket string     `yaml:"bucket" jsonschema:"default=pantau"`
	Token  sdk.Secret `yaml:"token" jsonschema:"description=API token; better in a file: token_file"`
	Port   int        `yaml:"port" jsonschema:"description=Loopback port of the embedded database; 0 takes a free one,default=8186"`
}

// Embedded reports whether the database runs inside the collector.
func (i InfluxDB) Embedded() bool { return i.URL == "" }

// Account is one account on one platform. Settings that the collector does not
// know belong to the connector.
type Account struct {
	Connector string   `yaml:"connector" jsonschema:"required,description=Which connector reads it"`
	Account   string   `yaml:"account" jsonschema:"required,description=The handle on the platform"`
	Name      string   `yaml:"name" jsonschema:"description=Name in the data; default: the handle. Needed where two servers have the same handle"`
	Interval  Duration `yaml:"interval" jsonschema:"description=Time between reads\\, such as 5m; default: the connector's"`
	History   Duration `yaml:"history" jsonschema:"description=How far back the first read goes,default=365d"`
	// AllowPrivate lets the connector ask this machine and the inner network.
	AllowPrivate bool     `yaml:"allow_private" jsonschema:"description=Let it ask servers on this machine and in the inner network; otherwise only the public internet and the servers of this machine that its settings name by address and port,default=false"`
	Settings     Settings `yaml:",inline"`

	// Line is where the account starts in the file.
	Line int `yaml:"-" json:"-"`
	// SettingLines says where each setting stands.
	SettingLines map[string]int `yaml:"-" json:"-"`
}

// Settings are a connector's, secrets among them: printed they show nothing.
type Settings map[string]any

// Format implements fmt.Formatter.
func (s Settings) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[REDACTED]") }

// Key identifies the account in spool and state.
func (a Account) Key() string { return a.Connector + "/" + a.Name }

// ConnectorSettings is what the connector gets to see; the handle only where it has
// a setting for it: others know the account by a page's or a channel's own.
func (a Account) ConnectorSettings(handle bool) (sdk.Settings, error) {
	settings := map[string]any{}
	if handle {
		settings["account"] = a.Account
	}
	for k, v := range a.Settings {
		settings[k] = v
	}
	raw, err := yaml.Marshal(settings)
	if err != nil {
		return nil, fmt.Errorf("line %d: settings of %s: %w", a.Line, a.Key(), err)
	}
	return raw, nil
}

// Text says what is kept of what people write.
type Text struct {
	Store bool `yaml:"store" jsonschema:"description=Keep the masked text of comments; without it only label\\, language and topics are kept,default=true"`
}

// Spool is the queue. Without a URL it is inside the collector.
type Spool struct {
	URL         string     `yaml:"url" jsonschema:"description=Addresses of the servers of a NATS JetStream cluster\\, separated by commas\\, through which several collectors share the work; empty: the spool inside"`
	User        string     `yaml:"user" jsonschema:"description=User at the NATS servers"`
	Password    sdk.Secret `yaml:"password" jsonschema:"description=Its password; better in a file: password_file"`
	Credentials sdk.Secret `yaml:"credentials" jsonschema:"description=Content of a NATS credentials file; better its name: credentials_file"`
	TLSCA       string     `yaml:"tls_ca" jsonschema:"description=File with the certificates that the NATS servers' are signed by; empty: the system's"`
	TLSCert     string     `yaml:"tls_cert" jsonschema:"description=File with this collector's own certificate\\, where the servers want one"`
	TLSKey      string     `yaml:"tls_key" jsonschema:"description=File with its key"`
	MaxBytes    int64      `yaml:"max_bytes" jsonschema:"description=Size at which reading stops until the database takes more; nothing is dropped,default=2147483648"`
}

// Shared reports whether several collectors share the work.
func (s Spool) Shared() bool { return s.URL != "" }

// Log sets the log.
type Log struct {
	Level  string `yaml:"level" jsonschema:"enum=debug,enum=info,enum=warn,enum=error,default=info"`
	Format string `yaml:"format" jsonschema:"enum=text,enum=json,default=text"`
}

// Default is the configuration that an empty file gives.
func Default() Config {
	return Config{
		DataDir:  "./data",
		TimeZone: "Asia/Jakarta",
		InfluxDB: InfluxDB{Org: "pantau", Bucket: "pantau", Port: 8186},
		HTTP:     HTTP{Listen: "127.0.0.1:9321"},
		Text:     Text{Store: true},
		Spool:    Spool{MaxBytes: 2 << 30},
		Log:      Log{Level: "info", Format: "text"},
	}
}

// defaultHistory is how far back the first read of an account goes.
const defaultHistory = Duration(365 * 24 * time.Hour)

// Load reads and validates a file. Relative paths in it start at its folder.
func Load(path string) (*Config, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	c, err := Parse(raw, filepath.Dir(path), os.LookupEnv)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Parse reads and validates YAML. Relative paths start at dir; ${NAME} is looked
// up with env.
func Parse(raw []byte, dir string, env func(string) (string, bool)) (*Config, error) {
	c := Default()
	c.dir = dir
	root, err := parseDocument(raw)
	if err != nil {
		return nil, err
	}
	if root != nil {
		if err := errors.Join(expand(root, env, ""), readSecretFiles(root, dir)); err != nil {
			return nil, err
		}
		if err := decodeStrict(root, &c); err != nil {
			return nil, err
		}
	}
	if err := c.finish(root); err != nil {
		return nil, err
	}
	return &c, nil
}

// finish fills what depends on other settings, then validates.
func (c *Config) finish(root *yaml.Node) error {
	if c.DataDir == "" { // the folder of the configuration would be meant
		return fmt.Errorf("line %d: data_dir: must not be empty; write a folder, such as ./data", settingLines(root)["data_dir"])
	}
	c.DataDir = c.path(c.DataDir)
	if c.VaultKeyFile != "" {
		c.VaultKeyFile = c.path(c.VaultKeyFile)
	}
	if c.ConnectorsDir != "" {
		c.ConnectorsDir = c.path(c.ConnectorsDir)
	}
	for i, path := range c.ConnectorsPaths {
		c.ConnectorsPaths[i] = c.path(path)
	}
	for _, file := range []*string{
		&c.HTTP.Certificate, &c.HTTP.PrivateKey, &c.HTTP.ClientCA, &c.Spool.TLSCA, &c.Spool.TLSCert, &c.Spool.TLSKey,
	} {
		if *file != "" {
			*file = c.path(*file)
		}
	}
	c.lines = settingLines(root)
	nodes := sequence(root, "accounts")
	for i := range c.Accounts {
		a := &c.Accounts[i]
		if a.Name == "" {
			a.Name = a.Account
		}
		if a.History == 0 {
			a.History = defaultHistory
		}
		if files, ok := a.Settings["paths"].([]any); ok {
			for k, file := range files {
				if name, ok := file.(string); ok && name != "" {
					files[k] = c.path(name)
				}
			}
		}
		a.Line, a.SettingLines = lines(nodes, i)
	}
	return c.validate()
}

// path makes a path absolute, starting at the configuration's folder.
func (c *Config) path(p string) string {
	if !filepath.IsAbs(p) {
		p = filepath.Join(c.dir, p)
	}
	if abs, err := filepath.Abs(p); err == nil {
		return abs
	}
	return p
}

// problem makes an error about a setting, with its line where it has one.
func (c *Config) problem(setting, format string, args ...any) error {
	text := setting + ": " + fmt.Sprintf(format, args...)
	if line := c.lines[setting]; line > 0 {
		return fmt.Errorf("line %d: %s", line, text)
	}
	return errors.New(text)
}

func (c *Config) validate() error {
	errs := c.validateInfluxDB()
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "" || c.TimeZone == "Local" { // which no database knows
		errs = append(errs, c.problem("time_zone", "%q is unknown; write one like Asia/Jakarta, Asia/Makassar or Asia/Jayapura", c.TimeZone))
	}
	errs = append(errs, c.validateHTTP()...)
	errs = append(errs, c.validateSpool()...)
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
		errs = append(errs, c.problem("log.level", "%q is unknown; write debug, info, warn or error", c.Log.Level))
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		errs = append(errs, c.problem("log.format", "%q is unknown; write text or json", c.Log.Format))
	}
	if _, bad := c.Topics[schema.AllTopics]; bad {
		errs = append(errs, c.problem("topics", "%s is reserved; choose another name", schema.AllTopics))
	}
	errs = append(errs, c.validateTerms()...)
	return errors.Join(append(errs, c.validateAccounts()...)...)
}

func (c *Config) validateInfluxDB() []error {
	var errs []error
	db := &c.InfluxDB
	if !db.Embedded() {
		address, err := sdk.BaseURL("", db.URL)
		if err != nil {
			errs = append(errs, c.problem("influxdb.url", "%s", strings.TrimPrefix(err.Error(), ": ")))
		}
		db.URL = address
		if db.Token == "" {
			errs = append(errs, c.problem("influxdb.token_file", "an InfluxDB by URL needs a token; name the file that holds it"))
		}
	}
	if db.Bucket == "" {
		errs = append(errs, c.problem("influxdb.bucket", "must not be empty"))
	}
	if db.Port < 0 || db.Port > 65535 {
		errs = append(errs, c.problem("influxdb.port", "%d is no port; write one from 0 to 65535", db.Port))
	}
	return errs
}

func (c *Config) validateSpool() []error {
	var errs []error
	s := c.Spool
	if s.MaxBytes < 1<<20 {
		errs = append(errs, c.problem("spool.max_bytes", "%d is too small; write at least 1048576 (1 MiB)", s.MaxBytes))
	}
	if !s.Shared() {
		if s.User != "" || s.Password != "" || s.Credentials != "" || s.TLSCA != "" || s.TLSCert != "" {
			errs = append(errs, c.problem("spool.url", "missing; the other settings of a NATS cluster mean nothing without it"))
		}
		return errs
	}
	for _, address := range strings.Split(s.URL, ",") {
		u, err := url.Parse(strings.TrimSpace(address))
		if err != nil || u.Hostname() == "" || u.Scheme != "nats" && u.Scheme != "tls" {
			errs = append(errs, c.problem("spool.url", "there is no address of a NATS server; write them like nats://a.example.org:4222,nats://b.example.org:4222"))
		} else if u.User != nil {
			errs = append(errs, c.problem("spool.url", "leave out the user; spool.user and spool.password_file are for that"))
		}
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		errs = append(errs, c.problem("spool.tls_cert", "certificate and key belong together; write both spool.tls_cert and spool.tls_key"))
	}
	if c.InfluxDB.Embedded() {
		errs = append(errs, c.problem("influxdb.url", "several collectors need one database; name an InfluxDB 2.x, since spool.url is set"))
	}
	return errs
}

func (c *Config) validateAccounts() []error {
	var errs []error
	seen := map[string]int{}
	for _, a := range c.Accounts {
		switch {
		case a.Connector == "":
			errs = append(errs, fmt.Errorf("line %d: connector: missing; name one that `pantau connectors` lists", a.Line))
			continue
		case a.Account == "":
			errs = append(errs, fmt.Errorf("line %d: account: missing; write the handle on the platform", a.Line))
			continue
		case a.Interval != 0 && a.Interval < Duration(time.Second):
			errs = append(errs, fmt.Errorf("line %d: interval: %s is too short; write at least 1s", a.Line, a.Interval))
		case a.History < 0:
			errs = append(errs, fmt.Errorf("line %d: history: must not be negative", a.Line))
		}
		if first, twice := seen[a.Key()]; twice {
			errs = append(errs, fmt.Errorf("line %d: account: %s stands at line %d already; give one of them a `name`", a.Line, a.Key(), first))
		}
		seen[a.Key()] = a.Line
	}
	return errs
}

// CheckSettings compares an account's settings with the names its connector
// knows.
func (a Account) CheckSettings(known []string) error {
	var errs []error
	for key := range a.Settings {
		if glued := gluedTo(key); glued != "" {
			errs = append(errs, fmt.Errorf("line %d: %s", a.SettingLines[key], glued))
		} else if !slices.Contains(known, key) {
			errs = append(errs, fmt.Errorf("line %d: %s: connector %s has no such setting; it knows %s",
				a.SettingLines[key], key, a.Connector, knownList(known)))
		}
	}
	return errors.Join(errs...)
}
