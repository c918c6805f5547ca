// Package vault stores what connectors keep between runs: tokens, ledgers, what
// they have learnt of a platform. One encrypted file an account, and one for
// what the accounts of a connector share; each change is on the disk before the
// connector goes on. A file is replaced as a whole, so a reader (`pantau check`
// beside a running collector) sees the old or the new one.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/pantau/pantau/collector/keyfile"
	"github.com/pantau/pantau/connectors/sdk"
)

// Mirror holds what is kept for all collectors of a cluster, as it is sealed.
// What it has is newer than the files.
type Mirror interface {
	// LoadSealed gives what is kept under a name; nil if nothing is.
	LoadSealed(name string) ([]byte, error)
	// KeepSealed stores it durably.
	KeepSealed(name string, sealed []byte) error
}

// Vault is a folder of encrypted files.
type Vault struct {
	// Mirror is where the other collectors find what is kept; nil: there are none.
	Mirror Mirror

	dir  string
	seal cipher.AEAD
	key  []byte

	mu sync.Mutex
}

var _ sdk.Vault = (*Vault)(nil)

var vaultKey = keyfile.Key{Name: "vault key", Loss: "accounts must be authorised again with `pantau auth`"}

// Open opens the vault in dir, making it and the key at keyPath if they are not
// there. The key may stand on another disk, or come from a secret store.
func Open(dir, keyPath string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	key, err := vaultKey.LoadOrCreate(keyPath)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return &Vault{dir: dir, seal: seal, key: key}, nil
}

// Key is the vault's own secret, to compare it with another collector's.
func (v *Vault) Key() []byte { return v.key }

// Load implements sdk.Vault. instance is connector/account.
func (v *Vault) Load(instance string) (own, shared map[string][]byte, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if own, err = v.read(instance); err != nil {
		return nil, nil, err
	}
	shared, err = v.read(sharedBy(instance))
	return own, shared, err
}

// Keep implements sdk.Vault.
func (v *Vault) Keep(instance string, shared bool, name string, value []byte) error {
	if shared {
		instance = sharedBy(instance)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	values, err := v.read(instance)
	if err != nil {
		return err
	}
	if values[name] = value; value == nil {
		delete(values, name)
	}
	return v.write(instance, values)
}

// sharedBy names what all accounts of an instance's connector share.
func sharedBy(instance string) string {
	connector, _, _ := strings.Cut(instance, "/")
	return connector
}

// path hides the account's name: it need not be a file name.
func (v *Vault) path(what string) string {
	sum := sha256.Sum256([]byte(what))
	return filepath.Join(v.dir, hex.EncodeToString(sum[:12])+".vault")
}

// load gives what is kept, sealed: of the mirror, else of the file; nil if nothing
// is.
func (v *Vault) load(what string) ([]byte, error) {
	if v.Mirror != nil {
		if sealed, err := v.Mirror.LoadSealed(strings.TrimSuffix(filepath.Base(v.path(what)), ".vault")); err != nil || sealed != nil {
			return sealed, err
		}
	}
	sealed, err := os.ReadFile(v.path(what))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return sealed, err
}

// keep stores what is sealed, in the file too: a cluster may be left again.
func (v *Vault) keep(what string, sealed []byte) error {
	if v.Mirror != nil {
		if err := v.Mirror.KeepSealed(strings.TrimSuffix(filepath.Base(v.path(what)), ".vault"), sealed); err != nil {
			return err
		}
	}
	return keyfile.Replace(v.path(what), sealed)
}

func (v *Vault) read(what string) (map[string][]byte, error) {
	values := map[string][]byte{}
	sealed, err := v.load(what)
	if sealed == nil && err == nil {
		return values, nil
	}
	if err != nil {
		return nil, fmt.Errorf("vault: reading what %s keeps: %w", what, err)
	}
	size := v.seal.NonceSize()
	if len(sealed) < size {
		return nil, v.unreadable(what)
	}
	// The name is sealed in too: a file can't be passed off as another's.
	plain, err := v.seal.Open(nil, sealed[:size], sealed[size:], []byte(what))
	if err != nil || json.Unmarshal(plain, &values) != nil {
		return nil, v.unreadable(what)
	}
	return values, nil
}

func (v *Vault) unreadable(what string) error {
	return fmt.Errorf("vault: what %s keeps can't be read with this key: restore vault.key, or remove %s and run `pantau auth` again", what, v.path(what))
}

func (v *Vault) write(what string, values map[string][]byte) error {
	plain, err := json.Marshal(values)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	nonce := make([]byte, v.seal.NonceSize())
	rand.Read(nonce) // never fails, see its documentation
	if err := v.keep(what, v.seal.Seal(nonce, nonce, plain, []byte(what))); err != nil {
		return fmt.Errorf("vault: keeping what %s wants kept: %w", what, err)
	}
	return nil
}
